"""Addresses of the rooms, in the order of the candidate's road."""

from django.urls import include, path

urlpatterns = [
    path("jurys/", include("certification.juries.urls")),
    path("deliberations/", include("certification.deliberation.urls")),
    path("titres/", include("certification.awards.urls")),
    path("verifier/", include("certification.register.urls")),
    path("", include("certification.home.urls")),
]
