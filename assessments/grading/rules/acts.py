"""What a sheet says: the acts of an evaluator, and what remains of them.

The acts of an evaluator are the truth; a rating is only what remains of them. Each rating act
names the act it follows on the same competency, so the acts of one competency form a chain and
the order in which they travelled changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

RATE = "rate"
#: Words on the station clock: typed, or by a preset button. Both are projected alike.
WORDS = frozenset({"note", "observe"})
UNDO = "undo"
#: Marks a line for a second look, or clears the mark; changes no rating.
UNSURE, CLEARED = "unsure", "no"


@dataclass(frozen=True, slots=True)
class Act:
    """One gesture of an evaluator.

    key: id of the act. previous: for a rating or its undoing, the act before it on the same
    competency, None for the first; for the undoing of an observation, that observation.
    second: on the station clock, None when unknown. text: the words of a note or observation.
    unsure: the tap also marks its line for a second look. moment: when it was made, in
    milliseconds by the server's clock, then its rank on its device.
    """

    key: str
    kind: str
    competency: str | None = None
    value: str = ""
    text: str = ""
    previous: str | None = None
    second: int | None = None
    unsure: bool = False
    moment: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Fork:
    """Two acts that both claim to follow the same act on one competency: both values are kept."""

    competency: str
    previous: str | None
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Projection:
    """What the acts amount to.

    ratings: competency → level code in force. standing: competency → the act that gave it.
    heads: competency → last act of its chain (the one a new act must name). observations: those
    not undone, by station clock. forks: conflicting claims; where there is one, the chain stops
    before it and neither value is taken. unsure: competencies marked for a second look, as the
    latest mark says.
    """

    ratings: dict[str, str]
    standing: dict[str, str]
    heads: dict[str, str]
    observations: tuple[Act, ...]
    forks: tuple[Fork, ...]
    unsure: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Stale:
    """A write made against an older state: what stands now and what was asked."""

    competency: str
    current: str | None
    proposed: str | None
    head: str | None


def project(acts: Iterable[Act]) -> Projection:
    """Ratings and observations in force after these acts, whatever the order they come in."""
    acts = tuple(acts)
    observed = {act.key: act for act in acts if act.kind in WORDS}
    words = frozenset(observed)
    followers: dict[tuple[str, str | None], list[Act]] = defaultdict(list)
    for act in acts:
        if act.kind == UNDO and act.previous in words:
            observed.pop(act.previous, None)
        elif act.kind in {RATE, UNDO} and act.competency is not None:
            followers[act.competency, act.previous].append(act)
    standing: dict[str, Act] = {}
    heads: dict[str, str] = {}
    forks: list[Fork] = []
    for competency in sorted({competency for competency, _ in followers}):
        head: str | None = None
        pile: list[Act] = []
        while following := followers.get((competency, head)):
            if len(following) > 1:
                claims = tuple(sorted(act.value for act in following))
                forks.append(Fork(competency, head, claims))
                break
            pile = _after(pile, following[0])
            head = following[0].key
        if pile:
            standing[competency] = pile[-1]
        if head is not None:
            heads[competency] = head
    observations = sorted(observed.values(), key=lambda act: (act.second or 0, act.key))
    return Projection(
        ratings={competency: act.value for competency, act in standing.items()},
        standing={competency: act.key for competency, act in standing.items()},
        heads=heads,
        observations=tuple(observations),
        forks=tuple(forks),
        unsure=_marked(acts),
    )


def _marked(acts: Iterable[Act]) -> frozenset[str]:
    """The competencies whose latest mark asks for a second look."""
    marks: dict[str, tuple[tuple[int, int], str, bool]] = {}
    for act in acts:
        if act.competency is not None and (act.kind == UNSURE or act.unsure):
            asks = act.kind != UNSURE or act.value != CLEARED
            mark = (act.moment, act.key, asks)
            marks[act.competency] = max(mark, marks.get(act.competency, mark))
    return frozenset(competency for competency, (_, _, asks) in marks.items() if asks)


def _after(pile: list[Act], act: Act) -> list[Act]:
    """The pile of taps on one competency after one more act: a tap is laid, an undo lifts one."""
    return pile[:-1] if act.kind == UNDO else [*pile, act]


def stale(projection: Projection, act: Act) -> Stale | None:
    """Both values when a rating act, or its undoing, does not follow the last one; else None."""
    competency = act.competency or ""
    head = projection.heads.get(competency)
    if act.kind not in {RATE, UNDO} or act.previous == head:
        return None
    return Stale(
        competency=competency,
        current=projection.ratings.get(competency),
        proposed=act.value or None,
        head=head,
    )
