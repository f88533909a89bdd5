"""Addresses of the room."""

from django.urls import path

from certification.appeals.views import candidate, officer

app_name = "appeals"
urlpatterns = [
    path("", officer.index, name="list"),
    path("mon-resultat/<uuid:pk>/", candidate.own, name="own"),
    path("passages/<uuid:pk>/enregistrer/", officer.register, name="register"),
    path("<uuid:pk>/", officer.detail, name="detail"),
    path("<uuid:pk>/repondre/", officer.answer, name="answer"),
    path("<uuid:pk>/nouveau-passage/", officer.present, name="present"),
    path("<uuid:pk>/desistement/", candidate.drop, name="drop"),
]
