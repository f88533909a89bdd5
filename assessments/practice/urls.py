"""Addresses of the room, under /pratique/."""

from django.urls import path

from assessments.practice import views

app_name = "practice"
urlpatterns = [
    path("", views.index, name="list"),
    path("<uuid:pk>/", views.enrolment, name="enrolment"),
    path("<uuid:pk>/declarer/", views.declare, name="declare"),
    path("postes/<uuid:pk>/corriger/", views.correct, name="correct"),
    path("postes/<uuid:pk>/interruption/", views.interrupt, name="interrupt"),
    path("postes/<uuid:pk>/attester/", views.attest, name="attest"),
    path("postes/<uuid:pk>/retirer/", views.withdraw, name="withdraw"),
    path("interruptions/<uuid:pk>/retirer/", views.resume, name="resume"),
    path("attestations/<uuid:pk>/annuler/", views.void, name="void"),
]
