"""Rates of insertion and of success, and what those who did not answer could change of them.

Formulas (domain, §10): target job = in the target job / respondents; global = employed /
respondents; neutralised situations are out of both.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from certification.figures.rules.cells import MASKED, NOTHING, THRESHOLD, Cell


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate in whole percent. low, high: between what it would be if none, then all, of those
    who did not answer were counted in; None with the cell."""

    cell: Cell
    low: int | None = None
    high: int | None = None

    @property
    def range(self) -> str:
        """« entre 81 et 94 % », "" when everybody answered or nothing is shown."""
        if self.low is None or self.low == self.high:
            return ""
        return f"entre {self.low} et {self.high}\u00a0%"


ABSENT_RATE, HIDDEN_RATE = Rate(NOTHING), Rate(MASKED)


def percent(part: int, whole: int) -> int:
    """Whole percent, half up. Errors: ZeroDivisionError for nobody."""
    return int(Decimal(100 * part / Decimal(whole)).quantize(Decimal(1), ROUND_HALF_UP))


def rate(part: int, counted: int, *, silent: int = 0) -> Rate:
    """part of counted. silent: how many could have been counted and did not answer.

    Hidden under THRESHOLD people counted; absent when nobody is.
    """
    if counted == 0:
        return ABSENT_RATE
    if counted < THRESHOLD:
        return HIDDEN_RATE
    cell = Cell(percent(part, counted), unit="%")
    if not silent:
        return Rate(cell, low=cell.value, high=cell.value)
    everybody = counted + silent
    return Rate(
        cell,
        low=100 * part // everybody,
        high=-(-100 * (part + silent) // everybody),
    )


def published(value: int | None) -> Rate:
    """A rate that was published: as it was, without anything around it."""
    return Rate(NOTHING if value is None else Cell(value, unit="%"))
