"""Thin Celery entry points."""

from celery import shared_task

from ccas.archives import actions


@shared_task(name="ccas.archives.tidy")
def tidy() -> None:
    """Erase the archives that may no longer be downloaded."""
    actions.erase_expired()
