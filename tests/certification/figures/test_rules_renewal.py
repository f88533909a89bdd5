"""The file of the next registration names what it lacks, and claims nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from certification.figures.rules.renewal import File, PromotionSeen, criteria, gaps

FULL = File(
    code="RNCP00001",
    siret="11001401600015",
    registration_end=date(2028, 4, 19),
    today=date(2027, 11, 29),
    promotions=[
        PromotionSeen(2025, 96, 91, 95, 71, False),
        PromotionSeen(2019, 100, 100, None, None, True),
    ],
    activities=True,
    outside=[],
    silent_blocks=[],
    scenarios=12,
    juries=4,
    unsigned=0,
    sessions=6,
    unmeasured=0,
    experience_open=True,
    equivalences=1,
    specimen=[],
)
#: What no platform can hold: always to be joined by hand.
BY_HAND = {
    "2°": "comparaison",
    "3°": "handicap",
    "5°": "textes",
    "9°": "commission paritaire",
    "Pièces": "opportunité",
}


def lacking(**changes) -> dict[str, str]:
    return {one.number: " ".join(one.gaps) for one in criteria(replace(FULL, **changes))}


def test_a_full_file_lacks_what_is_joined_by_hand_and_nothing_else():
    found = criteria(FULL)
    assert [one.number for one in found] == [
        "1°", "2°", "3°", "4°", "5°", "6°", "7°", "8°", "9°", "Pièces",
    ]  # fmt: skip
    assert {one.number: len(one.gaps) for one in found if one.gaps} == dict.fromkeys(BY_HAND, 1)
    for number, word in BY_HAND.items():
        assert word in lacking()[number]
    assert gaps(found) == len(BY_HAND)


@pytest.mark.parametrize(
    ("changes", "number", "says"),
    [
        ({"promotions": FULL.promotions[:1]}, "1°", "n’est connu que pour 1"),
        ({"promotions": FULL.promotions[:1]}, "2°", "n’est connu que pour 1"),
        (
            {"promotions": [*FULL.promotions, PromotionSeen(2026, None, None, None, 0, False)]},
            "1°",
            "sans taux pour le métier visé à 6 mois : 2026",
        ),
        (
            {"promotions": [PromotionSeen(2026, 90, 90, None, 49, False), *FULL.promotions]},
            "1°",
            "Promotion 2026 : 49 %",
        ),
        ({"activities": False}, "3°", "activités visées"),
        ({"outside": ["S’assurer de la disponibilité"]}, "3°", "S’assurer de la disponibilité"),
        ({"scenarios": 0}, "3°", "Aucun scénario"),
        ({"juries": 0}, "4°", "Aucun jury"),
        ({"unsigned": 2}, "4°", "2 jurys clos sans PV signé"),
        ({"unsigned": 1}, "4°", "1 jury clos sans PV signé"),
        ({"sessions": 0}, "4°", "Aucune session"),
        ({"unmeasured": 1}, "4°", "1 session close sans mesure"),
        ({"experience_open": False}, "6°", "n’est pas ouverte"),
        ({"silent_blocks": ["BC02"]}, "7°", "BC02"),
        ({"specimen": ["Mention obligatoire absente."]}, "Pièces", "Mention obligatoire"),
        ({"siret": ""}, "Pièces", "SIRET"),
        ({"registration_end": None}, "Pièces", "n’est pas connue"),
        ({"registration_end": date(2026, 4, 19)}, "Pièces", "a pris fin le 19/04/2026"),
    ],
)
def test_each_gap_is_named(changes, number, says):
    assert says in lacking(**changes)[number]
    assert says not in lacking()[number]
    assert gaps(criteria(replace(FULL, **changes))) > gaps(criteria(FULL))


@pytest.mark.parametrize(
    "changes",
    [
        {"registration_end": FULL.today},
        {"promotions": [PromotionSeen(2026, 90, 90, None, 50, False), *FULL.promotions]},
        # A promotion without a rate that is older than one with: the newer ones were counted.
        {"promotions": [*FULL.promotions, PromotionSeen(2018, None, None, None, 0, False)]},
    ],
    ids=["the last day is still registered", "half of them answered", "an old year"],
)
def test_what_is_just_enough_lacks_nothing(changes):
    assert lacking(**changes) == lacking()


def test_without_any_rate_every_year_is_named():
    silent = [PromotionSeen(year, None, None, None, 0, False) for year in (2026, 2025)]
    assert "sans taux pour le métier visé à 6 mois : 2025, 2026" in lacking(promotions=silent)["1°"]


def test_a_piece_is_named_only_when_it_says_something():
    by_number = {one.number: one.pieces for one in criteria(replace(FULL, equivalences=0))}
    assert by_number["8°"] == ()
    without = {one.number: one.without_object for one in criteria(replace(FULL, equivalences=0))}
    assert "Aucune correspondance" in without.pop("8°")
    assert set(without.values()) == {""}
    assert {one.number: one.pieces for one in criteria(FULL)}["8°"] == ("regles.toml",)
