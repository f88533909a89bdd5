"""Thin Celery entry points."""

from celery import shared_task

from certification.surveys import actions


@shared_task(name="certification.surveys.daily")
def daily() -> None:
    """Ask who is due, remind, close what is over, count the promotions whose day has come."""
    actions.ask_due()
    actions.remind()
    actions.close_over()
    actions.count_promotions()
