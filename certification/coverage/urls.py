"""Addresses of the room, under /couverture/."""

from django.urls import path

from certification.coverage import views

app_name = "coverage"
urlpatterns = [
    path("<uuid:pk>/", views.enrolment, name="enrolment"),
    path("sessions/<uuid:pk>/", views.session, name="session"),
]
