"""The appointed set, seat by seat: every composition of four entities, then each rule alone."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from certification.juries.rules import (
    Accreditation,
    appointed_indicators,
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
    holding,
    lawful,
    occupant,
    planned,
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


def test_a_lawful_jury_has_one_indicator_per_seat_and_seven_for_the_whole():
    found = appointed_indicators(FIVE, lawful())
    assert [one.id for one in found] == [
        "appointed.seat.president",
        "appointed.seat.operator:EST",
        "appointed.seat.operator:SUD",
        "appointed.seat.operator:OUEST",
        "appointed.seat.training",
        "appointed.one_seat_each",
        "appointed.presiding_entity",
        "appointed.designations",
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
