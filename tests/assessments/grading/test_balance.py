"""The balance of a station: acts made on devices, acts arrived, acts that still wait there."""

from datetime import timedelta

import pytest

from assessments.grading.balance import balances
from assessments.sessions.models import Simulation
from ccas import clock
from tests.factories.grading import (
    DAY,
    a_session,
    a_simulation,
    actor_of,
    competencies_of,
    opened_sheets,
)
from tests.factories.journals import Device, rate

pytestmark = pytest.mark.django_db


def of(simulation):
    """The balance of its two evaluators."""
    return balances(Simulation.objects.filter(pk=simulation.pk))[simulation.pk]


def test_before_the_sheets_are_open_every_evaluator_is_there_at_zero():
    simulation = a_simulation()
    first, second = of(simulation)
    assert [first.evaluator_id, second.evaluator_id] == list(
        simulation.evaluators.order_by("position").values_list("person", flat=True)
    )
    assert (first.sheet_id, first.sheet_state, first.made, first.waiting) == (None, None, 0, 0)
    assert (first.last_contact_at, first.devices) == (None, 0)


def test_what_was_made_and_has_not_come_waits(sign_in):
    simulation = a_simulation()
    sheet = opened_sheets(simulation)[0]
    lines = competencies_of(simulation)
    device = Device(sign_in(actor_of(sheet.evaluator)), sheet)
    with clock.moved_to(DAY):
        device(rate(1, lines[0], "A"), made=5)
    with clock.moved_to(DAY + timedelta(minutes=1)):
        device(made=6)
    first, second = of(simulation)
    assert (first.sheet_id, first.sheet_state) == (sheet.pk, "open")
    assert (first.made, first.received, first.waiting) == (6, 1, 5)
    assert (first.last_contact_at, first.devices) == (DAY + timedelta(minutes=1), 1)
    assert (second.waiting, second.devices) == (0, 0)


def test_an_act_refused_or_in_conflict_has_arrived_until_it_is_stored(sign_in):
    simulation = a_simulation()
    sheet = opened_sheets(simulation)[0]
    lines = competencies_of(simulation)
    device = Device(sign_in(actor_of(sheet.evaluator)), sheet)
    # The second names an act that has not come yet: both values, then in order once it has.
    follows = rate(2, lines[0], "N", previous=[device.client, 1])
    device(follows, rate(3, lines[1], "Z"), made=3)
    assert (of(simulation)[0].received, of(simulation)[0].waiting) == (2, 1)
    device(rate(1, lines[0], "A"), follows)
    assert (of(simulation)[0].made, of(simulation)[0].waiting) == (3, 0)
    assert sheet.devices.get().refused == [3]


def test_each_device_counts_for_itself(sign_in):
    """One that is ahead hides nothing of one that is behind."""
    simulation = a_simulation()
    sheet = opened_sheets(simulation)[0]
    lines = competencies_of(simulation)
    browser = sign_in(actor_of(sheet.evaluator))
    ahead, behind = Device(browser, sheet), Device(browser, sheet)
    ahead(rate(1, lines[0], "A"), rate(2, lines[1], "A"))
    behind(made=2)
    first = of(simulation)[0]
    assert (first.made, first.received, first.waiting, first.devices) == (4, 2, 2, 2)


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_three_queries_whatever_the_room_holds(number, sign_in, django_assert_num_queries):
    session = a_session()
    for _ in range(number):
        simulation = a_simulation(session=session)
        for sheet in opened_sheets(simulation):
            Device(sign_in(actor_of(sheet.evaluator)), sheet)(made=1)
    with django_assert_num_queries(3):
        found = balances(Simulation.objects.all())
    assert len(found) == number
