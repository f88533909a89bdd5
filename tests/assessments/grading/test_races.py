"""Two hands at once, on a real database: nothing acknowledged is lost, one signature wins."""

import threading
from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction

from assessments.grading import actions, rules
from assessments.grading.actions import holding, intake
from assessments.grading.actions.acts import plain
from assessments.grading.models import Rating, SheetAct
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
    SheetAct._base_manager.all()
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

    def together(desk, new, said):
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


def test_the_same_act_sent_by_many_is_received_once(sheet):
    by, client = actor_of(sheet.evaluator), uuid4()
    competency = competencies_of(sheet.simulation)[0]

    def send():
        return actions.record_act(
            sheet,
            client_id=client,
            sequence=1,
            kind="rate",
            competency=competency,
            value="A",
            by=by,
        )

    results = at_once(*[send] * 8)
    assert len({receipt.act.pk for receipt in results}) == 1
    assert sorted(receipt.replayed for receipt in results) == [False] + [True] * 7


def test_a_tap_and_a_signature_at_once_leave_no_tap_after_the_signature(sheet):
    by = actor_of(sheet.evaluator)
    fill(sheet)
    competency = competencies_of(sheet.simulation)[0]
    last = SheetAct.objects.get(competency=competency)

    def tap():
        return actions.record_act(
            sheet,
            client_id=uuid4(),
            sequence=1,
            previous_act=last,
            kind="rate",
            competency=competency,
            value="N",
            by=by,
        )

    tapped, signed = at_once(tap, lambda: actions.sign_sheet(sheet, by=by))
    assert not isinstance(signed, Exception)
    sheet.refresh_from_db()
    assert sheet.state == "signed"
    expected = "A" if isinstance(tapped, Refusal) else "N"
    assert sheet.ratings.get(competency=competency).value == expected


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
