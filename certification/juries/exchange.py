"""The room's list as it leaves: every jury, the latest first."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet

from ccas import clock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.exchange.lists import Column, Listing
from certification.juries import permissions
from certification.juries.models import Jury


def with_numbers(juries: QuerySet[Jury]) -> QuerySet[Jury]:
    """Each jury with `seat_count`, `held_count` and `candidate_count`."""
    lasting = Q(seats__nominations__ends_at__isnull=True) | Q(
        seats__nominations__ends_at__gt=clock.now()
    )
    return juries.annotate(
        seat_count=Count("seats", distinct=True),
        held_count=Count(
            "seats", distinct=True, filter=Q(seats__nominations__isnull=False) & lasting
        ),
        candidate_count=Count("agenda", distinct=True),
    )


def _juries(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[Jury]:
    found = with_numbers(permissions.visible_juries(actor))
    return (
        found.select_related("revision__qualification", "presiding_entity")
        .defer("revision__notice_xml", "revision__rules_toml")
        .order_by("-sits_on", "name")
    )


JURIES = Listing(
    slug="jurys",
    title="Jurys",
    roles=frozenset({Role.OFFICER, Role.AUDITOR}),
    address="juries:list",
    counted=("jury", "jurys"),
    rows=_juries,
    columns=(
        Column("date", "Date", lambda one: one.sits_on),
        Column("heure", "Heure (Paris)", lambda one: f"{one.begins_at:%H:%M}", offered=False),
        Column("jury", "Jury", lambda one: one.name),
        Column("certification", "Certification", lambda one: one.revision.qualification.code),
        Column("voie", "Voie", lambda one: one.route, offered=False),
        Column("lieu", "Lieu", lambda one: one.place),
        Column(
            "presidence",
            "Présidence",
            lambda one: one.presiding_entity.short_name if one.presiding_entity else "",
        ),
        Column("pourvus", "Sièges pourvus", lambda one: one.held_count),
        Column("sieges", "Sièges", lambda one: one.seat_count),
        Column("candidats", "Candidats", lambda one: one.candidate_count),
        Column("etat", "État", lambda one: one.get_state_display()),
    ),
)
LISTS = (JURIES,)
