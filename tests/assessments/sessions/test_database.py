"""What the database itself refuses, by raw SQL; each beside a statement that passes."""

import pytest
from django.db import DatabaseError, connection, transaction

from assessments.sessions.models import ScenarioDocument, SimulationEvaluator
from tests.factories.framework import other_revision
from tests.factories.sessions import (
    InjectFactory,
    RegistrationFactory,
    ScenarioFactory,
    SessionFactory,
    StationFactory,
    a_panel,
    a_simulation,
    at,
)

pytestmark = pytest.mark.django_db


def execute(statement: str, *values) -> int:
    """Run a statement by hand; how many rows it changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def refused(words: str, statement: str, *values) -> None:
    with pytest.raises(DatabaseError, match=words):
        execute(statement, *values)


MOVE = "UPDATE assessments_simulation SET starts_at = %s, ends_at = %s WHERE id = %s"


@pytest.fixture
def pair():
    """Two simulations of one session, the second an hour after the first."""
    session = SessionFactory()
    first = a_simulation(RegistrationFactory(session=session))
    second = a_simulation(RegistrationFactory(session=session), starts_at=at(10))
    return first, second


def test_two_simulations_on_one_station(pair) -> None:
    first, second = pair
    place = "UPDATE assessments_simulation SET station_id = %s WHERE id = %s"
    assert execute(place, first.station_id, second.pk) == 1
    refused("already taken", MOVE, at(9, 29), at(10), second.pk)
    assert execute(MOVE, at(9, 30), at(10), second.pk) == 1


def test_one_candidate_in_two_places(pair) -> None:
    first, second = pair
    same = "UPDATE assessments_simulation SET registration_id = %s WHERE id = %s"
    second.blocks.clear()
    assert execute(same, first.registration_id, second.pk) == 1
    refused("station or candidate", MOVE, at(9, 15), at(9, 45), second.pk)


def test_one_evaluator_in_two_places(pair) -> None:
    first, second = pair
    busy = first.evaluators.first().person_id
    swap = "UPDATE assessments_simulationevaluator SET person_id = %s WHERE id = %s"
    row = second.evaluators.first()
    assert execute(swap, busy, row.pk) == 1
    refused("evaluator already taken", MOVE, at(9, 29), at(10), second.pk)
    assert execute(MOVE, at(9, 30), at(10), second.pk) == 1


def test_an_evaluator_put_on_a_second_simulation_at_the_same_time(pair) -> None:
    first, second = pair
    execute(MOVE, at(9, 10), at(9, 40), second.pk)
    busy = first.evaluators.first().person_id
    refused(
        "evaluator already taken",
        "UPDATE assessments_simulationevaluator SET person_id = %s WHERE id = %s",
        busy,
        second.evaluators.first().pk,
    )
    free = a_panel(second.registration.session, 1)[0]
    assert SimulationEvaluator.objects.filter(pk=second.evaluators.first().pk).update(person=free)


def test_a_cancelled_simulation_takes_no_place_until_it_comes_back(pair) -> None:
    first, second = pair
    state = "UPDATE assessments_simulation SET state = %s WHERE id = %s"
    execute("UPDATE assessments_simulation SET station_id = %s WHERE id = %s",
            first.station_id, second.pk)  # fmt: skip
    execute(state, "cancelled", first.pk)
    assert execute(MOVE, at(9), at(9, 30), second.pk) == 1
    refused("already taken", state, "planned", first.pk)


def test_a_simulation_stays_in_its_session(pair) -> None:
    first, _ = pair
    elsewhere = StationFactory()
    refused(
        "those of the session",
        "UPDATE assessments_simulation SET station_id = %s WHERE id = %s",
        elsewhere.pk,
        first.pk,
    )
    foreign = ScenarioFactory(revision=other_revision("RNCP35419"))
    refused(
        "those of the session",
        "UPDATE assessments_simulation SET scenario_id = %s WHERE id = %s",
        foreign.pk,
        first.pk,
    )


def test_a_simulation_serves_presented_blocks_only() -> None:
    simulation = a_simulation(RegistrationFactory(blocks=[1]))
    second = simulation.registration.session.revision.blocks.get(position=2)
    add = (
        "INSERT INTO assessments_simulation_blocks (simulation_id, competencyblock_id)"
        " VALUES (%s, %s)"
    )
    refused("blocks that the candidate presents", add, simulation.pk, second.pk)
    simulation.registration.blocks.add(second)
    assert execute(add, simulation.pk, second.pk) == 1


def test_a_registration_keeps_the_blocks_of_its_simulations() -> None:
    a_simulation(RegistrationFactory(), blocks=[1])
    drop = (
        "DELETE FROM assessments_registration_blocks WHERE competencyblock_id IN"
        " (SELECT id FROM assessments_competencyblock WHERE position = %s)"
    )
    refused("serves this block", drop, 1)
    assert execute(drop, 2) == 1


FROZEN = [
    "UPDATE assessments_scenario SET brief = 'autre'",
    "UPDATE assessments_inject SET minute = minute + 1",
    "DELETE FROM assessments_inject",
    "DELETE FROM assessments_scenario_competencies",
    "INSERT INTO assessments_inject (id, occurred_at, scenario_id, minute, channel, text, expected)"
    " SELECT gen_random_uuid(), now(), id, 1, 'sms', 't', 'e' FROM assessments_scenario",
    "UPDATE assessments_scenariodocument SET text = 'autre'",
    "DELETE FROM assessments_scenariodocument",
    "DELETE FROM assessments_inject_competencies",
]


@pytest.mark.parametrize("statement", FROZEN)
def test_a_scenario_that_was_used_is_frozen(statement) -> None:
    inject = InjectFactory()
    scenario = inject.scenario
    inject.competencies.set(list(scenario.competencies.all()[:1]))
    ScenarioDocument.objects.create(
        scenario=scenario, position=1, nature="plan", title="Plan", text="x--y"
    )
    with transaction.atomic():
        assert execute(statement)  # free as long as nothing plays it
        transaction.set_rollback(True)
    a_simulation(RegistrationFactory(), scenario=scenario)
    refused("frozen", statement)


def test_only_the_life_of_a_used_scenario_goes_on() -> None:
    scenario = a_simulation(RegistrationFactory()).scenario
    life = "UPDATE assessments_scenario SET state = 'retired', retired_at = now()"
    refused("frozen", life + ", title = 'Autre' WHERE id = %s", scenario.pk)
    assert execute(life + " WHERE id = %s", scenario.pk)


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_what_is_not_published_is_not_played(state) -> None:
    simulation = a_simulation(RegistrationFactory())
    moments = {"published_at": at(9), "retired_at": at(9)} if state == "retired" else {}
    other = ScenarioFactory(**({"state": state, "published_at": None} | moments))
    refused(
        "only a published scenario is played",
        "UPDATE assessments_simulation SET scenario_id = %s WHERE id = %s",
        other.pk,
        simulation.pk,
    )


def test_one_version_of_a_scenario_is_offered() -> None:
    first = ScenarioFactory(code="a")
    second = ScenarioFactory(code="a", version=2, state="draft", published_at=None)
    publish = "UPDATE assessments_scenario SET state = 'published', published_at = now()"
    refused("scenario_one_version_offered", publish + " WHERE id = %s", second.pk)
    refused(
        "scenario_dates_follow_its_state",
        "UPDATE assessments_scenario SET state = 'retired' WHERE id = %s", first.pk,
    )  # fmt: skip


def test_states_and_their_times_go_together() -> None:
    simulation = a_simulation(RegistrationFactory())
    state = "UPDATE assessments_simulation SET state = %s WHERE id = %s"
    refused("simulation_dates_follow_its_state", state, "running", simulation.pk)
    refused("simulations_stay", "DELETE FROM assessments_simulation WHERE id = %s", simulation.pk)
    assert execute(
        "UPDATE assessments_simulation SET state = 'running', started_at = now() WHERE id = %s",
        simulation.pk,
    )
