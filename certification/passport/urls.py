"""Addresses of the room."""

from django.urls import path

from certification.passport import views

app_name = "passport"
urlpatterns = [
    path("", views.index, name="list"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/fichier/", views.file, name="file"),
    path("<uuid:pk>/deposer/", views.deposit, name="deposit"),
    path("<uuid:pk>/abandonner/", views.cancel, name="cancel"),
    path("<uuid:pk>/compte-rendu/", views.receive, name="receive"),
]
