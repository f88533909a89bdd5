"""An archive that a person asked for: made once, theirs alone, erased after some days."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from ccas.personal import impersonal, personal
from ccas.records import Record


class ArchiveState(models.TextChoices):
    ASKED = "asked", "en préparation"
    READY = "ready", "prête"
    ERASED = "erased", "effacée"


class PersonalArchive(Record):
    """file: its name in the storage of archives, which no address serves but its owner's."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="archives"
    )
    state = models.CharField(
        "état", max_length=10, choices=ArchiveState, default=ArchiveState.ASKED
    )
    file = personal(
        models.CharField("fichier de l’archive", max_length=120, blank=True, default=""),
        purpose="archive demandée par la personne",
        retention="account",
    )
    sha256 = impersonal(models.CharField(max_length=64, blank=True, default=""))
    size = models.PositiveBigIntegerField("octets", default=0)
    ready_at = models.DateTimeField("prête le", null=True, editable=False)
    expires_at = models.DateTimeField("effacée après le", null=True, editable=False)

    class Meta:
        verbose_name = "archive personnelle"
        verbose_name_plural = "archives personnelles"
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                name="archive_one_at_a_time",
                condition=Q(state="asked"),
                violation_error_message="Une archive est déjà en préparation.",
            ),
            models.CheckConstraint(
                name="archive_ready_has_its_file",
                condition=~Q(state="ready")
                | (
                    ~Q(file="")
                    & ~Q(sha256="")
                    & Q(size__gt=0, ready_at__isnull=False, expires_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="archive_not_ready_has_no_file",
                condition=Q(state="ready") | Q(file=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="archive_is_its_owner_s",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("user"),
            ),
            pgtrigger.Protect(
                name="archive_erased_is_erased",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="erased"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"
