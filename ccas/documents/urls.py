"""Addresses of the documents."""

from django.urls import path

from ccas.documents import views

urlpatterns = [
    path("<uuid:pk>/", views.document, name="document"),
    path("sceau.pem", views.authority, name="seal_authority"),
]
