"""Addresses of the room. Public: the QR code of every document leads here."""

from django.urls import path

from certification.register import views

app_name = "register"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("<path:code>/", views.verify, name="verify"),
]
