"""Addresses of the room."""

from django.urls import path

from assessments.candidates import correction_views, views

app_name = "candidates"
urlpatterns = [
    path("", views.listing, name="list"),
    path("moi/", views.mine, name="mine"),
    path("moi/identite/", correction_views.ask, name="ask_correction"),
    path("corrections/", correction_views.index, name="corrections"),
    path("corrections/<uuid:pk>/", correction_views.show, name="correction"),
    path("corrections/<uuid:pk>/accepter/", correction_views.accept, name="accept_correction"),
    path("corrections/<uuid:pk>/refuser/", correction_views.refuse, name="refuse_correction"),
    path("corrections/<uuid:pk>/retirer/", correction_views.withdraw, name="withdraw_correction"),
    path("nouveau/", views.register, name="register"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/consultations/", views.history, name="history"),
    path("<uuid:pk>/corriger/", views.correct, name="correct"),
    path("<uuid:pk>/inviter/", views.invite, name="invite"),
    path("<uuid:pk>/inscrire/", views.enrol, name="enrol"),
    path("<uuid:pk>/equivalence/", views.equivalence, name="equivalence"),
    path("parcours/<uuid:pk>/clore/", views.close, name="close"),
    path("blocs/<uuid:pk>/retirer/", views.end_block, name="end_block"),
]
