"""One simulation as a list draws it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assessments.sessions.models import Simulation

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
