"""When a document may be issued again: another name, another word, never another result."""

import copy
from datetime import date

import pytest

from certification.awards.rules import missing_of_registration, reissue_problems

FACTS = {
    "holder": {"display_name": "Maëlis LE GOFF"},
    "qualification": {"code": "RNCP35553", "title": "Opérateur"},
    "award": {"decided_on": "2026-10-06"},
    "outcome": {"code": "awarded"},
    "deliberation": {"held_on": "2026-10-06"},
    "block": {"code": "BC01", "acquired_on": "2026-10-06"},
    "blocks": [{"code": "BC01", "decision": "validated", "reasons": "L’entretient le montre."}],
    "signature": {"name": "Hervé d’Aubigny-Lacaze"},
}


def changed(**edits):
    """The same facts with some leaves changed: `holder__display_name="…"`."""
    facts = copy.deepcopy(FACTS)
    for path, value in edits.items():
        place = facts
        *way, last = path.split("__")
        for step in way:
            place = place[int(step) if step.isdigit() else step]
        place[last] = value
    return facts


ANOTHER_NAME = changed(holder__display_name="Maëlys LE GOFF")
SAID = {
    "ground": "identity",
    "explanation": "Le prénom s’écrit avec un y.",
    "reference": "Acte de naissance n° 12",
    "before": FACTS,
    "after": ANOTHER_NAME,
    "ended": None,
}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({}, ""),
        ({"ground": "correction"}, ""),
        ({"ground": "envie"}, "Le motif manque"),
        ({"explanation": " "}, "n’est pas dit"),
        ({"reference": "\n"}, "La référence"),
        ({"ended": date(2026, 11, 2)}, "est retiré depuis le 02/11/2026"),
        ({"after": FACTS}, "serait identique"),
        # Who signs today is not what the document says.
        ({"after": changed(signature={"name": "Une autre"})}, "serait identique"),
        # A word of the reasons is no result; where there are no blocks there is none to compare.
        ({"after": changed(blocks__0__reasons="L’entretien le montre.")}, ""),
        ({"before": changed(blocks=None), "after": changed(blocks=[], place="Paris")}, ""),
    ],
)
def test_a_document_is_issued_again_or_told_why_not(change, word):
    said = reissue_problems(**SAID | change)
    assert len(said) == bool(word)
    assert word in " ".join(said)


@pytest.mark.parametrize(
    "edit",
    [
        {"qualification__code": "RNCP00001"},
        {"award__decided_on": "2026-10-07"},
        {"block__code": "BC02"},
        {"block__acquired_on": "2026-10-07"},
        {"outcome__code": "partial"},
        {"deliberation__held_on": "2026-10-07"},
        {"blocks__0__decision": "not_validated"},
        {"blocks__0__code": "BC02"},
        {"blocks": []},
    ],
    ids=str,
)
def test_no_new_document_says_another_result(edit):
    (sentence,) = reissue_problems(**SAID | {"after": changed(**edit)})
    assert "nouvelle délibération" in sentence


def test_everything_wrong_is_said_at_once():
    found = reissue_problems(
        ground="",
        explanation="",
        reference="",
        before=FACTS,
        after=FACTS,
        ended=date(2026, 11, 2),
    )
    assert len(found) == 5


def test_what_the_notice_itself_lacks_is_named_and_what_is_the_holder_s_is_not():
    found = missing_of_registration({"qualification": {"code": "RNCP35553", "title": " "}})
    assert "Mention obligatoire absente : le nom légal du certificateur." in found
    assert "Mention obligatoire absente : l’intitulé exact de la certification." in found
    assert not any("RNCP" in sentence or "titulaire" in sentence for sentence in found)
