"""Thin Celery entry points."""

from celery import shared_task

from ccas.actors import Actor
from ccas.privacy import terms


@shared_task(name="ccas.privacy.apply")
def apply() -> None:
    """Every night: let go what has reached its term."""
    terms.apply(by=Actor.system())
