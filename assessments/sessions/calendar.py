"""Hours as a calendar understands them (RFC 5545): one event for each simulation of a person.

An event keeps its UID for life; each change raises its SEQUENCE; what is withdrawn is CANCELLED.
Times are on a Paris clock, whose rules travel in the file: a calendar elsewhere shows its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Timezone
from icalendar import Event as CalendarEvent

from assessments.sessions.models import AssessmentSession, Simulation
from ccas import clock
from ccas.periods import PARIS

PRODUCT = "-//Certification des operateurs//Sessions//FR"
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


@dataclass(frozen=True, slots=True)
class Event:
    """One simulation in the calendar of one person. starts_at, ends_at: aware."""

    uid: str
    sequence: int
    summary: str
    place: str
    starts_at: datetime
    ends_at: datetime
    withdrawn: bool = False

    @classmethod
    def of(
        cls,
        session: AssessmentSession,
        simulation: Simulation,
        capacity: str,
        sequence: int,
        *,
        withdrawn: bool = False,
    ) -> "Event":
        """The event of a simulation, for a "candidate" or an "evaluator"."""
        summary = "Mise en situation"
        if capacity == "evaluator":
            number = simulation.registration.enrolment.candidate.number
            summary = f"Évaluer la mise en situation du candidat n° {number}"
        place = f"{session.site.name}, {simulation.station.said}"
        if session.site.address:
            place += f", {session.site.address}"
        return cls(
            f"{simulation.pk}.{capacity}@{settings.CALENDAR_DOMAIN}",
            sequence,
            summary,
            place,
            simulation.starts_at,
            simulation.ends_at,
            withdrawn,
        )


def calendar(events: Sequence[Event], *, method: str, to: str = "", name: str = "") -> str:
    """The text of an .ics file. method: REQUEST, CANCEL or PUBLISH. to: who is invited."""
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", method)
    if name:
        found.add("x-wr-calname", name)
    if events:
        found.add_component(_paris(events))
    for each in events:
        found.add_component(_event(each, cancelled=method == CANCEL or each.withdrawn, to=to))
    return found.to_ical().decode()


def _event(each: Event, *, cancelled: bool, to: str) -> CalendarEvent:
    event = CalendarEvent()
    event.add("uid", each.uid)
    event.add("sequence", each.sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", each.starts_at.astimezone(PARIS))
    event.add("dtend", each.ends_at.astimezone(PARIS))
    event.add("summary", each.summary)
    event.add("location", each.place)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if to:
        event.add("organizer", f"mailto:{settings.DEFAULT_FROM_EMAIL}")
        event.add("attendee", f"mailto:{to}")
    return event


def _paris(events: Sequence[Event]) -> Timezone:
    """The rules of Paris time around the years of the events."""
    first = min(each.starts_at for each in events).date()
    last = max(each.ends_at for each in events).date()
    return Timezone.from_tzinfo(
        ZoneInfo("Europe/Paris"),
        tzid="Europe/Paris",
        first_date=first.replace(month=1, day=1, year=first.year - 1),
        last_date=last.replace(month=12, day=31, year=last.year + 1),
    )
