"""Addresses of the outbox, under /messages/."""

from django.urls import path

from ccas.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.index, name="list"),
    path("<uuid:pk>/", views.message, name="message"),
    path("<uuid:pk>/apercu/", views.preview, name="preview"),
]
