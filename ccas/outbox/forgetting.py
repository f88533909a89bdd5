"""A message that has served as a proof long enough: its words go, its row stays."""

from datetime import datetime

from django.db.models import QuerySet

from ccas import journal, retention
from ccas.actors import Actor
from ccas.outbox.models import Message, MessageState


def due(cutoff: datetime) -> QuerySet[Message]:
    """The messages sent before that moment whose words are still there."""
    return Message.objects.filter(state=MessageState.SENT, sent_at__lt=cutoff).exclude(to="")


def forget(message: Message, by: Actor) -> None:
    """Empty a sent message: address, subject, words. That it was sent, and when, stays."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.state != MessageState.SENT or not message.to:
        return
    message.to = message.subject = message.text = message.html = ""
    message.attachments = []
    message.save(update_fields=["to", "subject", "text", "html", "attachments"])
    journal.record("outbox.forget", message, by=by)


RULE = retention.Rule(
    code="messages",
    term="message",
    label="Messages envoyés",
    goes="l’adresse, l’objet et le texte partent ; la date d’envoi reste",
    due=due,
    forget=forget,
)
