"""What a session writes to people. Mail carries dates, places and a calendar, never a paper."""

from collections.abc import Sequence

from assessments.people.models import Person
from assessments.sessions.calendar import CANCEL, REQUEST, Event, calendar
from assessments.sessions.models import AssessmentSession, SessionSummons, Simulation
from ccas import outbox
from ccas.actors import Actor
from ccas.outbox import Attachment
from ccas.outbox.models import Message
from ccas.periods import in_words


def period(session: AssessmentSession) -> str:
    """« le 3 juin 2026 », « du 3 juin 2026 au 4 juin 2026 »."""
    if session.starts_on == session.ends_on:
        return f"le {in_words(session.starts_on)}"
    return f"du {in_words(session.starts_on)} au {in_words(session.ends_on)}"


def post_summons(
    session: AssessmentSession,
    person: Person,
    capacity: str,
    simulations: Sequence[Simulation],
    events: Sequence[Event],
    *,
    by: Actor,
) -> Message:
    """Summon one person, as "candidate" or "evaluator", with their own hours."""
    return outbox.post(
        kind="session.summons",
        to=person.email,
        subject=f"Convocation à la session d’évaluation {period(session)}",
        template="mail/session_summons",
        context=_context(session, person, capacity, simulations) | {"again": False},
        attachments=_files(events, (), person.email),
        by=by,
        key=f"session:{session.pk}:summons:{capacity}:{person.pk}",
    )


def post_new_hours(
    session: AssessmentSession,
    summons: SessionSummons,
    simulations: Sequence[Simulation],
    events: Sequence[Event],
    withdrawn: Sequence[Event],
    *,
    by: Actor,
) -> Message:
    """Summon somebody again: their hours are not what they were told."""
    person, capacity = summons.person, summons.capacity
    turn = sum(event.sequence for event in (*events, *withdrawn)) + len(events)
    return outbox.post(
        kind="session.summons",
        to=person.email,
        subject=f"Nouveaux horaires : session d’évaluation {period(session)}",
        template="mail/session_summons",
        context=_context(session, person, capacity, simulations) | {"again": True},
        attachments=_files(events, withdrawn, person.email),
        by=by,
        key=f"session:{session.pk}:summons:{capacity}:{person.pk}:{turn}",
    )


def post_cancellation(
    session: AssessmentSession,
    person: Person,
    capacity: str,
    events: Sequence[Event],
    *,
    by: Actor,
) -> Message:
    """Tell somebody who was summoned that the session will not take place."""
    return outbox.post(
        kind="session.cancellation",
        to=person.email,
        subject=f"Annulation de la session d’évaluation {period(session)}",
        template="mail/session_cancellation",
        context={"session": session, "period": period(session), "person": person},
        attachments=_files((), events, person.email),
        by=by,
        key=f"session:{session.pk}:cancellation:{capacity}:{person.pk}",
    )


def _context(
    session: AssessmentSession, person: Person, capacity: str, simulations: Sequence[Simulation]
) -> dict[str, object]:
    return {
        "session": session,
        "site": session.site,
        "period": period(session),
        "person": person,
        "capacity": capacity,
        "simulations": simulations,
    }


def _files(events: Sequence[Event], withdrawn: Sequence[Event], to: str) -> list[Attachment]:
    """One calendar file for what is held, one for what no longer is: a file has one method."""
    files = []
    for name, method, found in (
        ("horaires.ics", REQUEST, events),
        ("annulation.ics", CANCEL, withdrawn),
    ):
        if found:
            files.append(
                Attachment(
                    name,
                    f"text/calendar; method={method}; charset=utf-8",
                    calendar(found, method=method, to=to),
                )
            )
    return files
