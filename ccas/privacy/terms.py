"""Applying the terms: what is due, told or done."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from ccas import clock, journal, retention
from ccas.actors import Actor
from ccas.periods import add_months
from ccas.privacy.models import RetentionRun
from ccas.retention import Rule

logger = logging.getLogger(__name__)
#: Rows of one rule that one run lets go; the rest goes the next day.
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Due:
    """What one rule finds. cutoff: what ended before it is due."""

    rule: Rule
    cutoff: datetime
    count: int

    @property
    def years(self) -> int:
        """The years of its term."""
        return settings.RETENTION_TERMS[self.rule.term]["years"]


def cutoff_of(term: str, now: datetime) -> datetime:
    """The moment before which what has ended is due, by the calendar of Paris."""
    here = clock.paris(now)
    day = add_months(here.date(), -12 * settings.RETENTION_TERMS[term]["years"])
    return here.replace(year=day.year, month=day.month, day=day.day)


def due() -> list[Due]:
    """What each rule would let go now; nothing is changed."""
    found = []
    for rule in retention.all_rules():
        cutoff = cutoff_of(rule.term, clock.now())
        found.append(Due(rule, cutoff, rule.due(cutoff).count()))
    return found


def apply(*, by: Actor) -> RetentionRun:
    """Let go what is due: each row in a transaction of its own, so that one that resists stops
    nothing; it is told by its id, and tried again the next day."""
    counts: dict[str, int] = {}
    for rule in retention.all_rules():
        if rule.forget is None:
            continue
        rows = rule.due(cutoff_of(rule.term, clock.now())).order_by("pk")[:MOST]
        gone = 0
        for row in list(rows):
            try:
                with transaction.atomic():
                    rule.forget(row, by)
                gone += 1
            except Exception:
                logger.exception("retention rule %s: row %s stays", rule.code, row.pk)
        if gone:
            counts[rule.code] = gone
    with transaction.atomic():
        run = RetentionRun.objects.create(counts=counts)
        journal.record("retention.apply", run, by=by, counts=counts)
    return run
