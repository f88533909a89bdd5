"""What leaves by mail: the jobs of the outbox done here, the links read as a person would."""

import re

from django.core import mail
from django.core.mail import EmailMessage

from ccas import jobs
from ccas.jobs.models import Job
from ccas.outbox.actions import SEND


def leave() -> list[EmailMessage]:
    """Send what waits; gives what left this time."""
    before = len(mail.outbox)
    for job in Job.objects.filter(kind=SEND, state="waiting").order_by("recorded_at"):
        jobs.run(job.pk)
    return mail.outbox[before:]


def link_of(message: EmailMessage) -> str:
    """The path of the only link of a mail."""
    [link] = re.findall(r"https?://[^/\s]+(/\S+)", message.body)
    return link
