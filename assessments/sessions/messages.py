"""What a session writes to people. Mail carries dates and places, never a paper."""

from collections.abc import Sequence

from assessments.people.models import Person
from assessments.sessions.models import AssessmentSession, Simulation
from ccas import outbox
from ccas.actors import Actor
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
    *,
    by: Actor,
) -> Message:
    """Summon one person, as "candidate" or "evaluator", with their own hours."""
    return outbox.post(
        kind="session.summons",
        to=person.email,
        subject=f"Convocation à la session d’évaluation {period(session)}",
        template="mail/session_summons",
        context={
            "session": session,
            "site": session.site,
            "period": period(session),
            "person": person,
            "capacity": capacity,
            "simulations": simulations,
        },
        by=by,
        key=f"session:{session.pk}:summons:{capacity}:{person.pk}",
    )


def post_cancellation(
    session: AssessmentSession, person: Person, capacity: str, *, by: Actor
) -> Message:
    """Tell somebody who was summoned that the session will not take place."""
    return outbox.post(
        kind="session.cancellation",
        to=person.email,
        subject=f"Annulation de la session d’évaluation {period(session)}",
        template="mail/session_cancellation",
        context={"session": session, "period": period(session), "person": person},
        by=by,
        key=f"session:{session.pk}:cancellation:{capacity}:{person.pk}",
    )
