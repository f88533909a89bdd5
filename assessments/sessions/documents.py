"""The attendance sheet of a session: who is expected each day, and where each of them signs."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from assessments.framework.documents import certifier_facts, qualification_facts
from assessments.people.models import Person
from assessments.sessions.models import AssessmentSession, Simulation, SimulationState
from ccas import clock
from ccas.actors import Actor
from ccas.documents import DocumentKind

ATTENDANCE = "session_attendance"


def sheet_kind(code: str, label: str, visible: Callable[[Actor], Q | None]) -> DocumentKind:
    """The kind of any attendance sheet, a session's or a jury's: printed and numbered alike."""
    return DocumentKind(
        code=code,
        label=label,
        template="pdf/attendance_sheet.html",
        stylesheets=("family.css", "report.css", "attendance.css"),
        series="EM-{qualification}-{year}",
        visible=visible,
    )


def attendance_facts(session: AssessmentSession) -> dict[str, Any]:
    """Each day of a session: its candidates, its evaluators, and from when to when they are
    expected. Nothing else is said of anybody: the sheet passes from hand to hand."""
    return {
        "certifier": certifier_facts(session.revision),
        "qualification": qualification_facts(session.revision),
        "occasion": {
            "kind": "Session d’évaluation",
            "name": session.name,
            "place": ", ".join(filter(None, [session.site.name, session.site.address])),
            "keeper": "Le responsable de la session",
            "keeper_name": session.lead.display_name if session.lead else None,
        },
        "days": [
            {"day": day.isoformat(), "groups": groups(candidates, evaluators)}
            for day, candidates, evaluators in _expected(session)
        ],
    }


def groups(*named: tuple[str, Iterable[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The tables of one day, those with nobody left out."""
    return [{"heading": heading, "people": people} for heading, found in named
            if (people := list(found))]  # fmt: skip


def line(
    name: str, said: str | None, starts: datetime | None, ends: datetime | None = None
) -> dict[str, Any]:
    """One who signs. said: what tells them from another of the same name."""
    return {
        "name": name,
        "said": said,
        "from": starts.isoformat(timespec="minutes") if starts else None,
        "to": ends.isoformat(timespec="minutes") if ends else None,
    }


type _Group = tuple[str, list[dict[str, Any]]]


def _expected(session: AssessmentSession) -> list[tuple[date, _Group, _Group]]:
    """Day → its candidates and its evaluators, each from the first of their hours to the last."""
    simulations = (
        Simulation.objects.filter(registration__session=session)
        .exclude(state=SimulationState.CANCELLED)
        .select_related("registration__enrolment__candidate__person")
        .prefetch_related("evaluators__person")
        .order_by("starts_at", "pk")
    )
    days: dict[date, tuple[_Hours, _Hours]] = {}
    for one in simulations:
        day = clock.paris(one.starts_at).date()
        candidates, evaluators = days.setdefault(day, (_Hours(), _Hours()))
        candidate = one.registration.enrolment.candidate
        candidates.add(candidate.person, f"n° {candidate.number}", one)
        for seat in one.evaluators.all():
            evaluators.add(seat.person, None, one)
    return [
        (day, ("Candidats", candidates.lines()), ("Évaluateurs", evaluators.lines()))
        for day, (candidates, evaluators) in sorted(days.items())
    ]


class _Hours:
    """The hours of some people on one day."""

    def __init__(self) -> None:
        self._of: dict[Person, tuple[str | None, datetime, datetime]] = {}

    def add(self, person: Person, said: str | None, simulation: Simulation) -> None:
        """One simulation more for this person."""
        _, first, last = self._of.get(person, (said, simulation.starts_at, simulation.ends_at))
        self._of[person] = (
            said,
            min(first, simulation.starts_at),
            max(last, simulation.ends_at),
        )

    def lines(self) -> list[dict[str, Any]]:
        """In the order of names."""
        return [
            line(person.display_name, said, clock.paris(first), clock.paris(last))
            for person, (said, first, last) in sorted(
                self._of.items(), key=lambda item: (item[0].sort_name, item[0].pk)
            )
        ]
