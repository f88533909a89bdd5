"""Rates, what silence could change of them, and where a plot puts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.figures.rules.drawing import Bar, bars, place, rate_plot
from certification.figures.rules.rates import percent, published, rate


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (1, 2, 50), (1, 3, 33), (2, 3, 67), (1, 8, 13), (3, 8, 38), (0, 9, 0), (9, 9, 100),
        (199, 200, 100),
    ],
)  # fmt: skip
def test_a_percent_is_rounded_half_up(part, whole, shown):
    assert percent(part, whole) == shown


@pytest.mark.parametrize(
    ("part", "counted", "silent", "text", "between"),
    [
        (9, 10, 0, "90\u00a0%", ""),
        (10, 12, 0, "83\u00a0%", ""),
        (9, 10, 2, "90\u00a0%", "entre 75 et 92\u00a0%"),
        (10, 10, 10, "100\u00a0%", "entre 50 et 100\u00a0%"),
        (4, 4, 90, "n. c.", ""),
        (0, 0, 90, "–", ""),
    ],
)
def test_a_rate_says_what_it_rests_on(part, counted, silent, text, between):
    found = rate(part, counted, silent=silent)
    assert (found.cell.text, found.range) == (text, between)


@given(counted=st.integers(5, 400), silent=st.integers(0, 400), share=st.floats(0, 1))
def test_the_truth_is_between_the_bounds(counted, silent, share):
    part = round(share * counted)
    found = rate(part, counted, silent=silent)
    for answered in range(silent + 1) if silent else ():
        truth = 100 * (part + answered) / (counted + silent)
        assert found.low <= truth <= found.high
    assert found.low <= found.cell.value <= found.high


def test_what_was_published_stays_as_it_was():
    assert (published(100).cell.text, published(None).cell.text) == ("100\u00a0%", "–")
    assert published(97).range == ""


def test_plots_place_what_is_shown_and_nothing_else():
    assert (place(0), place(50), place(100)) == (3, 50, 97)
    assert rate_plot(rate(1, 4)) is None
    point = rate_plot(rate(9, 10, silent=2))
    assert (point.x, point.low, point.high) == (place(90), place(75), place(92))
    assert rate_plot(published(100)).low is None
    assert rate_plot(rate(10, 12)).low is None, "everybody answered: nothing is left open"
    assert bars([(200, 50), (100, None), (None, None)]) == [
        Bar(100, 25), Bar(50, None), None,
    ]  # fmt: skip
    assert bars([(0, 0)]) == [None]
    assert bars([(3, 1), (3, 2)]) == [Bar(100, 33.33), Bar(100, 66.67)]
