"""A room in full: stations, pairs, simulations in every state, devices that have sent or not."""

from datetime import timedelta
from itertools import count
from uuid import uuid4

from assessments.grading.models import AssessmentSheet, SheetDevice
from assessments.sessions.models import (
    AssessmentSession,
    Registration,
    Simulation,
    SimulationEvaluator,
    Station,
)
from ccas import clock
from tests.factories.candidates import EnrolmentFactory
from tests.factories.framework import shipped_revision
from tests.factories.grading import (
    DAY,
    a_person,
    a_scenario,
    a_session,
    competencies_of,
    opened_sheets,
    tap,
)

_numbers = count(1)


def a_device(sheet: AssessmentSheet, *, made: int, client=None, at=None) -> SheetDevice:
    """A device of the sheet's evaluator that says it has made so many acts."""
    return SheetDevice.objects.create(
        sheet=sheet,
        client=client or uuid4(),
        user=sheet.evaluator.user,
        made=made,
        last_contact_at=at or clock.now(),
    )


def a_full_room(stations: int, *, session: AssessmentSession | None = None) -> AssessmentSession:
    """On each station: one simulation that runs, with an open sheet each, and one to come.

    Each first evaluator has done three acts, of which the second has not arrived one.
    """
    revision = shipped_revision()
    session = session or a_session(revision)
    scenario = a_scenario(revision)
    block = revision.blocks.get(position=1)
    for rank in range(stations):
        station = Station.objects.create(session=session, name=f"Poste {rank + 1:02d}")
        pair = [a_person(), a_person()]
        for later in (False, True):
            enrolment = EnrolmentFactory(revision=revision)
            registration = Registration.objects.create(session=session, enrolment=enrolment)
            registration.blocks.add(block)
            start = DAY + timedelta(minutes=45 * later)
            simulation = Simulation.objects.create(
                registration=registration,
                station=station,
                scenario=scenario,
                starts_at=start,
                ends_at=start + timedelta(minutes=25),
            )
            simulation.blocks.add(block)
            for position, person in enumerate(pair, start=1):
                SimulationEvaluator.objects.create(
                    simulation=simulation, person=person, position=position
                )
            if later:
                continue
            simulation.state, simulation.started_at = "running", DAY + timedelta(minutes=6)
            simulation.save()
            one, two = opened_sheets(simulation)
            client = uuid4()
            for sequence, competency in enumerate(competencies_of(simulation)[:3]):
                tap(one, competency, "A", client_id=client, sequence=sequence + 1)
            a_device(one, made=3, client=client, at=DAY + timedelta(minutes=10))
            a_device(two, made=1, at=DAY + timedelta(minutes=9))
    return session
