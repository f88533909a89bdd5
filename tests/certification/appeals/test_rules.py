"""When a decision may be challenged and how it is answered: tables that a lawyer can read."""

from datetime import date

import pytest

from certification.appeals import rules

PUBLISHED = date(2026, 10, 6)
LAST = date(2026, 12, 7)
DEFAULTS = {
    "kind": "gracious",
    "channel": "screen",
    "outcome": "partial",
    "grounds": "Une pièce n’a pas été lue.",
    "reference": "",
    "received_on": date(2026, 10, 12),
    "published_on": PUBLISHED,
    "last_day": LAST,
    "today": date(2026, 12, 31),
    "under_way": False,
    "annulled": False,
}

#: What changes → the word of the refusal, "" when the appeal is registered.
RECEIVED = [
    ({}, ""),
    ({"received_on": LAST}, ""),
    ({"received_on": date(2026, 12, 8)}, "tardif s’envoie par courrier"),
    ({"received_on": date(2026, 12, 8), "channel": "paper"}, ""),
    ({"received_on": date(2026, 12, 8), "last_day": None}, ""),
    ({"received_on": PUBLISHED}, ""),
    ({"received_on": date(2026, 10, 5), "channel": "paper"}, "ne peut pas être reçu avant"),
    ({"received_on": date(2026, 12, 31), "channel": "paper"}, ""),
    ({"received_on": date(2027, 1, 1), "channel": "paper"}, "dans l’avenir"),
    ({"grounds": " "}, "pourquoi"),
    ({"outcome": "awarded"}, "n’est pas défavorable"),
    ({"outcome": "deferred"}, "n’a rien décidé"),
    ({"outcome": "absent"}, ""),
    ({"outcome": "excused"}, ""),
    ({"outcome": "not_validated"}, ""),
    ({"outcome": "adjourned"}, ""),
    ({"published_on": None}, "ne sont pas publiés"),
    ({"under_way": True}, "attend déjà sa réponse"),
    ({"annulled": True}, "déjà annulée"),
    ({"kind": "contentious", "reference": "2612345"}, "devant le tribunal administratif"),
    ({"kind": "contentious", "reference": "2612345", "channel": "paper"}, ""),
    ({"kind": "contentious", "channel": "paper"}, "numéro de la requête"),
    ({"kind": "humeur", "channel": "paper"}, "gracieux ou contentieux"),
]


@pytest.mark.parametrize(("change", "word"), RECEIVED)
def test_an_appeal_is_registered_or_told_why_not(change, word):
    said = rules.appeal_problems(**DEFAULTS | change)
    assert word in " ".join(said)
    assert bool(said) == bool(word)


@pytest.mark.parametrize(
    ("received", "last", "late"),
    [(LAST, LAST, False), (date(2026, 12, 8), LAST, True), (date(2030, 1, 1), None, False)],
)
def test_late_is_after_the_last_day_and_never_without_a_notice(received, last, late):
    assert rules.is_late(received, last) is late


@pytest.mark.parametrize(
    ("received", "by"),
    [
        (date(2026, 10, 12), date(2026, 12, 12)),
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
    ],
)
def test_two_months_of_silence(received, by):
    assert rules.answer_by(received) == by
    assert not rules.rejected_by_silence("gracious", received, by)
    assert rules.rejected_by_silence("gracious", received, date(2028, 12, 1))
    assert not rules.rejected_by_silence("contentious", received, date(2028, 12, 1))


ANSWER = {
    "kind": "gracious",
    "accepts": True,
    "reasons": "Une pièce n’a pas été lue.",
    "reference": "",
    "decided_on": date(2026, 11, 2),
    "received_on": date(2026, 10, 12),
    "today": date(2026, 11, 2),
    "sat": False,
    "again": ["BC02"],
}
JUDGED = {"kind": "contentious", "reference": "TA Paris n° 2612345"}
ANSWERED = [
    ({}, ""),
    ({"accepts": False}, ""),
    ({"sat": True}, "Qui a siégé"),
    ({"sat": True, "accepts": False}, "Qui a siégé"),
    ({"sat": True, **JUDGED}, ""),
    ({"reasons": "\n"}, "motifs"),
    ({"decided_on": date(2026, 10, 12)}, ""),
    ({"decided_on": date(2026, 10, 11)}, "précéder"),
    ({"decided_on": date(2026, 11, 3)}, "dans l’avenir"),
    ({"again": []}, "Aucun bloc n’est à présenter"),
    ({"again": [], "accepts": False}, ""),
    ({"kind": "contentious"}, "numéro du jugement"),
    (JUDGED, ""),
]


@pytest.mark.parametrize(("change", "word"), ANSWERED)
def test_an_appeal_is_answered_or_told_why_not(change, word):
    said = rules.decision_problems(**ANSWER | change)
    assert word in " ".join(said)
    assert bool(said) == bool(word)


@pytest.mark.parametrize(
    ("presented", "validated", "held", "again"),
    [
        (["1", "2", "3"], {"1", "3"}, {"1", "3"}, ("2",)),
        (["1", "2", "3"], set(), set(), ("1", "2", "3")),
        (["2"], set(), {"1"}, ("2",)),
        (["1", "2"], {"1"}, {"1", "2"}, ()),
        ([], set(), set(), ()),
    ],
)
def test_what_was_given_stays_given(presented, validated, held, again):
    assert rules.blocks_again(presented, validated, held) == again
