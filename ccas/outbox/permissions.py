"""Who reads what leaves: the officer who sends it, the auditor who controls it."""

from django.db.models import QuerySet

from ccas.actors import Actor
from ccas.outbox.models import Message

READERS = ("officer", "auditor")


def visible_messages(actor: Actor | None) -> QuerySet[Message]:
    """Every message, to those who follow what was sent; none to anybody else."""
    if actor is None or not actor.has_role(*READERS):
        return Message.objects.none()
    return Message.objects.all()
