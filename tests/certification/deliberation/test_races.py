"""Two presidents at once, on a real database; and what happens without the guard."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections

from ccas import clock
from ccas.refusals import Conflict, Refusal
from certification.deliberation import actions
from certification.deliberation.actions import deciding, locking
from certification.deliberation.models import BlockDecision, Deliberation
from tests.factories.deliberation import NOON, decide, opened

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run the acts together, each in its own connection; their results or exceptions."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            with clock.moved_to(NOON):
                barrier.wait(20)
                return act()
        except (Refusal, IntegrityError) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def room():
    room = opened(1)
    with clock.moved_to(NOON):
        actions.mark_present(room.presentations[0], by=room.president)
    return room


def test_two_presidents_at_once_one_wins_the_other_is_told(room):
    (presentation,) = room.presentations
    results = at_once(
        lambda: decide(room, presentation, 1),
        lambda: decide(room, presentation, 1, "not_validated"),
    )
    won = [one for one in results if isinstance(one, BlockDecision)]
    told = [one for one in results if isinstance(one, Conflict)]
    assert (len(won), len(told)) == (1, 1)
    assert BlockDecision.objects.get().verdict == won[0].verdict
    assert told[0].current["Décision enregistrée"]


def test_without_the_guard_the_double_happens(room, monkeypatch):
    """Negative control: no lock, no constraint, and the two decisions are both written."""
    (presentation,) = room.presentations
    meet = Barrier(2)
    written = deciding._inputs

    def unlocked(deliberation):
        return Deliberation.objects.select_related("jury__revision__qualification").get(
            pk=deliberation.pk
        )

    def together(*args, **kwargs):
        found = written(*args, **kwargs)
        meet.wait(20)
        return found

    monkeypatch.setattr(deciding, "locked", unlocked)
    monkeypatch.setattr(
        deciding,
        "_presentation",
        lambda one: type(one).objects.select_related("enrolment__revision").get(pk=one.pk),
    )
    monkeypatch.setattr(deciding, "_inputs", together)
    once = "ALTER TABLE certification_blockdecision {} CONSTRAINT decision_once"
    with connection.cursor() as cursor:
        cursor.execute(once.format("DROP"))
    try:
        at_once(
            lambda: decide(room, presentation, 1),
            lambda: decide(room, presentation, 1, "not_validated"),
        )
        assert BlockDecision.objects.count() == 2
    finally:
        BlockDecision.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(once.format("ADD") + " UNIQUE (presentation_id, block_id)")


def test_a_decision_and_the_closing_do_not_cross(room):
    (presentation,) = room.presentations
    with clock.moved_to(NOON):
        for position in (1, 2, 3):
            decide(room, presentation, position)
        actions.conclude_presentation(presentation, by=room.president)
    block = presentation.blocks.get(position=1)
    results = at_once(
        lambda: actions.close_deliberation(room.deliberation, by=room.president),
        lambda: actions.reconsider_block(
            presentation, block, reason="Relecture.", by=room.president
        ),
    )
    assert sum(isinstance(one, Refusal) for one in results) == 1
    closed = Deliberation.objects.get().state == "closed"
    assert closed == (BlockDecision.objects.count() == 3)


def test_the_lock_is_the_row_of_the_deliberation(room):
    """The guard that the tests above rely on is really asked for."""
    from django.db import transaction
    from django.test.utils import CaptureQueriesContext

    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        locking.locked(room.deliberation)
    assert "FOR UPDATE" in queries[0]["sql"]
