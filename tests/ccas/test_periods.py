"""Calendar arithmetic: a table of cases read off a paper calendar, then properties."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccas.periods import (
    PARIS,
    add_months,
    days_before,
    end_of_day,
    in_words,
    month_end,
    months_between,
    start_of_day,
)

ADDED = [
    ("2025-05-31", 9, "2026-02-28"),
    ("2027-05-31", 9, "2028-02-29"),
    ("2025-05-30", 9, "2026-02-28"),
    ("2027-05-29", 9, "2028-02-29"),
    ("2025-05-29", 9, "2026-02-28"),
    ("2025-05-28", 9, "2026-02-28"),
    ("2025-01-31", 1, "2025-02-28"),
    ("2024-01-31", 1, "2024-02-29"),
    ("2024-02-29", 12, "2025-02-28"),
    ("2024-02-29", 48, "2028-02-29"),
    ("2025-02-28", 1, "2025-03-28"),
    ("2025-12-31", 2, "2026-02-28"),
    ("2025-12-01", 1, "2026-01-01"),
    ("2025-08-31", 1, "2025-09-30"),
    ("2025-10-15", 0, "2025-10-15"),
    ("2026-03-31", -1, "2026-02-28"),
    ("2026-01-15", -1, "2025-12-15"),
    ("2026-01-15", -13, "2024-12-15"),
]


@pytest.mark.parametrize(("start", "months", "expected"), ADDED)
def test_add_months(start: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(expected)


BETWEEN = [
    ("2025-05-31", "2026-02-28", (9, 0)),
    ("2027-05-31", "2028-02-28", (8, 28)),
    ("2027-05-31", "2028-02-29", (9, 0)),
    ("2025-01-01", "2025-10-01", (9, 0)),
    ("2025-01-01", "2025-09-30", (8, 29)),
    ("2025-01-31", "2025-02-28", (1, 0)),
    ("2025-01-31", "2025-03-01", (1, 1)),
    ("2025-01-31", "2025-03-31", (2, 0)),
    ("2025-01-30", "2025-02-27", (0, 28)),
    ("2025-02-28", "2025-03-27", (0, 27)),
    ("2025-02-28", "2025-03-28", (1, 0)),
    ("2024-12-15", "2025-01-14", (0, 30)),
    ("2024-12-15", "2025-01-15", (1, 0)),
    ("2025-06-10", "2025-06-10", (0, 0)),
]


@pytest.mark.parametrize(("start", "end", "expected"), BETWEEN)
def test_months_between(start: str, end: str, expected: tuple[int, int]) -> None:
    assert months_between(date.fromisoformat(start), date.fromisoformat(end)) == expected


def test_months_between_refuses_a_backward_period() -> None:
    with pytest.raises(ValueError, match="before"):
        months_between(date(2025, 2, 2), date(2025, 2, 1))


@pytest.mark.parametrize(("day", "days", "expected"), [
    ("2026-03-20", 15, "2026-03-05"),
    ("2026-03-10", 15, "2026-02-23"),
    ("2028-03-10", 15, "2028-02-24"),
    ("2026-03-29", 1, "2026-03-28"),
    ("2026-01-05", 15, "2025-12-21"),
    ("2026-01-05", 0, "2026-01-05"),
])  # fmt: skip
def test_days_before(day: str, days: int, expected: str) -> None:
    assert days_before(date.fromisoformat(day), days) == date.fromisoformat(expected)


def test_days_before_refuses_a_negative_number() -> None:
    with pytest.raises(ValueError, match="negative"):
        days_before(date(2026, 1, 5), -1)


@pytest.mark.parametrize(("day", "expected"), [
    ("2027-01-31", "2027-01-31T22:59:59.999+00:00"),
    ("2027-07-31", "2027-07-31T21:59:59.999+00:00"),
    ("2027-03-27", "2027-03-27T22:59:59.999+00:00"),
    ("2027-03-28", "2027-03-28T21:59:59.999+00:00"),  # the clock jumps at 02:00
    ("2027-10-30", "2027-10-30T21:59:59.999+00:00"),
    ("2027-10-31", "2027-10-31T22:59:59.999+00:00"),  # 02:30 happens twice
    ("2028-02-29", "2028-02-29T22:59:59.999+00:00"),
])  # fmt: skip
def test_end_of_day_in_paris(day: str, expected: str) -> None:
    moment = end_of_day(date.fromisoformat(day))
    assert moment == datetime.fromisoformat(expected)
    assert moment.tzinfo is UTC


@pytest.mark.parametrize(("day", "hours"), [
    ("2027-03-28", 23), ("2027-10-31", 25), ("2027-06-01", 24),
])  # fmt: skip
def test_length_of_the_days_when_the_clock_changes(day: str, hours: int) -> None:
    whole = end_of_day(date.fromisoformat(day)) - start_of_day(date.fromisoformat(day))
    assert whole + timedelta(milliseconds=1) == timedelta(hours=hours)


def test_month_end() -> None:
    assert month_end(date(2028, 2, 3)) == date(2028, 2, 29)
    assert month_end(date(2026, 12, 31)) == date(2026, 12, 31)


def test_add_months_leaves_the_calendar() -> None:
    with pytest.raises(ValueError, match="calendar"):
        add_months(date(9999, 12, 1), 1)


days = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@given(days, st.integers(0, 240))
def test_adding_months_lands_in_the_right_month_and_never_overflows(day: date, months: int) -> None:
    landed = add_months(day, months)
    assert (landed.year * 12 + landed.month) - (day.year * 12 + day.month) == months
    assert landed.day == min(day.day, month_end(landed).day)


@given(days, days)
def test_months_between_undoes_itself(one: date, other: date) -> None:
    start, end = sorted((one, other))
    months, spare = months_between(start, end)
    assert add_months(start, months) + timedelta(days=spare) == end
    assert 0 <= spare <= 30
    assert add_months(start, months + 1) > end


@given(days, days)
def test_a_later_end_never_counts_fewer_months(one: date, other: date) -> None:
    start, end = sorted((one, other))
    assert months_between(start, end + timedelta(days=1)) > months_between(start, end)


@given(days)
def test_a_day_ends_one_millisecond_before_the_next_begins(day: date) -> None:
    assert end_of_day(day) + timedelta(milliseconds=1) == start_of_day(day + timedelta(days=1))
    assert end_of_day(day).astimezone(PARIS).date() == day


@pytest.mark.parametrize(("day", "expected"), [
    ("2026-06-01", "1er juin 2026"),
    ("2027-02-28", "28 février 2027"),
    ("2026-12-11", "11 décembre 2026"),
    ("2026-08-21", "21 août 2026"),
])  # fmt: skip
def test_in_words(day: str, expected: str) -> None:
    assert in_words(date.fromisoformat(day)) == expected
