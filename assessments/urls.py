"""Addresses of the rooms: the sheets, asked most, then in the order of the candidate's road."""

from django.urls import include, path

urlpatterns = [
    path("grilles/", include("assessments.grading.urls")),
    path("certifications/", include("assessments.framework.urls")),
    path("personnes/", include("assessments.people.urls")),
    path("candidats/", include("assessments.candidates.urls")),
    path("pratique/", include("assessments.practice.urls")),
    path("sessions/", include("assessments.sessions.urls")),
]
