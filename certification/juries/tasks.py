"""Thin Celery entry points."""

from celery import shared_task

from ccas.actors import Actor
from certification.juries import actions


@shared_task(name="certification.juries.daily")
def daily() -> None:
    """Recall the summonses left without an answer, hand over the files of tomorrow's juries."""
    actions.send_reminders(by=Actor.system())
    actions.hand_over_files(by=Actor.system())
