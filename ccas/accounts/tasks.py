"""Thin Celery entry points."""

from datetime import timedelta

from celery import shared_task
from django.contrib.sessions.models import Session

from ccas import clock
from ccas.accounts import attempts, sessions
from ccas.accounts.models import UsedStep


@shared_task(name="ccas.accounts.tidy")
def tidy() -> None:
    """Forget what has served: old counters, dead sessions, steps of the past days."""
    attempts.forget_old()
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    sessions.forget_dead()
    yesterday = int((clock.now() - timedelta(days=1)).timestamp()) // 30
    UsedStep.objects.filter(step__lt=yesterday).delete()
