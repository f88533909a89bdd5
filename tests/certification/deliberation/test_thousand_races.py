"""A thousand races: never two winners, never a frozen row changed; without the guard, both happen.

`FIGURE double_decisions` counts blocks decided twice, `late_ballots` and `late_recusals` the rows
that came into a signed deliberation unseen by its facts. Their `_unguarded` twins say how often the
same code loses with the lock not taken and the database's own guard off: the negative control.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pgtrigger
import pytest
from django.db import connection, transaction

from ccas import clock
from certification.deliberation import actions
from certification.deliberation.actions.locking import locked
from certification.deliberation.models import (
    Ballot,
    BallotRound,
    BlockDecision,
    Deliberation,
    Minutes,
)
from certification.juries.models import Recusal
from tests.certification.deliberation.racing import RULES, Lost, race, think
from tests.factories.deliberation import NOON, decide, opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

#: Of each kind, with the guard and without it.
RACES, UNGUARDED = 1000, 200
#: The negative control must lose at least that often, or the test proves nothing.
LEAST = 95
COPY = (
    "INSERT INTO certification_blockdecision SELECT (jsonb_populate_record(t, jsonb_build_object("
    "'id', %s::uuid))).* FROM kept t"
)


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def room():
    room = opened(1, voting="hands")
    with clock.moved_to(NOON):
        actions.mark_present(room.presentations[0], by=room.president)
    return room


@pytest.fixture
def decided(room) -> Iterator:
    """A decision kept aside, ready to be written again by whoever wins."""
    with clock.moved_to(NOON):
        row = decide(room, room.presentations[0], 1)
    sql("CREATE TABLE kept AS SELECT * FROM certification_blockdecision")
    BlockDecision.objects.all().delete()
    yield row
    sql("DROP TABLE kept")


def deciding(room, *, guarded: bool):
    """What a president does: lock, see that nothing is decided, judge, write."""
    presentation = room.presentations[0].pk

    def act() -> None:
        if guarded:
            locked(room.deliberation)
        if BlockDecision.objects.filter(presentation=presentation).exists():
            raise Lost
        think()
        sql(COPY, uuid4())

    return act


def doubles(room, rounds: int, *, guarded: bool) -> int:
    """In how many races the block was decided twice."""
    found = []

    def after() -> None:
        found.append(BlockDecision.objects.count())
        BlockDecision.objects.all().delete()

    race(rounds, deciding(room, guarded=guarded), deciding(room, guarded=guarded), after)
    assert min(found) >= 1, "somebody always decides"
    return sum(count > 1 for count in found)


def test_two_presidents(room, decided, record_property):
    twice = doubles(room, RACES, guarded=True)
    record_property("FIGURE double_decisions", f"{twice} decisions")
    assert twice == 0
    sql("ALTER TABLE certification_blockdecision DROP CONSTRAINT decision_once")
    try:
        lost = 100 * doubles(room, UNGUARDED, guarded=False) / UNGUARDED
    finally:
        BlockDecision.objects.all().delete()
        sql(
            "ALTER TABLE certification_blockdecision ADD CONSTRAINT decision_once"
            " UNIQUE (presentation_id, block_id)"
        )
    record_property("FIGURE double_decisions_unguarded", f"{lost:.1f} %")
    assert lost >= LEAST


@contextmanager
def off(guarded: bool) -> Iterator[None]:
    """The database's triggers, unless the race is guarded."""
    if guarded:
        yield
    else:
        with pgtrigger.ignore():
            yield


def signing(room, count, *, guarded: bool):
    """What the last signature does: lock, read the facts, judge, close and sign for good."""
    minutes = Minutes.objects.create(deliberation=room.deliberation, facts={}, facts_sha256="")

    def act() -> None:
        if guarded:
            locked(room.deliberation)
        facts = {"rows": count()}
        # The late act falls in here when nothing holds it.
        think(4 * RULES)
        with off(guarded):
            Deliberation.objects.filter(pk=room.deliberation.pk).update(
                state="closed", closed_at=NOON
            )
            Minutes.objects.filter(pk=minutes.pk).update(
                state="signed", signed_at=NOON, facts=facts, facts_sha256="x"
            )

    return act


def late(write, *, guarded: bool):
    """What a hand outside every action does: one statement, whatever is under way."""

    def act() -> None:
        think()
        with off(guarded):
            write()

    return act


def unseen(room, rounds: int, rows, write, *, guarded: bool) -> int:
    """In how many races a row stands in signed minutes that their facts have not read."""
    found = []

    def after() -> None:
        minutes = Minutes.objects.get()
        assert minutes.state == "signed", "the signature always succeeds"
        found.append(rows().count() != minutes.facts["rows"])
        with transaction.atomic(), pgtrigger.ignore():
            rows().delete()
            Minutes.objects.update(state="draft", signed_at=None, facts={}, facts_sha256="")
            Deliberation.objects.update(state="open", closed_at=None)

    sign = signing(room, lambda: rows().count(), guarded=guarded)
    try:
        race(rounds, sign, late(write, guarded=guarded), after)
    finally:
        with transaction.atomic(), pgtrigger.ignore():
            Minutes.objects.all().delete()
    return sum(found)


def judged(room, rows, write, name: str, record_property) -> None:
    slipped = unseen(room, RACES, rows, write, guarded=True)
    record_property(f"FIGURE late_{name}", f"{slipped} rows")
    assert slipped == 0
    lost = 100 * unseen(room, UNGUARDED, rows, write, guarded=False) / UNGUARDED
    record_property(f"FIGURE late_{name}_unguarded", f"{lost:.1f} %")
    assert lost >= LEAST


def test_the_last_signature_against_a_late_ballot(record_property):
    room = opened(1, voting="ballots")
    with clock.moved_to(NOON):
        actions.mark_present(room.presentations[0], by=room.president)
        ballot = actions.open_ballot(
            room.presentations[0], room.presentations[0].blocks.first(), by=room.president
        )
    values = (ballot.pk, room.people[1].pk, NOON)

    def write() -> None:
        sql(
            "INSERT INTO certification_ballot (id, occurred_at, ballot_round_id, person_id, choice,"
            " cast_at) VALUES (gen_random_uuid(), now(), %s, %s, 'for', %s)",
            *values,
        )

    judged(room, Ballot.objects.all, write, "ballots", record_property)
    assert BallotRound.objects.count() == 1


def test_the_last_signature_against_a_recusal(room, record_property):
    values = (room.jury.pk, room.people[1].pk, room.presentations[0].enrolment_id)

    def write() -> None:
        sql(
            "INSERT INTO certification_recusal (id, occurred_at, jury_id, person_id, enrolment_id,"
            " ground, found_by) VALUES (gen_random_uuid(), now(), %s, %s, %s, 'Frère.', 'member')",
            *values,
        )

    judged(room, Recusal.objects.all, write, "recusals", record_property)
