"""The thread of a file: what candidate and office said to each other, automatic words included."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from ccas.personal import impersonal, personal
from ccas.records import Record
from certification.vae.models.applications import EligibilityApplication
from certification.vae.models.validation import ValidationFile

#: The role of the words that the service says by itself, to the candidate.
SERVICE = "service"


class ThreadMessage(Record):
    """One message, never changed. author: None for what the service says by itself.

    A candidate has one thread from the application on; a file without an application (an
    enrolment recorded by the office) has its own. read_at: when the other side opened it.
    """

    application = models.ForeignKey(
        EligibilityApplication, on_delete=models.PROTECT, null=True, related_name="thread"
    )
    file = models.ForeignKey(
        ValidationFile, on_delete=models.PROTECT, null=True, related_name="thread"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    role = impersonal(models.CharField(max_length=30))
    text = personal(
        models.TextField("message", max_length=4000),
        purpose="échanges sur la demande de VAE",
        retention="certification",
    )
    read_at = models.DateTimeField("lu le", null=True, editable=False)

    class Meta:
        verbose_name = "message"
        ordering = ["recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="message_stands_in_one_thread",
                condition=Q(application__isnull=False, file__isnull=True)
                | Q(application__isnull=True, file__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="messages_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="messages_do_not_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("application", "file", "author", "role", "text"),
            ),
            pgtrigger.Protect(
                name="read_is_read",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.read_at IS NOT NULL AND OLD.read_at IS DISTINCT FROM NEW.read_at"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id or self.file_id} {self.role}"
