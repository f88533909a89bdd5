"""Briefing, simulation, rating on the clock of a station; extra time; the numbers as data."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.sessions.rules import lengthened, phase_at, phases, phases_begun
from tests.factories.framework import shipped_revision

NINE = datetime(2026, 3, 24, 8, 0, tzinfo=UTC)
LENGTHS = {"briefing_minutes": 5, "simulation_minutes": 25, "rating_minutes": 10}


def minutes(found):
    return [
        (each.code, (each.starts_at - NINE).seconds // 60, (each.ends_at - NINE).seconds // 60)
        for each in found
    ]


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        (0, [("briefing", 0, 5), ("simulation", 5, 30), ("rating", 30, 40)]),
        # A third more: 5 → 7 (6,65), 25 → 34 (33,25); rating is not the candidate's.
        (33, [("briefing", 0, 7), ("simulation", 7, 41), ("rating", 41, 51)]),
        (100, [("briefing", 0, 10), ("simulation", 10, 60), ("rating", 60, 70)]),
    ],
)
def test_extra_time_lengthens_what_the_candidate_does_only(extra, expected):
    assert minutes(phases(NINE, **LENGTHS, extra_percent=extra)) == expected


def test_second_zero_is_the_start_of_the_simulation():
    found = phases_begun(NINE, **LENGTHS, extra_percent=33)
    assert [each.code for each in found] == ["briefing", "simulation", "rating"]
    assert found[1].starts_at == NINE
    assert found[0].starts_at == NINE - timedelta(minutes=7)


@pytest.mark.parametrize(
    ("minute", "code", "left"),
    [(-1, None, None), (0, "briefing", 5), (5, "simulation", 25), (29, "simulation", 1),
     (30, "rating", 10), (40, None, None)],
)  # fmt: skip
def test_the_phase_of_a_moment_and_the_time_left(minute, code, left):
    now = NINE + timedelta(minutes=minute)
    phase = phase_at(phases(NINE, **LENGTHS, extra_percent=0), now)
    assert (phase and phase.code) == code
    if phase:
        assert phase.left(now) == timedelta(minutes=left)
        assert phase.left(phase.ends_at + timedelta(hours=1)) == timedelta()


def test_a_phase_of_no_length_is_left_out_and_a_negative_one_refused():
    found = phases(NINE, **LENGTHS | {"briefing_minutes": 0}, extra_percent=0)
    assert [each.code for each in found] == ["simulation", "rating"]
    with pytest.raises(ValueError, match="negative"):
        phases(NINE, **LENGTHS | {"rating_minutes": -1}, extra_percent=0)


@given(
    briefing=st.integers(0, 60),
    simulation=st.integers(1, 120),
    rating=st.integers(0, 60),
    extra=st.integers(0, 200),
)
def test_phases_follow_each_other_and_fill_the_time(briefing, simulation, rating, extra):
    found = phases(
        NINE,
        briefing_minutes=briefing,
        simulation_minutes=simulation,
        rating_minutes=rating,
        extra_percent=extra,
    )
    assert found[0].starts_at == NINE
    for before, after in pairwise(found):
        assert before.ends_at == after.starts_at
    whole = lengthened(briefing, extra) + lengthened(simulation, extra) + rating
    assert found[-1].ends_at - NINE == timedelta(minutes=whole)
    for each in found:
        assert phase_at(found, each.starts_at) is each
        assert phase_at(found, each.ends_at) is not each


@pytest.mark.django_db
def test_the_numbers_are_the_certifier_s():
    rules = shipped_revision().rules
    assert (rules.briefing_minutes, rules.rating_minutes) == (5, 10)
