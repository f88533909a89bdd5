"""What a jury writes to its members. Mail carries dates, places, links and a calendar."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from assessments.people.models import Person
from assessments.sessions.calendar import CANCEL, REQUEST, Event, calendar
from ccas import outbox
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.outbox import Attachment
from ccas.outbox.models import Message
from certification.juries.models import Jury, JurySummons, Nomination

#: How long a sitting holds a diary, from the hour of the summons.
LASTS = timedelta(hours=8)


def address_of(person: Person) -> str:
    """Where to write to a person: their own address, else the one of their account; or ""."""
    return person.email or (person.user.email if person.user else "")


def _page(jury: Jury) -> str:
    return settings.PUBLIC_BASE_URL.rstrip("/") + reverse("juries:detail", args=[jury.pk])


def _calendar(
    jury: Jury, summons: JurySummons, to: str, *, method: str, turn: int = 0
) -> Attachment:
    """The sitting in the diary of one member: the same event, its cancellation, its return.

    turn: how many papers this summons had before; each raises the event's sequence.
    """
    withdrawn = method == CANCEL
    event = Event(
        uid=f"{summons.pk}.jury@{settings.CALENDAR_DOMAIN}",
        sequence=2 * turn + withdrawn,
        summary=jury.name,
        place=jury.place,
        starts_at=jury.begins,
        ends_at=jury.begins + LASTS,
        withdrawn=withdrawn,
    )
    return Attachment(
        "annulation.ics" if withdrawn else "jury.ics",
        f"text/calendar; method={method}; charset=utf-8",
        calendar([event], method=method, to=to),
    )


def post_summons(
    jury: Jury, nomination: Nomination, summons: JurySummons, paper: Document, *, by: Actor
) -> Message:
    """The summons of one member to one seat. It leaves once its paper can be opened."""
    capacities = {one.code: one.label for one in jury.rules.capacities}
    to = address_of(nomination.person)
    return outbox.post(
        kind="jury.summons",
        to=to,
        subject=f"Convocation : {jury.name}, le {jury.sits_on:%d/%m/%Y}",
        template="mail/jury_summons",
        context={
            "name": nomination.person.display_name,
            "jury": jury,
            "seat": nomination.seat.label,
            "capacity": capacities.get(nomination.capacity, nomination.capacity),
            "candidates": jury.agenda.count(),
            "title": jury.revision.title,
            "number": paper.number,
            "link": _page(jury),
        },
        documents=[paper],
        attachments=[
            _calendar(jury, summons, to, method=REQUEST, turn=1 if paper.replaces_id else 0)
        ],
        by=by,
        key=f"jury.summons:{nomination.pk}",
    )


def post_reminder(jury: Jury, summons: JurySummons, rank: int, *, by: Actor) -> Message:
    """Recall a summons left without an answer; rank: the first reminder is 1. Once each."""
    return outbox.post(
        kind="jury.reminder",
        to=address_of(summons.person),
        subject=f"Rappel : {jury.name}, le {jury.sits_on:%d/%m/%Y}, votre réponse est attendue",
        template="mail/jury_reminder",
        context={"name": summons.person.display_name, "jury": jury, "link": _page(jury)},
        by=by,
        key=f"jury.reminder:{summons.pk}:{rank}",
    )


def post_cancellation(jury: Jury, summons: JurySummons, reason: str, *, by: Actor) -> Message:
    """Tell somebody who was summoned that the jury will not sit."""
    to = address_of(summons.person)
    return outbox.post(
        kind="jury.cancellation",
        to=to,
        subject=f"Annulation : {jury.name}, le {jury.sits_on:%d/%m/%Y}",
        template="mail/jury_cancelled",
        context={"name": summons.person.display_name, "jury": jury, "reason": reason},
        attachments=[_calendar(jury, summons, to, method=CANCEL)],
        by=by,
        key=f"jury.cancellation:{summons.pk}",
    )


def post_release(jury: Jury, summons: JurySummons, *, by: Actor) -> Message:
    """Tell somebody who was summoned that they no longer sit: somebody else does, or nobody."""
    to = address_of(summons.person)
    return outbox.post(
        kind="jury.release",
        to=to,
        subject=f"Vous ne siégez plus : {jury.name}, le {jury.sits_on:%d/%m/%Y}",
        template="mail/jury_release",
        context={
            "name": summons.person.display_name,
            "jury": jury,
            "seat": summons.seat.label,
        },
        attachments=[_calendar(jury, summons, to, method=CANCEL)],
        by=by,
        key=f"jury.release:{summons.pk}",
    )


def post_preparation(jury: Jury, summons: JurySummons, paper: Document, *, by: Actor) -> Message:
    """Tell a member that their preparation file can be read: a link, never the file."""
    return outbox.post(
        kind="jury.preparation",
        to=address_of(summons.person),
        subject=f"Dossier de préparation : {jury.name}, le {jury.sits_on:%d/%m/%Y}",
        template="mail/jury_preparation",
        context={"name": summons.person.display_name, "jury": jury, "link": _page(jury)},
        documents=[paper],
        by=by,
        key=f"jury.preparation:{summons.pk}",
    )
