"""Hours and durations of a session: its own where it says them, else those of the rules file."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from assessments.framework.rules.qualification import SessionRules
from assessments.sessions.models import AssessmentSession, Scenario
from assessments.sessions.rules import lengthened
from ccas.periods import PARIS

DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Timing:
    """Minutes since midnight on a Paris clock, then durations in minutes."""

    day_starts: int
    lunch_starts: int
    lunch_ends: int
    day_ends: int
    briefing: int
    rating: int
    rest: int
    rules: SessionRules

    @property
    def windows(self) -> tuple[tuple[int, int], ...]:
        """When one may work in a day: morning and afternoon, or the day through."""
        if self.lunch_starts == self.lunch_ends:
            return ((self.day_starts, self.day_ends),)
        halves = ((self.day_starts, self.lunch_starts), (self.lunch_ends, self.day_ends))
        return tuple(half for half in halves if half[0] < half[1])


def timing(session: AssessmentSession) -> Timing:
    """The session's hours and durations."""
    rules = session.revision.rules
    usual = rules.sessions
    hours = {
        name: _minutes(getattr(session, name), getattr(usual, name))
        for name in ("day_starts", "lunch_starts", "lunch_ends", "day_ends")
    }
    return Timing(
        **hours,
        briefing=_own(session.briefing_minutes, rules.briefing_minutes),
        rating=_own(session.rating_minutes, rules.rating_minutes),
        rest=_own(session.rest_minutes, usual.rest_minutes),
        rules=usual,
    )


def presence(session: AssessmentSession, scenario: Scenario, extra_percent: int) -> int:
    """Minutes a candidate spends on the station: briefing and simulation, extra time included."""
    return lengthened(timing(session).briefing, extra_percent) + lengthened(
        scenario.duration_minutes, extra_percent
    )


def minute_of(moment: datetime, first: date) -> int:
    """Minutes on a Paris wall clock since the midnight of `first`."""
    local = moment.astimezone(PARIS)
    return (local.date() - first).days * DAY_MINUTES + local.hour * 60 + local.minute


def moment_of(minute: int, first: date) -> datetime:
    """The aware moment that `minute_of` would count so."""
    day, rest = divmod(minute, DAY_MINUTES)
    hour = time(rest // 60, rest % 60)
    return datetime.combine(first + timedelta(days=day), hour, tzinfo=PARIS)


def as_time(minutes: int) -> time:
    """510 → 08:30."""
    return time(minutes // 60, minutes % 60)


def _minutes(own: time | None, usual: int) -> int:
    return usual if own is None else own.hour * 60 + own.minute


def _own(value: int | None, usual: int) -> int:
    return usual if value is None else value
