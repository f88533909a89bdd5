"""Addresses of one's own archive, under /mes-donnees/."""

from django.urls import path

from ccas.archives import views

app_name = "archives"
urlpatterns = [
    path("", views.own, name="own"),
    path("demander/", views.ask, name="ask"),
    path("<uuid:pk>/", views.download, name="download"),
]
