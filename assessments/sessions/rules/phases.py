"""The three phases of a simulation on the clock of its station: briefing, simulation, rating.

Their lengths are the certifier's, read in the rules file; a scenario says how long it is played.
Extra time lengthens what the candidate does; rating goes on once they have left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assessments.sessions.rules.slots import lengthened

BRIEFING, SIMULATION, RATING = "briefing", "simulation", "rating"
LABELS = {BRIEFING: "consigne", SIMULATION: "mise en situation", RATING: "cotation"}


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase. starts_at, ends_at: aware datetimes; `ends_at` is the next one's first moment."""

    code: str
    label: str
    starts_at: datetime
    ends_at: datetime

    def left(self, now: datetime) -> timedelta:
        """The time left at `now`; none once the phase is over."""
        return max(self.ends_at - now, timedelta())

    def holds(self, now: datetime) -> bool:
        """Whether `now` is in this phase."""
        return self.starts_at <= now < self.ends_at


def phases(
    starts_at: datetime,
    *,
    briefing_minutes: int,
    simulation_minutes: int,
    rating_minutes: int,
    extra_percent: int,
) -> tuple[Phase, ...]:
    """The phases, one after the other; one of no length is left out.

    starts_at: aware, the first moment of the briefing. extra_percent: the candidate's extra time
    (33 for a third more); it lengthens briefing and simulation, each rounded up to the minute.
    Errors: ValueError for a negative length.
    """
    lengths = (
        (BRIEFING, lengthened(briefing_minutes, extra_percent)),
        (SIMULATION, lengthened(simulation_minutes, extra_percent)),
        (RATING, lengthened(rating_minutes, 0)),
    )
    found, at = [], starts_at
    for code, minutes in lengths:
        end = at + timedelta(minutes=minutes)
        if minutes:
            found.append(Phase(code, LABELS[code], at, end))
        at = end
    return tuple(found)


def phases_begun(
    started_at: datetime,
    *,
    briefing_minutes: int,
    simulation_minutes: int,
    rating_minutes: int,
    extra_percent: int,
) -> tuple[Phase, ...]:
    """The phases around the true second 0 of the station clock: the start of the simulation."""
    return phases(
        started_at - timedelta(minutes=lengthened(briefing_minutes, extra_percent)),
        briefing_minutes=briefing_minutes,
        simulation_minutes=simulation_minutes,
        rating_minutes=rating_minutes,
        extra_percent=extra_percent,
    )


def phase_at(phases: Sequence[Phase], now: datetime) -> Phase | None:
    """The phase that holds `now`; None before the first and after the last."""
    return next((phase for phase in phases if phase.holds(now)), None)
