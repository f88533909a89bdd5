"""Batches at once, on a real database: what is acknowledged is kept, once, in order."""

import json
import threading
import time
from uuid import uuid4

import pytest
from django.db import connection, connections

from assessments.grading import actions, rules
from assessments.grading.actions import holding, intake
from assessments.grading.actions.acts import plain
from assessments.grading.models import Rating, SheetAct, SheetDevice
from assessments.grading.protocol import read_batch
from ccas import clock
from tests.factories.grading import a_simulation, actor_of, competencies_of, fill, opened_sheets

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sheet():
    return opened_sheets(a_simulation(blocks=(1,)))[0]


def at_once(*jobs):
    """Run the jobs in threads that start together; their results or exceptions, in order."""
    gate = threading.Barrier(len(jobs))
    results = [None] * len(jobs)

    def run(rank, job):
        try:
            gate.wait(timeout=60)
            results[rank] = job()
        except Exception as error:
            results[rank] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=240)
    return results


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


def test_without_the_lock_and_the_indexes_two_tabs_both_win(sheet, monkeypatch):
    """The negative control: the same two tabs, and lines that fork."""
    lines = competencies_of(sheet.simulation)
    both = threading.Barrier(2)
    write = intake.Desk.write

    def write_together(desk):
        both.wait(timeout=60)
        write(desk)

    monkeypatch.setattr(holding, "HOLD", holding.HOLD.replace("FOR UPDATE OF s", ""))
    monkeypatch.setattr(intake.Desk, "write", write_together)
    names = {constraint.name: constraint for constraint in SheetAct._meta.constraints}
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX act_first_once")
    try:
        tabs = [sends(sheet, uuid4(), rating(1, lines[0], value)) for value in "AN"]
        assert at_once(*tabs) == [["stored"]] * 2
        assert not is_sound(sheet)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE assessments_sheetact CASCADE")
        with connection.schema_editor() as editor:
            editor.add_constraint(SheetAct, names["act_first_once"])
