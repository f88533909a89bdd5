"""Addresses of what is owed to persons."""

from django.urls import path

from ccas.privacy import views

app_name = "privacy"
urlpatterns = [
    path("traitements/", views.register, name="register"),
    path("traitements/imprimer/", views.print_register, name="print_register"),
    path("traitements.csv", views.register_csv, name="register_csv"),
    path("durees/", views.kept, name="kept"),
    path("effacement/", views.own, name="own"),
    path("effacement/<uuid:pk>/retirer/", views.withdraw, name="withdraw"),
    path("effacements/", views.index, name="erasures"),
    path("effacements/<uuid:pk>/", views.detail, name="erasure"),
    path("effacements/<uuid:pk>/effacer/", views.carry_out, name="carry_out"),
    path("effacements/<uuid:pk>/refuser/", views.refuse, name="refuse"),
]
