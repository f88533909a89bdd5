"""The seat plan and the rotation of the presidency."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.juries.rules import Presidency, next_presiding_entity, seat_plan

from .jury_rules import CAPACITIES, ENTITIES, FIVE, NAMES, TWO_AND_TWO, seat


def test_five_seats_one_operator_for_each_other_entity():
    plan = seat_plan(FIVE, "EST", NAMES)
    assert [(one.id, one.entity, one.presides, one.trade, one.position) for one in plan] == [
        ("president", "EST", True, False, 1),
        ("operator:NORD", "NORD", False, True, 2),
        ("operator:SUD", "SUD", False, True, 3),
        ("operator:OUEST", "OUEST", False, True, 4),
        ("training", None, False, False, 5),
    ]
    assert [one.kind for one in plan] == ["president", *["operator"] * 3, "training"]


def test_capacities_and_labels_follow_the_entity():
    plan = {one.id: one for one in seat_plan(FIVE, "EST", NAMES)}
    assert plan["operator:OUEST"].capacities == ("operator", "centre")
    assert plan["operator:NORD"].capacities == ("operator",)
    assert plan["president"].label == "Commandant de l’Est ou son représentant"
    assert plan["operator:OUEST"].label == "Opérateur — Ouest"
    assert plan["training"].label == "Service formation"
    assert {one.label for one in seat_plan(FIVE, "SUD")} >= {"Présidence", "Opérateur — EST"}


def test_two_and_two_without_entities():
    plan = seat_plan(TWO_AND_TWO, None)
    assert [(one.id, one.label, one.entity, one.presides, one.trade) for one in plan] == [
        ("professional:1", "Professional (1)", None, True, True),
        ("professional:2", "Professional (2)", None, False, True),
        ("trainer:1", "Trainer (1)", None, False, False),
        ("trainer:2", "Trainer (2)", None, False, False),
    ]


def test_several_seats_for_each_other_entity():
    rules = replace(
        FIVE,
        seats=(seat("operator", count=2, entity="each_other", capacities=("operator",)),),
        rotation=("NORD", "EST"),
        capacities=CAPACITIES,
    )
    assert [one.id for one in seat_plan(rules, "NORD")] == ["operator:EST:1", "operator:EST:2"]


@pytest.mark.parametrize(
    ("rules", "presiding"), [(FIVE, None), (FIVE, "NULLE"), (TWO_AND_TWO, "NORD")]
)
def test_a_presiding_entity_that_the_rules_do_not_know_is_an_error(rules, presiding):
    with pytest.raises(ValueError, match="présid"):
        seat_plan(rules, presiding)


@pytest.mark.parametrize(
    ("past", "proposed", "says"),
    [
        ([], "NORD", "Aucun jury n’a encore siégé"),
        ([("NORD", 1)], "EST", "n’a pas encore présidé"),
        # From the last one on, not from the head of the list.
        ([("SUD", 1)], "OUEST", "n’a pas encore présidé"),
        ([("OUEST", 1)], "NORD", "n’a pas encore présidé"),
        ([("NORD", 1), ("EST", 2), ("SUD", 3), ("OUEST", 4)], "NORD", "01/01/2026"),
        # The order in which they are given does not matter, dates do.
        ([("OUEST", 4), ("NORD", 1), ("SUD", 3), ("EST", 2)], "NORD", "01/01/2026"),
        # A departure: SUD sat out of turn, EST keeps its own.
        ([("NORD", 1), ("SUD", 2)], "OUEST", "n’a pas encore présidé"),
        ([("NORD", 1), ("SUD", 2), ("OUEST", 3)], "EST", "n’a pas encore présidé"),
        ([("NORD", 1), ("EST", 2), ("SUD", 3), ("OUEST", 4), ("SUD", 5)], "NORD", "01/01/2026"),
        # Someone presided twice: only the last time counts.
        ([("NORD", 1), ("EST", 2), ("SUD", 3), ("OUEST", 4), ("NORD", 5)], "EST", "02/01/2026"),
        # Two on one day: the one read last is the latest.
        ([("EST", 3), ("NORD", 3)], "SUD", "revenait à l’entité Nord"),
        # An entity of an earlier revision is no one's turn.
        ([("ANCIENNE", 9)], "NORD", "Aucun jury n’a encore siégé"),
        ([("NORD", 1), ("ANCIENNE", 9)], "EST", "n’a pas encore présidé"),
    ],
)
def test_whose_turn_it_is(past, proposed, says):
    presidencies = [Presidency(entity, date(2026, 1, day)) for entity, day in past]
    proposal = next_presiding_entity(ENTITIES, presidencies, NAMES)
    assert proposal.entity == proposed
    assert says in proposal.sentence
    assert NAMES[proposed] in proposal.sentence


def test_the_sentence_names_the_last_jury():
    proposal = next_presiding_entity(ENTITIES, [Presidency("SUD", date(2026, 3, 12))], NAMES)
    assert proposal.sentence == (
        "Le dernier jury, le 12/03/2026, revenait à l’entité Sud ; "
        "l’entité Ouest n’a pas encore présidé."
    )


def test_no_rotation_no_proposal():
    proposal = next_presiding_entity((), [Presidency("NORD", date(2026, 1, 1))])
    assert proposal.entity is None
    assert "Aucune alternance" in proposal.sentence


def test_alone_in_the_rotation():
    proposal = next_presiding_entity(("NORD",), [Presidency("NORD", date(2026, 1, 1))])
    assert proposal.entity == "NORD"
    assert "seule" in proposal.sentence


rotations = st.lists(
    st.sampled_from(["A", "B", "C", "D", "E", "F"]), min_size=1, max_size=6, unique=True
)


@given(rotations, st.lists(st.tuples(st.sampled_from("ABCDEFG"), st.integers(0, 400)), max_size=12))
def test_following_the_proposal_each_entity_presides_once_in_every_round(rotation, past):
    """Whatever happened before, the next len(rotation) juries are one each."""
    presidencies = [Presidency(code, date(2024, 1, 1) + timedelta(days=n)) for code, n in past]
    round_ = []
    for step in range(len(rotation)):
        proposal = next_presiding_entity(rotation, presidencies)
        assert proposal.entity in rotation
        round_.append(proposal.entity)
        presidencies.append(Presidency(proposal.entity, date(2026, 1, 1) + timedelta(days=step)))
    assert sorted(round_) == sorted(rotation)


@given(rotations, st.permutations([0, 1, 2, 3, 4, 5]))
def test_the_order_of_reading_past_juries_does_not_matter(rotation, order):
    past = [
        Presidency(rotation[n % len(rotation)], date(2026, 1, 1) + timedelta(days=n))
        for n in range(6)
    ]
    assert next_presiding_entity(rotation, past) == next_presiding_entity(
        rotation, [past[n] for n in order]
    )


@given(rotations)
def test_without_departure_the_rotation_is_followed_in_order(rotation):
    presidencies = []
    for step, expected in enumerate([*rotation, *rotation]):
        assert next_presiding_entity(rotation, presidencies).entity == expected
        presidencies.append(Presidency(expected, date(2026, 1, 1) + timedelta(days=step)))
