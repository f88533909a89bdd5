"""Jobs of the room: an id in, an action called."""

from contextlib import AbstractContextManager, nullcontext
from uuid import UUID

from django.conf import settings

from ccas import clock
from ccas.jobs.models import Job
from certification.awards import actions


def _at(job: Job) -> AbstractContextManager[None]:
    """The business moment of the request, where the clock may be moved (demonstration, tests): a
    worker is another process, and would date the papers of a past jury today."""
    return clock.moved_to(job.occurred_at) if settings.CLOCK_MAY_MOVE else nullcontext()


def deliver(job: Job) -> None:
    """awards.deliver: the titles of a deliberation whose minutes are signed."""
    with _at(job):
        actions.deliver(job.payload["deliberation"], by=job.actor)


def publish(job: Job) -> None:
    """awards.publish: titles first, then documents and messages."""
    with _at(job):
        actions.deliver(job.payload["deliberation"], by=job.actor)
        actions.issue_results(job.payload["deliberation"], by=job.actor)


def review(job: Job) -> None:
    """awards.review: adjourned presentations whose practice is attested by now."""
    enrolment = job.payload.get("enrolment")
    with _at(job):
        actions.review_adjourned(by=job.actor, enrolment_id=UUID(enrolment) if enrolment else None)
