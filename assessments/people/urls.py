"""Addresses of the room."""

from django.urls import path

from assessments.people import views

app_name = "people"
urlpatterns = [
    path("", views.directory, name="list"),
    path("nouvelle/", views.create, name="create"),
    path("unites/", views.units, name="units"),
    path("unites/nouvelle/", views.create_unit, name="create_unit"),
    path("employeurs/nouveau/", views.create_employer, name="create_employer"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/corriger/", views.correct, name="correct"),
    path("<uuid:pk>/affecter/", views.post, name="post"),
    path("<uuid:pk>/habiliter/", views.accredit, name="accredit"),
    path("<uuid:pk>/lier/", views.link, name="link"),
    path("<uuid:pk>/disponibilite/", views.availability, name="availability"),
    path("affectations/<uuid:pk>/terminer/", views.end_posting, name="end_posting"),
]
