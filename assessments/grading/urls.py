"""Addresses of the room."""

from django.urls import path

from assessments.grading.views import consensus, evaluator, follow

app_name = "grading"
urlpatterns = [
    path("", evaluator.today, name="today"),
    path("mises-en-situation/<uuid:pk>/ouvrir/", evaluator.open_own, name="open"),
    path("mises-en-situation/<uuid:pk>/harmoniser/", consensus.begin, name="harmonise"),
    path("suivi/", follow.follow, name="follow"),
    path("suivi/<uuid:pk>/", follow.session, name="session"),
    path("harmonisees/<uuid:pk>/", consensus.detail, name="consensus"),
    path("harmonisees/<uuid:pk>/signer/", consensus.sign, name="sign_consensus"),
    path("harmonisees/<uuid:pk>/lignes/<uuid:line>/", consensus.settle, name="settle"),
    path("<uuid:pk>/", evaluator.sheet, name="sheet"),
    path("<uuid:pk>/actes/", evaluator.act, name="act"),
    path("<uuid:pk>/hors-scenario/", evaluator.not_observable, name="not_observable"),
    path("<uuid:pk>/signer/", evaluator.sign, name="sign"),
    path("<uuid:pk>/historique/", evaluator.history, name="history"),
    path("<uuid:pk>/rouvrir/", follow.reopen, name="reopen"),
]
