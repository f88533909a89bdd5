"""Addresses of one's tokens."""

from django.urls import path

from ccas.api import pages

app_name = "tokens"
urlpatterns = [
    path("", pages.tokens, name="list"),
    path("<uuid:pk>/revoquer/", pages.revoke, name="revoke"),
]
