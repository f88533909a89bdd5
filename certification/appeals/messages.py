"""The mails of an appeal: that something happened, and where to read it; never what it says."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from ccas import outbox
from ccas.actors import Actor
from ccas.documents.models import Document
from certification.appeals.models import Appeal
from certification.awards.letters import address_of


@dataclass(frozen=True, slots=True)
class Event:
    """What a mail says."""

    subject: str
    happened: str
    to_do: str = ""


EVENTS = {
    "received": Event(
        "Votre recours est reçu",
        "Votre recours contre la décision du jury est enregistré. L’accusé de réception, avec la"
        " date de réponse au plus tard, est dans vos documents.",
    ),
    "answered": Event(
        "La réponse à votre recours",
        "Il est répondu à votre recours contre la décision du jury. La lettre qui contient la"
        " réponse est dans vos documents.",
        "Si vous la contestez, la lettre dit comment et jusqu’à quand.",
    ),
    "presented": Event(
        "Un autre jury va vous entendre",
        "À la suite de votre recours, vous êtes à l’ordre du jour d’un autre jury, dont aucun"
        " membre n’a siégé dans le premier.",
        "Sa date s’affiche sur votre page d’accueil dès que le jury est convoqué.",
    ),
}


def tell(appeal: Appeal, event: str, *, by: Actor, letter: Document | None = None) -> None:
    """Tell the candidate, when an address reaches them; the mail waits for its letter."""
    person = appeal.presentation.enrolment.candidate.person
    to = address_of(person)
    if not to:
        return
    path = reverse("appeals:own", args=[appeal.presentation_id])
    outbox.post(
        kind=f"appeal.{event}",
        to=to,
        subject=EVENTS[event].subject,
        template="mail/appeal",
        context={
            "name": person.display_name,
            "said": EVENTS[event],
            "link": settings.PUBLIC_BASE_URL.rstrip("/") + path,
        },
        by=by,
        key=f"appeal.{event}:{appeal.pk}",
        documents=[letter] if letter else [],
    )
