"""Ballots: who may vote, when one may be closed, what is counted, what a decision must repeat."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.deliberation import rules

FINE = {
    "open_now": True,
    "sitting": True,
    "seated": True,
    "present": True,
    "recused": False,
    "voted": False,
}


def test_someone_present_and_not_recused_votes_once():
    assert rules.may_vote(**FINE) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"open_now": False}, "Ce scrutin n’est pas ouvert."),
        ({"sitting": False}, "La délibération n’est pas en séance : aucun vote n’est reçu."),
        (
            {"seated": False, "present": False},
            "Seules les personnes qui tiennent un siège du jury votent.",
        ),
        ({"present": False}, "Votre arrivée n’est pas émargée : seuls les présents votent."),
        ({"recused": True}, "Votre déport est inscrit pour ce candidat : vous ne votez pas."),
        ({"voted": True}, "Votre vote est déjà dans l’urne : il ne se change pas."),
    ],
)
def test_each_reason_alone_forbids(wrong, words):
    assert rules.may_vote(**FINE | wrong) == [words]


def test_every_combination_allows_only_the_one_that_is_fine():
    for values in product([True, False], repeat=len(FINE)):
        said = dict(zip(FINE, values, strict=True))
        assert (rules.may_vote(**said) == []) == (said == FINE)


@pytest.mark.parametrize(
    ("awaited", "cast", "words"),
    [
        ([], 5, []),
        ([], 1, []),
        ([], 0, ["L’urne est vide."]),
        (
            ["Odile Ker"],
            4,
            [
                "Odile Ker n’a pas encore voté : chaque personne présente vote, fût-ce pour "
                "s’abstenir."
            ],
        ),
        (
            ["Odile Ker", "Jean d’Arc"],
            0,
            [
                "Odile Ker, Jean d’Arc n’ont pas encore voté : chaque personne présente vote, "
                "fût-ce pour s’abstenir."
            ],
        ),
    ],
)
def test_closing_waits_for_everybody(awaited, cast, words):
    assert rules.missing_to_close(awaited, cast) == words


@given(st.lists(st.sampled_from(["for", "against", "abstain"])))
def test_counting_loses_nobody_and_forgets_who(choices):
    found = rules.counted(choices)
    assert sum(found.values()) == len(choices)
    assert found == rules.counted(reversed(choices))
    assert list(found) == ["for", "against", "abstentions"]
    assert found["abstentions"] == choices.count("abstain")
    assert found["for"] == choices.count("for")


COUNTS = {"for": 3, "against": 1, "abstentions": 1}


@pytest.mark.parametrize(
    ("ballot", "said"),
    [
        ({"closed": True, **COUNTS}, []),
        (None, ["Ce jury vote au scrutin nominatif : le scrutin de ce bloc n’est pas clos."]),
        (
            {"closed": False, **COUNTS},
            ["Ce jury vote au scrutin nominatif : le scrutin de ce bloc n’est pas clos."],
        ),
        *(
            ({"closed": True, **COUNTS, name: 2}, ["Le décompte saisi n’est pas celui du scrutin."])
            for name in COUNTS
        ),
    ],
)
def test_a_decision_repeats_its_ballot(ballot, said):
    assert rules.differs_from_ballots({**COUNTS, "casting_vote": None}, ballot) == said


def inputs(**more):
    return {
        "decision": "validated",
        "proposal": "validated",
        "reasons": "",
        "what_would_show": "",
        "votes": {**COUNTS, "casting_vote": None},
        "voters": 5,
        "room": {
            "state": "open",
            "presides": True,
            "president_present": True,
            "president_recused": False,
            "attendance": "present",
            "concluded": False,
            "sitting": [],
            "for_candidate": [],
        },
    } | more


def test_the_ballot_is_asked_only_where_the_jury_votes_so():
    assert rules.verdict(inputs())["problems"] == []
    assert rules.verdict(inputs(voting="hands", ballot=None))["problems"] == []
    assert len(rules.verdict(inputs(voting="ballots", ballot=None))["problems"]) == 1
    closed = {"closed": True, **COUNTS}
    assert rules.verdict(inputs(voting="ballots", ballot=closed))["problems"] == []


RED = {"verdict": "block", "sentence": "Le quorum n’est pas atteint."}
AWAY = {
    "state": "open",
    "presides": True,
    "attendance": "expected",
    "concluded": False,
    "decided": False,
    "for_candidate": [RED],
}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, []),
        ({"state": "suspended"}, []),
        ({"attendance": "present"}, []),
        ({"state": "closed"}, ["La délibération n’est pas ouverte."]),
        ({"presides": False}, ["Seule la personne qui préside le jury renvoie un candidat."]),
        ({"attendance": "absent"}, ["Ce candidat est déjà noté comme non entendu."]),
        ({"attendance": "unheard"}, ["Ce candidat est déjà noté comme non entendu."]),
        ({"concluded": True}, ["Ce passage est déjà conclu."]),
        ({"decided": True}, ["Des décisions sont déjà prises pour ce candidat."]),
        (
            {"for_candidate": [{"verdict": "warn", "sentence": "À noter."}]},
            ["Le jury peut siéger pour ce candidat : il décide, ou constate l’absence."],
        ),
    ],
)
def test_a_candidate_is_sent_to_another_jury_only_when_something_is_red(changes, words):
    assert rules.may_defer(**AWAY | changes) == words


def test_nothing_is_decided_for_someone_sent_away():
    said = inputs()
    said["room"] = said["room"] | {"attendance": "unheard"}
    assert rules.verdict(said)["problems"] == [
        "Le jury ne siège pas pour ce candidat : rien n’est décidé pour lui."
    ]
