"""How long a decision may be challenged: clear delays, working days, where one lives."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccas.periods import add_months
from certification.vae.rules.contesting import (
    appeal_sentences,
    appeal_until,
    easter,
    is_working_day,
)
from certification.vae.rules.territories import TERRITORIES, appeal_months


@pytest.mark.parametrize(
    "sunday",
    [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25)],
)
def test_easter(sunday):
    assert easter(sunday.year) == sunday


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 30), True),
        (date(2026, 11, 28), False),
        (date(2026, 11, 29), False),
        (date(2026, 12, 25), False),
        (date(2026, 11, 11), False),
        (date(2026, 4, 6), False),
        (date(2026, 5, 14), False),
        (date(2026, 5, 25), False),
        (date(2026, 4, 3), True),
    ],
)
def test_working_days(day, works):
    assert is_working_day(day) is works


#: Notified on, where → the last day.
LAST = [
    # Neither the first nor the last day counts.
    (date(2026, 10, 6), "metropole", date(2026, 12, 7)),
    (date(2026, 10, 7), "metropole", date(2026, 12, 8)),
    # 31 December + 2 months = 28 February, a Sunday; then Monday.
    (date(2026, 12, 31), "metropole", date(2027, 3, 1)),
    # A Friday that is Christmas, then a week-end.
    (date(2026, 10, 24), "metropole", date(2026, 12, 28)),
    # A Saturday.
    (date(2026, 10, 11), "metropole", date(2026, 12, 14)),
    # 1 May, a Saturday; the Monday after.
    (date(2027, 2, 28), "metropole", date(2027, 4, 29)),
    (date(2027, 3, 7), "metropole", date(2027, 5, 10)),
    (date(2026, 10, 6), "974", date(2027, 1, 7)),
    (date(2026, 10, 6), "abroad", date(2027, 2, 8)),
    (date(2026, 10, 6), "inconnu", date(2026, 12, 7)),
]


@pytest.mark.parametrize(("notified", "where", "last"), LAST)
def test_the_last_day_to_challenge(notified, where, last):
    assert appeal_until(notified, where) == last


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.sampled_from(sorted(TERRITORIES)))
def test_never_shorter_than_the_months_and_always_a_working_day(notified, where):
    last = appeal_until(notified, where)
    assert is_working_day(last)
    assert 1 <= (last - add_months(notified, appeal_months(where))).days <= 5


def test_the_letter_says_both_ways_and_the_last_day():
    said = appeal_sentences(date(2026, 10, 6), "974", to="adressé au service")
    assert "dans les trois mois" in said[0]
    assert "recours gracieux adressé au service" in said[0]
    assert "recours contentieux devant le tribunal administratif" in said[0]
    assert "ce délai finit le 7 janvier 2027" in said[1]
    assert "votre lieu de résidence" in said[1]
    assert "un mois de plus" in appeal_sentences(date(2026, 10, 6), "metropole", to="x")[1]
