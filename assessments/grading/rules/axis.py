"""One simulation on one axis of seconds: where each mark is drawn, and what the table says of it.

The table is the truth; the drawing only places it. Nothing is told by colour or place alone.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

INJECT, RATING, OBSERVATION, INCIDENT = "inject", "rating", "observation", "incident"
#: At the same second: what happened, then what was seen of it, then how it was rated.
ORDER = (INJECT, INCIDENT, OBSERVATION, RATING)
#: A mark's width on the narrowest screen (20 px on 310), in percent of the axis.
WIDTH = 6.5
#: Room left at both ends so that no mark is cut, in percent.
MARGIN = 3.5
#: Distances between the figures under the axis, in minutes; at most MOST of them.
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 240, 720)
MOST = 6
#: Heights, in px: the phases above all lanes, the name of a lane, one row of marks, the figures.
BANDS, NAME, ROW, FIGURES = 28, 20, 26, 28


@dataclass(frozen=True, slots=True)
class Event:
    """Something on the axis. second: on the station clock, None when nobody noted it.

    lane: who or what it belongs to. sign: the letter or figure of its mark. words: what happened;
    detail: what goes with it (the reaction expected). about: the competency, in short, or "".
    acquired, observed: for a rating, what its level says; True otherwise.
    """

    kind: str
    second: int | None
    lane: str
    sign: str
    words: str
    detail: str = ""
    about: str = ""
    acquired: bool = True
    observed: bool = True

    @property
    def at(self) -> str:
        """« 07:32 », « 61:05 », or « --:-- »."""
        if self.second is None:
            return "--:--"
        return f"{self.second // 60:02d}:{self.second % 60:02d}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A phase, in seconds from the start of the simulation: [starts, ends[."""

    label: str
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class Mark:
    """An event drawn. x: in percent of the width; row: from 0, so that no two overlap.

    y: of its middle, in px from the top of the drawing.
    """

    event: Event
    x: float
    row: int
    y: int


@dataclass(frozen=True, slots=True)
class Lane:
    """The marks of one evaluator, of the scenario or of the incidents. y: of its name, in px."""

    label: str
    marks: tuple[Mark, ...]
    y: int

    @property
    def bottom(self) -> int:
        """Where the next lane begins, in px."""
        rows = max((mark.row for mark in self.marks), default=0) + 1
        return self.y + NAME + rows * ROW


@dataclass(frozen=True, slots=True)
class Tick:
    """A figure under the axis. anchor: the last one stays inside the drawing."""

    label: str
    x: float

    @property
    def anchor(self) -> str:
        """Of its text: « middle », or « end » near the right edge."""
        return "end" if self.x > 90 else "middle"


@dataclass(frozen=True, slots=True)
class Band:
    """A phase drawn, from x to x + width, in percent."""

    label: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Axis:
    """The whole axis. events: in time order, those without a second at the end: the table."""

    title: str
    lanes: tuple[Lane, ...]
    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]
    events: tuple[Event, ...]
    ends: int

    @property
    def floor(self) -> int:
        """The line under the last lane, in px."""
        return self.lanes[-1].bottom if self.lanes else BANDS

    @property
    def height(self) -> int:
        """Of the drawing, in px."""
        return self.floor + FIGURES

    @property
    def summary(self) -> str:
        """What somebody who does not see the drawing is told of it."""
        counts = Counter(event.kind for event in self.events)
        parts = [
            _counted(counts[INJECT], "événement injecté", "événements injectés"),
            _counted(counts[RATING], "cotation", "cotations"),
            _counted(counts[OBSERVATION], "observation", "observations"),
            _counted(counts[INCIDENT], "incident", "incidents"),
        ]
        said = ", ".join(part for part in parts if part) or "rien n’y est noté"
        minutes = _counted(-(-self.ends // 60), "minute", "minutes")
        return f"Axe du temps sur {minutes} : {said}. Le tableau qui suit dit la même chose."


def axis(
    title: str, lanes: Sequence[str], events: Iterable[Event], phases: Sequence[Stretch] = ()
) -> Axis:
    """Place the events. lanes: in the order drawn; one without event is left out.

    The axis runs from the start of the simulation to the end of its first phase, or to the last
    event when that is later; at least one minute.
    """
    ordered = in_order(events, lanes)
    seconds = [event.second for event in ordered if event.second is not None]
    ends = max([60, *seconds, *(phase.ends for phase in phases[:1])])
    drawn: list[Lane] = []
    for label in lanes:
        top = drawn[-1].bottom if drawn else BANDS
        marks = _placed([each for each in ordered if each.lane == label], ends, top)
        if marks:
            drawn.append(Lane(label, marks, top))
    return Axis(
        title=title,
        lanes=tuple(drawn),
        bands=tuple(
            Band(phase.label, start, _x(min(phase.ends, ends), ends) - start)
            for phase in phases
            if phase.starts < ends
            for start in [_x(phase.starts, ends)]
        ),
        ticks=ticks(ends),
        events=ordered,
        ends=ends,
    )


def in_order(events: Iterable[Event], lanes: Sequence[str]) -> tuple[Event, ...]:
    """By the clock; at the same second, by kind, then by lane; without a second, last."""
    place = {label: rank for rank, label in enumerate(lanes)}
    return tuple(
        sorted(
            events,
            key=lambda event: (
                event.second is None,
                event.second or 0,
                ORDER.index(event.kind),
                place.get(event.lane, len(place)),
            ),
        )
    )


def ticks(ends: int) -> tuple[Tick, ...]:
    """Round minutes from 0 to `ends` (seconds), few enough to be read on a telephone.

    The last figure alone bears the unit: said six times, they would touch.
    """
    step = next((step for step in STEPS if ends // (step * 60) < MOST), STEPS[-1])
    minutes = range(0, ends // 60 + 1, step)
    return tuple(
        Tick(f"{minute} min" if minute == minutes[-1] else str(minute), _x(minute * 60, ends))
        for minute in minutes
    )


def _x(second: int, ends: int) -> float:
    """Where a second stands, in percent of the width, to a tenth."""
    return round(MARGIN + (100 - 2 * MARGIN) * second / ends, 1)


def _placed(events: Sequence[Event], ends: int, top: int) -> tuple[Mark, ...]:
    """The marks of one lane: each on the first row where it touches none before it."""
    last: list[float] = []
    marks = []
    for event in events:
        if event.second is None:
            continue
        x = _x(event.second, ends)
        row = next((rank for rank, taken in enumerate(last) if x - taken >= WIDTH), len(last))
        last[row : row + 1] = [x]
        marks.append(Mark(event, x, row, top + NAME + row * ROW + ROW // 2))
    return tuple(marks)


def _counted(number: int, one: str, many: str) -> str:
    """« 3 cotations », or "" for none."""
    return f"{number} {one if number == 1 else many}" if number else ""
