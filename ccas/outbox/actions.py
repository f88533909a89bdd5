"""Posting a message, and sending it once the business transaction is committed."""

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from ccas import clock
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.jobs import enqueue
from ccas.jobs.models import Job
from ccas.journal import record
from ccas.outbox.models import Message, MessageState

SEND = "outbox.send"


class DocumentsPending(Exception):
    """The message waits for a document that is not stored yet; the job will be tried again."""


def post(
    *,
    kind: str,
    to: str,
    subject: str,
    template: str,
    context: dict[str, Any],
    by: Actor,
    key: str,
    documents: Sequence[Document] = (),
) -> Message:
    """Write a message from `<template>.txt` (and `.html` when there is one) in this transaction.

    The same key twice gives the first message. It leaves after commit, by a job.
    """
    existing = Message.objects.filter(key=key).first()
    if existing:
        return existing
    message = Message.objects.create(
        kind=kind,
        key=key,
        to=to,
        subject=" ".join(subject.split())[:200],
        text=get_template(f"{template}.txt").render(context),
        html=_html(template, context),
    )
    message.documents.set(documents)
    record("outbox.post", message, by=by, kind=kind, documents=[d.pk for d in documents])
    enqueue(SEND, key=f"message:{message.pk}", payload={"message": str(message.pk)}, by=by)
    return message


def send(job: Job) -> None:
    """Send the job's message, once. Raises DocumentsPending while a document is not stored."""
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=job.payload["message"])
        if message.state != MessageState.WAITING:
            return
        if message.documents.exclude(state="stored").exists():
            raise DocumentsPending(f"message {message.pk} waits for its documents")
        mail = EmailMultiAlternatives(subject=message.subject, body=message.text, to=[message.to])
        # The same Message-ID at each try: a mail server recognises a repeat.
        mail.extra_headers["Message-ID"] = f"<{message.pk}@ccas.invalid>"
        if message.html:
            mail.attach_alternative(message.html, "text/html")
        mail.send()
        message.state = MessageState.SENT
        message.sent_at = clock.now()
        message.save(update_fields=["state", "sent_at"])
        record("outbox.send", message, by=job.actor)


def _html(template: str, context: dict[str, Any]) -> str:
    try:
        return get_template(f"{template}.html").render(context)
    except TemplateDoesNotExist:
        return ""
