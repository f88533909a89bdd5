"""PostgreSQL remembers the work."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models.functions import Now

from ccas.actors import Actor
from ccas.jobs import queue
from ccas.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db
ROBOT = Actor.system()


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    ids = []
    monkeypatch.setattr(queue, "wake", ids.append)
    return ids


@pytest.fixture
def handler(monkeypatch):
    calls = []
    monkeypatch.setitem(queue._handlers, "test.work", calls.append)
    return calls


def ask(key="1"):
    with transaction.atomic():
        return queue.enqueue("test.work", key=key, payload={"n": 1}, by=ROBOT)


def test_asking_twice_is_asking_once(woken, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first, second = ask(), ask()
    assert first.pk == second.pk
    assert woken == [first.pk]


@pytest.mark.django_db(transaction=True)
def test_asking_outside_a_transaction_is_a_defect():
    with pytest.raises(RuntimeError, match="outside a transaction"):
        queue.enqueue("test.work", key="1", by=ROBOT)


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_transaction_asks_for_nothing(woken):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue.enqueue("test.work", key="1", by=ROBOT)
        raise ZeroDivisionError
    assert woken == []
    assert not Job.objects.exists()


def test_a_job_is_done_once(handler):
    job = ask()
    assert queue.run(job.pk) is True
    assert queue.run(job.pk) is False
    assert [done.pk for done in handler] == [job.pk]
    job.refresh_from_db()
    assert (job.state, job.attempts, job.lease_until) == (JobState.DONE, 1, None)


def test_a_broken_job_waits_then_gives_up(monkeypatch):
    def break_down(job):
        raise LookupError("no such thing")

    monkeypatch.setitem(queue._handlers, "test.work", break_down)
    job = ask()
    assert queue.run(job.pk) is True
    job.refresh_from_db()
    assert job.state == JobState.WAITING
    assert job.error.startswith("LookupError, tests/ccas/jobs/test_queue.py:")
    assert job.error.endswith(" break_down")
    assert queue.run(job.pk) is False, "it waits before the next attempt"
    for _ in range(queue.MAX_ATTEMPTS - 1):
        Job.objects.update(not_before=None)
        queue.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    queue.retry(job)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.WAITING, 0)


def test_a_lapsed_lease_is_taken_over_and_the_late_worker_changes_nothing(handler, woken):
    job = ask()
    late = uuid.uuid4()
    Job.objects.filter(pk=job.pk).update(
        state="running", lease_until=Now() - timedelta(seconds=1), lease_token=late
    )
    job.refresh_from_db()
    assert queue.sweep() == 1
    assert woken == [job.pk]
    assert queue.run(job.pk) is True
    queue._fail(job, late, ValueError("too late"))
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")


def test_a_held_lease_is_left_alone(handler, woken):
    job = ask()
    Job.objects.filter(pk=job.pk).update(
        state="running", lease_until=Now() + timedelta(seconds=30), lease_token=uuid.uuid4()
    )
    assert queue.sweep() == 0
    assert queue.run(job.pk) is False
    assert handler == []


def test_the_sweeper_finds_what_was_never_woken(woken):
    job = ask()
    assert queue.sweep() == 0, "a fresh row has its own wake-up"
    Job.objects.filter(pk=job.pk).update(recorded_at=Now() - timedelta(seconds=10))
    assert queue.sweep() == 1
    assert woken == [job.pk]


def test_progress_is_published():
    job = ask()
    job.report(3, 10)
    job.refresh_from_db()
    assert (job.done, job.total) == (3, 10)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM ccas_job",
        "UPDATE ccas_job SET state = 'running'",
        "UPDATE ccas_job SET state = 'done'",
        "UPDATE ccas_job SET lease_until = now()",
    ],
)
def test_the_table_refuses_half_states(sql):
    ask()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def in_line(line, *keys):
    with transaction.atomic():
        return [queue.enqueue("test.work", key=f"{line}{key}", by=ROBOT, line=line) for key in keys]


def done_in_order(handler):
    while queue.work():
        pass
    return [job.key for job in handler]


def test_a_small_batch_does_not_wait_for_a_large_one(handler):
    in_line("a", *range(6))
    for _ in range(3):
        queue.work()
    in_line("b", 0, 1)
    assert done_in_order(handler) == ["a0", "a1", "a2", "a3", "b0", "a4", "b1", "a5"]


def test_a_batch_that_began_first_is_not_overtaken_for_good(handler):
    in_line("a", *range(3))
    queue.work()
    in_line("b", *range(6))
    order = done_in_order(handler)
    assert order.index("a2") < order.index("b2")


def test_a_single_job_passes_before_batches(handler):
    in_line("a", 0, 1)
    ask("single")
    assert done_in_order(handler) == ["single", "a0", "a1"]


def test_a_batch_that_grows_goes_on_from_its_place(handler):
    in_line("a", 0)
    in_line("b", *range(4))
    assert [job.turn for job in in_line("a", 1, 2)] == [2, 3]


def test_work_leaves_what_must_wait(handler):
    job = ask()
    Job.objects.filter(pk=job.pk).update(not_before=Now() + timedelta(minutes=5))
    assert queue.work() is False
    assert handler == []


def test_work_takes_over_from_a_worker_that_died(handler):
    job = ask()
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, lease_until=Now() - timedelta(seconds=1), lease_token=uuid.uuid4()
    )
    assert queue.work() is True
    assert [one.pk for one in handler] == [job.pk]


def test_why_it_failed_bears_no_name(handler, monkeypatch):
    """PostgreSQL's words, and an exception's, repeat what they stumbled on."""
    name = "Quintilienne d’Ôrmesson"

    def break_down(job):
        try:
            with transaction.atomic():
                Job.objects.create(kind="test.work", key="une", requested_role=name)
        except IntegrityError as error:
            assert "une" in str(error), "the control: the message does bear it"
            raise LookupError(name) from error

    monkeypatch.setitem(queue._handlers, "test.work", break_down)
    job = ask(key="une")
    queue.run(job.pk)
    job.refresh_from_db()
    assert name not in job.error
    assert "une" not in job.error.replace("jobs/test_queue", "")
    assert "LookupError, tests/ccas/jobs" in job.error
    assert "← IntegrityError" in job.error
