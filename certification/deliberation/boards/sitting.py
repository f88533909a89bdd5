"""The opening page and the room: seats, presences, indicators."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ccas import clock
from ccas.actors import Actor
from certification.deliberation import room
from certification.deliberation.models import Deliberation
from certification.juries.models import Jury, Nomination, Recusal

#: Verdict of an indicator → status badge.
STATUSES = {"ok": ("Conforme", "done"), "warn": ("À noter", "warning"), "block": ("Rouge", "error")}


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator as a line: the sentence first."""

    sentence: str
    wanted: str
    status: str
    kind: str


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat, who holds it now, and whether they are in the room."""

    label: str
    person_id: UUID | None
    name: str
    capacity: str
    presides: bool
    present: bool


@dataclass(frozen=True, slots=True)
class OpeningBoard:
    """What the president sees before opening."""

    seats: list[SeatLine]
    appointed: list[IndicatorLine]
    sitting: list[IndicatorLine]
    problems: list[str]


@dataclass(frozen=True, slots=True)
class SittingBoard:
    """The room now."""

    seats: list[SeatLine]
    indicators: list[IndicatorLine]
    problems: list[str]
    present: int
    total: int
    recusals: list[Recusal]
    presides: bool


def lines(indicators: Iterable[dict[str, Any]]) -> list[IndicatorLine]:
    """Stored indicators as lines, the red ones first."""
    order = ("block", "warn", "ok")
    ranked = sorted(indicators, key=lambda one: order.index(one["verdict"]))
    return [
        IndicatorLine(one["sentence"], one["wanted"], *STATUSES[one["verdict"]]) for one in ranked
    ]


def opening_board(jury: Jury, present: Iterable[UUID] | None) -> OpeningBoard:
    """The opening page; `present` None means nobody was ticked yet: everybody is proposed."""
    now = clock.now()
    everyone = room.sitting_of(jury, now, ())
    inside = room.people(everyone.holders) if present is None else present
    sitting = room.sitting_of(jury, now, inside)
    appointed = room.stored(sitting.reading.appointed())
    seated = sitting.indicators()
    return OpeningBoard(
        seats=_seats(jury, sitting),
        appointed=lines(appointed),
        sitting=lines(seated),
        problems=[*room.in_the_way(appointed), *room.in_the_way(seated)],
    )


def sitting_board(deliberation: Deliberation, actor: Actor) -> SittingBoard:
    """Who is in the room, what the rules say of it now, and whether the actor presides."""
    at = deliberation.closed_at or clock.now()
    sitting = room.sitting_now(deliberation, at)
    indicators = sitting.indicators()
    seats = _seats(deliberation.jury, sitting)
    return SittingBoard(
        seats=seats,
        indicators=lines(indicators),
        problems=room.in_the_way(indicators),
        present=sum(seat.present for seat in seats),
        total=len(seats),
        recusals=sitting.reading.recusals,
        presides=room.presides_now(actor, deliberation, sitting),
    )


def _seats(jury: Jury, sitting: room.Sitting) -> list[SeatLine]:
    labels = {capacity.code: capacity.label for capacity in jury.rules.capacities}
    held: dict[Any, Nomination] = {one.seat.pk: one for one in sitting.holders}
    return [
        SeatLine(
            label=seat.label,
            person_id=held[seat.pk].person_id if seat.pk in held else None,
            name=held[seat.pk].person.display_name if seat.pk in held else "Siège vacant",
            capacity=labels.get(held[seat.pk].capacity, "") if seat.pk in held else "",
            presides=seat.presides,
            present=seat.pk in held and held[seat.pk] in sitting.present,
        )
        for seat in sitting.reading.seats
    ]
