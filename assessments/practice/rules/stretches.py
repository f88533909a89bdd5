"""Stretches of days and what they are worth: months from date to date, then spare days.

The rule and its source stand in the package's docstring.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering

from ccas.periods import add_months, in_words, months_between

#: Spare days that make a month.
DAYS_PER_MONTH = 30

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Consecutive days, both ends included; `end` None while it lasts."""

    start: date
    end: date | None = None

    @property
    def last(self) -> date:
        """The last day of a closed stretch. Errors: ValueError while it lasts."""
        if self.end is None:
            raise ValueError(f"{self} is not a closed stretch")
        return self.end

    def closed_at(self, last: date) -> "Stretch | None":
        """The part up to `last` included, or None when it begins after."""
        if self.start > last:
            return None
        return Stretch(self.start, last if self.end is None else min(self.end, last))


@total_ordering
@dataclass(frozen=True, slots=True)
class Count:
    """A counted length: months, then 0 to 29 spare days."""

    months: int
    days: int

    @classmethod
    def of(cls, total: int) -> "Count":
        """From `total` days, thirty to the month."""
        return cls(*divmod(total, DAYS_PER_MONTH))

    @property
    def total(self) -> int:
        """Days, thirty to the month."""
        return self.months * DAYS_PER_MONTH + self.days

    def __lt__(self, other: "Count") -> bool:
        return self.total < other.total

    def __bool__(self) -> bool:
        return self.total > 0

    def __str__(self) -> str:
        months = f"{self.months} mois" if self.months else ""
        days = f"{self.days} jour{'s' if self.days > 1 else ''}" if self.days else ""
        return " et ".join(part for part in (months, days) if part) or "0 jour"


def union(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Closed stretches in order, those that overlap or touch made one.

    Errors: ValueError for a stretch without end or that ends before it begins.
    """
    merged: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda item: item.start):
        if stretch.last < stretch.start:
            raise ValueError(f"{stretch} is not a closed stretch")
        before = merged[-1] if merged else None
        if before and stretch.start <= before.last + ONE_DAY:
            merged[-1] = Stretch(before.start, max(before.last, stretch.last))
        else:
            merged.append(stretch)
    return tuple(merged)


def without(stretches: Iterable[Stretch], removed: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """What is left of closed stretches once the closed stretches `removed` are taken away."""
    left: list[Stretch] = []
    holes = union(removed)
    for stretch in union(stretches):
        start = stretch.start
        for hole in holes:
            if hole.last < start or hole.start > stretch.last:
                continue
            if hole.start > start:
                left.append(Stretch(start, hole.start - ONE_DAY))
            start = hole.last + ONE_DAY
        if start <= stretch.last:
            left.append(Stretch(start, stretch.end))
    return tuple(left)


def both(ones: Iterable[Stretch], others: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The days that stand in both sets of closed stretches."""
    common = []
    rights = union(others)
    for one in union(ones):
        for other in rights:
            start, end = max(one.start, other.start), min(one.last, other.last)
            if start <= end:
                common.append(Stretch(start, end))
    return tuple(common)


def length(stretch: Stretch) -> Count:
    """Whole calendar months of a closed stretch, then days: 31 May to 27 February is 9 months."""
    months, days = months_between(stretch.start, stretch.last + ONE_DAY)
    return Count.of(months * DAYS_PER_MONTH + days)


def count(stretches: Iterable[Stretch]) -> Count:
    """The length of several closed stretches: months together, spare days together."""
    return Count.of(sum(length(stretch).total for stretch in union(stretches)))


def reached(stretches: Iterable[Stretch], required_months: int) -> date | None:
    """First day on which `required_months` are behind, or None when they never are.

    One stretch from 31 May reaches 9 months on 28 February, 29 in a leap year.
    """
    owed = required_months * DAYS_PER_MONTH
    for stretch in union(stretches):
        if owed > 0 and length(stretch).total >= owed:
            return _day_after(stretch.start, owed)
        owed -= length(stretch).total
    return None


def _day_after(start: date, total: int) -> date:
    """First day on which an uninterrupted stretch from `start` is worth `total` days."""
    months, days = divmod(total, DAYS_PER_MONTH)
    day = add_months(start, months) + timedelta(days=days)
    # Spare days may already make the month on its eve (31-day months), or carry past a short one.
    while day > start + ONE_DAY and length(Stretch(start, day - 2 * ONE_DAY)).total >= total:
        day -= ONE_DAY
    return day


def named(stretch: Stretch) -> str:
    """A stretch as sentences write it: du 1er mai 2026 au 3 mai 2026."""
    if stretch.end is None:
        return f"commencée le {in_words(stretch.start)}"
    if stretch.end == stretch.start:
        return f"du {in_words(stretch.start)}"
    return f"du {in_words(stretch.start)} au {in_words(stretch.end)}"
