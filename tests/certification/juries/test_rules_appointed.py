"""The appointed set: what concerns the jury as a whole, and the weights."""

from dataclasses import replace
from datetime import date

import pytest

from certification.juries.rules import (
    appointed_indicators,
    level_of,
    standing_in_the_way,
    verdict,
)

from .jury_rules import (
    DAY,
    FIVE,
    TWO_AND_TWO,
    holding,
    lawful,
    occupant,
    planned,
    with_levels,
)


def read(composition, rules=FIVE):
    return {one.id: one for one in appointed_indicators(rules, composition)}


def test_nobody_on_two_seats():
    composition = lawful()
    someone = occupant(planned(composition, "operator:EST"), person="p-operator:SUD", name="Isée")
    indicator = read(holding(composition, "operator:EST", someone))["appointed.one_seat_each"]
    assert indicator.blocks
    assert indicator.found == "4 personnes, 5 sièges pourvus"
    assert indicator.sentence == (
        "Titulaire de operator:SUD : une même personne ne peut pas tenir deux sièges."
    )
    assert read(composition)["appointed.one_seat_each"].found == "5 personnes, 5 sièges pourvus"


@pytest.mark.parametrize(
    ("proposed", "reason", "expected", "says"),
    [
        ("NORD", "", "ok", "à son tour"),
        ("EST", "", "block", "un motif est nécessaire"),
        ("EST", "  ", "block", "un motif est nécessaire"),
        ("EST", "Le chef de l’Est est en opération.", "warn", "Le chef de l’Est est en opération."),
    ],
)
def test_another_presiding_entity_needs_a_reason(proposed, reason, expected, says):
    indicator = read(replace(lawful(), proposed=proposed, reason=reason))[
        "appointed.presiding_entity"
    ]
    assert indicator.verdict == expected
    assert says in indicator.sentence
    assert "Nord" in indicator.sentence
    assert ("Est" in indicator.sentence) is (proposed == "EST")


def test_an_entity_outside_the_rotation_cannot_preside_even_with_a_reason():
    indicator = read(replace(lawful(), presiding="NULLE", reason="parce que"))[
        "appointed.presiding_entity"
    ]
    assert indicator.blocks


@pytest.mark.parametrize(("filled", "expected"), [(0, "block"), (1, "block"), (2, "ok"), (3, "ok")])
def test_at_least_two_people(filled, expected):
    composition = lawful(TWO_AND_TWO, None)
    kept = dict(list(composition.occupants.items())[:filled])
    found = {
        one.id: one
        for one in appointed_indicators(TWO_AND_TWO, replace(composition, occupants=kept))
    }
    assert found["appointed.minimum_members"].verdict == expected
    assert ("au moins 2" in found["appointed.minimum_members"].sentence) is (expected == "block")


def test_at_least_one_person_of_the_trade():
    composition = lawful()
    for seat_id in ("operator:EST", "operator:SUD", "operator:OUEST"):
        assert read(composition)["appointed.qualified"].verdict == "ok"
        composition = holding(composition, seat_id)
    assert read(composition)["appointed.qualified"].blocks


def test_somebody_in_the_wrong_capacity_does_not_bring_the_trade():
    composition = lawful()
    for one in composition.plan[1:4]:
        composition = holding(composition, one.id, occupant(one, capacity="trainer"))
    assert read(composition)["appointed.qualified"].blocks


@pytest.mark.parametrize(
    ("sexes", "expected"),
    [
        ("FFMMM", "ok"),
        ("FFFMM", "ok"),
        ("FMMMM", "warn"),
        ("FFFFM", "warn"),
        ("MMMMM", "warn"),
        ("FM---", "warn"),  # what is not recorded proves nothing
        ("FF-MM", "ok"),
        ("FFM-", "warn"),
        ("FMM", "ok"),  # three or fewer: one of each is enough
        ("MMM", "warn"),
        ("FM", "ok"),
        ("F", "warn"),
        ("", "warn"),
    ],
)
def test_gender_balance_warns(sexes, expected):
    composition = lawful()
    occupants = {
        one.id: (occupant(one, sex=sex.strip("-")),)
        for one, sex in zip(composition.plan, sexes, strict=False)
    }
    indicator = read(replace(composition, occupants=occupants))["appointed.gender_balance"]
    assert indicator.verdict == expected
    assert ("sans mention" in indicator.found) is ("-" in sexes)


@pytest.mark.parametrize(("sexes", "expected"), [("FFMMMM", "warn"), ("FFMMM", "ok")])
def test_gender_balance_is_two_fifths_not_a_third(sexes, expected):
    rules = replace(
        TWO_AND_TWO, seats=(replace(TWO_AND_TWO.seats[0], count=len(sexes)), TWO_AND_TWO.seats[1])
    )
    composition = lawful(rules, None)
    occupants = {
        one.id: (occupant(one, sex=sex),) for one, sex in zip(composition.plan, sexes, strict=False)
    }
    found = appointed_indicators(rules, replace(composition, occupants=occupants))
    indicator = next(one for one in found if one.id == "appointed.gender_balance")
    assert indicator.verdict == expected


@pytest.mark.parametrize(
    ("summoned_on", "expected", "says"),
    [
        (date(2026, 9, 20), "ok", "laissent 16 jours avant le jury"),
        (date(2026, 9, 21), "ok", "laissent 15 jours avant le jury"),
        (date(2026, 9, 22), "block", "devaient partir au plus tard"),
        (date(2026, 10, 6), "block", "devaient partir au plus tard"),
        (date(2026, 10, 7), "block", "devaient partir au plus tard"),
    ],
)
def test_summonses_leave_fifteen_days_ahead(summoned_on, expected, says):
    indicator = read(replace(lawful(), summoned_on=summoned_on))["appointed.summons_delay"]
    assert indicator.verdict == expected
    assert says in indicator.sentence
    assert "21/09/2026" in indicator.sentence
    assert not indicator.found.startswith("-")


def test_what_a_lawful_jury_reads_like():
    """Every sentence that says all is well, and where each rule comes from."""
    found = read(lawful())
    assert {
        name: found[f"appointed.{name}"].sentence
        for name in (
            "one_seat_each",
            "presiding_entity",
            "minimum_members",
            "qualified",
            "gender_balance",
            "summons_delay",
        )
    } == {
        "one_seat_each": "Personne ne tient deux sièges.",
        "presiding_entity": "La présidence revient à son tour à l’entité Nord.",
        "minimum_members": "Le jury compte 5 personnes.",
        "qualified": "Le jury compte 3 personnes du métier.",
        "gender_balance": "La composition concourt à l’équilibre : 3 femmes, 2 hommes.",
        "summons_delay": (
            "Des convocations du 01/09/2026 laissent 35 jours avant le jury : 15 sont demandés, "
            "soit au plus tard le 21/09/2026."
        ),
    }
    assert found["appointed.presiding_entity"].wanted == "présidence en alternance : Nord"
    assert found["appointed.presiding_entity"].found == "Nord"
    by_law = {name for name, one in found.items() if "D6412-6" in one.source}
    assert by_law == {
        "appointed.minimum_members",
        "appointed.qualified",
        "appointed.gender_balance",
    }
    assert {found[name].source for name in found if name not in by_law} == {FIVE.source}


def test_what_a_wrong_jury_reads_like():
    composition = replace(lawful(), occupants={}, presiding=None, proposed=None, summoned_on=DAY)
    found = read(composition)
    assert found["appointed.presiding_entity"].sentence == (
        "L’entité qui préside (aucune) n’est pas dans l’alternance."
    )
    assert found["appointed.presiding_entity"].wanted == "présidence en alternance : aucune"
    assert found["appointed.minimum_members"].sentence == (
        "Le jury compte 0 personne ; il en faut au moins 2."
    )
    assert found["appointed.qualified"].sentence == (
        "Aucun membre nommé n’est qualifié pour le métier visé."
    )
    assert found["appointed.gender_balance"].sentence == (
        "La composition ne concourt pas assez à l’équilibre des femmes et des hommes : "
        "0 femme, 0 homme."
    )
    assert found["appointed.summons_delay"].found == "0 jour"
    assert found["appointed.summons_delay"].sentence == (
        "Le jury siège le 06/10/2026 : les convocations devaient partir au plus tard le "
        "21/09/2026. Une autre date est nécessaire."
    )


def test_an_entity_without_a_name_is_printed_by_its_code():
    found = read(replace(lawful(), names={}, proposed="EST", reason="Exercice"))
    assert found["appointed.presiding_entity"].sentence == (
        "C’était le tour de l’entité EST ; l’entité NORD préside. Motif : Exercice"
    )


def test_the_rules_file_sets_the_weights():
    composition = holding(replace(lawful(), summoned_on=DAY), "training")
    warned = read(
        composition,
        with_levels(FIVE, summons_delay="warn", appointed__seat="warn", gender_balance="block"),
    )
    assert warned["appointed.summons_delay"].verdict == "warn"
    assert warned["appointed.summons_delay"].level == "warn"
    assert warned["appointed.seat.training"].verdict == "warn"
    assert warned["appointed.gender_balance"].level == "block"
    # A warning is only for what fails.
    assert warned["appointed.seat.president"].verdict == "ok"
    assert verdict(warned.values()) == "warn"


def test_a_two_and_two_jury_needs_no_entity_and_no_rotation():
    found = appointed_indicators(TWO_AND_TWO, lawful(TWO_AND_TWO, None))
    assert verdict(found) == "ok"
    assert "appointed.presiding_entity" not in {one.id for one in found}


@pytest.mark.parametrize(
    ("levels", "identifier", "expected"),
    [
        ({}, "appointed.qualified", "block"),
        ({}, "appointed.gender_balance", "warn"),
        ({}, "candidate.evaluator_of_candidate", "warn"),
        ({}, "candidate.trained", "block"),
        ({"qualified": "warn"}, "appointed.qualified", "warn"),
        ({"appointed.qualified": "warn"}, "sitting.qualified", "block"),
        ({"appointed.seat": "warn"}, "appointed.seat.training", "warn"),
        ({"seat": "warn", "appointed.seat.training": "block"}, "appointed.seat.training", "block"),
        ({"evaluator_of_candidate": "block"}, "candidate.evaluator_of_candidate", "block"),
        ({"appointed": "warn"}, "appointed.qualified", "block"),
    ],
)
def test_levels(levels, identifier, expected):
    assert level_of(levels, identifier) == expected


def test_verdict_is_the_worst_one():
    block, warn, ok = (
        replace(appointed_indicators(FIVE, lawful())[0], verdict=value)
        for value in ("block", "warn", "ok")
    )
    assert verdict([]) == "ok"
    assert verdict([ok]) == "ok"
    assert verdict([ok, warn]) == "warn"
    assert verdict([warn, block, ok]) == "block"
    assert standing_in_the_way([warn, ok]) == []
    assert standing_in_the_way([block, warn]) == [block.sentence]
