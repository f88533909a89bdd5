"""Correcting a word in signed minutes: where it may be, and that no result can be reached."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.deliberation import rules
from certification.deliberation.rules.correcting import CORRECTABLE

FACTS = {
    "deliberation": {"place": "Paris, salle Bauveau", "closed_at": "2026-10-06T17:00:00+02:00"},
    "jury": {"number": "Jury Bauveau"},
    "seats": [
        {
            "label": "Président",
            "occupancies": [{"name": "Odile KERDREN", "act_reference": "Arrêté 12", "to": None}],
        }
    ],
    "indicators": {
        "appointed": [{"id": "x", "found": "Odile KERDREN", "verdict": "pass", "sentence": "Oui."}],
        "sitting": [],
        "for_candidates": [{"candidate_name": "Maëlis LE GOFF", "conforming": True}],
    },
    "attendance": [{"name": "Odile KERDREN, Jean D’ARC", "present": 5}],
    "incidents": [{"text": "Coupure de courrant.", "at": "2026-10-06T10:00:00+02:00"}],
    "recusals": [{"member": "Jean D’ARC", "candidate_name": "Maëlis LE GOFF", "ground": "Frère."}],
    "candidates": [
        {
            "number": "C-2026-000007",
            "name": "Maëlis LE GOFF",
            "outcome": "partial",
            "outcome_label": "Validation partielle",
            "recused": ["Jean D’ARC"],
            "blocks": [
                {
                    "decision": "validated",
                    "decision_label": "Validé",
                    "votes": {"for": 4, "against": 0},
                    "reasons": "L’entretient le montre.",
                }
            ],
        }
    ],
    "summary": [{"label": "Validations partielles", "count": 1}],
}


def test_a_name_is_put_right_everywhere_it_stands_and_nowhere_else():
    before = copy.deepcopy(FACTS)
    after, places = rules.correct(FACTS, "Maëlis", "Maëlys")
    assert before == FACTS, "the signed facts stay"
    assert places == [
        ("indicators", "for_candidates", "0", "candidate_name"),
        ("recusals", "0", "candidate_name"),
        ("candidates", "0", "name"),
    ]
    assert after["candidates"][0]["name"] == "Maëlys LE GOFF"
    assert "Maëlis" not in str(after)
    assert list(rules.results_of(after)) == list(rules.results_of(FACTS))


@pytest.mark.parametrize(
    ("wrong", "right", "way"),
    [
        ("Bauveau", "Beauvau", ("deliberation", "place")),
        ("Arrêté 12", "Arrêté 21", ("seats", "0", "occupancies", "0", "act_reference")),
        ("courrant", "courant", ("incidents", "0", "text")),
        ("entretient", "entretien", ("candidates", "0", "blocks", "0", "reasons")),
        ("Frère", "Beau-frère", ("recusals", "0", "ground")),
    ],
)
def test_each_correctable_place(wrong, right, way):
    assert rules.missing_to_correct(FACTS, wrong, right, "Faute de frappe.") == []
    _, places = rules.correct(FACTS, wrong, right)
    assert places == [way]


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        ("C-2026-000007", "C-2026-000008", "seulement dans un résultat"),
        ("Validation partielle", "Titre délivré", "disent un résultat"),
        ("Validé", "Non validé", "disent un résultat"),
        ("partial", "awarded", "seulement dans un résultat"),
        ("2026-10-06T17:00:00+02:00", "2026-10-06T16:00:00+02:00", "seulement dans un résultat"),
        ("le montre", "ne le montre pas", "disent un résultat"),
        ("Maël", "Maëlle", "ne figure pas au procès-verbal"),
        ("introuvable", "trouvable", "ne figure pas au procès-verbal"),
        ("Od", "Odile", "au moins 3 caractères"),
        ("Odile", "Odile", "est le même"),
        ("Odile", "  ", "elle n’en efface pas"),
    ],
)
def test_what_is_no_clerical_error(wrong, right, words):
    (sentence,) = rules.missing_to_correct(FACTS, wrong, right, "Faute de frappe.")
    assert words in sentence


def test_a_correction_says_why_and_three_letters_are_enough():
    assert rules.missing_to_correct(FACTS, "Odile", "Odette", " ") == [
        "Une correction dit pourquoi le texte était fautif."
    ]
    assert rules.missing_to_correct(FACTS, "ARC", "ARK", "Faute de frappe.") == []
    # A decisive word that is on both sides turns nothing around.
    facts = {"incidents": [{"text": "Panne du poste pour tous."}]}
    assert (
        rules.missing_to_correct(facts, "Panne du poste pour", "Panne du pupitre pour", "x") == []
    )


def test_typed_text_is_text_not_a_pattern():
    facts = {"incidents": [{"text": "Lu (deux fois) à 10 h."}]}
    after, places = rules.correct(facts, "(deux fois)", r"\1 (trois fois)")
    assert after["incidents"][0]["text"] == r"Lu \1 (trois fois) à 10 h."
    assert len(places) == 1


TEXTS = st.text(alphabet="abé '.", min_size=1, max_size=12)
LEAVES = TEXTS | st.integers() | st.none() | st.booleans()


@given(
    st.recursive(
        LEAVES,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["deliberation", "place", "candidates", "name", "outcome", "incidents", "text"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    ),
    TEXTS,
    TEXTS,
)
def test_whatever_is_typed_nothing_else_moves(facts, wrong, right):
    after, places = rules.correct({"x": facts}, wrong, right)
    assert list(rules.results_of(after)) == list(rules.results_of({"x": facts}))
    assert places == []
    if isinstance(facts, dict):
        after, places = rules.correct(facts, wrong, right)
        assert list(rules.results_of(after)) == list(rules.results_of(facts))
        for way in places:
            assert tuple("*" if part.isdigit() else part for part in way) in CORRECTABLE


def test_no_place_of_a_result_is_correctable():
    results = {"outcome", "outcome_label", "decision", "decision_label", "proposal", "basis",
               "votes", "verdict", "verdict_label", "count", "quorum", "present", "at",
               "number", "attendance_label", "summary"}  # fmt: skip
    assert not {part for path in CORRECTABLE for part in path} & results
