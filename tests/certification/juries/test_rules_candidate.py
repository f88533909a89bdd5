"""The candidate set: links between a member and a candidate, and who sits for whom."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.juries.rules import (
    Acquaintance,
    Declared,
    Dismissal,
    Recused,
    Service,
    Tie,
    candidate_review,
    sitting_indicators,
    ties_between,
    verdict,
)
from tests.certification.juries.test_rules_sitting import EVERYBODY, PLAN, here

from .jury_rules import FIVE, with_levels


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
