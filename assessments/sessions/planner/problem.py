"""What is planned and what a plan is: plain values, no database and no solver.

Times are minutes since the first day's midnight on a Paris wall clock: a day has 1,440 of them,
whatever summer time does at night. Ids are texts.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

DAY = 1440

type Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the session. windows: when one may work, lunch between the two."""

    index: int
    date: date
    windows: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A block that a candidate presents, with every competency that must be observable."""

    block: str
    code: str
    competencies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate. busy: when they cannot come. seen: scenarios already played, here or before."""

    id: str
    name: str
    needs: tuple[Need, ...]
    extra_percent: int = 0
    busy: tuple[Span, ...] = ()
    seen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Evaluator:
    """A member of the panel. busy: unavailable, or evaluating in another session."""

    id: str
    name: str
    entity: str | None = None
    busy: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Station:
    """A post of the session."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """A story. observes: block id → ids of the competencies it lets one observe.

    offered: may be chosen anew; an older version, kept by a simulation, is not.
    """

    id: str
    title: str
    minutes: int
    observes: tuple[tuple[str, frozenset[str]], ...]
    offered: bool = True

    def sees(self, block: str) -> frozenset[str]:
        """What it lets one observe of a block."""
        return next((found for each, found in self.observes if each == block), frozenset())


@dataclass(frozen=True, slots=True)
class Conflict:
    """An evaluator may not evaluate a candidate on a day (its index), and why."""

    candidate: str
    evaluator: str
    day: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Placement:
    """One simulation of a plan. leaves: when the candidate goes; `pinned`: id of a kept row."""

    candidate: str
    scenario: str
    blocks: tuple[str, ...]
    station: str
    evaluators: tuple[str, ...]
    start: int
    leaves: int
    pinned: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """Numbers of the rules file and of the session; minutes.

    evaluators: how many watch one simulation. rest: between two simulations of a candidate.
    evaluator_rest: after a rating. step: starts are multiples of it. longest_wait: beyond it,
    a wait weighs. rating_on_station: the station is held until the rating is over.
    """

    evaluators: int = 2
    briefing: int = 0
    rating: int = 10
    rest: int = 15
    evaluator_rest: int = 0
    step: int = 5
    longest_wait: int = 120
    rating_on_station: bool = True


@dataclass(frozen=True, slots=True)
class Problem:
    """All that a plan must respect. pinned: simulations that stay where they are."""

    days: tuple[Day, ...]
    candidates: tuple[Candidate, ...]
    stations: tuple[Station, ...]
    evaluators: tuple[Evaluator, ...]
    scenarios: tuple[Scenario, ...]
    conflicts: tuple[Conflict, ...] = ()
    pinned: tuple[Placement, ...] = ()
    terms: Terms = field(default_factory=Terms)

    def digest(self) -> str:
        """SHA-256 of everything above: two equal digests mean the same question."""
        text = json.dumps(asdict(self), sort_keys=True, default=_plain, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    """A timetable: every simulation of the session, those kept included."""

    placements: tuple[Placement, ...]

    def to_json(self) -> list[dict[str, Any]]:
        """Plain values, for a column."""
        return [asdict(each) for each in self.placements]

    @classmethod
    def from_json(cls, rows: Iterable[dict[str, Any]]) -> "Plan":
        """What `to_json` gave."""
        return cls(
            tuple(
                Placement(
                    **{
                        **row,
                        "blocks": tuple(row["blocks"]),
                        "evaluators": tuple(row["evaluators"]),
                    }
                )
                for row in rows
            )
        )


def meets(one: Span, other: Span) -> bool:
    """Whether two spans share a minute; one may begin when the other ends."""
    return one[0] < other[1] and other[0] < one[1]


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
