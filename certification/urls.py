"""Addresses of the rooms, in the order of the candidate's road."""

from django.urls import include, path

urlpatterns = [
    path("vae/", include("certification.vae.urls")),
    path("couverture/", include("certification.coverage.urls")),
    path("jurys/", include("certification.juries.urls")),
    path("deliberations/", include("certification.deliberation.urls")),
    path("titres/", include("certification.awards.urls")),
    path("recours/", include("certification.appeals.urls")),
    path("badges/", include("certification.badges.urls")),
    path("passeport/", include("certification.passport.urls")),
    path("enquetes/", include("certification.surveys.urls")),
    path("chiffres/", include("certification.figures.urls")),
    path("verifier/", include("certification.register.urls")),
    path("", include("certification.home.urls")),
]
