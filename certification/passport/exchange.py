"""The room's lists as they leave: the titles owed to the passeport, and the returns."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet

from assessments.people.directory import listed_name
from ccas.actors import Actor
from ccas.exchange.lists import Column, Listing
from certification.awards.models import Award
from certification.passport import reading
from certification.passport.models import LineState, PassportReturn
from certification.passport.permissions import READERS, visible_returns


def with_numbers(returns: QuerySet[PassportReturn]) -> QuerySet[PassportReturn]:
    """Each return with its `total`, `accepted` and `rejected` lines, the latest first."""
    return returns.annotate(
        total=Count("lines"),
        accepted=Count("lines", filter=Q(lines__state=LineState.ACCEPTED)),
        rejected=Count("lines", filter=Q(lines__state=LineState.REJECTED)),
    ).order_by("-occurred_at", "pk")


def _owed(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[Award]:
    return reading.owed_awards()


def _returns(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[PassportReturn]:
    return with_numbers(visible_returns(actor)).defer("xml")


OWED = Listing(
    slug="titres-a-declarer",
    title="Titres à déclarer au passeport",
    roles=frozenset(READERS),
    address="passport:list",
    counted=("titre", "titres"),
    rows=_owed,
    described=reading.owed_lines,
    columns=(
        Column("titulaire", "Titulaire", lambda one: listed_name(one.award.candidate.person)),
        Column("numero", "Numéro de candidat", lambda one: one.award.candidate.number),
        Column("certification", "Certification", lambda one: one.award.qualification.code),
        Column("delivre", "Délivré le", lambda one: one.award.awarded_on),
        Column("limite", "À déclarer avant le", lambda one: one.due),
        Column("manque", "Ce qui manque", lambda one: one.problems),
        Column("rejet", "Dernier rejet", lambda one: one.rejected_because),
        Column("correction", "Ce qu’il faut faire", lambda one: one.fix),
    ),
)
RETURNS = Listing(
    slug="retours-passeport",
    title="Retours au passeport",
    roles=frozenset(READERS),
    address="passport:list",
    counted=("retour", "retours"),
    rows=_returns,
    columns=(
        Column("flux", "Identifiant du flux", lambda one: str(one.flow_id)),
        Column("prepare", "Préparé le", lambda one: one.occurred_at),
        Column("etat", "État", lambda one: one.get_state_display()),
        Column("lignes", "Titres", lambda one: one.total),
        Column("acceptes", "Acceptés", lambda one: one.accepted),
        Column("rejetes", "Rejetés", lambda one: one.rejected),
        Column("depose", "Déposé le", lambda one: one.deposited_at),
    ),
)
LISTS = (OWED, RETURNS)
