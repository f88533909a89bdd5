"""The harness itself: it must see what a careless action leaves behind."""

import pytest
from django.db import transaction

from assessments.people.models import Employer, Entity
from tests.faults.crashing import Crash, crash_everywhere, cut_connection, raise_crash

pytestmark = pytest.mark.django_db(transaction=True)

STOPS = pytest.mark.parametrize("stop", [raise_crash, cut_connection])


def careless():
    """Two rows that belong together, written apart: the fault that the harness looks for."""
    employer, _ = Employer.objects.get_or_create(name="Service départemental des Trois-Vallées")
    Entity.objects.create(code="SDTV", name=employer.name, short_name="SDTV")


@transaction.atomic
def careful():
    """The same in one transaction."""
    careless()


def deaf():
    """An action that goes on whatever happens."""
    try:
        careful()
    except Crash:
        Employer.objects.count()


@STOPS
def test_an_action_without_a_transaction_is_caught(stop):
    with pytest.raises(AssertionError, match="assessments_employer: 0 → 1"):
        crash_everywhere(careless, stop)


@STOPS
def test_an_action_in_one_transaction_leaves_nothing_until_its_end(stop):
    report = crash_everywhere(careful, stop)
    assert sorted(report.wrote) == [
        "assessments_employer: 0 → 1 row(s)",
        "assessments_entity: 0 → 1 row(s)",
    ]
    assert report.statements >= 3


def test_an_action_that_swallows_the_crash_is_caught():
    with pytest.raises(AssertionError, match="swallowed"):
        crash_everywhere(deaf)


def test_an_invariant_broken_by_the_action_is_caught(monkeypatch):
    def broken():
        return {} if Employer.objects.count() == 0 else {99: ["un employeur"]}

    monkeypatch.setattr("tests.faults.crashing.broken_invariants", broken)
    with pytest.raises(AssertionError, match="broken by the action itself"):
        crash_everywhere(careful)
