"""The order of the sitting: those whom everybody hears, then members who are recused leave once."""

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from certification.deliberation.rules import agreed_order


def order(agenda):
    """agenda: name → (members recused, rank)."""
    return agreed_order(agenda, agenda.__getitem__)


def test_those_whom_everybody_hears_come_first_in_the_order_of_the_agenda():
    assert order({"c": ((), 3), "a": ((), 1), "b": ((), 2)}) == ["a", "b", "c"]
    assert order({"first": (("Ker",), 1), "last": ((), 9)}) == ["last", "first"]


def test_a_group_stands_where_its_first_stands():
    """The same rank orders the groups, and inside each."""
    agenda = {
        "d": (("Ker",), 5),
        "a": (("Le Dû",), 4),
        "c": (("Ker",), 2),
        "e": (("Le Dû",), 6),
        "b": (("Ker", "Le Dû"), 3),
        "f": ((), 7),
    }
    assert order(agenda) == ["f", "c", "d", "b", "a", "e"]


def test_nobody_to_hear():
    assert order({}) == []


@given(
    st.lists(st.sampled_from([(), ("Ker",), ("Le Dû",), ("Ker", "Le Dû")]), max_size=9),
    st.randoms(use_true_random=False),
)
def test_members_who_are_recused_leave_once_whatever_the_order_of_reading(recused, random):
    agenda = {rank: (members, rank) for rank, members in enumerate(recused)}
    names = list(agenda)
    random.shuffle(names)
    found = agreed_order(names, agenda.__getitem__)
    assert found == order(agenda)
    assert sorted(found) == sorted(agenda)
    groups = [members for members, _ in groupby(found, key=lambda name: agenda[name][0])]
    assert len(groups) == len(set(groups)), "a group is never cut in two"
    assert () not in groups[1:], "those whom everybody hears come first"
