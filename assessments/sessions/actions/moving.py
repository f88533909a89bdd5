"""Moving a simulation by hand, and keeping it where it is."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from assessments.people.models import Person
from assessments.sessions import permissions
from assessments.sessions.actions.planning import Known, seat_pair, why_not
from assessments.sessions.actions.telling import tell_changes
from assessments.sessions.flow import SIMULATION, locked
from assessments.sessions.models import (
    AssessmentSession,
    SessionState,
    Simulation,
    SimulationEvaluator,
    SimulationState,
    Station,
)
from assessments.sessions.rules import free_from
from assessments.sessions.timing import presence
from ccas import journal
from ccas.actors import Actor
from ccas.refusals import Refusal

#: States in which the plan of a session changes: drafted, or convened (people are then told).
CHANGES = (SessionState.DRAFT, SessionState.CONVENED)


def require_changeable(session: AssessmentSession) -> None:
    """Raise Refusal unless hours may change now."""
    if session.state == SessionState.READY:
        raise Refusal("La session est prête : reprenez sa préparation avant d’en changer le plan.")
    if session.state not in CHANGES:
        raise Refusal(
            f"La session est à l’état « {session.get_state_display()} » : son emploi du temps ne"
            " change plus."
        )


@transaction.atomic
def move_simulation(
    simulation: Simulation,
    *,
    station: Station,
    starts_at: datetime,
    evaluators: Sequence[Person],
    by: Actor,
) -> Simulation:
    """Give a simulation another hour, station or pair; every conflict is named at once.

    Once the session is convened, those whose hours change are summoned again, and only they.
    """
    permissions.require_plan(by)
    session = locked(simulation.registration.session)
    require_changeable(session)
    simulation = _locked(simulation)
    if abs(starts_at.year - session.starts_on.year) > 1:
        raise Refusal("La mise en situation sort de la session : vérifiez l’année.")
    write_move(session, simulation, station, starts_at, list(evaluators), by=by)
    if session.state == SessionState.CONVENED:
        tell_changes(session, by=by)
    return simulation


def write_move(
    session: AssessmentSession,
    simulation: Simulation,
    station: Station,
    starts_at: datetime,
    people: list[Person],
    *,
    by: Actor,
    known: Known | None = None,
) -> None:
    """Check and write a move; the caller holds the locks."""
    extra = simulation.registration.enrolment.candidate.extra_time_percent
    simulation.station = station
    simulation.starts_at = starts_at
    simulation.ends_at = free_from(starts_at, presence(session, simulation.scenario, extra))
    sentences = why_not(session, simulation, people, known)
    if sentences:
        raise Refusal(sentences)
    # The pair leaves before the row moves: the database compares each evaluator at each write.
    SimulationEvaluator.objects.filter(simulation=simulation).delete()
    simulation.save(update_fields=["station", "starts_at", "ends_at"])
    seat_pair(simulation, people)
    journal.record(
        "simulation.move",
        simulation,
        by=by,
        session=session.pk,
        station=station.pk,
        evaluators=[person.pk for person in people],
        starts_at=simulation.starts_at,
        ends_at=simulation.ends_at,
    )


@transaction.atomic
def pin_simulation(simulation: Simulation, *, by: Actor) -> Simulation:
    """A timetable proposed anew will leave it where it is."""
    return _pinned(simulation, True, by)


@transaction.atomic
def unpin_simulation(simulation: Simulation, *, by: Actor) -> Simulation:
    """A timetable proposed anew may move it."""
    return _pinned(simulation, False, by)


def _pinned(simulation: Simulation, pinned: bool, by: Actor) -> Simulation:
    permissions.require_plan(by)
    session = locked(simulation.registration.session)
    require_changeable(session)
    simulation = _locked(simulation)
    if simulation.pinned != pinned:
        simulation.pinned = pinned
        simulation.save(update_fields=["pinned"])
        verb = "simulation.pin" if pinned else "simulation.unpin"
        journal.record(verb, simulation, by=by, session=session.pk)
    return simulation


def _locked(simulation: Simulation) -> Simulation:
    found = (
        Simulation.objects.select_for_update(of=("self",))
        .select_related(
            "registration__session__revision",
            "registration__enrolment__candidate__person",
            "station",
            "scenario",
        )
        .get(pk=simulation.pk)
    )
    if found.state != SimulationState.PLANNED:
        label = found.get_state_display()
        raise Refusal(f"Cette mise en situation est « {label} » : elle ne se déplace plus.")
    if found.sheets.exists():
        raise Refusal("Une grille est ouverte pour cette mise en situation : elle ne bouge plus.")
    return found


def cancel_locked(session: AssessmentSession, simulation: Simulation, *, by: Actor) -> None:
    """Cancel a simulation that a new timetable does without; the caller holds the locks."""
    SIMULATION.move(simulation, "cancel", by=by, session=session.pk)
