"""Addresses of the room."""

from django.urls import path

from assessments.candidates import views

app_name = "candidates"
urlpatterns = [
    path("", views.listing, name="list"),
    path("moi/", views.mine, name="mine"),
    path("nouveau/", views.register, name="register"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/consultations/", views.history, name="history"),
    path("<uuid:pk>/corriger/", views.correct, name="correct"),
    path("<uuid:pk>/inscrire/", views.enrol, name="enrol"),
    path("<uuid:pk>/equivalence/", views.equivalence, name="equivalence"),
    path("parcours/<uuid:pk>/clore/", views.close, name="close"),
    path("blocs/<uuid:pk>/retirer/", views.end_block, name="end_block"),
]
