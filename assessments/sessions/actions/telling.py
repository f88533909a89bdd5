"""Telling people their hours: the first time, and again when they change, to those alone."""

from collections import defaultdict
from uuid import UUID

from assessments.people.models import Person
from assessments.sessions import messages
from assessments.sessions.calendar import Event
from assessments.sessions.models import (
    AssessmentSession,
    SessionSummons,
    Simulation,
    SimulationState,
    SummonedSlot,
)
from ccas.actors import Actor

type Hours = dict[tuple[UUID, str], list[Simulation]]


def summon_everybody(session: AssessmentSession, *, by: Actor) -> None:
    """A row and a message for each candidate and each evaluator of the panel."""
    hours = _hours(session)
    for person, capacity in _people(session):
        summons = SessionSummons.objects.create(session=session, person=person, capacity=capacity)
        mine = hours.get((person.pk, capacity), [])
        for simulation in mine:
            SummonedSlot.objects.create(
                summons=summons,
                simulation=simulation,
                station=simulation.station,
                starts_at=simulation.starts_at,
                ends_at=simulation.ends_at,
            )
        events = [Event.of(session, simulation, capacity, 0) for simulation in mine]
        messages.post_summons(session, person, capacity, mine, events, by=by)


def tell_changes(session: AssessmentSession, *, by: Actor) -> list[SessionSummons]:
    """Summon again those whose hours or station are not what they were told. Gives their rows.

    Somebody who had not been summoned, and now has a simulation, is.
    """
    hours = _hours(session)
    told: dict[UUID, dict[UUID, SummonedSlot]] = defaultdict(dict)
    slots = SummonedSlot.objects.filter(summons__session=session).select_related(
        "simulation__station", "simulation__registration__enrolment__candidate", "station"
    )
    for slot in slots.order_by("starts_at", "pk"):
        told[slot.summons_id][slot.simulation_id] = slot
    known = {
        (row.person_id, row.capacity): row for row in session.summonses.select_related("person")
    }
    people = {person.pk: person for person, _ in _people(session)}
    changed = []
    for key in sorted({*known, *hours}, key=str):
        summons = known.get(key)
        if summons is None:
            summons = SessionSummons.objects.create(
                session=session, person=people[key[0]], capacity=key[1]
            )
        current, gone = _difference(summons, told[summons.pk], hours.get(key, []))
        if current is None:
            continue
        events = [
            Event.of(session, slot.simulation, summons.capacity, slot.sequence) for slot in current
        ]
        withdrawn = [
            Event.of(session, slot.simulation, summons.capacity, slot.sequence) for slot in gone
        ]
        mine = sorted(hours.get(key, []), key=lambda each: each.starts_at)
        messages.post_new_hours(session, summons, mine, events, withdrawn, by=by)
        changed.append(summons)
    return changed


def tell_cancellation(session: AssessmentSession, *, by: Actor) -> None:
    """Tell those who were summoned that the session will not take place."""
    told: dict[UUID, list[SummonedSlot]] = defaultdict(list)
    slots = SummonedSlot.objects.filter(summons__session=session, withdrawn=False).select_related(
        "simulation__station", "simulation__registration__enrolment__candidate"
    )
    for slot in slots.order_by("starts_at", "pk"):
        slot.withdrawn, slot.sequence = True, slot.sequence + 1
        slot.save(update_fields=["withdrawn", "sequence"])
        told[slot.summons_id].append(slot)
    for summons in session.summonses.select_related("person"):
        events = [
            Event.of(session, slot.simulation, summons.capacity, slot.sequence)
            for slot in told[summons.pk]
        ]
        messages.post_cancellation(session, summons.person, summons.capacity, events, by=by)


def _difference(
    summons: SessionSummons, told: dict[UUID, SummonedSlot], now: list[Simulation]
) -> tuple[list[SummonedSlot] | None, list[SummonedSlot]]:
    """Write what the person is told now. (None, []) when it is what they knew."""
    current, gone, changed = [], [], False
    for simulation in now:
        slot = told.get(simulation.pk)
        if slot is None:
            slot = SummonedSlot.objects.create(
                summons=summons,
                simulation=simulation,
                station=simulation.station,
                starts_at=simulation.starts_at,
                ends_at=simulation.ends_at,
            )
            changed = True
        elif slot.withdrawn or (slot.starts_at, slot.ends_at, slot.station_id) != (
            simulation.starts_at,
            simulation.ends_at,
            simulation.station_id,
        ):
            slot.starts_at, slot.ends_at = simulation.starts_at, simulation.ends_at
            slot.station, slot.withdrawn = simulation.station, False
            slot.sequence += 1
            slot.save(update_fields=["starts_at", "ends_at", "station", "withdrawn", "sequence"])
            changed = True
        slot.simulation = simulation
        current.append(slot)
    kept = {simulation.pk for simulation in now}
    for pk, slot in told.items():
        if pk not in kept and not slot.withdrawn:
            slot.withdrawn, slot.sequence = True, slot.sequence + 1
            slot.save(update_fields=["withdrawn", "sequence"])
            gone.append(slot)
            changed = True
    return (current if changed else None), gone


def _people(session: AssessmentSession) -> list[tuple[Person, str]]:
    registrations = session.registrations.select_related("enrolment__candidate__person")
    panel = session.panel.select_related("person")
    return [(row.enrolment.candidate.person, "candidate") for row in registrations] + [
        (member.person, "evaluator") for member in panel
    ]


def _hours(session: AssessmentSession) -> Hours:
    """(person, capacity) → their simulations that are planned, in order."""
    found: Hours = defaultdict(list)
    rows = (
        Simulation.objects.filter(registration__session=session, state=SimulationState.PLANNED)
        .select_related("station", "registration__enrolment__candidate__person")
        .prefetch_related("evaluators")
        .order_by("starts_at", "pk")
    )
    for row in rows:
        found[row.registration.enrolment.candidate.person_id, "candidate"].append(row)
        for each in row.evaluators.all():
            found[each.person_id, "evaluator"].append(row)
    return found
