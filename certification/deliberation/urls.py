"""Addresses of the room."""

from django.urls import path, register_converter

from certification.deliberation.views import candidate, correcting, minutes, sitting, voting

app_name = "deliberation"


class Movement:
    """« arrivee » or « depart »."""

    regex = "arrivee|depart"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Presence(Movement):
    """« present », « absent » or « excuse »."""

    regex = "present|absent|excuse"


register_converter(Movement, "movement")
register_converter(Presence, "presence")

CANDIDATE = "<uuid:pk>/passages/<uuid:presentation>/"
BLOCK = CANDIDATE + "blocs/<int:block>/"

urlpatterns = [
    path("", sitting.index, name="list"),
    path("ouvrir/<uuid:jury>/", sitting.open_sitting, name="open"),
    path("<uuid:pk>/", sitting.sitting, name="sitting"),
    path("<uuid:pk>/deports/", sitting.leaving, name="leaving"),
    path("<uuid:pk>/membres/<uuid:person>/<movement:kind>/", sitting.move, name="move"),
    path("<uuid:pk>/incident/", sitting.incident, name="incident"),
    path(CANDIDATE, candidate.show, name="candidate"),
    path(CANDIDATE + "presence/<presence:kind>/", candidate.attendance, name="attendance"),
    path(CANDIDATE + "deport/", candidate.recuse, name="recuse"),
    path(CANDIDATE + "conclure/", candidate.conclude, name="conclude"),
    path(CANDIDATE + "rouvrir/", candidate.reopen, name="reopen_presentation"),
    path(CANDIDATE + "renvoyer/", candidate.defer, name="defer"),
    path(CANDIDATE + "note/", candidate.note, name="note"),
    path(CANDIDATE + "competences/<int:competency>/", candidate.observations, name="observations"),
    path(BLOCK + "decider/", candidate.decide, name="decide"),
    path(BLOCK + "selon-la-regle/", candidate.decide_by_rule, name="decide_by_rule"),
    path(BLOCK + "decompte/", candidate.count, name="count"),
    path(BLOCK + "reprendre/", candidate.reconsider, name="reconsider"),
    path("<uuid:pk>/vote/", voting.vote, name="vote"),
    path("<uuid:pk>/scrutins/<uuid:ballot>/voter/", voting.cast, name="cast"),
    path(CANDIDATE + "seance/", voting.strip, name="strip"),
    path(BLOCK + "scrutin/ouvrir/", voting.open_ballot, name="open_ballot"),
    path(BLOCK + "scrutin/clore/", voting.close_ballot, name="close_ballot"),
    path(BLOCK + "scrutin/annuler/", voting.void_ballot, name="void_ballot"),
    path("<uuid:pk>/proces-verbal/", minutes.show, name="minutes"),
    path("<uuid:pk>/proces-verbal/projet.pdf", minutes.draft, name="draft"),
    path("<uuid:pk>/proces-verbal/clore/", minutes.close, name="close"),
    path("<uuid:pk>/proces-verbal/rouvrir/", minutes.reopen, name="reopen"),
    path("<uuid:pk>/proces-verbal/signer/", minutes.sign, name="sign"),
    path("<uuid:pk>/proces-verbal/corriger/", correcting.correct, name="correct"),
    path("<uuid:pk>/proces-verbal/contresigner/", correcting.countersign, name="countersign"),
    path("<uuid:pk>/proces-verbal/abandonner/", correcting.drop, name="drop_correction"),
    path("<uuid:pk>/resultats/", minutes.results, name="results"),
]
