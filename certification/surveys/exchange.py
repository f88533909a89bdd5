"""The room's list as it leaves: who has not answered yet. No answer ever leaves."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from assessments.people.directory import listed_name
from ccas.actors import Actor
from ccas.exchange.lists import Column, Listing
from certification.surveys import reading
from certification.surveys.models import InsertionSurvey
from certification.surveys.permissions import READERS


def _waiting(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[InsertionSurvey]:
    return reading.waiting()


WAITING = Listing(
    slug="enquetes",
    title="Enquêtes d’insertion sans réponse",
    roles=frozenset(READERS),
    address="surveys:list",
    counted=("enquête", "enquêtes"),
    rows=_waiting,
    described=reading.lines,
    columns=(
        Column(
            "titulaire", "Titulaire", lambda one: listed_name(one.survey.award.candidate.person)
        ),
        Column("numero", "Numéro de candidat", lambda one: one.survey.award.candidate.number),
        Column("certification", "Certification", lambda one: one.survey.award.qualification.code),
        Column("mois", "Enquête à (mois)", lambda one: one.survey.months),
        Column("delivre", "Titre délivré le", lambda one: one.survey.award.awarded_on),
        Column("limite", "Dernier jour", lambda one: one.survey.closes_on),
        Column("appel", "À appeler parce que", lambda one: one.call),
    ),
)
LISTS = (WAITING,)
