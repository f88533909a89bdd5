"""Addresses of the gateway, under /fichiers/."""

from django.urls import path

from ccas.files import views

app_name = "files"
urlpatterns = [
    path("envois/", views.begin, name="begin"),
    path("envois/<uuid:pk>/", views.progress, name="upload"),
    path("envois/<uuid:pk>/morceaux/<int:offset>/", views.part, name="part"),
    path("envois/<uuid:pk>/terminer/", views.finish, name="finish"),
    path("envois/<uuid:pk>/abandonner/", views.drop, name="drop"),
    path("deposer/<slug:kind>/<uuid:set_id>/", views.deposit, name="deposit"),
    path("<uuid:pk>/", views.show, name="show"),
    path("<uuid:pk>/etat/", views.state, name="state"),
]
