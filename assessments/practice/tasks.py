"""Thin Celery entry points."""

from celery import shared_task

from assessments.practice.actions import asking


@shared_task(name="assessments.practice.chase")
def chase() -> None:
    """Remind supervisors, then tell the officers."""
    asking.chase()
