"""The table of the clocks: two months, three months, fifteen days, month ends, 29 February, the
hours that the clock skips or repeats, and the other side of the world."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccas import clock
from ccas.periods import PARIS, days_before, end_of_day, start_of_day
from certification.vae.rules import clock as two_months
from certification.vae.rules import territories, withdrawal
from certification.vae.rules.clock import PaperRequest, Proceedings
from certification.vae.rules.validation import jury_before


def day(text: str) -> date:
    return date.fromisoformat(text)


#: Received on → last day to answer: two months from date to date.
TWO_MONTHS = [
    ("2026-01-10", "2026-03-10"),
    ("2026-01-31", "2026-03-31"),
    ("2025-12-29", "2026-02-28"),
    ("2025-12-30", "2026-02-28"),
    ("2025-12-31", "2026-02-28"),
    ("2027-12-29", "2028-02-29"),
    ("2027-12-31", "2028-02-29"),
    ("2028-02-29", "2028-04-29"),
    ("2026-02-28", "2026-04-28"),
    ("2026-06-30", "2026-08-30"),
    ("2026-07-31", "2026-09-30"),
    ("2026-08-31", "2026-10-31"),
    ("2026-11-30", "2027-01-30"),
    ("2099-12-31", "2100-02-28"),
]


@pytest.mark.parametrize(("received", "last"), TWO_MONTHS)
def test_two_months(received, last):
    told = Proceedings(day(received))
    assert two_months.clock(told).last_day == day(last)
    assert two_months.state_on(told, day(last)) == two_months.SUBMITTED
    after = day(last) + timedelta(days=1)
    assert two_months.state_on(told, after) == two_months.TACITLY_ADMISSIBLE


#: Received, asked for, last paper → last day to answer.
MOVED = [
    ("2026-01-10", "2026-01-20", "2026-02-28", "2026-04-28"),
    ("2026-01-10", "2026-03-10", "2026-12-31", "2027-02-28"),
    ("2027-11-30", "2027-12-01", "2027-12-31", "2028-02-29"),
    # Asked for on the next morning: admissible already, nothing moves.
    ("2026-01-10", "2026-03-11", "2026-03-12", "2026-03-10"),
    # Answered on the very day they were asked for.
    ("2026-01-10", "2026-02-01", "2026-02-01", "2026-04-01"),
]


@pytest.mark.parametrize(("received", "asked", "came", "last"), MOVED)
def test_papers_move_the_two_months(received, asked, came, last):
    told = Proceedings(day(received), (PaperRequest(day(asked), day(came)),))
    assert two_months.clock(told).last_day == day(last)


#: Submitted on → last day for the jury: the end of the third month after.
THREE_MONTHS = [
    ("2026-01-01", "2026-04-30"),
    ("2026-01-31", "2026-04-30"),
    ("2026-03-31", "2026-06-30"),
    ("2026-10-15", "2027-01-31"),
    ("2026-11-01", "2027-02-28"),
    ("2026-11-30", "2027-02-28"),
    ("2027-11-30", "2028-02-29"),
    ("2028-02-29", "2028-05-31"),
    ("2026-12-31", "2027-03-31"),
]


@pytest.mark.parametrize(("submitted", "last"), THREE_MONTHS)
def test_three_months_for_the_jury(submitted, last):
    assert jury_before(day(submitted)) == day(last)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_jury_has_three_months_at_least_and_less_than_four(submitted):
    last = jury_before(submitted)
    assert (last + timedelta(days=1)).day == 1
    months = (last.year - submitted.year) * 12 + last.month - submitted.month
    assert months == 3


#: Fifteen days: told on → last day to answer; and a sitting → last day to summon.
FIFTEEN = [
    ("2026-02-14", "2026-03-01"),
    ("2028-02-14", "2028-02-29"),
    ("2026-12-20", "2027-01-04"),
    ("2026-03-22", "2026-04-06"),
    ("2026-10-18", "2026-11-02"),
]


@pytest.mark.parametrize(("first", "last"), FIFTEEN)
def test_fifteen_days(first, last):
    assert withdrawal.heard_until(day(first), 15) == day(last)
    assert days_before(day(last), 15) == day(first)
    assert withdrawal.hearing_refusals(day(first), 15, day(last)) != []
    assert withdrawal.hearing_refusals(day(first), 15, day(last) + timedelta(days=1)) == []


#: The last moment of a day in Paris, in UTC. On the days the clock changes, the evening’s offset.
LAST_MOMENTS = [
    ("2027-01-31", "2027-01-31T22:59:59.999"),
    ("2026-07-31", "2026-07-31T21:59:59.999"),
    ("2026-03-28", "2026-03-28T22:59:59.999"),
    ("2026-03-29", "2026-03-29T21:59:59.999"),  # the hour that is skipped
    ("2026-10-24", "2026-10-24T21:59:59.999"),
    ("2026-10-25", "2026-10-25T22:59:59.999"),  # the hour that comes twice
    ("2028-02-29", "2028-02-29T22:59:59.999"),
]


@pytest.mark.parametrize(("last", "moment"), LAST_MOMENTS)
def test_the_last_moment_of_a_deadline(last, moment):
    ends = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert end_of_day(day(last)) == ends
    with clock.moved_to(ends):
        assert clock.today() == day(last)
    with clock.moved_to(ends + timedelta(milliseconds=1)):
        assert clock.today() == day(last) + timedelta(days=1)


@pytest.mark.parametrize(
    ("morning", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)]
)
def test_a_day_lasts_until_the_next_whatever_the_clock_does(morning, hours):
    begins = start_of_day(day(morning))
    assert start_of_day(day(morning) + timedelta(days=1)) - begins == timedelta(hours=hours)


#: A moment in Paris, a territory → both clocks in words.
BOTH = [
    ("2027-01-31T23:59", "metropole", "31 janvier 2027 à 23 h 59, heure de Paris"),
    ("2027-01-31T23:59", "971", "… (18 h 59 en Guadeloupe)"),
    ("2026-07-31T23:59", "972", "… (17 h 59 en Martinique)"),
    ("2026-07-31T23:59", "973", "… (18 h 59 en Guyane)"),
    ("2027-01-31T23:59", "974", "… (le 1er février 2027 à 2 h 59 à La Réunion)"),
    ("2026-07-31T23:59", "976", "… (le 1er août 2026 à 0 h 59 à Mayotte)"),
    ("2027-01-31T23:59", "988", "… (le 1er février 2027 à 9 h 59 en Nouvelle-Calédonie)"),
    ("2027-01-31T23:59", "987", "… (12 h 59 à Tahiti)"),
    ("2027-01-31T08:00", "987", "… (le 30 janvier 2027 à 21 h 00 à Tahiti)"),
    ("2028-02-29T23:59", "986", "… (le 1er mars 2028 à 10 h 59 à Wallis-et-Futuna)"),
    ("2027-01-31T23:59", "975", "… (19 h 59 à Saint-Pierre-et-Miquelon)"),
    ("2027-01-31T23:59", "abroad", "31 janvier 2027 à 23 h 59, heure de Paris"),
    ("2027-01-31T23:59", "inconnu", "31 janvier 2027 à 23 h 59, heure de Paris"),
    # The night the clock goes back, twice half past two in Paris.
    ("2026-10-25T02:30+02:00", "971", "25 octobre 2026 à 2 h 30, heure de Paris (le 24 octobre"
     " 2026 à 20 h 30 en Guadeloupe)"),
    ("2026-10-25T02:30+01:00", "971", "25 octobre 2026 à 2 h 30, heure de Paris (le 24 octobre"
     " 2026 à 21 h 30 en Guadeloupe)"),
]  # fmt: skip


@pytest.mark.parametrize(("moment", "code", "words"), BOTH)
def test_both_clocks(moment, code, words):
    when = datetime.fromisoformat(moment)
    when = when if when.tzinfo else when.replace(tzinfo=PARIS)
    said = territories.clocks(when, code)
    assert said.endswith(words.removeprefix("… "))
    assert "heure de Paris" in said


def test_every_zone_exists_and_every_place_has_its_delay():
    for code, place in territories.TERRITORIES.items():
        if place.zone:
            assert ZoneInfo(place.zone) and place.where
        expected = {territories.HOME: 2, "abroad": 4}.get(code, 3)
        assert territories.appeal_months(code) == expected
    assert territories.appeal_months("inconnu") == 2


#: Ground, found on, today → whether an admissibility of 31 October 2026 may be withdrawn.
GROUNDS = [
    ("illegality", "2026-11-02", "2027-02-28", True),
    ("illegality", "2026-11-02", "2027-03-01", False),
    ("fraud", "2026-11-02", "2031-01-01", True),
    ("fraud", "2031-01-02", "2031-01-01", False),
    ("judgment", "2028-02-29", "2028-02-29", True),
    ("caprice", "2026-11-02", "2026-11-03", False),
]


@pytest.mark.parametrize(("ground", "found", "today", "may"), GROUNDS)
def test_grounds_of_a_withdrawal(ground, found, today, may):
    said = withdrawal.ground_refusals(
        ground,
        found_on=day(found),
        reference="Rapport 7",
        decided_on=day("2026-10-31"),
        today=day(today),
    )
    assert (said == []) == may


def test_a_ground_cites_its_act():
    said = withdrawal.ground_refusals(
        "fraud", found_on=JAN, reference=" ", decided_on=JAN, today=JAN
    )
    assert "cite l’acte" in said[0]


JAN = date(2026, 1, 1)


def test_the_table_is_long_enough():
    tables = (TWO_MONTHS, MOVED, THREE_MONTHS, FIFTEEN, LAST_MOMENTS, BOTH, GROUNDS)
    assert sum(len(table) for table in tables) >= 60
