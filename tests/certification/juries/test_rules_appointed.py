"""The appointed set: every composition of four entities, then each rule alone."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from certification.juries.rules import (
    Accreditation,
    appointed_indicators,
    level_of,
    misfits,
    seat_plan,
    standing_in_the_way,
    verdict,
)

from .jury_rules import (
    DAY,
    ENTITIES,
    FIVE,
    NAMES,
    TWO_AND_TWO,
    holding,
    lawful,
    occupant,
    planned,
    with_levels,
)


def read(composition, rules=FIVE):
    return {one.id: one for one in appointed_indicators(rules, composition)}


def test_every_assignment_of_entities_to_seats():
    """4 presidencies × 5 entities-or-nobody on each of the 5 seats: 12,500 compositions.

    The oracle says it another way: the president comes from the presiding entity, the three
    operators are one of each of the others on their own seat, and somebody is from training.
    """
    lawful_ones = 0
    for presiding in ENTITIES:
        plan = seat_plan(FIVE, presiding, NAMES)
        others = [code for code in ENTITIES if code != presiding]
        for entities in product((*ENTITIES, None), repeat=5):
            occupants = {
                one.id: () if code is None else (occupant(one, entity=code),)
                for one, code in zip(plan, entities, strict=True)
            }
            composition = replace(lawful(presiding=presiding), occupants=occupants)
            president, *operators, training = entities
            expected = president == presiding and operators == others and training is not None
            found = appointed_indicators(FIVE, composition)
            assert (verdict(found) != "block") is expected, (presiding, entities)
            for one, code in zip(plan, entities, strict=True):
                seat_is_right = code is not None and one.entity in (None, code)
                indicator = next(i for i in found if i.id == f"appointed.seat.{one.id}")
                assert (indicator.verdict == "ok") is seat_is_right
            lawful_ones += expected
    assert lawful_ones == 4 * 4  # one for each presidency and each entity of the trainer


@pytest.mark.parametrize("presiding", ENTITIES)
def test_every_assignment_of_capacities_to_seats(presiding):
    """Each seat alone, every capacity: only those that the rules file lists are accepted."""
    for one in seat_plan(FIVE, presiding, NAMES):
        for capacity in FIVE.capacities:
            someone = occupant(one, capacity=capacity.code, designation="Décision n° 4")
            indicator = read(holding(lawful(presiding=presiding), one.id, someone))[
                f"appointed.seat.{one.id}"
            ]
            accepted = capacity.code in one.capacities
            assert (indicator.verdict == "ok") is accepted
            if not accepted:
                assert capacity.label in indicator.sentence


def test_a_lawful_jury_has_one_indicator_per_seat_and_six_for_the_whole():
    found = appointed_indicators(FIVE, lawful())
    assert [one.id for one in found] == [
        "appointed.seat.president",
        "appointed.seat.operator:EST",
        "appointed.seat.operator:SUD",
        "appointed.seat.operator:OUEST",
        "appointed.seat.training",
        "appointed.one_seat_each",
        "appointed.presiding_entity",
        "appointed.minimum_members",
        "appointed.qualified",
        "appointed.gender_balance",
        "appointed.summons_delay",
    ]
    assert {one.verdict for one in found} == {"ok"}
    assert {one.set for one in found} == {"appointed"}
    assert all(one.source and one.wanted and one.found and one.sentence for one in found)
    assert standing_in_the_way(found) == []


def test_the_seat_of_an_operator_filled_by_the_presiding_entity_names_both():
    composition = lawful()
    someone = occupant(planned(composition, "operator:EST"), entity="NORD", name="Ange d’Olonne")
    found = appointed_indicators(FIVE, holding(composition, "operator:EST", someone))
    assert standing_in_the_way(found) == [
        (
            "Le siège « Opérateur — Est » revient à l’entité Est : "
            "Ange d’Olonne relève de l’entité Nord, qui préside ce jury."
        )
    ]


def test_the_seat_filled_by_another_entity_does_not_speak_of_the_presidency():
    composition = lawful()
    for seat_id, entity in [("operator:EST", "SUD"), ("president", "SUD")]:
        someone = occupant(planned(composition, seat_id), entity=entity)
        indicator = read(holding(composition, seat_id, someone))[f"appointed.seat.{seat_id}"]
        assert indicator.blocks
        assert "relève de l’entité Sud" in indicator.sentence
        assert "préside" not in indicator.sentence


def test_somebody_without_entity_fits_only_a_seat_of_none():
    composition = lawful()
    for seat_id, expected in [("operator:EST", "block"), ("training", "ok")]:
        someone = occupant(planned(composition, seat_id), entity=None)
        indicator = read(holding(composition, seat_id, someone))[f"appointed.seat.{seat_id}"]
        assert indicator.verdict == expected
        assert ("aucune entité" in indicator.sentence) is (expected == "block")
        assert "sans entité" in indicator.found


def test_a_filled_seat_says_by_whom_and_what_it_wanted():
    found = read(lawful())
    assert found["appointed.seat.operator:EST"].wanted == "opérateur (Est)"
    assert found["appointed.seat.operator:EST"].sentence == (
        "Titulaire de operator:EST tient le siège « Opérateur — Est » (opérateur, entité Est)."
    )
    assert found["appointed.seat.training"].wanted == "membre du service formation"
    composition = lawful()
    someone = occupant(planned(composition, "training"), entity=None, designation="Acte 7")
    assert read(holding(composition, "training", someone))["appointed.seat.training"].sentence == (
        "Titulaire de training tient le siège « Service formation » "
        "(membre du service formation ; acte : Acte 7)."
    )


def test_an_empty_seat():
    indicator = read(holding(lawful(), "training"))["appointed.seat.training"]
    assert indicator.blocks
    assert indicator.found == "personne"
    assert indicator.sentence == "Le siège « Service formation » n’est pas pourvu."


def test_two_people_on_one_seat():
    composition = lawful()
    one = planned(composition, "training")
    indicator = read(
        holding(composition, "training", occupant(one), occupant(one, person="p-autre"))
    )["appointed.seat.training"]
    assert indicator.blocks
    assert "2 personnes à la fois" in indicator.sentence


@pytest.mark.parametrize(
    ("capacity", "act", "expected"),
    [
        ("head", "", "ok"),
        ("head_delegate", "", "block"),
        ("head_delegate", "   ", "block"),
        ("head_delegate", "Décision n° 2026-410", "ok"),
    ],
)
def test_a_representative_needs_the_act_that_designates_them(capacity, act, expected):
    composition = lawful()
    someone = occupant(planned(composition, "president"), capacity=capacity, designation=act)
    indicator = read(holding(composition, "president", someone))["appointed.seat.president"]
    assert indicator.verdict == expected
    assert ("n’est pas enregistré" in indicator.sentence) is (expected == "block")
    if act.strip():
        assert act in indicator.sentence


@pytest.mark.parametrize(
    ("accreditations", "expected"),
    [
        (None, "ok"),  # the capacity asks for none
        ((), "block"),
        ((Accreditation(date(2026, 1, 1), None),), "ok"),
        ((Accreditation(date(2026, 1, 1), date(2026, 10, 6)),), "ok"),  # last day counts
        ((Accreditation(date(2026, 1, 1), date(2026, 10, 5)),), "block"),
        ((Accreditation(date(2026, 10, 6), None),), "ok"),  # first day counts
        ((Accreditation(date(2026, 10, 7), None),), "block"),
        (
            (
                Accreditation(date(2020, 1, 1), date(2021, 1, 1)),
                Accreditation(date(2026, 1, 1), None),
            ),
            "ok",
        ),
    ],
)
def test_accreditation_is_read_on_the_day_of_the_jury(accreditations, expected):
    composition = lawful()
    someone = occupant(planned(composition, "training"), accreditations=accreditations)
    indicator = read(holding(composition, "training", someone))["appointed.seat.training"]
    assert indicator.verdict == expected
    assert ("habilitation en cours le 06/10/2026" in indicator.sentence) is (expected == "block")


def test_without_a_day_accreditations_cannot_be_read():
    composition = replace(lawful(), sits_on=None)
    someone = occupant(planned(composition, "training"), accreditations=())
    found = read(holding(composition, "training", someone))
    assert found["appointed.seat.training"].verdict == "ok"
    assert found["appointed.summons_delay"].sentence == "La date du jury n’est pas fixée."
    assert found["appointed.summons_delay"].blocks


def test_every_reason_is_said_at_once():
    one = planned(lawful(), "president")
    someone = occupant(one, entity="SUD", capacity="operator", accreditations=())
    reasons = misfits(one, someone, presiding="NORD", capacities=FIVE.capacities, day=DAY)
    assert len(reasons) == 3
    assert "relève de l’entité SUD" in reasons[0]
    assert "chef d’entité ou représentant du chef" in reasons[1]
    assert "habilitation" in reasons[2]


def test_a_capacity_that_the_rules_do_not_know_is_not_accepted():
    one = planned(lawful(), "training")
    reasons = misfits(
        one,
        occupant(one, capacity="mascotte"),
        presiding="NORD",
        capacities=FIVE.capacities,
        day=DAY,
    )
    assert len(reasons) == 1
    assert "« mascotte »" in reasons[0]


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
    ("summoned_on", "expected"),
    [
        (date(2026, 9, 20), "ok"),
        (date(2026, 9, 21), "ok"),  # fifteen days ahead exactly
        (date(2026, 9, 22), "block"),
        (date(2026, 10, 6), "block"),
        (date(2026, 10, 7), "block"),
    ],
)
def test_summonses_leave_fifteen_days_ahead(summoned_on, expected):
    indicator = read(replace(lawful(), summoned_on=summoned_on))["appointed.summons_delay"]
    assert indicator.verdict == expected
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
