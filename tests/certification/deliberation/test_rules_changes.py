"""What changed since a decision, and whether it still says the same, from plain values."""

import copy

import pytest

from certification.deliberation import rules
from tests.certification.deliberation.test_rules_voting import inputs

PROPOSAL = {
    "rule": "all-acquired-1",
    "block": "BC01",
    "competencies": [["11", 1, "Écouter"], ["12", 2, "Reformuler"]],
    "scale": [["A", "Acquis", True, True], ["N", "Non acquis", False, True]],
    "simulations": [
        {"id": "s1", "label": "Rixe", "values": {"11": "A", "12": "A"}, "sources": ["x", "y"]}
    ],
    "pending": [],
}


def changed(**edits):
    """The same proposal with one thing changed inside."""
    after = copy.deepcopy(PROPOSAL)
    for path, value in edits.items():
        place = after
        *way, last = path.split("__")
        for step in way:
            place = place[int(step) if step.isdigit() and isinstance(place, list) else step]
        place[last] = value
    return rules.changed_proposal(PROPOSAL, after)


def test_nothing_changed_is_nothing_to_say():
    assert rules.changed_proposal(PROPOSAL, copy.deepcopy(PROPOSAL)) == []
    assert rules.changed_verdict("validated", "validated") == []
    assert rules.changed_notes([["1", "a"]], [["1", "a"]]) == []


def test_a_level_that_moved_is_named():
    assert changed(simulations__0__values={"11": "A", "12": "N"}) == [
        "« Rixe », compétence 2 (Reformuler) : « acquis » est devenu « non acquis »."
    ]
    assert changed(simulations__0__values={"12": "A"}) == [
        "« Rixe », compétence 1 (Écouter) : « acquis » est devenu « rien »."
    ]


def test_levels_that_moved_are_told_in_the_order_of_the_block():
    assert changed(simulations__0__values={"12": "N", "11": "N", "99": "A"}) == [
        "« Rixe », compétence 0 (99) : « rien » est devenu « acquis ».",
        "« Rixe », compétence 1 (Écouter) : « acquis » est devenu « non acquis ».",
        "« Rixe », compétence 2 (Reformuler) : « acquis » est devenu « non acquis ».",
    ]


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ({"simulations__0__neutralised": {"11": "Panne"}}, "ce qu’un incident écarte a changé"),
        ({"simulations__0__set_aside": "Panne"}, "ce qu’un incident écarte a changé"),
        ({"simulations__0__sources": ["x", "z"]}, "les grilles lues ne sont plus les mêmes"),
        ({"simulations": []}, "« Rixe » n’est plus lue."),
        ({"pending": ["Feu"]}, "attendaient leur signature"),
        ({"competencies": [["11", 1, "Écouter"]]}, "Les compétences du bloc ne sont plus"),
        ({"scale": []}, "Les niveaux de l’échelle ne sont plus"),
        ({"rule": "all-acquired-2"}, "passée à « all-acquired-2 »"),
        ({"block": "BC02"}, "Les éléments de la proposition ont changé."),
    ],
)
def test_each_difference_has_its_sentence(edits, words):
    (sentence,) = changed(**edits)
    assert words in sentence


def test_a_simulation_that_came_since_is_named():
    more = copy.deepcopy(PROPOSAL)
    more["simulations"].append({"id": "s2", "label": "Feu", "values": {}, "sources": []})
    assert rules.changed_proposal(PROPOSAL, more) == ["« Feu » s’est ajoutée depuis la décision."]


def test_what_the_rule_proposed():
    assert rules.changed_verdict(None, "not_validated") == [
        "La règle proposait « rien » ; elle propose « non validé »."
    ]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([], [["1", "a"]], ["ajoutée"]),
        ([["1", "a"]], [], ["n’est plus là"]),
        ([["1", "a"]], [["1", "b"]], ["récrite"]),
        ([["1", "a"], ["2", "b"]], [["2", "c"], ["3", "d"]], ["ajoutée", "plus là", "récrite"]),
    ],
)
def test_notes(before, after, said):
    found = rules.changed_notes(before, after)
    assert len(found) == len(said)
    assert all(word in one for word, one in zip(said, found, strict=True))


def test_what_an_outcome_rested_on():
    before = {"held_before": ["B1", "B2"], "practice_attested": True}
    assert (
        rules.changed_outcome(before, {"held_before": ["B2", "B1"], "practice_attested": True})
        == []
    )
    assert rules.changed_outcome(before, {"held_before": ["B1"], "practice_attested": False}) == [
        "Les blocs acquis avant ce passage ne sont plus les mêmes.",
        "L’exercice professionnel n’est plus attesté.",
    ]
    short = before | {"practice_attested": False}
    assert rules.changed_outcome(short, before) == ["L’exercice professionnel est attesté depuis."]
    assert rules.changed_outcome(short, short) == []


STORED = {
    "basis": "by_rule",
    "verdict": "validated",
    "by_casting_vote": False,
    "proposal": "validated",
    "reasons": "",
    "what_would_show": "",
    "votes": {"for": 3, "against": 1, "abstentions": 1},
}


def test_a_decision_that_says_the_same_says_nothing():
    assert rules.replayed(inputs(), STORED) == []


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ({"basis": "against_rule"}, "le fondement, 'against_rule' puis 'by_rule'"),
        ({"verdict": "not_validated"}, "la décision, 'not_validated' puis 'validated'"),
        ({"by_casting_vote": True}, "la voix prépondérante, True puis False"),
        ({"proposal": None}, "proposal, hors des éléments conservés"),
        ({"reasons": "autre"}, "reasons, hors des éléments conservés"),
        ({"what_would_show": "autre"}, "what_would_show, hors des éléments conservés"),
        ({"votes": {"for": 4, "against": 1, "abstentions": 1}}, "les voix, hors des éléments"),
    ],
)
def test_each_column_that_no_longer_follows_its_inputs_is_named(stored, words):
    (sentence,) = rules.replayed(inputs(), STORED | stored)
    assert words in sentence


def test_inputs_that_the_rule_would_refuse_are_told():
    assert rules.replayed(inputs(voters=4), STORED)[0] == (
        "La règle refuserait : 5 voix sont comptées pour 4 votants (présents et non déportés) : "
        "le compte est impossible."
    )


def test_an_outcome_is_asked_again():
    kept = {
        "blocks_required": ["B1"],
        "held_before": [],
        "decided": {"B1": "validated"},
        "practice_required": False,
        "practice_attested": False,
        "attendance": "present",
        "sentence": "Le bloc de compétences est acquis : le titre est délivré.",
    }
    assert rules.replayed_outcome(kept, "awarded") == []
    assert rules.replayed_outcome(kept, "partial") == [
        "Ce qui diffère : l’issue, 'partial' puis 'awarded'."
    ]
    assert rules.replayed_outcome(kept | {"sentence": "Autre."}, "awarded") == [
        "Ce qui diffère : la phrase de l’issue."
    ]
