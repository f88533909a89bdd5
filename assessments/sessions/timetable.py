"""The timetable of a session as the page draws it: a day, its stations, its hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from assessments.sessions.models import Simulation, Station
from ccas import clock

#: State of a simulation → kind of badge.
KINDS = {
    "planned": "todo",
    "running": "current",
    "done": "done",
    "absent": "warning",
    "excused": "neutral",
    "cancelled": "neutral",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One simulation on the grid."""

    pk: UUID
    number: str
    name: str
    scenario: str
    blocks: str
    evaluators: str
    starts_at: datetime
    ends_at: datetime
    station: str
    state: str
    kind: str
    struck: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the grid: one row for each hour at which a simulation begins."""

    day: date
    stations: tuple[str, ...]
    rows: tuple[tuple[datetime, tuple[tuple[Cell, ...], ...]], ...]


def cell(simulation: Simulation) -> Cell:
    """A simulation as a cell; its relations are expected to be loaded."""
    candidate = simulation.registration.enrolment.candidate
    return Cell(
        simulation.pk,
        candidate.number,
        candidate.person.display_name,
        simulation.scenario.title,
        ", ".join(block.code[-4:] for block in simulation.blocks.all()),
        ", ".join(row.person.display_name for row in simulation.evaluators.all()),
        simulation.starts_at,
        simulation.ends_at,
        simulation.station.name,
        simulation.get_state_display(),
        KINDS[simulation.state],
        simulation.state in ("absent", "excused", "cancelled"),
    )


def grid(stations: Sequence[Station], simulations: Sequence[Simulation]) -> list[Day]:
    """Days in order; in a row, one tuple of cells for each station (cancelled ones may share)."""
    names = tuple(station.name for station in stations)
    places = {station.pk: index for index, station in enumerate(stations)}
    days: dict[date, dict[datetime, list[list[Cell]]]] = {}
    for simulation in sorted(simulations, key=lambda each: (each.starts_at, str(each.pk))):
        hours = days.setdefault(clock.paris(simulation.starts_at).date(), {})
        row = hours.setdefault(simulation.starts_at, [[] for _ in names])
        row[places[simulation.station_id]].append(cell(simulation))
    return [
        Day(
            day,
            names,
            tuple(
                (hour, tuple(tuple(cells) for cells in row)) for hour, row in sorted(hours.items())
            ),
        )
        for day, hours in sorted(days.items())
    ]
