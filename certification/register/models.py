"""What the public page counts, and the links by which a holder shows their title."""

import pgtrigger
from django.db import models

from assessments.candidates.models import Enrolment
from ccas.personal import impersonal, personal
from ccas.records import Record


class VerificationCount(models.Model):
    """How often something was asked in a slice of time: from one address, of one document, in all.

    `scope` is a keyed digest, or `overall`; the slice begins at `since`. Swept after a day.
    """

    scope = impersonal(models.CharField(max_length=64))
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "compteur de vérifications"
        verbose_name_plural = "compteurs de vérifications"
        constraints = [
            models.UniqueConstraint(fields=["scope", "since"], name="verification_counted_once")
        ]
        indexes = [models.Index(fields=["since"], name="verification_since")]

    def __str__(self) -> str:
        return f"{self.scope[:8]} {self.since:%H:%M}"


class ShareScope(models.TextChoices):
    TITLE = "title", "Le titre seul"
    BLOCKS = "blocks", "Le titre et les blocs acquis"
    FULL = "full", "Le titre, les blocs et les documents"


class Share(Record):
    """A link by which a holder lets somebody read their title until a day, and that they may end.

    The link itself is shown once; only the digest of its token is kept.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="shares")
    scope = models.CharField("ce qui se lit", max_length=10, choices=ShareScope)
    label = personal(
        models.CharField("pour", max_length=80, blank=True, default=""),
        purpose="permettre au titulaire de reconnaître le lien qu’il a donné",
        retention="account",
    )
    token_sha256 = impersonal(models.CharField(max_length=64, unique=True))
    ends_on = impersonal(models.DateField("dernier jour"))
    ended_at = models.DateTimeField("arrêté le", null=True, blank=True)

    class Meta:
        verbose_name = "lien de partage"
        verbose_name_plural = "liens de partage"
        ordering = ["-occurred_at", "pk"]
        triggers = [
            pgtrigger.Protect(name="shares_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="share_is_written_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "enrolment", "scope", "label", "token_sha256", "ends_on", "occurred_at"
                ),
            ),
            pgtrigger.Protect(
                name="share_ended_is_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()} jusqu’au {self.ends_on:%d/%m/%Y}"
