"""Addresses for machines, below /sante/."""

from django.urls import path

from ccas.operations import views

app_name = "operations"
urlpatterns = [
    path("", views.alive, name="alive"),
    path("pret/", views.ready, name="ready"),
    path("mesures/", views.figures, name="measures"),
]
