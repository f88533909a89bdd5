"""Addresses of the room: the first screen, and the lists behind its figures."""

from django.urls import path

from certification.home import views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("attente/<slug:slug>/", views.waiting, name="waiting"),
]
