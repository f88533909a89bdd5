"""Addresses of the room, under /chiffres/."""

from django.urls import path

from certification.figures import views

app_name = "figures"
urlpatterns = [
    path("", views.show, name="show"),
    path("classeur/", views.workbook_file, name="workbook"),
    path("imprimer/", views.print_them, name="print"),
    path("renouvellement/", views.renewal, name="renewal"),
    path("renouvellement/dossier.zip", views.renewal_file, name="renewal_file"),
]
