"""The evaluator's day, in order, with the state of each sheet."""

from datetime import date, timedelta

import pytest

from assessments.sessions.models import Simulation
from ccas import clock
from certification.home.screens import evaluator
from tests.factories.grading import (
    DAY,
    a_person,
    a_session,
    a_simulation,
    actor_of,
    fill,
    opened_sheets,
)

pytestmark = pytest.mark.django_db
ON_THE_DAY = DAY + timedelta(minutes=5)


@pytest.fixture
def pair():
    return [a_person(), a_person()]


def day_of(person, moment=ON_THE_DAY) -> dict:
    with clock.moved_to(moment):
        return evaluator.context(actor_of(person))


def statuses(person, key: str = "today", moment=ON_THE_DAY) -> list[str]:
    return [line.status for line in day_of(person, moment)[key]]


def test_today_in_the_order_of_the_hours(pair):
    late = a_simulation(evaluators=pair, starts_at=DAY + timedelta(hours=3))
    early = a_simulation(evaluators=pair, starts_at=DAY - timedelta(hours=1))
    assert [line.pk for line in day_of(pair[0])["today"]] == [early.pk, late.pk]


def test_a_sheet_from_its_opening_to_the_consensus(pair):
    from assessments.grading import actions

    simulation = a_simulation(evaluators=pair)
    assert statuses(pair[0]) == ["Grille à ouvrir"]
    with clock.moved_to(ON_THE_DAY):
        mine, other = opened_sheets(simulation)
        assert statuses(pair[0]) == ["Grille en cours"]
        fill(mine)
        actions.sign_sheet(mine, by=actor_of(pair[0]))
        assert statuses(pair[0]) == ["Signée, l’autre grille attendue"]
        assert statuses(pair[1]) == ["Grille en cours"]
        fill(other)
        actions.sign_sheet(other, by=actor_of(pair[1]))


def test_what_is_next_leads_to_the_sheet(pair):
    simulation = a_simulation(evaluators=pair)
    with clock.moved_to(ON_THE_DAY):
        mine, _ = opened_sheets(simulation)
    step = day_of(pair[0])["step"]
    number = simulation.registration.enrolment.candidate.number
    assert number in step.sentence
    assert "maintenant" in step.sentence
    assert str(mine.pk) in step.url


def test_an_absent_candidate_is_struck_and_asks_for_nothing(pair):
    simulation = a_simulation(evaluators=pair)
    Simulation.objects.filter(pk=simulation.pk).update(state="absent")
    shown = day_of(pair[0])
    assert shown["today"][0].away
    assert shown["today"][0].url == ""
    assert shown["step"].sentence == "Rien ne vous attend aujourd’hui."


def test_work_left_behind_comes_first(pair):
    a_simulation(evaluators=pair)
    later = DAY + timedelta(days=2)
    shown = day_of(pair[0], later)
    assert [line.status for line in shown["late"]] == ["Grille à ouvrir"]
    assert shown["today"] == []
    assert "17 mars 2026" in shown["step"].sentence


def test_what_is_to_come_says_when(pair):
    a_simulation(evaluators=pair)
    shown = day_of(pair[0], date(2026, 3, 10))
    assert len(shown["coming"]) == 1
    assert shown["step"].due == date(2026, 3, 17)


def test_a_plan_still_drawn_is_not_shown(pair):
    session = a_session(state="draft", ready_at=None, convened_at=None)
    a_simulation(evaluators=pair, session=session)
    shown = day_of(pair[0])
    assert shown["today"] == shown["coming"] == []


def test_the_simulations_of_others_are_not_mine(pair):
    a_simulation()
    assert day_of(pair[0])["today"] == []


def test_the_page_shows_it(pair, sign_in):
    a_simulation(evaluators=pair)
    with clock.moved_to(ON_THE_DAY):
        page = sign_in(actor_of(pair[0])).get("/")
    assert page.status_code == 200
    assert "Grille à ouvrir" in page.text


#: Simulations, blocks, their revisions and qualifications, own sheets, consensuses.
EVALUATOR_QUERIES = 6


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(pair, number, django_assert_num_queries):
    for rank in range(number):
        simulation = a_simulation(evaluators=pair, starts_at=DAY + timedelta(hours=rank))
        with clock.moved_to(ON_THE_DAY):
            opened_sheets(simulation)
    actor = actor_of(pair[0])
    with clock.moved_to(ON_THE_DAY), django_assert_num_queries(EVALUATOR_QUERIES):
        evaluator.context(actor)
