"""The room's lists as they leave: the sessions, and the library of scenarios."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, QuerySet

from assessments.framework.models import Qualification
from assessments.sessions import permissions
from assessments.sessions.library import ScenarioLine, lines, search
from assessments.sessions.models import AssessmentSession
from assessments.sessions.writing_forms import LibraryFilter
from ccas.actors import Actor
from ccas.exchange.lists import Column, Listing

OFFICE = frozenset(permissions.READERS)


def with_numbers(sessions: QuerySet[AssessmentSession]) -> QuerySet[AssessmentSession]:
    """Each session with how many `candidates` and `evaluators` it has, the latest first."""
    return sessions.annotate(
        candidates=Count("registrations", distinct=True), evaluators=Count("panel", distinct=True)
    ).order_by("-starts_on", "name")


def _sessions(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[AssessmentSession]:
    found = with_numbers(permissions.visible_sessions(actor))
    return found.defer("revision__notice_xml", "revision__rules_toml")


def _filters(typed: Mapping[str, Any]) -> LibraryFilter:
    revisions = [one.current for one in Qualification.objects.order_by("code")]
    return LibraryFilter(typed, revisions=[one for one in revisions if one])


def _scenarios(actor: Actor, chosen: Mapping[str, Any]) -> Sequence[ScenarioLine]:
    return lines(search(permissions.visible_scenarios(actor), **chosen))


SESSIONS = Listing(
    slug="sessions",
    title="Sessions d’évaluation",
    roles=OFFICE,
    address="sessions:list",
    counted=("session", "sessions"),
    rows=_sessions,
    columns=(
        Column("session", "Session", lambda one: one.name),
        Column("du", "Du", lambda one: one.starts_on),
        Column("au", "Au", lambda one: one.ends_on),
        Column("site", "Site", lambda one: str(one.site)),
        Column("certification", "Certification", lambda one: one.revision.qualification.code),
        Column("candidats", "Candidats", lambda one: one.candidates),
        Column("evaluateurs", "Évaluateurs", lambda one: one.evaluators),
        Column("etat", "État", lambda one: one.get_state_display()),
    ),
)
SCENARIOS = Listing(
    slug="scenarios",
    title="Scénarios",
    roles=OFFICE,
    address="sessions:scenarios",
    counted=("scénario", "scénarios"),
    filters=_filters,
    rows=_scenarios,
    columns=(
        Column("titre", "Scénario", lambda one: one.title),
        Column("certification", "Certification", lambda one: one.qualification),
        Column("version", "Version", lambda one: one.version),
        Column("minutes", "Durée (min)", lambda one: one.minutes),
        Column("evenements", "Événements", lambda one: one.events),
        Column("documents", "Documents", lambda one: one.papers),
        Column("joue", "Joué", lambda one: one.played),
        Column(
            "blocs",
            "Compétences observables",
            lambda one: [f"{block.code} {block.shown}/{block.total}" for block in one.blocks],
        ),
        Column("etat", "État", lambda one: one.state),
    ),
)
LISTS = (SESSIONS, SCENARIOS)
