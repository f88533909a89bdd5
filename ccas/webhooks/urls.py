"""Addresses of the systems that are told."""

from django.urls import path

from ccas.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.index, name="list"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/secret/", views.renew, name="renew"),
    path("<uuid:pk>/arreter/", views.end, name="end"),
    path("<uuid:pk>/essai/", views.ping, name="ping"),
    path("appels/<uuid:pk>/renvoyer/", views.replay, name="replay"),
]
