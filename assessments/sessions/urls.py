"""Addresses of the room, under /sessions/."""

from django.urls import path

from assessments.sessions.views import planning, scenarios, sessions

app_name = "sessions"
urlpatterns = [
    path("", sessions.index, name="list"),
    path("creer/", sessions.create, name="create"),
    path("sites/creer/", sessions.create_site, name="create_site"),
    path("scenarios/", scenarios.index, name="scenarios"),
    path("scenarios/<uuid:pk>/", scenarios.detail, name="scenario"),
    path("scenarios/<uuid:pk>/modifier/", scenarios.edit, name="edit_scenario"),
    path("scenarios/creer/<str:code>/", scenarios.create, name="create_scenario"),
    path("<uuid:pk>/", sessions.detail, name="detail"),
    path("<uuid:pk>/couverture/", sessions.coverage, name="coverage"),
    path("<uuid:pk>/prete/", sessions.ready, name="ready"),
    path("<uuid:pk>/reprendre/", sessions.rework, name="rework"),
    path("<uuid:pk>/convoquer/", sessions.convene, name="convene"),
    path("<uuid:pk>/clore/", sessions.close, name="close"),
    path("<uuid:pk>/annuler/", sessions.cancel, name="cancel"),
    path("<uuid:pk>/postes/ajouter/", planning.add_station, name="add_station"),
    path("<uuid:pk>/evaluateurs/ajouter/", planning.add_evaluator, name="add_evaluator"),
    path("<uuid:pk>/candidats/inscrire/", planning.register, name="register"),
    path("evaluateurs/<uuid:pk>/retirer/", planning.remove_evaluator, name="remove_evaluator"),
    path("inscriptions/<uuid:pk>/planifier/", planning.plan, name="plan"),
    path("inscriptions/<uuid:pk>/retirer/", planning.withdraw, name="withdraw"),
    path("mises-en-situation/<uuid:pk>/", planning.simulation, name="simulation"),
    path("mises-en-situation/<uuid:pk>/commencer/", planning.start, name="start"),
    path("mises-en-situation/<uuid:pk>/terminer/", planning.finish, name="finish"),
    path("mises-en-situation/<uuid:pk>/absence/", planning.absence, name="absence"),
    path("mises-en-situation/<uuid:pk>/annuler/", planning.cancel, name="cancel_simulation"),
]
