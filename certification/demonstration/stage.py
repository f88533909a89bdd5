"""The stage: steps done once each, in order, so that a demonstration interrupted resumes."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as time_of_day

from django.core.management.base import OutputWrapper
from django.db import transaction

from assessments.people.models import Person
from ccas import clock, journal
from ccas.accounts.models import User
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.journal.models import JournalEntry
from ccas.periods import PARIS

VERB = "demonstration.step"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment on a Paris clock."""
    return datetime.combine(day, time_of_day(hour, minute), tzinfo=PARIS)


class Stage:
    """Runs the steps and finds the people again by their e-mail address."""

    def __init__(self, out: OutputWrapper) -> None:
        self.out = out
        self._actors: dict[tuple[str, str], Actor] = {}

    def step(self, name: str, says: str, moment: datetime | None, play: Callable[[], None]) -> None:
        """Play a step once, on the clock moved to `moment`, in one transaction with its mark."""
        if JournalEntry.objects.filter(verb=VERB, details__step=name).exists():
            return
        self.out.write(f"  {says}… ", ending="")
        self.out.flush()
        start = time.perf_counter()
        with clock.moved_to(moment or clock.now()), transaction.atomic():
            play()
            journal.record(VERB, User.objects.earliest("created_at"), by=Actor.system(), step=name)
        self.out.write(f"{time.perf_counter() - start:.1f} s")

    def actor(self, key: str, role: str) -> Actor:
        """The actor behind an account of the demonstration, under one of its roles."""
        if (key, role) not in self._actors:
            user = User.objects.get(email=address(key))
            self._actors[key, role] = user.acting_as(role)
        return self._actors[key, role]

    @property
    def officer(self) -> Actor:
        return self.actor("gestion", Role.OFFICER)

    @staticmethod
    def person(key: str) -> Person:
        return Person.objects.get(user__email=address(key))


def address(key: str) -> str:
    """The e-mail address of a member of the demonstration."""
    return f"{key}@demonstration.ccas.example"


def days_after(day: date, count: int) -> date:
    """That many days later."""
    return day + timedelta(days=count)
