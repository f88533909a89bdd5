"""Two months, moved by papers asked for in time; silence means admissible."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccas.periods import add_months
from certification.vae.rules import clock as rules
from certification.vae.rules.clock import PaperRequest, Proceedings

JANUARY = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (date(2026, 1, 10), date(2026, 3, 10)),
        (date(2025, 12, 31), date(2026, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2026, 2, 28), date(2026, 4, 28)),
    ],
)
def test_two_months_from_date_to_date(received, last):
    told = Proceedings(received)
    assert rules.clock(told).last_day == last
    assert rules.state_on(told, last) == rules.SUBMITTED
    assert rules.state_on(told, last + timedelta(days=1)) == rules.TACITLY_ADMISSIBLE
    assert rules.admissible_on(told, last + timedelta(days=1)) == last
    assert rules.admissible_on(told, last) is None


def test_papers_asked_for_move_the_clock_to_the_last_one():
    waiting = Proceedings(JANUARY, (PaperRequest(date(2026, 2, 15)),))
    assert rules.clock(waiting).last_day is None
    assert rules.state_on(waiting, date(2030, 1, 1)) == rules.INCOMPLETE
    came = Proceedings(JANUARY, (PaperRequest(date(2026, 2, 15), date(2026, 4, 3)),))
    assert rules.clock(came).last_day == date(2026, 6, 3)
    twice = Proceedings(
        JANUARY,
        (
            PaperRequest(date(2026, 2, 15), date(2026, 4, 3)),
            PaperRequest(date(2026, 5, 1), date(2026, 5, 20)),
        ),
    )
    assert rules.clock(twice).last_day == date(2026, 7, 20)


def test_papers_asked_for_too_late_move_nothing():
    late = Proceedings(JANUARY, (PaperRequest(date(2026, 4, 1)),))
    assert rules.clock(late).last_day == date(2026, 3, 31)
    assert rules.state_on(late, date(2026, 4, 1)) == rules.TACITLY_ADMISSIBLE


def test_a_refusal_after_the_last_day_is_impossible_and_changes_nothing():
    told = Proceedings(JANUARY)
    assert rules.decision_refusals(told, rules.REFUSED, date(2026, 3, 31)) == []
    late = rules.decision_refusals(told, rules.REFUSED, date(2026, 4, 1))
    assert "trop tard" in late[0] and "31 mars 2026" in late[0]
    forced = Proceedings(JANUARY, decided=(rules.REFUSED, date(2026, 4, 1)))
    assert rules.state_on(forced, date(2026, 4, 2)) == rules.TACITLY_ADMISSIBLE
    in_time = Proceedings(JANUARY, decided=(rules.REFUSED, date(2026, 3, 31)))
    assert rules.state_on(in_time, date(2026, 4, 2)) == rules.REFUSED


def test_decisions_and_requests_that_cannot_be():
    admitted = Proceedings(JANUARY, decided=(rules.ADMISSIBLE, date(2026, 2, 1)))
    assert rules.decision_refusals(admitted, rules.REFUSED, date(2026, 2, 2))
    tacit = rules.decision_refusals(Proceedings(JANUARY), rules.ADMISSIBLE, date(2026, 5, 1))
    assert "silence" in tacit[0]
    waiting = Proceedings(JANUARY, (PaperRequest(date(2026, 2, 15)),))
    assert "complet" in rules.decision_refusals(waiting, rules.REFUSED, date(2026, 3, 1))[0]
    assert rules.decision_refusals(waiting, rules.ADMISSIBLE, date(2026, 3, 1)) == []
    today = date(2026, 2, 10)
    asked = {"items": ["Certificat"], "deadline": date(2026, 3, 10), "today": today}
    assert rules.request_refusals(Proceedings(JANUARY), **asked) == []
    assert rules.request_refusals(waiting, **asked | {"today": date(2026, 2, 20)})
    assert rules.request_refusals(admitted, **asked)
    assert rules.request_refusals(Proceedings(JANUARY), **asked | {"items": [" "]})
    assert rules.request_refusals(Proceedings(JANUARY), **asked | {"deadline": today})


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=4),
    st.integers(0, 1500),
)
def test_the_last_day_never_comes_sooner_than_two_months(received, asked, later):
    sent = received
    requests = []
    for wait, answer in asked:
        sent += timedelta(days=wait)
        requests.append(PaperRequest(sent, sent + timedelta(days=answer)))
        sent += timedelta(days=answer)
    told = Proceedings(received, tuple(requests))
    last = rules.clock(told).last_day
    assert last is not None and last >= add_months(received, 2)
    day = received + timedelta(days=later)
    assert (rules.state_on(told, day) == rules.TACITLY_ADMISSIBLE) == (day > last)
    assert bool(rules.decision_refusals(told, rules.REFUSED, day)) == (day > last)


def test_validity():
    assert rules.valid_until(date(2026, 3, 31), 60) == date(2031, 3, 30)
    assert rules.valid_until(date(2026, 3, 31), None) is None
    assert "31 mars 2026" in rules.clock(Proceedings(JANUARY)).sentence
    assert "dernière pièce" in rules.Clock(None, None).sentence
    assert rules.clock(Proceedings(JANUARY)).days_left(date(2026, 3, 30)) == 1
