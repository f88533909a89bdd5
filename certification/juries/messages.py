"""What a jury writes to its members."""

from django.conf import settings
from django.urls import reverse

from assessments.people.models import Person
from ccas import outbox
from ccas.actors import Actor
from ccas.outbox.models import Message
from certification.juries.models import Jury, Nomination


def address_of(person: Person) -> str:
    """Where to write to a person: their own address, else the one of their account; or ""."""
    return person.email or (person.user.email if person.user else "")


def post_summons(jury: Jury, nomination: Nomination, *, by: Actor) -> Message:
    """The summons of one member to one seat. Twice gives the first message."""
    capacities = {one.code: one.label for one in jury.rules.capacities}
    return outbox.post(
        kind="jury.summons",
        to=address_of(nomination.person),
        subject=f"Convocation : {jury.name}, le {jury.sits_on:%d/%m/%Y}",
        template="mail/jury_summons",
        context={
            "name": nomination.person.display_name,
            "jury": jury,
            "seat": nomination.seat.label,
            "capacity": capacities.get(nomination.capacity, nomination.capacity),
            "candidates": jury.agenda.count(),
            "title": jury.revision.title,
            "link": settings.PUBLIC_BASE_URL.rstrip("/") + reverse("juries:detail", args=[jury.pk]),
        },
        by=by,
        key=f"jury.summons:{nomination.pk}",
    )


def post_cancellation(jury: Jury, nomination: Nomination, reason: str, *, by: Actor) -> Message:
    """Tell somebody who was summoned that the jury will not sit."""
    return outbox.post(
        kind="jury.cancellation",
        to=address_of(nomination.person),
        subject=f"Annulation : {jury.name}, le {jury.sits_on:%d/%m/%Y}",
        template="mail/jury_cancelled",
        context={"name": nomination.person.display_name, "jury": jury, "reason": reason},
        by=by,
        key=f"jury.cancellation:{nomination.pk}",
    )
