"""Addresses of the room."""

from django.urls import path

from assessments.grading.views import (
    agreement,
    axis,
    consensus,
    device,
    evaluator,
    follow,
    journal,
    replacing,
    room,
)

app_name = "grading"
urlpatterns = [
    # A tap asks for this one, a hundred times for each other address: it is looked for first.
    path("<uuid:pk>/journal/", journal.journal, name="journal"),
    path("", evaluator.today, name="today"),
    path("appareil/", device.key, name="device"),
    path("hors-ligne/", device.offline, name="offline"),
    path("travailleur.js", device.worker, name="worker"),
    path("mises-en-situation/<uuid:pk>/ouvrir/", evaluator.open_own, name="open"),
    path("mises-en-situation/<uuid:pk>/harmoniser/", consensus.begin, name="harmonise"),
    path("mises-en-situation/<uuid:pk>/axe/", axis.show, name="axis"),
    path("suivi/", follow.follow, name="follow"),
    path("suivi/<uuid:pk>/", follow.session, name="session"),
    path("suivi/<uuid:pk>/accord/", agreement.show, name="agreement"),
    path("suivi/<uuid:pk>/accord/calculer/", agreement.measure, name="measure_agreement"),
    path("suivi/<uuid:pk>/salle/", room.room, name="room"),
    path("suivi/<uuid:pk>/salle/contenu/", room.board, name="board"),
    path("suivi/<uuid:pk>/mur/", room.wall, name="wall"),
    path("mises-en-situation/<uuid:pk>/remplacer/", replacing.replace, name="replace_evaluator"),
    path("mises-en-situation/<uuid:pk>/depart/", room.release, name="release"),
    path("harmonisees/<uuid:pk>/", consensus.detail, name="consensus"),
    path("harmonisees/<uuid:pk>/nouvelles/", consensus.news, name="consensus_news"),
    path("harmonisees/<uuid:pk>/signer/", consensus.sign, name="sign_consensus"),
    path("harmonisees/<uuid:pk>/lignes/<uuid:line>/", consensus.settle, name="settle"),
    path("<uuid:pk>/", evaluator.sheet, name="sheet"),
    path("<uuid:pk>/actes/", evaluator.act, name="act"),
    path("<uuid:pk>/hors-scenario/", evaluator.not_observable, name="not_observable"),
    path("<uuid:pk>/signer/", evaluator.sign, name="sign"),
    path("<uuid:pk>/historique/", evaluator.history, name="history"),
    path("<uuid:pk>/appeler/", room.call, name="call"),
    path("appels/<uuid:pk>/repondre/", room.answer, name="answer_call"),
    path("<uuid:pk>/rouvrir/", follow.reopen, name="reopen"),
]
