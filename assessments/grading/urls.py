"""Addresses of the room."""

from django.urls import URLPattern

app_name = "grading"
urlpatterns: list[URLPattern] = []
