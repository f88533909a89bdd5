"""The machine of `machine.py` against the pure rules in memory, and against PostgreSQL."""

import os
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from certification.invariants import broken_invariants
from tests.certification.deliberation.machine import RoomUnderTest, Steps
from tests.certification.deliberation.room_in_memory import InMemory
from tests.certification.deliberation.room_in_postgresql import InPostgreSQL

FULL = os.environ.get("CCAS_DRILL") == "full"
PURE, STORED, STEPS = (400, 60, 60) if FULL else (25, 3, 25)


class ByHands(Steps):
    def begin(self) -> RoomUnderTest:
        return InMemory(ballots=self.ballots)


class ByBallots(ByHands):
    ballots = True


class StoredByHands(Steps):
    """Each play in a savepoint; what must never be false is asked before it is rolled back."""

    def begin(self) -> RoomUnderTest:
        self.play = transaction.atomic()
        self.play.__enter__()
        return InPostgreSQL(ballots=self.ballots)

    def teardown(self) -> None:
        try:
            super().teardown()
            assert broken_invariants() == {}
        finally:
            transaction.set_rollback(True)
            self.play.__exit__(None, None, None)


class StoredByBallots(StoredByHands):
    ballots = True


def played(machine: type[Steps], examples: int, **more: Any) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            **more,
        ),
    )


@pytest.mark.parametrize("machine", [ByHands, ByBallots])
def test_the_rules_alone(machine):
    played(machine, PURE)


@pytest.mark.django_db
@pytest.mark.parametrize("machine", [StoredByHands, StoredByBallots])
def test_in_postgresql(machine):
    played(machine, STORED, phases=[Phase.generate])


class Polite(InMemory):
    """A room that lets the president go on after their own recusal."""

    def said(self, candidate: int) -> dict[str, Any]:
        return super().said(candidate) | {"president_recused": False, "for_candidate": []}


class ByThePolite(ByHands):
    def begin(self) -> RoomUnderTest:
        return Polite(ballots=self.ballots)


class Twice(InMemory):
    """A room where a member may vote twice."""

    def vote(self, candidate: int, block: int, who: int, choice: str) -> list[str]:
        self.passages[candidate].votes.get(block, {}).pop(who, None)
        return super().vote(candidate, block, who, choice)


class ByTheTwice(ByBallots):
    def begin(self) -> RoomUnderTest:
        return Twice(ballots=True)


@pytest.mark.parametrize("machine", [ByThePolite, ByTheTwice])
def test_the_machine_sees_a_room_that_errs(machine):
    """Negative control."""
    with pytest.raises(AssertionError, match=r"done|refused"):
        # It stops at the first that errs; chance alone may be long in finding it.
        played(machine, 20 * PURE, phases=[Phase.generate])
