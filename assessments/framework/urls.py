"""Addresses of the room."""

from django.urls import path

from assessments.framework import views

app_name = "framework"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<uuid:pk>/", views.detail, name="detail"),
]
