"""Which lines of a table are hidden, so that none of them can be computed again from the others.

The lines are a partition: they add up to a total that is shown. A line is hidden because a number
of it is small, and others with it (complementary masking) until what is hidden cannot be told
apart. Why it holds: the choice looks at values only, never at places, and does not stop before two
hidden lines differ; exchanging these two gives another table that is shown exactly alike. So even
who knows this rule cannot say which is which. When no line would remain, none is shown.
"""

from collections.abc import Collection, Sequence

from certification.figures.rules.cells import THRESHOLD, few

type Line = tuple[int, ...]


def hidden_lines(lines: Sequence[Line], also: Collection[int] = ()) -> frozenset[int]:
    """Places of the lines to hide.

    lines: numbers of people of each line, in the same order of columns. also: places hidden for
    another reason. Zeros are shown: nobody stands behind them.
    """
    hidden = set(also) | {at for at, line in enumerate(lines) if any(map(few, line))}
    if not hidden:
        return frozenset()
    while _tells(lines, hidden):
        shown = [line for at, line in enumerate(lines) if at not in hidden and any(line)]
        if not shown:
            break
        smallest = min(shown)
        # All its equals too: to choose one by its place would tell something of the others.
        hidden |= {at for at, line in enumerate(lines) if line == smallest}
    return frozenset(hidden)


def withheld(lines: Sequence[Line], hidden: Collection[int]) -> bool:
    """Whether nothing would be left to show: the table is then not shown at all."""
    return bool(hidden) and not any(any(line) for at, line in enumerate(lines) if at not in hidden)


def _tells(lines: Sequence[Line], hidden: Collection[int]) -> bool:
    """Whether the total minus what is shown says something of few people, or of one line."""
    for column in range(len(lines[0])):
        values = [lines[at][column] for at in hidden]
        if any(values) and (len(values) == 1 or sum(values) < THRESHOLD or len(set(values)) == 1):
            return True
    return False
