"""Hands at once, on a real database: what is acknowledged is kept, once; one signature wins."""

import json
import threading
import time
from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction

from assessments.grading import actions, rules
from assessments.grading.actions import holding, intake
from assessments.grading.actions.acts import plain
from assessments.grading.models import Rating, SheetAct, SheetDevice
from assessments.grading.protocol import read_batch
from ccas import clock
from ccas.refusals import Conflict, Refusal
from tests.factories.grading import (
    a_simulation,
    actor_of,
    competencies_of,
    fill,
    opened_sheets,
    signed_sheets,
)

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 20
EACH = 5


def at_once(*jobs):
    """Run the jobs in threads that start together; their results or exceptions, in order."""
    gate = threading.Barrier(len(jobs))
    results = [None] * len(jobs)

    def run(rank, job):
        try:
            gate.wait(timeout=30)
            results[rank] = job()
        except Exception as error:
            results[rank] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results


@pytest.fixture
def sheet():
    return opened_sheets(a_simulation(blocks=(1,)))[0]


def sends(sheet, client, *acts):
    """A function that sends one batch, and gives the state of each act."""
    body = json.dumps(
        {"client": str(client), "made": len(acts), "sent_at": time.time_ns() // 10**6, "acts": acts}
    ).encode()
    by = actor_of(sheet.evaluator)

    def send():
        batch = read_batch(body, now=clock.now())
        answers, _ = actions.receive_batch(sheet.pk, batch, by=by)
        return [answer.state for answer in answers]

    return send


def rating(sequence, competency, value, previous=None):
    return {
        "sequence": sequence, "kind": "rate", "competency": competency.pk, "value": value,
        "previous": previous,
    }  # fmt: skip


def is_sound(sheet):
    """The ratings are what the acts say, without a fork."""
    projected = rules.project(plain(act) for act in sheet.acts.all())
    kept = Rating.objects.filter(sheet=sheet).values_list("competency", "value")
    return projected.forks == () and projected.ratings == {str(k): v for k, v in kept}


def a_writer(sheet, by, competencies):
    """A device that taps EACH times, reading again what stands whenever it is told it is late."""
    client = uuid4()

    def write():
        kept = []
        for sequence in range(EACH):
            competency = competencies[sequence % len(competencies)]
            value = "AENO"[sequence % 4]
            previous = None
            while True:
                try:
                    receipt = actions.record_act(
                        sheet,
                        client_id=client,
                        sequence=sequence,
                        previous_act=previous,
                        kind="rate",
                        competency=competency,
                        value=value,
                        by=by,
                    )
                except Conflict as conflict:
                    previous = conflict.current["head"]
                else:
                    kept.append((receipt.act.pk, competency.pk, value))
                    break
        return kept

    return write


def test_no_acknowledged_act_is_lost_by_twenty_writers(sheet):
    by = actor_of(sheet.evaluator)
    competencies = competencies_of(sheet.simulation)[:2]
    results = at_once(*[a_writer(sheet, by, competencies) for _ in range(WRITERS)])
    assert [r for r in results if isinstance(r, Exception)] == []
    acknowledged = {one for kept in results for one in kept}
    assert len(acknowledged) == WRITERS * EACH
    assert set(SheetAct.objects.values_list("pk", "competency", "value")) == acknowledged
    projected = rules.project(plain(act) for act in SheetAct.objects.all())
    assert projected.forks == ()
    ratings = Rating.objects.values_list("competency", "value", "version")
    assert {str(key): value for key, value, _ in ratings} == projected.ratings
    assert sum(version for _, _, version in ratings) == WRITERS * EACH


def unchained():
    """Take away the two indexes that refuse a second follower."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE assessments_sheetact DROP CONSTRAINT act_followed_once")
        cursor.execute("DROP INDEX act_first_once")


def chained():
    """Put them back, as the model has them."""
    names = {constraint.name: constraint for constraint in SheetAct._meta.constraints}
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE assessments_sheetact CASCADE")
    with connection.schema_editor() as editor:
        editor.add_constraint(SheetAct, names["act_followed_once"])
        editor.add_constraint(SheetAct, names["act_first_once"])


def test_without_its_guards_the_same_race_loses_taps(sheet, monkeypatch):
    """The negative control: no row lock, no index; acts that fork, ratings that overwrite."""
    by = actor_of(sheet.evaluator)
    competency = competencies_of(sheet.simulation)[0]
    calm = threading.Barrier(WRITERS)

    def together(desk, new, said, previous):
        calm.wait(timeout=30)

    assert "FOR UPDATE" in holding.HOLD
    monkeypatch.setattr(holding, "HOLD", holding.HOLD.replace("FOR UPDATE OF s", ""))
    monkeypatch.setattr(intake.Desk, "_refuse_unless_complete", together)
    unchained()
    try:

        def tap(value):
            return lambda: actions.record_act(
                sheet,
                client_id=uuid4(),
                sequence=0,
                kind="rate",
                competency=competency,
                value=value,
                by=by,
            )

        at_once(*[tap("AENO"[rank % 4]) for rank in range(WRITERS)])
        projected = rules.project(plain(act) for act in SheetAct.objects.all())
        assert projected.forks, "the race did not happen: this control proves nothing"
    finally:
        chained()


def test_without_the_lock_and_the_indexes_two_tabs_both_win(sheet, monkeypatch):
    """The negative control of the two tabs: both have read before either writes."""
    lines = competencies_of(sheet.simulation)
    both = threading.Barrier(2)
    to_write = intake.Desk.to_write

    def written_together(desk):
        both.wait(timeout=60)
        return to_write(desk)

    monkeypatch.setattr(holding, "HOLD", holding.HOLD.replace("FOR UPDATE OF s", ""))
    monkeypatch.setattr(intake.Desk, "to_write", written_together)
    unchained()
    try:
        tabs = [sends(sheet, uuid4(), rating(1, lines[0], value)) for value in "AN"]
        assert at_once(*tabs) == [["stored"]] * 2
        assert not is_sound(sheet)
    finally:
        chained()


def test_the_index_alone_refuses_a_fork(sheet):
    competency = competencies_of(sheet.simulation)[0]
    first = {"sheet": sheet, "kind": "rate", "competency": competency, "value": "A"}
    act = SheetAct.objects.create(client=uuid4(), sequence=1, **first)
    for previous in (None, act, act):
        try:
            with transaction.atomic():
                SheetAct.objects.create(client=uuid4(), sequence=1, previous=previous, **first)
        except IntegrityError:
            continue
    assert SheetAct.objects.count() == 2


def test_the_same_batch_many_times_at_once_is_stored_once(sheet):
    lines = competencies_of(sheet.simulation)
    client = uuid4()
    batch = [rating(n, line, "A") for n, line in enumerate(lines, start=1)]
    batch.append(rating(len(batch) + 1, lines[0], "N", [str(client), 1]))
    results = at_once(*[sends(sheet, client, *batch)] * 6)
    assert sorted(results) == [["replayed"] * len(batch)] * 5 + [["stored"] * len(batch)]
    assert SheetAct.objects.count() == len(batch)
    assert SheetDevice.objects.get().made == len(batch)
    assert is_sound(sheet)


def test_two_tabs_on_the_same_lines_each_line_is_won_once_and_the_other_is_told(sheet):
    lines = competencies_of(sheet.simulation)
    tabs = [
        sends(sheet, uuid4(), *[rating(n, line, value) for n, line in enumerate(lines, start=1)])
        for value in "AN"
    ]
    results = at_once(*tabs)
    for pair in zip(*results, strict=True):
        assert sorted(pair) == ["conflict", "stored"]
    assert SheetAct.objects.count() == len(lines)
    assert is_sound(sheet)


def test_devices_that_interleave_lose_nothing(sheet):
    """Each device writes its own lines, one act a batch, again when it was not told."""
    lines = competencies_of(sheet.simulation)
    kept: set[tuple[str, int, str]] = set()

    def device(own):
        client = uuid4()

        def work():
            for turn in range(8):
                for rank, line in enumerate(own):
                    number = turn * len(own) + rank + 1
                    before = [str(client), number - len(own)] if turn else None
                    value = "AENO"[turn % 4]
                    send = sends(sheet, client, rating(number, line, value, before))
                    assert send() == ["stored"]
                    assert send() == ["replayed"]
                    kept.add((str(client), number, value))

        return work

    assert at_once(*[device(lines[rank::4]) for rank in range(4)]) == [None] * 4
    rows = SheetAct.objects.values_list("client", "sequence", "value")
    assert {(str(client), number, value) for client, number, value in rows} == kept
    assert len(kept) == 8 * len(lines)
    assert is_sound(sheet)


def test_a_signature_and_a_late_batch_never_cross(sheet):
    """Either the act is before the signature, or it is refused: never after it."""
    fill(sheet)
    lines = competencies_of(sheet.simulation)
    head = sheet.acts.get(competency=lines[0])
    late = rating(1, lines[0], "N", str(head.pk))
    by = actor_of(sheet.evaluator)
    signed, states = at_once(lambda: actions.sign_sheet(sheet, by=by), sends(sheet, uuid4(), late))
    assert not isinstance(signed, Exception)
    sheet.refresh_from_db()
    assert sheet.state == "signed"
    kept = SheetAct.objects.filter(value="N").count()
    assert states == (["stored"] if kept else ["refused"])
    assert is_sound(sheet)


def test_both_evaluators_open_one_consensus(sheet):
    simulation = sheet.simulation
    one, two = signed_sheets(simulation)
    results = at_once(
        *[
            partial(actions.open_consensus, simulation, by=actor_of(each.evaluator))
            for each in (one, two)
        ]
    )
    assert results[0] == results[1]
    assert simulation.consensuses.count() == 1


def test_the_last_two_signatures_at_once_sign_the_consensus(sheet):
    simulation = sheet.simulation
    one, two = signed_sheets(simulation)
    consensus = actions.open_consensus(simulation, by=actor_of(one.evaluator))
    at_once(
        *[
            partial(actions.sign_consensus, consensus, by=actor_of(each.evaluator))
            for each in (one, two)
        ]
    )
    consensus.refresh_from_db()
    assert consensus.state == "signed"


def test_reopening_and_freezing_at_once_never_both(sheet, officer):
    simulation = sheet.simulation
    one, _ = signed_sheets(simulation)
    enrolment = simulation.registration.enrolment
    reopened, _frozen = at_once(
        lambda: actions.reopen_sheet(one, reason="Ligne sautée.", by=officer),
        lambda: actions.freeze_sheets([enrolment], by=officer),
    )
    one.refresh_from_db()
    assert (one.state == "superseded") is not isinstance(reopened, Refusal)
    assert not (one.frozen_at and one.state == "superseded")
