"""Whoever sat was appointed by an act and had declared: attacked past every guard."""

import pgtrigger
import pytest
from django.db import connection

from ccas import clock
from certification.deliberation import actions as deliberation
from certification.invariants import broken_invariants
from certification.juries import actions
from tests.factories.deliberation import account
from tests.factories.juries import AgendaItemFactory, jury_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting(officer):
    """A sitting opened through the actions, everybody declared and present."""
    jury = jury_in("composed")
    AgendaItemFactory(jury=jury)
    people = [seat.nominations.get().person for seat in jury.seats.order_by("position")]
    actors = [account(one, "jury_member" if rank else "president") for rank, one in
              enumerate(people)]  # fmt: skip
    jury = actions.convene(jury, by=officer)
    for actor in actors:
        actions.declare(jury, by=actor)
    with clock.moved_to(jury.begins):
        return deliberation.open_deliberation(jury, present=people, by=actors[0])


@pytest.mark.parametrize(
    ("number", "sql"),
    [
        (30, "DELETE FROM certification_impartialitydeclaration"),
        (30, "UPDATE certification_impartialitydeclaration SET occurred_at = '2027-01-01'"),
        (31, "UPDATE ccas_document SET facts = '{}' WHERE kind = 'nomination_act'"),
    ],
)
def test_a_hand_in_the_tables_is_found(sitting, number, sql):
    assert not {30, 31} & set(broken_invariants())
    with pgtrigger.ignore():
        connection.cursor().execute(sql)
    assert len(broken_invariants()[number]) == 5
