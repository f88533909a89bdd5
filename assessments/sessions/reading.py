"""Rows of a session as the plain values that the rules read, with a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from assessments.framework.models import Competency
from assessments.people.models import Person
from assessments.sessions.models import (
    AssessmentSession,
    Registration,
    Scenario,
    Simulation,
    SimulationState,
)
from assessments.sessions.rules import (
    BlockCoverage,
    CandidatePlan,
    CompetencyLine,
    PlannedSimulation,
    PresentedBlock,
    Slot,
    coverage,
)
from ccas import clock

#: States in which a simulation shows nothing of the candidate.
AWAY = (SimulationState.CANCELLED, SimulationState.ABSENT, SimulationState.EXCUSED)


def named(person: Person, number: str) -> str:
    """A candidate as sentences name them."""
    return f"{person.display_name} (n° {number})"


def planned_in(session: AssessmentSession) -> list[Simulation]:
    """The simulations of a session that are not cancelled, in order, with all that its screens
    say of them. Four queries."""
    return list(
        Simulation.objects.filter(registration__session=session)
        .exclude(state=SimulationState.CANCELLED)
        .select_related("station", "scenario", "registration__enrolment__candidate__person")
        .prefetch_related("evaluators__person", "blocks")
        .order_by("starts_at", "station__name", "pk")
    )


def taking_place(simulations: Iterable[Simulation]) -> list[Simulation]:
    """Those where something of the candidate is, or will be, seen."""
    return [each for each in simulations if each.state not in AWAY]


def plans(
    session: AssessmentSession, simulations: Iterable[Simulation] | None = None
) -> list[tuple[Registration, CandidatePlan]]:
    """Each registration with its plan: five queries whatever the number of candidates.

    simulations: those of `planned_in`, when the caller has read them.
    """
    registrations = list(
        session.registrations.select_related("enrolment__candidate__person")
        .prefetch_related("blocks")
        .order_by("enrolment__candidate__person__sort_name", "pk")
    )
    lines: dict[int, list[CompetencyLine]] = defaultdict(list)
    for pk, block, position, text in (
        Competency.objects.filter(block__revision=session.revision_id)
        .order_by("block__position", "position")
        .values_list("pk", "block_id", "position", "text")
    ):
        lines[block].append(CompetencyLine(pk, position, text))
    seen = _observable(session)
    planned: dict[UUID, list[PlannedSimulation]] = defaultdict(list)
    if simulations is None:
        simulations = (
            Simulation.objects.filter(registration__session=session)
            .select_related("scenario")
            .prefetch_related("blocks")
            .order_by("starts_at", "pk")
        )
    for simulation in taking_place(simulations):
        planned[simulation.registration_id].append(
            PlannedSimulation(
                frozenset(block.code for block in simulation.blocks.all()),
                frozenset(seen[simulation.scenario_id]),
                _label(simulation),
            )
        )
    return [(row, _plan(row, lines, planned[row.pk])) for row in registrations]


def _label(simulation: Simulation) -> str:
    return f"{simulation.scenario.title}, le {clock.paris(simulation.starts_at):%d/%m à %H:%M}"


def plan_of(registration: Registration) -> CandidatePlan:
    """The plan of one candidate: as many queries as for the whole session."""
    return next(plan for row, plan in plans(registration.session) if row.pk == registration.pk)


def _plan(
    row: Registration,
    lines: dict[int, list[CompetencyLine]],
    planned: list[PlannedSimulation],
) -> CandidatePlan:
    candidate = row.enrolment.candidate
    blocks = sorted(row.blocks.all(), key=lambda block: block.position)
    return CandidatePlan(
        named(candidate.person, candidate.number),
        tuple(PresentedBlock(block.code, tuple(lines[block.pk])) for block in blocks),
        tuple(planned),
    )


def _observable(session: AssessmentSession) -> dict[UUID, set[int]]:
    """Scenario id → ids of the competencies it lets one observe, for the session's scenarios."""
    found: dict[UUID, set[int]] = defaultdict(set)
    rows = Scenario.competencies.through.objects.filter(
        scenario__simulations__registration__session=session
    ).values_list("scenario_id", "competency_id")
    for scenario, competency in rows.distinct().order_by("scenario_id", "competency_id"):
        found[scenario].add(competency)
    return found


def session_coverage(
    session: AssessmentSession, simulations: Iterable[Simulation] | None = None
) -> list[tuple[Registration, tuple[BlockCoverage, ...]]]:
    """For each registration, block after block, what its own simulations leave unobservable.

    simulations: as for `plans`.
    """
    return [(row, coverage(plan)) for row, plan in plans(session, simulations)]


def slots(simulations: Iterable[Simulation]) -> list[Slot]:
    """Simulations in time and place, with their evaluators."""
    return [
        slot(
            simulation,
            [row.person for row in simulation.evaluators.all()],
        )
        for simulation in simulations
    ]


def slot(simulation: Simulation, evaluators: Iterable[Person]) -> Slot:
    """One simulation, saved or about to be, in time and place."""
    candidate = simulation.registration.enrolment.candidate
    return Slot(
        simulation.starts_at,
        simulation.ends_at,
        simulation.station_id,
        simulation.station.name,
        candidate.pk,
        named(candidate.person, candidate.number),
        tuple((person.pk, person.display_name) for person in evaluators),
    )


def meeting(simulation: Simulation) -> list[Slot]:
    """The simulations, of any session, that share a moment with this one."""
    others = (
        Simulation.objects.exclude(pk=simulation.pk)
        .exclude(state__in=AWAY)
        .filter(starts_at__lt=simulation.ends_at, ends_at__gt=simulation.starts_at)
        .select_related("station", "registration__enrolment__candidate__person")
        .prefetch_related("evaluators__person")
        .order_by("starts_at", "pk")
    )
    return slots(others)
