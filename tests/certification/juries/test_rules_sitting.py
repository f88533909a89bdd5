"""The sitting set and the candidate set."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.juries.rules import (
    Presence,
    candidate_review,
    seat_plan,
    sitting_indicators,
    verdict,
)

from .jury_rules import FIVE, NAMES, TWO_AND_TWO, with_levels

PLAN = seat_plan(FIVE, "NORD", NAMES)


def here(*seats, **changes):
    """Those who sit on these seats of PLAN, each in the first capacity the seat accepts."""
    return [
        Presence(
            **(
                {
                    "seat": one.id,
                    "person": f"p-{one.id}",
                    "name": f"Membre {one.id}",
                    "capacity": one.capacities[0],
                }
                | changes
            )
        )
        for one in PLAN
        if one.id in seats
    ]


EVERYBODY = tuple(one.id for one in PLAN)


def read(present, rules=FIVE, plan=PLAN):
    return {one.id: one for one in sitting_indicators(rules, plan, present)}


def test_everybody_present():
    found = sitting_indicators(FIVE, PLAN, here(*EVERYBODY))
    assert [one.id for one in found] == [
        "sitting.president",
        "sitting.quorum",
        "sitting.qualified",
        "sitting.minimum_members",
        "sitting.declarations",
    ]
    assert verdict(found) == "ok"
    assert {one.set for one in found} == {"sitting"}
    assert found[1].found == "5 sur 5"


seats_present = st.sets(st.sampled_from(EVERYBODY))


@given(seats_present)
def test_who_may_sit(seats):
    """The oracle: the president, three of five seats, one operator among them."""
    operators = {one for one in seats if one.startswith("operator")}
    expected = "president" in seats and len(seats) >= 3 and bool(operators)
    assert (verdict(sitting_indicators(FIVE, PLAN, here(*seats))) == "ok") is expected


@given(seats_present, seats_present)
def test_one_more_member_never_harms(seats, more):
    before = verdict(sitting_indicators(FIVE, PLAN, here(*seats)))
    after = verdict(sitting_indicators(FIVE, PLAN, here(*seats | more)))
    assert before == "block" or after == "ok"


@given(seats_present, st.fractions(0, 1), st.booleans(), st.integers(1, 5))
def test_each_rule_reads_its_own_number(seats, share, with_president, least):
    rules = replace(
        FIVE, quorum_share=share, quorum_president=with_president, minimum_members=least
    )
    found = read(here(*seats), rules)
    reached = len(seats) >= share * 5 and ("president" in seats or not with_president)
    assert (found["sitting.quorum"].verdict == "ok") is reached
    assert (found["sitting.minimum_members"].verdict == "ok") is (len(seats) >= least)
    absent = "block" if with_president else "warn"
    assert found["sitting.president"].verdict == ("ok" if "president" in seats else absent)


@pytest.mark.parametrize(
    ("seats", "says"),
    [
        (("president", "training"), "2 sièges sur 5 : le quorum n’est pas atteint, il en faut 3."),
        (
            ("operator:EST", "operator:SUD", "training"),
            "3 sur 5 : le quorum n’est pas atteint, la présidence n’est pas tenue.",
        ),
        (("president", "training", "operator:SUD"), "3 sièges sur 5 : le quorum est atteint."),
    ],
)
def test_the_sentence_of_the_quorum(seats, says):
    assert read(here(*seats))["sitting.quorum"].sentence == says


def test_a_substitute_on_the_presiding_seat_presides():
    substitute = here("president", person="p-suppleante", name="Maïwenn Le Dû")
    found = read([*here("operator:EST", "training"), *substitute])
    assert found["sitting.president"].sentence == "Maïwenn Le Dû tient la présidence."
    assert verdict(found.values()) == "ok"


def test_somebody_without_a_seat_counts_for_nothing():
    stranger = Presence("seat-of-another-jury", "p-x", "Zoé X", "operator")
    found = read([*here("president", "training"), stranger])
    assert found["sitting.quorum"].found == "2 sur 5"
    assert found["sitting.qualified"].blocks


def test_one_person_on_two_seats_counts_once():
    found = read(here("president", "operator:EST", "training", person="p-unique"))
    assert found["sitting.minimum_members"].blocks
    assert found["sitting.quorum"].found == "1 sur 5"


def test_the_wrong_capacity_does_not_bring_the_trade():
    present = [*here("president", "training"), *here("operator:EST", capacity="trainer")]
    assert read(present)["sitting.qualified"].blocks
    found = read([*present, *here("operator:SUD")])["sitting.qualified"]
    assert (found.verdict, found.sentence) == ("ok", "1 personne du métier siège.")


def test_the_rules_file_sets_the_weights():
    rules = with_levels(FIVE, sitting__qualified="warn")
    present = here("president", "training")
    assert read(present, rules)["sitting.qualified"].verdict == "warn"
    review = candidate_review(rules, PLAN, present, [])
    found = {one.id: one.verdict for one in review.indicators}
    assert found["candidate.qualified"] == "warn"
    assert found["candidate.quorum"] == "block"


def test_a_jury_of_two_and_two():
    plan = seat_plan(TWO_AND_TWO, None)
    present = [Presence(one.id, one.id, one.label, one.capacities[0]) for one in plan]
    assert verdict(sitting_indicators(TWO_AND_TWO, plan, present)) == "ok"
    assert verdict(sitting_indicators(TWO_AND_TWO, plan, present[:2])) == "ok"
    assert verdict(sitting_indicators(TWO_AND_TWO, plan, present[1:])) == "block"


def test_a_jury_whose_seats_do_not_preside_has_no_rule_about_a_president():
    seats = tuple(replace(one, presides=False) for one in TWO_AND_TWO.seats)
    rules = replace(TWO_AND_TWO, seats=seats)
    plan = seat_plan(rules, None)
    present = [Presence(one.id, one.id, one.label, one.capacities[0]) for one in plan]
    found = sitting_indicators(rules, plan, present)
    assert "sitting.president" not in {one.id for one in found}
    assert verdict(found) == "ok"
    # Whoever said "president" in the quorum cannot mean anybody here.
    assert "présidence" not in read(present, rules, plan)["sitting.quorum"].wanted


def test_a_share_is_rounded_up():
    rules = replace(FIVE, quorum_share=Fraction(2, 3))
    assert read(here("president", "training", "operator:EST"), rules)["sitting.quorum"].blocks
    found = read(here("president", "training", "operator:EST", "operator:SUD"), rules)
    assert found["sitting.quorum"].verdict == "ok"


# --- the candidate set -------------------------------------------------------------------------
