"""The sitting set and the candidate set."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.juries.rules import (
    Acquaintance,
    Declared,
    Dismissal,
    Presence,
    Recused,
    Service,
    Tie,
    candidate_review,
    seat_plan,
    sitting_indicators,
    ties_between,
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


@pytest.mark.parametrize(
    ("seats", "verdict", "says"),
    [
        ((), "block", "0 membre siège : il en faut au moins 2."),
        (("training",), "block", "1 membre siège : il en faut au moins 2."),
        (("president", "training"), "ok", "2 membres siègent."),
        (("president", "training", "operator:SUD"), "ok", "3 membres siègent."),
    ],
)
def test_the_sentence_of_the_least_number(seats, verdict, says):
    found = read(here(*seats))["sitting.minimum_members"]
    assert (found.verdict, found.sentence) == (verdict, says)


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


def service(start, end=None, unit="u1", label="CIC de Lille"):
    return Service(unit, label, date.fromisoformat(start), end and date.fromisoformat(end))


def acquaintance(mine=(), theirs=(), **more):
    return Acquaintance("p-training", "Odile N’Diaye", tuple(mine), tuple(theirs), **more)


@pytest.mark.parametrize(
    ("mine", "theirs", "evidence"),
    [
        (("2020-01-01",), ("2022-05-02",), "CIC de Lille, depuis le 02/05/2022"),
        (
            ("2020-01-01", "2023-06-30"),
            ("2022-05-02",),
            "CIC de Lille, du 02/05/2022 au 30/06/2023",
        ),
        (
            ("2020-01-01", "2022-05-02"),
            ("2022-05-02",),
            "CIC de Lille, du 02/05/2022 au 02/05/2022",
        ),
        (("2020-01-01", "2022-05-01"), ("2022-05-02",), None),  # one left the day before
        (("2024-01-01",), ("2022-05-02", "2023-12-31"), None),
        (("2020-01-01",), ("2022-05-02", None, "u2"), None),  # another unit, same label
    ],
)
def test_the_same_unit_at_the_same_time(mine, theirs, evidence):
    found = ties_between(acquaintance([service(*mine)], [service(*theirs)]))
    assert [(one.key, one.evidence) for one in found] == (
        [("shared_unit:u1", evidence)] if evidence else []
    )


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4),
)
def test_sharing_a_unit_is_seen_from_both_sides(mine, theirs):
    def spans(pairs):
        return tuple(
            Service("u", "U", date(2026, 1, 1 + min(pair)), date(2026, 1, 1 + max(pair)))
            for pair in pairs
        )

    days = [
        {day for low, high in map(sorted, pairs) for day in range(low, high + 1)}
        for pairs in (mine, theirs)
    ]
    found = ties_between(acquaintance(spans(mine), spans(theirs)))
    back = ties_between(acquaintance(spans(theirs), spans(mine)))
    assert bool(found) == bool(back) == bool(days[0] & days[1])


def test_recorded_links_and_simulations():
    found = ties_between(
        acquaintance(
            declared=(
                Declared("l1", "trained", date(2025, 1, 6), date(2025, 3, 28)),
                Declared("l2", "supervised", date(2025, 1, 6), None),
                Declared("l3", "family", None, None),
                Declared("l3", "family", None, None),
                Declared("l4", "professional", None, date(2020, 1, 1)),
            ),
            simulations=(("s1", "Session de mars, poste 2"),),
        )
    )
    assert [(one.key, one.evidence) for one in found] == [
        ("trained:l1", "du 06/01/2025 au 28/03/2025"),
        ("supervised:l2", "depuis le 06/01/2025"),
        ("family:l3", "sans date"),
        ("professional:l4", "jusqu’au 01/01/2020"),
        ("evaluator_of_candidate:s1", "Session de mars, poste 2"),
    ]
    assert {(one.person, one.name) for one in found} == {("p-training", "Odile N’Diaye")}


def test_the_candidate_does_not_judge_themself():
    both = acquaintance([service("2020-01-01")], [service("2020-01-01")], same_person=True)
    assert [one.key for one in ties_between(both)] == ["same_person:p-training"]
    review = candidate_review(FIVE, PLAN, here(*EVERYBODY), ties_between(both))
    assert review.recused == {"p-training"}


def test_the_same_entity_alone_is_no_link():
    """Two people of one entity, in two units: nothing says they ever met."""
    assert ties_between(acquaintance([service("2020-01-01")], [])) == ()


def test_a_link_nobody_knows_is_an_error():
    with pytest.raises(ValueError, match="cousinage"):
        ties_between(acquaintance(declared=(Declared("l9", "cousinage", None, None),)))


def tie(kind, seat="training", source="x1"):
    return Tie(f"p-{seat}", f"Membre {seat}", kind, source, "du 01/01/2025 au 02/02/2025")


@pytest.mark.parametrize(
    ("kind", "recuses"),
    [
        ("shared_unit", True),
        ("supervised", True),
        ("trained", True),
        ("accompanied", True),
        ("family", True),
        ("professional", True),
        ("evaluator_of_candidate", False),
    ],
)
def test_a_link_recuses_its_member_and_warns(kind, recuses):
    review = candidate_review(FIVE, PLAN, here(*EVERYBODY), [tie(kind)])
    assert review.recused == ({"p-training"} if recuses else set())
    assert review.indicators[0].verdict == "warn"
    assert ("se déporte" in review.indicators[0].sentence) is recuses
    assert "du 01/01/2025 au 02/02/2025" in review.indicators[0].sentence
    found = {one.id: one for one in review.indicators}
    assert found["candidate.quorum"].found == ("4 sur 5" if recuses else "5 sur 5")
    # A link never blocks by itself.
    assert verdict(review.indicators) == "warn"


def test_a_dismissed_link_keeps_its_member_and_its_reason():
    reason = "Homonymie d’unité, vérifiée auprès du service."
    review = candidate_review(
        FIVE,
        PLAN,
        here(*EVERYBODY),
        [tie("shared_unit")],
        dismissals=[Dismissal("p-training", "shared_unit:x1", reason)],
    )
    assert review.recused == frozenset()
    assert review.indicators[0].verdict == "ok"
    assert reason in review.indicators[0].sentence


@pytest.mark.parametrize(
    ("person", "link"),
    [
        ("p-training", "trained:x1"),
        ("p-training", "shared_unit:x2"),
        ("p-president", "shared_unit:x1"),
    ],
)
def test_dismissing_one_link_dismisses_no_other(person, link):
    review = candidate_review(
        FIVE,
        PLAN,
        here(*EVERYBODY),
        [tie("shared_unit")],
        dismissals=[Dismissal(person, link, "sans objet")],
    )
    assert review.recused == {"p-training"}


def test_the_sitting_set_is_read_again_without_them():
    review = candidate_review(FIVE, PLAN, here(*EVERYBODY), [tie("trained", "president")])
    found = {one.id: one for one in review.indicators}
    assert found["candidate.president"].blocks
    assert found["candidate.quorum"].blocks
    assert found["candidate.qualified"].verdict == "ok"
    assert verdict(review.indicators) == "block"


def test_a_recusal_holds_without_any_link_and_despite_a_dismissal():
    review = candidate_review(
        FIVE,
        PLAN,
        here(*EVERYBODY),
        [tie("shared_unit")],
        dismissals=[Dismissal("p-training", "shared_unit:x1", "vérifié")],
        recused=[Recused("p-training", "Odile N’Diaye", "se déporte d’elle-même.")],
    )
    assert review.recused == {"p-training"}
    first = review.indicators[0]
    assert (first.id, first.level, first.verdict) == ("candidate.recusal", "block", "warn")
    assert first.found == "Odile N’Diaye se déporte"
    assert "se déporte d’elle-même." in review.indicators[0].sentence
    assert {one.id: one.found for one in review.indicators}["candidate.quorum"] == "4 sur 5"


def test_the_rules_file_may_make_an_evaluation_recuse_and_a_shared_unit_warn():
    rules = with_levels(FIVE, evaluator_of_candidate="block", candidate__shared_unit="warn")
    review = candidate_review(
        rules,
        PLAN,
        here(*EVERYBODY),
        [tie("evaluator_of_candidate"), tie("shared_unit", "president")],
    )
    assert review.recused == {"p-training"}


@given(
    st.sets(st.sampled_from(EVERYBODY)),
    st.lists(
        st.tuples(
            st.sampled_from(EVERYBODY), st.sampled_from(["trained", "evaluator_of_candidate"])
        )
    ),
)
def test_reading_for_a_candidate_is_sitting_without_the_recused(seats, found):
    review = candidate_review(FIVE, PLAN, here(*seats), [tie(kind, at) for at, kind in found])
    out = {f"p-{at}" for at, kind in found if kind == "trained"}
    assert review.recused == out
    left = [presence for presence in here(*seats) if presence.person not in out]
    seated = sitting_indicators(FIVE, PLAN, left)
    expected = [(one.verdict, one.sentence) for one in seated[:4]]
    assert [(one.verdict, one.sentence) for one in review.indicators[-4:]] == expected
