"""Statutory periods by calendar arithmetic: months with their ends, days, ends of day in Paris.

Pure: standard library only. French law counts a period in months from date to date; when the
month of arrival lacks that day, the period ends on its last day (the rule of article 641 of the
code de procédure civile, which also serves contracts and administrative delays).
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

#: The smallest step PostgreSQL keeps below a second is the microsecond; a deadline shown or
#: compared to the millisecond reads 22:59:59.999 and never the next day.
LAST_MOMENT = time(23, 59, 59, 999000)


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """The date `months` calendar months after `day` (before it when negative).

    The day of the month is kept; when the month of arrival has no such day, its last day is
    taken: 31 May + 9 months = 28 February, 29 in a leap year. Errors: ValueError beyond year 9999.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"{months} months from {day} leaves the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> tuple[int, int]:
    """Whole calendar months from `start` to `end`, then the days left over.

    The months are the largest number with add_months(start, months) <= end, so that adding them
    back then the days gives `end`: from 31 May to 28 February is 9 months exactly.
    Errors: ValueError when `end` is before `start`.
    """
    if end < start:
        raise ValueError(f"{end} is before {start}")
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    return months, (end - add_months(start, months)).days


def days_before(day: date, days: int) -> date:
    """The date `days` whole days before `day`: a summons for the 20th, 15 days ahead, is the 5th.

    Errors: ValueError when `days` is negative, which would hide a deadline in the future.
    """
    if days < 0:
        raise ValueError("a number of days ahead is never negative")
    return day - timedelta(days=days)


def start_of_day(day: date) -> datetime:
    """Midnight in Europe/Paris at the beginning of `day`, as an aware UTC datetime."""
    return datetime.combine(day, time.min, PARIS).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The last moment of `day` in Europe/Paris, as an aware UTC datetime.

    31 January 2027 ends at 22:59:59.999Z, 31 July 2027 at 21:59:59.999Z. On the days when the
    clock changes the offset of the evening holds: the change happens in the small hours.
    """
    return datetime.combine(day, LAST_MOMENT, PARIS).astimezone(UTC)


MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def in_words(day: date) -> str:
    """A date as French sentences write it: 1er juin 2026, 28 février 2027."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]} {day.year}"
