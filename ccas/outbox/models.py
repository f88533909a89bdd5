"""Messages to leave: a row first, sent after commit."""

import pgtrigger
from django.db import models

from ccas.documents.models import Document
from ccas.personal import impersonal, personal
from ccas.records import Record


class MessageState(models.TextChoices):
    WAITING = "waiting", "à envoyer"
    SENT = "sent", "envoyé"
    CANCELLED = "cancelled", "annulé"


class Message(Record):
    """One mail. It carries links, never papers; it waits until its documents are stored."""

    kind = impersonal(models.CharField(max_length=60))
    key = impersonal(models.CharField(max_length=160, unique=True))
    to = personal(
        models.EmailField("destinataire"), purpose="envoi du message", retention="message"
    )
    subject = personal(
        models.CharField("objet", max_length=200), purpose="envoi du message", retention="message"
    )
    text = personal(models.TextField("texte"), purpose="envoi du message", retention="message")
    html = personal(
        models.TextField("texte mis en forme", blank=True, default=""),
        purpose="envoi du message",
        retention="message",
    )
    attachments = personal(
        models.JSONField("fichiers joints", default=list, blank=True),
        purpose="envoi du message",
        retention="message",
    )
    documents = models.ManyToManyField(Document, related_name="messages", blank=True)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "message"
        constraints = [
            models.CheckConstraint(
                name="message_sent_has_a_time",
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="sent_is_sent",
                operation=pgtrigger.Update,
                # At its term a sent message is emptied, whole, and nothing else of it changes.
                condition=pgtrigger.Condition(
                    "OLD.state = 'sent' AND NOT ("
                    '(NEW."to", NEW.subject, NEW.text, NEW.html, NEW.attachments)'
                    " = ('', '', '', '', '[]'::jsonb)"
                    " AND (OLD.id, OLD.kind, OLD.key, OLD.state, OLD.sent_at, OLD.occurred_at,"
                    " OLD.recorded_at) = (NEW.id, NEW.kind, NEW.key, NEW.state, NEW.sent_at,"
                    " NEW.occurred_at, NEW.recorded_at))"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
