"""What leaves by mail, as a list: to whom, about what, when. Not what it says."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from ccas.actors import Actor
from ccas.exchange.lists import Column, Listing
from ccas.outbox.forms import MessageFilter
from ccas.outbox.models import Message
from ccas.outbox.permissions import READERS, visible_messages


def search(messages: QuerySet[Message], *, etat: str = "", a: str = "") -> QuerySet[Message]:
    """Narrow by state and by a part of the address; those that wait first, then the latest."""
    if etat:
        messages = messages.filter(state=etat)
    if a:
        messages = messages.filter(to__icontains=a)
    # « waiting » is the last of the three codes in the order of the alphabet.
    return messages.defer("text", "html", "attachments").order_by("-state", "-occurred_at", "pk")


def _messages(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[Message]:
    return search(visible_messages(actor), **chosen)


MESSAGES = Listing(
    slug="messages",
    title="Messages",
    roles=frozenset(READERS),
    address="outbox:list",
    counted=("message", "messages"),
    filters=MessageFilter,
    rows=_messages,
    columns=(
        Column("objet", "Objet", lambda one: one.subject),
        Column("destinataire", "Destinataire", lambda one: one.to),
        Column("ecrit", "Écrit le", lambda one: one.occurred_at),
        Column("etat", "État", lambda one: one.get_state_display()),
        Column("envoye", "Envoyé le", lambda one: one.sent_at),
    ),
)
LISTS = (MESSAGES,)
