"""Thin Celery entry points."""

from celery import shared_task

from ccas.jobs import queue


@shared_task(name="ccas.jobs.run")
def run(job_id: str) -> None:
    """Do one job by its id."""
    queue.run(job_id)


@shared_task(name="ccas.jobs.sweep")
def sweep() -> None:
    """Wake the forgotten jobs."""
    queue.sweep()
