"""The room's list as it leaves: every appeal, the latest first. Neither grounds nor reasons."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from assessments.people.directory import listed_name
from ccas.actors import Actor
from ccas.exchange.lists import Column, Listing
from certification.appeals.models import Appeal
from certification.appeals.permissions import READERS, visible_appeals


def _appeals(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[Appeal]:
    return visible_appeals(actor).order_by("-received_on", "pk")


def _candidate(appeal: Appeal) -> Any:
    return appeal.presentation.enrolment.candidate


APPEALS = Listing(
    slug="recours",
    title="Recours",
    roles=frozenset(READERS),
    address="appeals:list",
    counted=("recours", "recours"),
    rows=_appeals,
    columns=(
        Column("candidat", "Candidat", lambda one: listed_name(_candidate(one).person)),
        Column("numero", "Numéro de candidat", lambda one: _candidate(one).number),
        Column("jury", "Jury", lambda one: one.presentation.deliberation.jury.name),
        Column("nature", "Nature", lambda one: one.get_kind_display()),
        Column("voie", "Reçu par", lambda one: one.get_channel_display()),
        Column("recu", "Reçu le", lambda one: one.received_on),
        Column("tardif", "Tardif", lambda one: one.late),
        Column("etat", "État", lambda one: one.get_state_display()),
        Column("repondu", "Répondu le", lambda one: one.decided_on),
    ),
)
LISTS = (APPEALS,)
