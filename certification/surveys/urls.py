"""Addresses of the room, under /enquetes/."""

from django.urls import path

from certification.surveys import views

app_name = "surveys"
urlpatterns = [
    path("", views.index, name="list"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("la-mienne/<uuid:pk>/", views.own, name="own"),
    path("la-mienne/<uuid:pk>/ne-plus-demander/", views.decline_own, name="decline_own"),
    path("titulaires/<uuid:pk>/opposition/", views.objection, name="object"),
    path("titulaires/<uuid:pk>/accord/", views.lift, name="lift"),
    path("repondre/<str:token>/", views.answer, name="answer"),
    path("repondre/<str:token>/ne-plus-demander/", views.decline, name="decline"),
]
