"""Addresses of the room."""

from django.urls import path

from certification.awards import views

app_name = "awards"
urlpatterns = [
    path("", views.index, name="list"),
    path("mes-resultats/", views.results, name="results"),
    path("mes-resultats/<uuid:pk>/", views.result, name="result"),
    path("publication/<uuid:pk>/", views.publication, name="publication"),
    path("publication/<uuid:pk>/publier/", views.publish, name="publish"),
    path("signataires/", views.signatories, name="signatories"),
    path("signataires/designer/", views.appoint, name="appoint"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/retirer/", views.withdraw, name="withdraw"),
]
