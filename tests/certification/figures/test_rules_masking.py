"""Nobody who knows the whole rule can tell a hidden number from what is shown."""

from collections import defaultdict
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.figures.rules import masking
from certification.figures.rules.cells import THRESHOLD, Cell, count_cell, few
from certification.figures.rules.masking import hidden_lines, withheld


def seen(numbers: tuple[int, ...]) -> tuple:
    """What a reader sees of a column and its total."""
    lines = [(each,) for each in numbers]
    hidden = hidden_lines(lines)
    total = sum(numbers)
    if withheld(lines, hidden):
        return ("withheld", total)
    return (total, *(None if at in hidden else each for at, each in enumerate(numbers)))


def tell_tale(groups: int, largest: int) -> list[tuple]:
    """Tables in which somebody who knows the rule can compute a hidden number.

    Every table up to `largest` is tried; those whose hidden total is larger are left out, for some
    tables that look alike were not tried.
    """
    alike = defaultdict(list)
    for numbers in product(range(largest + 1), repeat=groups):
        alike[seen(numbers)].append(numbers)
    found = []
    for picture, tables in alike.items():
        gone = picture[0] == "withheld"
        total = picture[1] if gone else picture[0]
        rest = total - sum(each or 0 for each in picture[2 if gone else 1 :])
        if total < THRESHOLD or rest > largest:
            continue  # under the threshold the total itself is hidden
        places = range(groups) if gone else [at for at in range(groups) if picture[at + 1] is None]
        if any(len({each[at] for each in tables}) == 1 for at in places):
            found.append((picture, tables))
    return found


@pytest.mark.parametrize(("groups", "largest"), [(1, 12), (2, 16), (3, 14), (4, 9)])
def test_no_hidden_number_can_be_computed(groups, largest):
    assert tell_tale(groups, largest) == []


@pytest.mark.parametrize(
    "weaker",
    [
        # No complement at all: the total gives it away.
        lambda lines, also=(): frozenset(
            at for at, line in enumerate(lines) if any(map(few, line))
        ),
        # Two hidden lines whatever they are: 4 and 4 of 8 are told.
        lambda lines, also=(): _two_at_least(lines),
    ],
)
def test_a_weaker_rule_would_be_seen(monkeypatch, weaker):
    """Negative control."""
    monkeypatch.setitem(globals(), "hidden_lines", weaker)
    assert tell_tale(3, 14) != []


def _two_at_least(lines):
    hidden = {at for at, line in enumerate(lines) if any(map(few, line))}
    if len(hidden) == 1:
        shown = [at for at, line in enumerate(lines) if at not in hidden and any(line)]
        if shown:
            hidden.add(min(shown, key=lambda at: (lines[at], at)))
    return frozenset(hidden)


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ((40, 30, 20), (90, 40, 30, 20)),
        ((40, 30, 0), (70, 40, 30, 0)),
        ((40, 30, 4), (74, 40, None, None)),
        ((40, 6, 3, 2), (51, 40, 6, None, None)),
        ((40, 2, 1), (43, None, None, None)),
        ((3, 3, 40, 9), (55, None, None, 40, None)),
        ((4, 4), ("withheld", 8)),
        ((9, 9, 4), ("withheld", 22)),
        ((12,), (12, 12)),
    ],
)
def test_what_is_shown(numbers, shown):
    if shown[1:] == (None,) * (len(shown) - 1):
        shown = ("withheld", shown[0])
    assert seen(numbers) == shown


LINES = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.tuples(*[st.integers(0, 30)] * width), min_size=1, max_size=6)
)


@given(LINES, st.data())
def test_what_stays_is_never_few_and_what_goes_is_never_alone(lines, data):
    also = data.draw(st.sets(st.integers(0, len(lines) - 1)))
    hidden = hidden_lines(lines, also=also)
    assert also <= hidden or not hidden
    for at, line in enumerate(lines):
        assert at in hidden or not any(map(few, line))
    if hidden and not withheld(lines, hidden):
        for column in range(len(lines[0])):
            values = [lines[at][column] for at in hidden]
            assert not any(values) or (
                len(values) >= 2 and sum(values) >= THRESHOLD and len(set(values)) >= 2
            )


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=4))
def test_places_do_not_matter(lines):
    """What the proof rests on: a table in another order hides the same lines."""
    hidden = {lines[at] for at in hidden_lines(lines)}
    for order in permutations(range(len(lines))):
        moved = [lines[at] for at in order]
        again = hidden_lines(moved)
        assert {moved[at] for at in again} == hidden
        assert {order[at] for at in again} == set(hidden_lines(lines))


def test_a_count_alone():
    assert [count_cell(each).text for each in (None, 0, 1, 4, 5)] == [
        "–",
        "0",
        "n. c.",
        "n. c.",
        "5",
    ]
    assert Cell(97, unit="%").text == "97\u00a0%"
    assert masking.THRESHOLD == 5
