"""Plain values that the rules of juries read and return. Nothing here decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

#: Written beside the verdicts a deliberation keeps, so that they can be replayed.
VERSION = "juries-2"

#: What a rule weighs when the rules file does not say (domain: "set to block or warn").
DEFAULT_LEVELS = {
    "appointed.gender_balance": "warn",
    "appointed.mandate": "warn",
    "candidate.evaluator_of_candidate": "warn",
    "candidate.shared_employer": "warn",
    "candidate.attested_practice": "warn",
    "candidate.studied": "warn",
    "sitting.studied": "warn",
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One named rule and what it found.

    set: "appointed", "sitting" or "candidate". level: what a failure weighs, "block" or "warn".
    verdict: "ok", "warn" or "block". sentence: French, ready to be read and printed.
    """

    id: str
    set: str
    source: str
    level: str
    wanted: str
    found: str
    verdict: str
    sentence: str

    @property
    def blocks(self) -> bool:
        """Whether this indicator alone forbids going on."""
        return self.verdict == "block"


@dataclass(frozen=True, slots=True)
class PlannedSeat:
    """One seat a jury must have. entity: code of the entity it belongs to, None for any."""

    id: str
    kind: str
    label: str
    entity: str | None
    capacities: tuple[str, ...]
    presides: bool
    trade: bool
    position: int


@dataclass(frozen=True, slots=True)
class Accreditation:
    """A dated leave to sit. Both days count; end None means no end."""

    start: date
    end: date | None

    def covers(self, day: date) -> bool:
        """Whether that day lies inside."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Occupant:
    """Who holds a seat. entity: code, None when the person serves in none.

    designation: reference of the act of designation, empty when none is recorded.
    accreditations: None when accreditations do not apply to that capacity.
    sex: "F", "M" or "" when not recorded.
    """

    person: str
    name: str
    entity: str | None
    capacity: str
    designation: str = ""
    accreditations: tuple[Accreditation, ...] | None = None
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Composition:
    """Everything the appointed set reads about one jury.

    occupants: seat id → those who hold it on the day. proposed: the entity whose turn it was.
    names: entity code → name to print. sits_on: the day of the jury. summoned_on: the day the
    summonses left, or would leave.
    """

    plan: tuple[PlannedSeat, ...]
    occupants: Mapping[str, tuple[Occupant, ...]]
    presiding: str | None
    proposed: str | None
    reason: str
    sits_on: date | None
    summoned_on: date
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Presence:
    """One person present in the room, on one seat of the plan. capacity: the one they sit in.

    declared: their declaration of impartiality is signed. unread: how many files they should have
    opened and did not; None when nobody asks.
    """

    seat: str
    person: str
    name: str
    capacity: str
    declared: bool = True
    unread: int | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """Time served in a unit, by its id. Both days count; end None means still there."""

    unit: str
    label: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Declared:
    """A recorded link between the member and the candidate, by its id: kind is one of KINDS."""

    id: str
    kind: str
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """What our own data hold about one member and one candidate.

    member_services, candidate_services: where each served. declared: recorded links between them.
    simulations: (id, label) of the simulations of this candidate that the member evaluated.
    member_employers, candidate_employers: who employed each, by employer.
    attestations: (id, label) of the candidate's practice that somebody of that name attested.
    annulled: (id, label) of the annulled juries of this candidate on which the member sat.
    """

    person: str
    name: str
    member_services: tuple[Service, ...]
    candidate_services: tuple[Service, ...]
    declared: tuple[Declared, ...] = ()
    simulations: tuple[tuple[str, str], ...] = ()
    same_person: bool = False
    member_employers: tuple[Service, ...] = ()
    candidate_employers: tuple[Service, ...] = ()
    attestations: tuple[tuple[str, str], ...] = ()
    annulled: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """A link found between a member and a candidate, with its evidence in French.

    source: id of the unit, recorded link or simulation that shows it.
    """

    person: str
    name: str
    kind: str
    source: str
    evidence: str

    @property
    def key(self) -> str:
        """What a dismissal names: another fact of the same kind is another link."""
        return f"{self.kind}:{self.source}"


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A link (its key) that an officer judged to be none, and why."""

    person: str
    link: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recused:
    """A member who withdraws for this candidate, and on what ground."""

    person: str
    name: str
    ground: str


def level_of(levels: Mapping[str, str], indicator: str) -> str:
    """ "block" or "warn" for an indicator id: the rules file first, then our default.

    The file may name it in full ("appointed.gender_balance"), without its set
    ("gender_balance"), or name its family ("appointed.seat" for every seat).
    """
    parts = indicator.split(".")
    for length in range(len(parts), 1, -1):
        for known in (".".join(parts[:length]), ".".join(parts[1:length])):
            if known in levels:
                return levels[known]
    return DEFAULT_LEVELS.get(indicator, "block")


def verdict(indicators: Iterable[Indicator]) -> str:
    """The worst verdict of a set: "block", else "warn", else "ok" (an empty set is "ok")."""
    found = {indicator.verdict for indicator in indicators}
    return next((value for value in ("block", "warn") if value in found), "ok")


def standing_in_the_way(indicators: Iterable[Indicator]) -> list[str]:
    """The sentences of the indicators that forbid going on, in their order, each once."""
    return list(dict.fromkeys(one.sentence for one in indicators if one.blocks))


def count(number: int, singular: str, plural: str | None = None) -> str:
    """ "1 membre", "3 membres": French takes the plural from two on."""
    return f"{number} {singular if number < 2 else plural or singular + 's'}"
