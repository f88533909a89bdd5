"""Asking for work, doing it, and finding what was forgotten."""

import logging
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Max, Min, Q, QuerySet
from django.db.models.functions import Now
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from ccas.actors import Actor
from ccas.jobs.models import Job, JobState
from ccas.jobs.reasons import LONGEST, reason_of

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=settings.JOB_LEASE)
#: After this many broken attempts a job waits for a person.
MAX_ATTEMPTS = 8
#: A job of no batch passes before those of batches.
SINGLE, BATCH = 1, 0
_handlers: dict[str, Callable[[Job], None]] = {}


class Later(Exception):
    """A handler says: not now. The job waits and is tried again, without counting an attempt.

    why: in our own words, kept with the job: no name, nothing that was typed.
    """

    def __init__(self, after: timedelta, why: str) -> None:
        super().__init__(why)
        self.after = after


def register(kind: str, handler: Callable[[Job], None]) -> None:
    """Say who does a kind of work. The handler is idempotent: twice changes nothing."""
    _handlers[kind] = handler


def enqueue(
    kind: str, *, key: str, payload: dict[str, Any] | None = None, by: Actor, line: str = ""
) -> Job:
    """Write the job's row in the business transaction and wake a worker once it is committed.

    Asking again for the same (kind, key) gives the row that exists. ``line`` names the batch it
    belongs to: batches advance in step; a job of no batch passes before them.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"job {kind!r} asked for outside a transaction")
    job, created = Job.objects.get_or_create(
        kind=kind,
        key=key,
        defaults={
            "payload": payload or {},
            "requested_by_id": by.user_id,
            "requested_role": by.role,
            "line": line,
            "turn": _next_turn(line) if line else 0,
            "priority": BATCH if line else SINGLE,
        },
    )
    if created:
        transaction.on_commit(lambda: wake(job.pk), robust=True)
    return job


def wake(job_id: uuid.UUID) -> None:
    """Send the id to the workers. Redis away is no error: the sweeper will find the row."""
    try:
        current_app.send_task("ccas.jobs.run", args=[str(job_id)], retry=False)
    except (OperationalError, RedisError, OSError) as error:
        logger.warning("worker not woken for job %s: %s", job_id, type(error).__name__)


def _next_turn(line: str) -> int:
    """The turn after the last of this line; a line that begins stands beside those under way."""
    last = Job.objects.filter(line=line).aggregate(last=Max("turn"))["last"] or 0
    others = Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING]).exclude(
        line__in=["", line]
    )
    return max(last, (others.aggregate(first=Min("turn"))["first"] or 1) - 1) + 1


def work(around: Callable[[str], AbstractContextManager[Any]] = nullcontext) -> bool:
    """Do the job whose turn it is, whichever was named when the worker was woken. False when
    nothing is left to take. ``around`` is given the job's id and holds while it is done."""
    with transaction.atomic():
        first = (
            _free()
            .order_by("-priority", "turn", "recorded_at")
            .select_for_update(skip_locked=True)
            .values_list("pk", flat=True)
            .first()
        )
        token = _take(first) if first else None
    if first is None or token is None:
        return False
    with around(str(first)):
        return _do(first, token)


def run(job_id: uuid.UUID | str) -> bool:
    """Take the job's lease, do it, close it. False when there was nothing to take."""
    token = _take(job_id)
    return token is not None and _do(job_id, token)


def _free() -> QuerySet[Job]:
    """Jobs that may be taken now: waiting, or held by a worker that died."""
    return Job.objects.filter(
        Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, lease_until__lt=Now())
    ).filter(Q(not_before__isnull=True) | Q(not_before__lte=Now()))


def _take(job_id: uuid.UUID | str) -> uuid.UUID | None:
    """Take the lease of a job; None when it is not to be taken."""
    token = uuid.uuid4()
    taken = (
        _free()
        .filter(pk=job_id)
        .update(
            state=JobState.RUNNING,
            lease_until=Now() + LEASE,
            lease_token=token,
            attempts=F("attempts") + 1,
        )
    )
    return token if taken else None


def _do(job_id: uuid.UUID | str, token: uuid.UUID) -> bool:
    """Do a job whose lease is ours, and close it."""
    job = Job.objects.get(pk=job_id)
    try:
        _handlers[job.kind](job)
    except Later as later:
        _put_off(job, token, later)
        return True
    except Exception as error:
        _fail(job, token, error)
        return True
    _mine(job, token).update(
        state=JobState.DONE, lease_until=None, lease_token=None, finished_at=Now(), error=""
    )
    return True


def keep_lease(job: Job) -> None:
    """Push the lease of a long job further; call it between two steps."""
    _mine(job, job.lease_token).update(lease_until=Now() + LEASE)


def sweep() -> int:
    """Wake every job that nobody holds: never woken, or its worker died. Returns how many."""
    forgotten = (
        Job.objects.filter(
            Q(state=JobState.WAITING, recorded_at__lt=Now() - timedelta(seconds=5))
            | Q(state=JobState.RUNNING, lease_until__lt=Now())
        )
        .filter(Q(not_before__isnull=True) | Q(not_before__lte=Now()))
        .order_by("recorded_at")
        .values_list("pk", flat=True)[:500]
    )
    ids = list(forgotten)
    for job_id in ids:
        wake(job_id)
    return len(ids)


def retry(job: Job) -> None:
    """Give a failed job another life; the officer's button."""
    changed = Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(
        state=JobState.WAITING, attempts=0, error="", not_before=None
    )
    if changed:
        transaction.on_commit(lambda: wake(job.pk), robust=True)


def _mine(job: Job, token: uuid.UUID | None) -> Any:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, lease_token=token)


def _put_off(job: Job, token: uuid.UUID, later: Later) -> None:
    logger.info("job %s put off: %s", job.pk, later)
    _mine(job, token).update(
        state=JobState.WAITING,
        lease_until=None,
        lease_token=None,
        attempts=F("attempts") - 1,
        error=str(later)[:LONGEST],
        not_before=Now() + later.after,
    )


def _fail(job: Job, token: uuid.UUID, error: Exception) -> None:
    logger.exception("job %s failed (attempt %s)", job.pk, job.attempts)
    final = job.attempts >= MAX_ATTEMPTS
    _mine(job, token).update(
        state=JobState.FAILED if final else JobState.WAITING,
        lease_until=None,
        lease_token=None,
        error=reason_of(error),
        not_before=None if final else Now() + timedelta(seconds=min(2**job.attempts, 60)),
    )
