"""A session as a problem: a constant number of queries, whatever its size."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from assessments.framework.models import Competency
from assessments.people.models import Availability
from assessments.sessions.models import (
    AssessmentSession,
    PanelMember,
    Registration,
    Scenario,
    ScenarioState,
    Simulation,
    SimulationState,
)
from assessments.sessions.planner.problem import (
    DAY,
    Candidate,
    Conflict,
    Day,
    Evaluator,
    Need,
    Placement,
    Plan,
    Problem,
    Span,
    Terms,
)
from assessments.sessions.planner.problem import (
    Scenario as Story,
)
from assessments.sessions.planner.problem import (
    Station as Post,
)
from assessments.sessions.reading import AWAY, named
from assessments.sessions.relations import Relations
from assessments.sessions.timing import Timing, minute_of, moment_of, timing


def movable(session: AssessmentSession) -> QuerySet[Simulation]:
    """The simulations a new timetable may move or cancel: planned, not pinned, no sheet begun."""
    return Simulation.objects.filter(
        registration__session=session,
        state=SimulationState.PLANNED,
        pinned=False,
        sheets__isnull=True,
    )


def plan_of(session: AssessmentSession, simulations: Iterable[Simulation]) -> Plan:
    """Simulations as rows of a plan, in the same order; their relations are loaded."""
    return Plan(tuple(_placement(session, row) for row in simulations))


def problem_of(session: AssessmentSession, *, judged: bool = False) -> Problem:
    """What is to plan now: all but the simulations that stay, which are pinned.

    judged: to judge what is planned rather than to plan. Nothing is pinned; an hour chosen by hand
    begins at any minute, and a scenario retired since may have been planned.
    """
    hours = timing(session)
    days = tuple(
        Day(
            index,
            session.starts_on + timedelta(days=index),
            tuple((index * DAY + a, index * DAY + b) for a, b in hours.windows),
        )
        for index in range((session.ends_on - session.starts_on).days + 1)
    )
    registrations = list(
        session.registrations.select_related("enrolment__candidate__person")
        .prefetch_related("blocks")
        .order_by("enrolment__candidate__person__sort_name", "pk")
    )
    panel = list(session.panel.select_related("person").order_by("person__sort_name", "pk"))
    people = {row.enrolment.candidate.person_id for row in registrations} | {
        member.person_id for member in panel
    }
    relations = Relations.among(people)
    stories, codes = _stories(session)
    stay = () if judged else _kept(session)
    away = _away(session, people, len(days)), _elsewhere(session, people, hours)
    busy: dict[UUID, list[Span]] = defaultdict(list)
    for found in away:
        for person, spans in found.items():
            busy[person] += spans
    if judged:
        stories = tuple(replace(story, offered=True) for story in stories)
    seen = _seen(session, registrations, codes, elsewhere_only=judged)
    return Problem(
        days=days,
        candidates=_candidates(session, registrations, busy, seen),
        stations=tuple(
            Post(str(station.pk), station.name) for station in session.stations.order_by("name")
        ),
        evaluators=tuple(
            Evaluator(
                str(member.person_id),
                member.person.display_name,
                relations.entity(member.person_id, session.starts_on),
                tuple(sorted(busy[member.person_id])),
            )
            for member in panel
        ),
        scenarios=stories,
        conflicts=_conflicts(registrations, panel, relations, days),
        pinned=stay,
        terms=Terms(
            evaluators=session.revision.rules.evaluators_per_simulation,
            briefing=hours.briefing,
            rating=hours.rating,
            rest=hours.rest,
            evaluator_rest=hours.rules.evaluator_rest_minutes,
            step=1 if judged else hours.rules.step_minutes,
            longest_wait=hours.rules.longest_wait_minutes,
            rating_on_station=hours.rules.rating_on_station,
        ),
    )


def _candidates(session, registrations, busy, seen) -> tuple[Candidate, ...]:
    competencies: dict[int, set[str]] = defaultdict(set)
    for pk, block in Competency.objects.filter(block__revision=session.revision_id).values_list(
        "pk", "block_id"
    ):
        competencies[block].add(str(pk))
    return tuple(
        Candidate(
            str(row.pk),
            named(row.enrolment.candidate.person, row.enrolment.candidate.number),
            tuple(
                Need(str(block.pk), block.code, frozenset(competencies[block.pk]))
                for block in sorted(row.blocks.all(), key=lambda each: each.position)
            ),
            row.enrolment.candidate.extra_time_percent,
            tuple(sorted(busy[row.enrolment.candidate.person_id])),
            frozenset(seen[row.pk]),
        )
        for row in registrations
    )


def _stories(session: AssessmentSession) -> tuple[tuple[Story, ...], dict[UUID, str]]:
    """The scenarios of the revision, the published ones offered; id → code."""
    observed: dict[UUID, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for scenario, competency, block in Scenario.competencies.through.objects.filter(
        scenario__revision=session.revision_id
    ).values_list("scenario_id", "competency_id", "competency__block_id"):
        observed[scenario][str(block)].add(str(competency))
    stories, codes = [], {}
    for scenario in Scenario.objects.filter(revision=session.revision_id).order_by(
        "code", "-version"
    ):
        codes[scenario.pk] = scenario.code
        stories.append(
            Story(
                str(scenario.pk),
                scenario.title,
                scenario.duration_minutes,
                tuple(
                    (block, frozenset(found))
                    for block, found in sorted(observed[scenario.pk].items())
                ),
                offered=scenario.state == ScenarioState.PUBLISHED,
            )
        )
    return tuple(stories), codes


def _kept(session: AssessmentSession) -> tuple[Placement, ...]:
    free = set(movable(session).values_list("pk", flat=True))
    rows = (
        Simulation.objects.filter(registration__session=session)
        .exclude(state__in=AWAY)
        .exclude(pk__in=free)
        .prefetch_related("blocks", "evaluators")
        .order_by("starts_at", "pk")
    )
    return tuple(_placement(session, row, str(row.pk)) for row in rows)


def _placement(session: AssessmentSession, row: Simulation, pinned: str = "") -> Placement:
    return Placement(
        str(row.registration_id),
        str(row.scenario_id),
        tuple(str(block.pk) for block in row.blocks.all()),
        str(row.station_id),
        tuple(str(each.person_id) for each in row.evaluators.all()),
        minute_of(row.starts_at, session.starts_on),
        minute_of(row.ends_at, session.starts_on),
        pinned,
    )


def _away(session: AssessmentSession, people: set[UUID], days: int) -> dict[UUID, list[Span]]:
    """When people said they are not free. Whoever said when they are, is free only then."""
    first = session.starts_on
    begin, end = moment_of(0, first), moment_of(days * DAY, first)
    said: dict[UUID, list[Span]] = defaultdict(list)
    free: dict[UUID, list[Span]] = defaultdict(list)
    rows = Availability.objects.filter(
        person__in=people, starts_at__lt=end, ends_at__gt=begin
    ).order_by("starts_at")
    for row in rows:
        span = (minute_of(row.starts_at, first), minute_of(row.ends_at, first))
        (free if row.available else said)[row.person_id].append(span)
    for person, spans in free.items():
        at = 0
        for a, b in sorted(spans):
            if a > at:
                said[person].append((at, a))
            at = max(at, b)
        if at < days * DAY:
            said[person].append((at, days * DAY))
    return said


def _elsewhere(
    session: AssessmentSession, people: set[UUID], hours: Timing
) -> dict[UUID, list[Span]]:
    """Simulations of other sessions on the same days, rating included for the evaluators."""
    first, last = session.starts_on, session.ends_on + timedelta(days=1)
    rows = (
        Simulation.objects.exclude(registration__session=session)
        .exclude(state__in=AWAY)
        .filter(starts_at__lt=moment_of(0, last), ends_at__gt=moment_of(0, first))
        .filter(
            Q(evaluators__person__in=people)
            | Q(registration__enrolment__candidate__person__in=people)
        )
        .distinct()
        .order_by("starts_at", "pk")
        .select_related("registration__enrolment__candidate")
        .prefetch_related("evaluators")
    )
    found: dict[UUID, list[Span]] = defaultdict(list)
    for row in rows:
        a, b = minute_of(row.starts_at, first), minute_of(row.ends_at, first)
        found[row.registration.enrolment.candidate.person_id].append((a, b))
        for each in row.evaluators.all():
            found[each.person_id].append((a, b + hours.rating))
    return found


def _seen(
    session: AssessmentSession,
    registrations: list[Registration],
    codes: dict[UUID, str],
    *,
    elsewhere_only: bool,
) -> dict[UUID, set[str]]:
    """Registration → scenarios that cannot be played again, whatever their version.

    Those played in other sessions, and those of the simulations that stay in this one.
    """
    versions: dict[str, set[str]] = defaultdict(set)
    for pk, code in codes.items():
        versions[code].add(str(pk))
    of_candidate = {row.enrolment.candidate_id: row.pk for row in registrations}
    mine = Simulation.objects.filter(registration__session=session)
    free = set((mine if elsewhere_only else movable(session)).values_list("pk", flat=True))
    found: dict[UUID, set[str]] = defaultdict(set)
    for pk, candidate, code in (
        Simulation.objects.filter(registration__enrolment__candidate__in=of_candidate)
        .exclude(state__in=AWAY)
        .order_by("pk")
        .values_list("pk", "registration__enrolment__candidate_id", "scenario__code")
    ):
        if pk not in free:
            found[of_candidate[candidate]] |= versions[code]
    return found


def _conflicts(
    registrations: list[Registration],
    panel: list[PanelMember],
    relations: Relations,
    days: tuple[Day, ...],
) -> tuple[Conflict, ...]:
    found = []
    for row in registrations:
        candidate = row.enrolment.candidate
        for member in panel:
            for day in days:
                said = relations.conflicts(
                    member.person, candidate.person, candidate.number, day.date
                )
                if said:
                    found.append(Conflict(str(row.pk), str(member.person_id), day.index, said[0]))
    return tuple(found)
