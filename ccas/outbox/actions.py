"""Posting a message, and sending it once the business transaction is committed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from typing import Any
from uuid import UUID

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
from ccas.outbox import links
from ccas.outbox.dressing import dressed
from ccas.outbox.models import Message, MessageState

SEND = "outbox.send"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small text file that leaves with a message: a calendar, never a paper.

    type: as MIME says it, parameters included.
    """

    name: str
    type: str
    content: str


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
    link: tuple[str, UUID] | None = None,
    attachments: Sequence[Attachment] = (),
) -> Message:
    """Write a message from `<template>.txt` in this transaction, its HTML made of the same words.

    A template of its own (`<template>.html`) takes the place of that HTML.

    The same key twice gives the first message. It leaves after commit, by a job.
    link: (kind, id of what it is about), for a link that nobody may read in the row: the template
    writes `{{ link }}`, the job makes it (`links.register_link`).
    """
    existing = Message.objects.filter(key=key).first()
    if existing:
        return existing
    payload: dict[str, Any] = {}
    if link:
        context = {**context, "link": links.MARK}
        payload = {"link": {"kind": link[0], "about": str(link[1])}}
    subject = " ".join(subject.split())[:200]
    text = get_template(f"{template}.txt").render(context)
    message = Message.objects.create(
        kind=kind,
        key=key,
        to=to,
        subject=subject,
        text=text,
        html=_html(template, context) or dressed(subject, text),
        attachments=[asdict(each) for each in attachments],
    )
    message.documents.set(documents)
    record("outbox.post", message, by=by, kind=kind, documents=[d.pk for d in documents])
    payload["message"] = str(message.pk)
    enqueue(SEND, key=f"message:{message.pk}", payload=payload, by=by)
    return message


def send(job: Job) -> None:
    """Send the job's message, once. Raises DocumentsPending while a document is not stored."""
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=job.payload["message"])
        if message.state != MessageState.WAITING:
            return
        if message.documents.exclude(state="stored").exists():
            raise DocumentsPending(f"message {message.pk} waits for its documents")
        text, html = message.text, message.html
        if "link" in job.payload:
            made = links.make(**job.payload["link"], by=job.actor)
            if made is None:
                _give_up(message, job)
                return
            text, html = (each.replace(links.MARK, made) for each in (text, html))
        mail = EmailMultiAlternatives(subject=message.subject, body=text, to=[message.to])
        # The same Message-ID at each try: a mail server recognises a repeat.
        mail.extra_headers["Message-ID"] = f"<{message.pk}@ccas.invalid>"
        if html:
            mail.attach_alternative(html, "text/html")
        for each in message.attachments:
            mail.attach(_part(**each))
        mail.send()
        message.state = MessageState.SENT
        message.sent_at = clock.now()
        message.save(update_fields=["state", "sent_at"])
        record("outbox.send", message, by=job.actor)


def _give_up(message: Message, job: Job) -> None:
    message.state = MessageState.CANCELLED
    message.save(update_fields=["state"])
    record("outbox.cancel", message, by=job.actor)


def _part(name: str, type: str, content: str) -> EmailMessage:
    """A file of the row as a part of the mail; the parameters of its type are kept."""
    part = EmailMessage()
    part.set_content(content, subtype=type.partition(";")[0].partition("/")[2], cte="base64")
    for parameter in type.split(";")[1:]:
        key, _, value = parameter.strip().partition("=")
        part.set_param(key, value)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part


def _html(template: str, context: dict[str, Any]) -> str:
    try:
        return get_template(f"{template}.html").render(context)
    except TemplateDoesNotExist:
        return ""
