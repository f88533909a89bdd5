"""The period of professional practice: how it is counted, and what a stint may not say.

Source: notice, « Modalités d'évaluation » (« période d'exercice professionnel de 9 mois »); the
number of months is data of the route, never a constant here. How to count is our reading: each
uninterrupted stretch counts whole calendar months, then days; thirty spare days, wherever they
come from, make a month. A day counts once it is over. Overlapping stints count once, adjacent
days are one stretch, and only attested stretches open the title.

Because a month is counted from date to date, a stretch that crosses the end of February may be
worth up to two days more than its length; a gap that moves the start of a stretch to the 29th,
30th or 31st of January can therefore gain that much, and never more.
"""

from .admission import (
    sentences_for_attestation,
    sentences_for_interruption,
    sentences_for_stint,
)
from .asking import hints_for_answer, reminder_due, sentences_for_request
from .counting import (
    PracticeCount,
    PracticeStint,
    attested_days,
    practice_count,
    sentences_for_count,
    worked_days,
)
from .stretches import Count, Stretch, both, count, length, reached, union, without

__all__ = [
    "Count",
    "PracticeCount",
    "PracticeStint",
    "Stretch",
    "attested_days",
    "both",
    "count",
    "hints_for_answer",
    "length",
    "practice_count",
    "reached",
    "reminder_due",
    "sentences_for_attestation",
    "sentences_for_count",
    "sentences_for_interruption",
    "sentences_for_request",
    "sentences_for_stint",
    "union",
    "without",
    "worked_days",
]
