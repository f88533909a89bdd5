"""The sessions to come in which a candidate could still be registered, and what they let see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessments.framework.models import QualificationRevision
from assessments.sessions.models import AssessmentSession, Scenario, SessionState, Simulation

#: As many as a letter lists, the nearest first.
MOST = 6


@dataclass(frozen=True, slots=True)
class ComingSession:
    """name, days and site as a letter prints them; competencies: ids that it lets one observe."""

    name: str
    starts_on: date
    ends_on: date
    site: str
    competencies: frozenset[int]


def coming_sessions(revision: QualificationRevision, after: date) -> list[ComingSession]:
    """The sessions of a revision that begin after that day and are not convened yet.

    What a session lets see is what the scenarios of its simulations do; while it has none, what
    every scenario that a plan may choose from does. Three queries.
    """
    sessions = list(
        AssessmentSession.objects.filter(
            revision=revision,
            starts_on__gt=after,
            state__in=[SessionState.DRAFT, SessionState.READY],
        )
        .select_related("site")
        .order_by("starts_on", "name")[:MOST]
    )
    if not sessions:
        return []
    planned: dict[object, set[int]] = {}
    rows = Simulation.objects.filter(registration__session__in=sessions).exclude(state="cancelled")
    for session, competency in rows.values_list(
        "registration__session", "scenario__competencies"
    ).order_by():
        planned.setdefault(session, set()).add(competency)
    offered = _observable(Scenario.objects.offered().filter(revision=revision))
    return [
        ComingSession(
            one.name,
            one.starts_on,
            one.ends_on,
            one.site.name,
            frozenset(planned.get(one.pk, offered)),
        )
        for one in sessions
    ]


def _observable(scenarios: Iterable[Scenario]) -> frozenset[int]:
    found = Scenario.competencies.through.objects.filter(scenario__in=scenarios)
    return frozenset(found.values_list("competency_id", flat=True))
