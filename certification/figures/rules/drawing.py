"""Where a plot puts a number, in percent of its width. The numbers stand beside; nothing is told
by the drawing alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from certification.figures.rules.rates import Rate

#: Room left at both ends so that no mark is cut, in percent.
MARGIN = 3.0
MARKS = (0, 25, 50, 75, 100)


def place(percent: float) -> float:
    """Where a rate stands on the axis."""
    return round(MARGIN + percent * (100 - 2 * MARGIN) / 100, 2)


@dataclass(frozen=True, slots=True)
class RatePlot:
    """A point, and the stretch that those who did not answer leave open."""

    x: float
    low: float | None
    high: float | None


def rate_plot(rate: Rate) -> RatePlot | None:
    """None for a rate that is not shown: an empty drawing would say « 0 »."""
    if rate.cell.value is None:
        return None
    if rate.low is None or rate.high is None or rate.low == rate.high:
        return RatePlot(place(rate.cell.value), None, None)
    return RatePlot(place(rate.cell.value), place(rate.low), place(rate.high))


@dataclass(frozen=True, slots=True)
class Bar:
    """Widths, in percent of the longest bar. part: None when it is not shown apart."""

    whole: float
    part: float | None


def bars(numbers: Sequence[tuple[int | None, int | None]]) -> list[Bar | None]:
    """(whole, part) of each line → its bar; None for a whole that is not shown."""
    longest = max((whole for whole, _ in numbers if whole), default=0)
    return [
        Bar(_width(whole, longest), None if part is None else _width(part, longest))
        if whole is not None and longest
        else None
        for whole, part in numbers
    ]


def _width(number: int, longest: int) -> float:
    return round(100 * number / longest, 2)
