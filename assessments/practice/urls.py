"""Addresses of the room, under /pratique/."""

from django.urls import path

from assessments.practice.views import pages, requests, supervisor

app_name = "practice"
urlpatterns = [
    path("", pages.index, name="list"),
    path("<uuid:pk>/", pages.enrolment, name="enrolment"),
    path("<uuid:pk>/declarer/", pages.declare, name="declare"),
    path("postes/<uuid:pk>/corriger/", pages.correct, name="correct"),
    path("postes/<uuid:pk>/interruption/", pages.interrupt, name="interrupt"),
    path("postes/<uuid:pk>/attester/", pages.attest, name="attest"),
    path("postes/<uuid:pk>/demander/", requests.ask, name="ask"),
    path("postes/<uuid:pk>/retirer/", pages.withdraw, name="withdraw"),
    path("interruptions/<uuid:pk>/retirer/", pages.resume, name="resume"),
    path("attestations/<uuid:pk>/annuler/", pages.void, name="void"),
    path("demandes/", requests.index, name="requests"),
    path("demandes/<uuid:pk>/annuler/", requests.revoke, name="revoke"),
    path("demandes/<uuid:pk>/verifier/", requests.check, name="check"),
    path("demandes/<uuid:pk>/ecarter/", requests.reject, name="reject"),
    path("attestation/<str:token>/", supervisor.answer, name="answer"),
    path("attestation/<str:token>/autre-lien/", supervisor.renew, name="renew"),
]
