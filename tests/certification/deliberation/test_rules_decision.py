from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.deliberation import rules
from certification.deliberation.rules import (
    AGAINST_RULE,
    BY_RULE,
    NOT_VALIDATED,
    VALIDATED,
    WITHOUT_PROPOSAL,
    basis,
    may_decide,
    missing_to_conclude,
    reasons_wanted,
    tally,
    verdict,
)


@pytest.mark.parametrize(
    ("proposal", "decision", "expected"),
    [
        (VALIDATED, VALIDATED, BY_RULE),
        (NOT_VALIDATED, NOT_VALIDATED, BY_RULE),
        (VALIDATED, NOT_VALIDATED, AGAINST_RULE),
        (NOT_VALIDATED, VALIDATED, AGAINST_RULE),
        (None, VALIDATED, WITHOUT_PROPOSAL),
        (None, NOT_VALIDATED, WITHOUT_PROPOSAL),
    ],
)
def test_basis(proposal, decision, expected):
    assert basis(proposal, decision) == expected


@pytest.mark.parametrize(
    ("proposal", "decision", "reasons", "way_back"),
    [
        (VALIDATED, VALIDATED, False, False),
        (NOT_VALIDATED, NOT_VALIDATED, True, True),
        (VALIDATED, NOT_VALIDATED, True, True),
        (NOT_VALIDATED, VALIDATED, True, False),
        (None, VALIDATED, True, False),
        (None, NOT_VALIDATED, True, True),
    ],
)
def test_what_must_be_written(proposal, decision, reasons, way_back):
    stands = basis(proposal, decision)
    said = reasons_wanted(stands, decision, reasons="  ", what_would_show="\n")
    assert len(said) == reasons + way_back
    assert any("motifs" in sentence for sentence in said) == reasons
    assert any("devra montrer" in sentence for sentence in said) == way_back
    assert reasons_wanted(stands, decision, reasons="motif", what_would_show="preuve") == []


@pytest.mark.parametrize(
    ("counts", "decision", "sentence"),
    [
        ((5, 0, 0, 5, None), VALIDATED, "5 pour, 0 contre, 0 abstention : validé."),
        ((3, 2, 0, 5, None), VALIDATED, "3 pour, 2 contre, 0 abstention : validé."),
        ((1, 0, 4, 5, None), VALIDATED, "1 pour, 0 contre, 4 abstentions : validé."),
        ((1, 3, 1, 5, None), NOT_VALIDATED, "1 pour, 3 contre, 1 abstention : non validé."),
        (
            (2, 2, 0, 4, "for"),
            VALIDATED,
            "2 pour, 2 contre, 0 abstention : partage, validé par la voix prépondérante du "
            "président.",
        ),
        (
            (0, 0, 3, 3, "against"),
            NOT_VALIDATED,
            "0 pour, 0 contre, 3 abstentions : partage, non validé par la voix prépondérante du "
            "président.",
        ),
    ],
)
def test_a_show_of_hands(counts, decision, sentence):
    count = tally(*counts)
    assert (count.decision, count.sentence, count.problems) == (decision, sentence, ())
    assert count.by_casting_vote == (counts[4] is not None)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((2, 2, 0, 4, None), "voix prépondérante"),
        ((3, 1, 0, 4, "against"), "qu’en cas de partage"),
        ((4, 1, 1, 5, None), "6 voix sont comptées pour 5 votants"),
        ((1, 1, 1, 2, "for"), "3 voix sont comptées pour 2 votants "),
        ((1, 1, 0, 1, "for"), "2 voix sont comptées pour 1 votant "),
        ((-1, 2, 0, 5, None), "négatif"),
        ((3, 0, -1, 5, None), "négatif"),
        ((0, 0, 0, 5, None), "Aucune voix"),
        ((1, 1, 0, 5, "blanc"), "pour ou contre"),
    ],
)
def test_a_count_that_cannot_stand(counts, said):
    found = tally(*counts)
    assert said in " ".join(found.problems)
    # Whatever was typed, nobody's voice has settled a count that cannot stand.
    assert not found.by_casting_vote


COUNTS = st.integers(min_value=0, max_value=6)


@given(COUNTS, COUNTS, COUNTS, COUNTS, st.sampled_from([None, "for", "against"]))
def test_a_count_that_stands_always_decides_and_never_exceeds_the_room(f, a, n, present, casting):
    count = tally(f, a, n, present, casting)
    if not count.problems:
        assert count.decision in (VALIDATED, NOT_VALIDATED)
        assert 0 < f + a + n <= present
        assert count.by_casting_vote == (f == a)
    if f != a and f + a + n <= present and casting is None:
        assert count.problems == ()


@given(COUNTS, COUNTS, COUNTS)
def test_turning_every_hand_turns_the_decision(f, a, n):
    present = f + a + n
    if f == a:
        return
    assert {tally(f, a, n, present).decision, tally(a, f, n, present).decision} == {
        VALIDATED,
        NOT_VALIDATED,
    }


FAIL = {"verdict": "block", "sentence": "2 membres sur 5 sont présents : le quorum est perdu."}
WARN = {"verdict": "warn", "sentence": "À noter."}
ROOM = {
    "state": "open",
    "presides": True,
    "president_present": True,
    "president_recused": False,
    "attendance": "present",
    "concluded": False,
    "sitting": [WARN],
    "for_candidate": [WARN],
}


def test_a_room_in_order_may_decide():
    assert may_decide(**ROOM) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"state": "suspended"}, "suspendue"),
        ({"state": "signed"}, "n’est pas ouverte"),
        ({"presides": False}, "Seule la personne qui préside"),
        ({"president_present": False}, "n’est pas dans la salle"),
        ({"president_recused": True}, "déportée"),
        ({"attendance": "absent"}, "absent"),
        ({"attendance": "excused"}, "absent"),
        ({"attendance": "expected"}, "pas encore constatée"),
        ({"concluded": True}, "déjà conclu"),
        ({"sitting": [WARN, FAIL]}, "quorum est perdu"),
        ({"for_candidate": [FAIL]}, "quorum est perdu"),
    ],
)
def test_one_thing_wrong_is_one_sentence(change, said):
    (sentence,) = may_decide(**{**ROOM, **change})
    assert said in sentence


def test_the_same_indicator_in_both_sets_is_said_once():
    assert len(may_decide(**{**ROOM, "sitting": [FAIL], "for_candidate": [FAIL]})) == 1


INPUTS = {
    "proposal": VALIDATED,
    "decision": VALIDATED,
    "reasons": "",
    "what_would_show": "",
    "votes": {"for": 3, "against": 2, "abstentions": 0, "casting_vote": None},
    "voters": 5,
    "room": ROOM,
}


def test_the_verdict_of_a_plain_decision():
    assert verdict(INPUTS) == {
        "basis": BY_RULE,
        "majority": VALIDATED,
        "by_casting_vote": False,
        "tally": "3 pour, 2 contre, 0 abstention : validé.",
        "problems": [],
    }


def test_a_decision_the_vote_does_not_carry_is_said():
    found = verdict(
        {**INPUTS, "decision": NOT_VALIDATED, "reasons": "motif", "what_would_show": "preuve"}
    )
    assert len(found["problems"]) == 1
    assert "ne donne pas la décision saisie (« non validé »)" in found["problems"][0]


def test_the_verdict_gathers_every_problem_at_once():
    found = verdict(
        {
            **INPUTS,
            "decision": NOT_VALIDATED,
            "votes": {"for": 3, "against": 3, "abstentions": 0, "casting_vote": None},
            "room": {**ROOM, "state": "suspended", "presides": False},
        }
    )
    assert len(found["problems"]) == 5


@pytest.mark.parametrize(
    ("attendance", "decided", "said"),
    [
        ("expected", [], ["constatée"]),
        ("absent", [], []),
        ("excused", ["a"], ["entendu"]),
        ("unheard", [], []),
        ("unheard", ["a"], ["entendu"]),
        ("present", [], ["BC01", "BC02"]),
        ("present", ["a"], ["BC02"]),
        ("present", ["a", "b"], []),
    ],
)
def test_what_keeps_a_presentation_open(attendance, decided, said):
    sentences = missing_to_conclude(attendance, {"a": "BC01", "b": "BC02"}, decided)
    assert len(sentences) == len(said)
    for sentence, word in zip(sentences, said, strict=True):
        assert word in sentence


def test_every_code_has_a_label():
    for codes, labels in (
        ((VALIDATED, NOT_VALIDATED), rules.DECISIONS),
        ((BY_RULE, AGAINST_RULE, WITHOUT_PROPOSAL), rules.BASES),
    ):
        assert set(codes) == set(labels)


def test_which_reasons_for_every_basis_and_decision():
    for stands, decision in product(rules.BASES, rules.DECISIONS):
        quiet = stands == BY_RULE and decision == VALIDATED
        assert (reasons_wanted(stands, decision, what_would_show="preuve") == []) == quiet
