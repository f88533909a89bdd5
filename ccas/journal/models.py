"""The append-only log of acts."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from ccas import clock
from ccas.personal import impersonal

APPEND_ONLY = [
    pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
    pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="""
            RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'check_violation';
        """,
    ),
]


class JournalEntry(models.Model):
    """One act: who, under which role, did what, to what, when. No name, no free text."""

    id = models.BigAutoField(primary_key=True)
    occurred_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    role = impersonal(models.CharField(max_length=30))
    verb = impersonal(models.CharField(max_length=60))
    subject_type = impersonal(models.CharField(max_length=60))
    subject_id = impersonal(models.CharField(max_length=40))
    details = impersonal(models.JSONField(default=dict))

    class Meta:
        verbose_name = "ligne du journal"
        verbose_name_plural = "journal"
        ordering = ["id"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="journal_subject")]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"
