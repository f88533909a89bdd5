"""Delays as calendar arithmetic, and the words that say what is left of them."""

from datetime import date, timedelta

import pytest

from certification.home import rules

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("days", "words", "urgency"),
    [
        (-40, "échue depuis 40 jours", "late"),
        (-1, "échue depuis hier", "late"),
        (0, "aujourd’hui", "near"),
        (1, "demain", "near"),
        (14, "dans 14 jours", "near"),
        (15, "dans 15 jours", "far"),
    ],
)
def test_what_is_left_in_words(days, words, urgency):
    due = TODAY + timedelta(days=days)
    assert rules.time_left(due, TODAY) == words
    assert rules.urgency(due, TODAY) == urgency
