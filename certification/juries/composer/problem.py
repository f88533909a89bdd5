"""The problem of composing a jury, in plain values: what may be chosen, and what it costs."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from assessments.framework.rules.qualification import JuryRules
from certification.juries.rules import PlannedSeat, level_of


@dataclass(frozen=True, slots=True)
class Someone:
    """A person who may be chosen, or who holds a seat already.

    burden: juries they sat on lately: those who sat less come first. renewal: their mandate is
    over and only warns.
    """

    name: str
    sex: str
    burden: int = 0
    renewal: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """That person on that seat (its key), in that capacity."""

    seat: str
    person: str
    capacity: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything the search reads. People and candidates are ids.

    fixed: seat key → (person, capacity), who holds a seat already. options: what may fill the
    others. recused: candidate → people who would withdraw for them. candidates: id → name to
    print. short: seat key → why few people, or nobody, may take it.
    """

    rules: JuryRules
    plan: tuple[PlannedSeat, ...]
    people: Mapping[str, Someone]
    fixed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    recused: Mapping[str, frozenset[str]] = field(default_factory=dict)
    candidates: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, str] = field(default_factory=dict)

    @property
    def vacant(self) -> tuple[PlannedSeat, ...]:
        """The seats to fill."""
        return tuple(seat for seat in self.plan if seat.id not in self.fixed)

    @property
    def balance_blocks(self) -> bool:
        """Whether an unbalanced jury is refused, and not only noted."""
        return level_of(self.rules.levels, "appointed.gender_balance") == "block"

    def of_seat(self, seat: str) -> list[Option]:
        """What may fill one seat: the options, or who holds it already."""
        if seat in self.fixed:
            return [Option(seat, *self.fixed[seat])]
        return [one for one in self.options if one.seat == seat]

    def everything(self) -> Iterator[Option]:
        """Every option of every seat, those that are held included."""
        for seat in self.plan:
            yield from self.of_seat(seat.id)

    def digest(self) -> str:
        """SHA-256 of what the answer depends on: another problem wants another search."""
        said: dict[str, Any] = {
            "plan": [seat.id for seat in self.plan],
            "people": {key: [one.sex, one.burden] for key, one in self.people.items()},
            "fixed": {key: list(value) for key, value in self.fixed.items()},
            "options": sorted([one.seat, one.person, one.capacity] for one in self.options),
            "recused": {key: sorted(value) for key, value in self.recused.items()},
        }
        text = json.dumps(said, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
