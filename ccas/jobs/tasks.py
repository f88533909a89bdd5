"""Thin Celery entry points."""

from celery import shared_task

from ccas import tracing
from ccas.jobs import queue


@shared_task(name="ccas.jobs.run")
def run(job_id: str) -> None:
    """Do one job: the one whose turn it is. As many are woken as there are jobs, so that the one
    named here gets its turn as well. All that a job leaves in the logs bears its own id."""
    queue.work(tracing.traced)


@shared_task(name="ccas.jobs.sweep")
def sweep() -> None:
    """Wake the forgotten jobs."""
    queue.sweep()
