"""Acts into ratings: what a tap, an undo, a stale tap leave behind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.grading.rules import (
    RATE,
    UNDO,
    UNSURE,
    Act,
    CompetencyLine,
    missing_to_sign,
    project,
    stale,
)


def tap(key, competency, value, previous=None):
    return Act(key, RATE, competency, value, previous=previous)


def undo(key, competency, previous):
    return Act(key, UNDO, competency, previous=previous)


@pytest.mark.parametrize(
    ("acts", "ratings", "heads"),
    [
        ([], {}, {}),
        ([tap("1", "c", "A")], {"c": "A"}, {"c": "1"}),
        ([tap("1", "c", "A"), tap("2", "c", "N", "1")], {"c": "N"}, {"c": "2"}),
        ([tap("1", "c", "A"), tap("2", "d", "N")], {"c": "A", "d": "N"}, {"c": "1", "d": "2"}),
        ([tap("1", "c", "A"), undo("2", "c", "1")], {}, {"c": "2"}),
        (
            [tap("1", "c", "A"), tap("2", "c", "N", "1"), undo("3", "c", "2")],
            {"c": "A"},
            {"c": "3"},
        ),
        (
            [
                tap("1", "c", "A"),
                tap("2", "c", "N", "1"),
                undo("3", "c", "2"),
                undo("4", "c", "3"),
            ],
            {},
            {"c": "4"},
        ),
        (
            [tap("1", "c", "A"), undo("2", "c", "1"), tap("3", "c", "E", "2")],
            {"c": "E"},
            {"c": "3"},
        ),
        ([undo("1", "c", None)], {}, {"c": "1"}),
    ],
    ids=["nothing", "one", "two", "apart", "undone", "back", "back twice", "again", "empty undo"],
)
def test_ratings_and_heads_in_force(acts, ratings, heads):
    projection = project(acts)
    assert projection.ratings == ratings
    assert projection.heads == heads
    assert projection.forks == ()


def test_the_act_that_stands_is_named_even_after_an_undo():
    acts = [tap("1", "c", "A"), tap("2", "c", "N", "1")]
    assert project(acts).standing == {"c": "2"}
    assert project([*acts, undo("3", "c", "2")]).standing == {"c": "1"}


def mark(key, competency, value="yes", at=0):
    """The button « à revoir », at so many milliseconds."""
    return Act(key, UNSURE, competency, value, moment=(at, 0))


def doubtful(key, competency, at=0):
    """A rating given with a doubt."""
    return Act(key, RATE, competency, "A", unsure=True, moment=(at, 0))


@pytest.mark.parametrize(
    ("acts", "unsure"),
    [
        ([tap("1", "c", "A")], set()),
        ([doubtful("1", "c")], {"c"}),
        ([mark("1", "c")], {"c"}),
        ([mark("1", "c", "no")], set()),
        ([mark("1", "c"), mark("2", "d")], {"c", "d"}),
        ([mark("1", "c", at=1), mark("2", "c", "no", at=2)], set()),
        ([mark("1", "c", "no", at=1), mark("2", "c", at=2)], {"c"}),
        ([doubtful("1", "c", at=1), mark("2", "c", "no", at=2)], set()),
        ([mark("1", "c", "no", at=1), doubtful("2", "c", at=2)], {"c"}),
        # A sure rating clears no mark; words on no line mark none.
        ([mark("1", "c", at=1), tap("2", "c", "A")], {"c"}),
        ([Act("1", "note", text="Ton calme.", unsure=True)], set()),
        ([Act("1", "note", "c", text="Ton calme.")], set()),
    ],
)
def test_the_latest_mark_asks_for_a_second_look_in_whatever_order_acts_come(acts, unsure):
    assert project(acts).unsure == unsure
    assert project(acts[::-1]).unsure == unsure


def test_two_acts_on_the_same_previous_are_a_fork_and_neither_wins():
    projection = project([tap("1", "c", "A"), tap("2", "c", "N", "1"), tap("3", "c", "E", "1")])
    assert projection.ratings == {"c": "A"}
    assert projection.heads == {"c": "1"}
    (fork,) = projection.forks
    assert (fork.competency, fork.previous, fork.values) == ("c", "1", ("E", "N"))


def test_forks_are_told_in_the_order_of_competencies():
    acts = [tap(f"{c}{n}", c, "A") for c in "zamkb" for n in (1, 2)]
    assert [fork.competency for fork in project(acts).forks] == list("abkmz")


def test_words_without_a_second_come_first_and_the_key_settles_the_rest():
    acts = [
        Act("2", "note", text="b", second=0),
        Act("1", "note", text="a"),
        Act("0", "note", text="c", second=1),
    ]
    assert [act.key for act in project(acts).observations] == ["1", "2", "0"]


def test_undoing_the_same_words_twice_changes_no_rating():
    acts = [
        tap("1", "c", "A"),
        Act("2", "note", "c", text="vu"),
        undo("3", "c", "2"),
        undo("4", "c", "2"),
    ]
    assert project(acts).ratings == {"c": "A"}
    assert project(acts).forks == ()


def test_an_act_whose_previous_is_unknown_waits_outside_the_chain():
    projection = project([tap("1", "c", "A"), tap("3", "c", "N", "2")])
    assert projection.ratings == {"c": "A"}


def test_the_previous_act_of_another_competency_is_no_link():
    projection = project([tap("1", "c", "A"), tap("2", "d", "N", "1")])
    assert projection.ratings == {"c": "A"}


def test_observations_come_by_station_clock_and_leave_when_undone():
    late = Act("2", "observe", "c", text="adresse reformulée", second=900)
    early = Act("3", "note", None, text="ton calme", second=100)
    gone = Act("1", "observe", "c", text="faux", second=50)
    projection = project([late, early, gone, Act("4", UNDO, "c", previous="1")])
    assert [act.key for act in projection.observations] == ["3", "2"]
    assert projection.ratings == {}
    assert projection.heads == {}


def test_an_observation_does_not_move_the_head_of_its_competency():
    acts = [tap("1", "c", "A"), Act("2", "observe", "c", text="vu")]
    assert project(acts).heads == {"c": "1"}
    assert stale(project(acts), tap("3", "c", "N", "1")) is None


def test_a_stale_tap_gets_both_values_and_the_act_to_follow():
    projection = project([tap("1", "c", "A"), tap("2", "c", "E", "1")])
    verdict = stale(projection, tap("9", "c", "N", "1"))
    assert (verdict.competency, verdict.current, verdict.proposed) == ("c", "E", "N")
    assert verdict.head == "2"


@pytest.mark.parametrize("previous", [None, "0", "1"])
def test_only_the_last_act_may_be_followed(previous):
    projection = project([tap("1", "c", "A"), tap("2", "c", "E", "1")])
    assert stale(projection, undo("9", "c", previous)).proposed is None
    assert stale(projection, tap("9", "c", "N", "2")) is None


def test_an_observation_is_never_stale():
    projection = project([tap("1", "c", "A")])
    assert stale(projection, Act("2", "observe", "c", text="vu")) is None


gestures = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["A", "E", "N", "O", None])), max_size=30
)


def written(steps):
    """Acts of one careful writer: each follows the last one. None stands for an undo."""
    heads, acts = {}, []
    for rank, (competency, value) in enumerate(steps):
        key = f"{rank:03}"
        if value is None:
            acts.append(undo(key, competency, heads.get(competency)))
        else:
            acts.append(tap(key, competency, value, heads.get(competency)))
        heads[competency] = key
    return acts


@given(gestures, st.randoms())
def test_the_order_of_arrival_changes_nothing(steps, random):
    acts = written(steps)
    shuffled = list(acts)
    random.shuffle(shuffled)
    assert project(shuffled) == project(acts)


@given(gestures)
def test_a_rating_is_the_top_of_the_pile_of_its_taps(steps):
    piles = {}
    for competency, value in steps:
        pile = piles.setdefault(competency, [])
        if value is not None:
            pile.append(value)
        elif pile:
            pile.pop()
    expected = {competency: pile[-1] for competency, pile in piles.items() if pile}
    assert project(written(steps)).ratings == expected


@given(gestures)
def test_nothing_written_in_turn_is_ever_stale(steps):
    acts = written(steps)
    for rank, act in enumerate(acts):
        assert stale(project(acts[:rank]), act) is None


LINES = [
    CompetencyLine("c1", "B1", 1, "Écouter l’appelant"),
    CompetencyLine("c2", "B1", 2, "Questionner"),
    CompetencyLine("c3", "B2", 1, "Alerter"),
]


def test_each_unrated_competency_has_its_sentence_and_not_observed_is_rated():
    assert missing_to_sign(LINES, {"c1": "O", "c3": ""}) == [
        "B1, compétence 2\xa0: «\xa0Questionner\xa0» n’est pas cotée.",
        "B2, compétence 1\xa0: «\xa0Alerter\xa0» n’est pas cotée.",
    ]


def test_nothing_missing_when_all_are_rated():
    assert missing_to_sign(LINES, {"c1": "A", "c2": "N", "c3": "O"}) == []
