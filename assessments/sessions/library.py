"""The library as its pages read it: lines found by a filter, the uses of a version."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from assessments.framework.models import Competency
from assessments.sessions.models import (
    AssessmentSession,
    Inject,
    Scenario,
    ScenarioCompetency,
    ScenarioState,
)

#: State of a scenario → kind of badge.
KINDS = {"draft": "todo", "published": "done", "retired": "neutral"}


@dataclass(frozen=True, slots=True)
class Block:
    """What a scenario shows of one block."""

    code: str
    shown: int
    total: int

    @property
    def whole(self) -> bool:
        return self.shown == self.total


@dataclass(frozen=True, slots=True)
class ScenarioLine:
    """One version of a scenario in the list."""

    pk: UUID
    title: str
    qualification: str
    minutes: int
    version: int
    state: str
    kind: str
    events: int
    papers: int
    played: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """A session in which a version is played."""

    session: UUID
    name: str
    starts_on: date
    version: int
    simulations: int


def search(
    scenarios: QuerySet[Scenario],
    *,
    q: str = "",
    block: Any = None,
    competency: str = "",
    longest: int | None = None,
    channel: str = "",
    state: str = "",
) -> QuerySet[Scenario]:
    """The versions that a filter finds; what was retired only when it is asked for."""
    found = scenarios.filter(state=state) if state else scenarios.exclude(
        state=ScenarioState.RETIRED
    )  # fmt: skip
    shows = ScenarioCompetency.objects.filter(scenario=OuterRef("pk"))
    if q:
        found = found.filter(title__icontains=q)
    if block:
        found = found.filter(Exists(shows.filter(competency__block=block)))
    if competency:
        found = found.filter(Exists(shows.filter(competency=competency)))
    if longest:
        found = found.filter(duration_minutes__lte=longest)
    if channel:
        found = found.filter(
            Exists(Inject.objects.filter(scenario=OuterRef("pk"), channel=channel))
        )
    return found


def lines(scenarios: QuerySet[Scenario]) -> list[ScenarioLine]:
    """The list, by title: three queries, whatever its length."""
    rows = list(
        scenarios.select_related("revision__qualification")
        .annotate(
            events=Count("injects", distinct=True),
            papers=Count("documents", distinct=True),
            played=Count("simulations", distinct=True),
        )
        .order_by("revision__qualification__code", "title", "-version")
    )
    totals = {
        (revision, code): number
        for revision, code, number in Competency.objects.filter(
            block__revision__in={row.revision_id for row in rows}
        )
        .values_list("block__revision", "block__code")
        .annotate(number=Count("pk"))
        .order_by("block__position")
    }
    shown = {
        (scenario, code): number
        for scenario, code, number in ScenarioCompetency.objects.filter(scenario__in=rows)
        .values_list("scenario", "competency__block__code")
        .annotate(number=Count("pk"))
        .order_by("scenario")
    }
    return [
        ScenarioLine(
            row.pk,
            row.title,
            row.revision.qualification.code,
            row.duration_minutes,
            row.version,
            row.get_state_display(),
            KINDS[row.state],
            row.events,
            row.papers,
            row.played,
            tuple(
                Block(code, shown.get((row.pk, code), 0), total)
                for (revision, code), total in totals.items()
                if revision == row.revision_id
            ),
        )
        for row in rows
    ]


def uses(scenario: Scenario) -> list[Use]:
    """The sessions that play any version of this scenario, the latest first: one query."""
    rows = (
        AssessmentSession.objects.filter(
            registrations__simulations__scenario__revision=scenario.revision_id,
            registrations__simulations__scenario__code=scenario.code,
        )
        .values_list("pk", "name", "starts_on", "registrations__simulations__scenario__version")
        .annotate(number=Count("registrations__simulations"))
        .order_by("-starts_on", "name", "-registrations__simulations__scenario__version")
    )
    return [Use(*row) for row in rows]
