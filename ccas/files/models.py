"""Files received, and the uploads that bring them piece by piece."""

import pgtrigger
from django.conf import settings
from django.db import models

from ccas.files import rules
from ccas.forgotten import FORGOTTEN
from ccas.personal import impersonal, personal
from ccas.records import Record


class FileState(models.TextChoices):
    RECEIVED = "received", "reçu"
    SCANNING = "scanning", "en cours d’analyse"
    CLEAN = "clean", "prêt"
    INFECTED = "infected", "infecté"
    REFUSED = "refused", "refusé"


#: The verdict of a development service that has no scanner. Production refuses to start without.
UNSCANNED = "unscanned"


class ReceivedFile(Record):
    """An original, sealed; and, once found clean, the rewrite that is shown in its place.

    set_id groups files under one quota. original and shown are names in the two storages; the
    original is never served. verdict: what the scanner answered. removed_at: the bytes and
    the name are gone, the row stays.
    """

    kind = impersonal(models.CharField("type", max_length=40))
    set_id = models.UUIDField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="files"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    name = personal(
        models.CharField("nom du fichier", max_length=150),
        purpose="reconnaître la pièce envoyée",
        retention="evidence",
    )
    media_type = impersonal(models.CharField(max_length=40))
    size = models.PositiveIntegerField("octets")
    sha256 = impersonal(models.CharField(max_length=64))
    original = personal(
        models.CharField("original scellé", max_length=120, unique=True),
        purpose="pièce originale, scellée",
        retention="evidence",
    )
    state = models.CharField("état", max_length=10, choices=FileState, default=FileState.RECEIVED)
    reason = impersonal(models.CharField("motif", max_length=300, blank=True, default=""))
    verdict = impersonal(models.CharField(max_length=120, blank=True, default=""))
    decided_at = models.DateTimeField("examiné le", null=True, editable=False)
    shown = personal(
        models.CharField("copie montrée", max_length=120, blank=True, default=""),
        purpose="pièce montrée, réécrite sans contenu actif",
        retention="evidence",
    )
    shown_type = impersonal(models.CharField(max_length=40, blank=True, default=""))
    shown_sha256 = impersonal(models.CharField(max_length=64, blank=True, default=""))
    shown_size = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField("effacé le", null=True, editable=False)

    class Meta:
        verbose_name = "fichier reçu"
        verbose_name_plural = "fichiers reçus"
        ordering = ["set_id", "recorded_at"]
        indexes = [models.Index(fields=["set_id"], name="file_set")]
        constraints = [
            models.CheckConstraint(
                name="file_clean_has_a_verdict",
                condition=~models.Q(state="clean")
                | (
                    models.Q(decided_at__isnull=False, shown_size__gt=0)
                    & models.Q(verdict__in=["OK", UNSCANNED])
                    & ~models.Q(shown="")
                    & ~models.Q(shown_type="")
                    & ~models.Q(shown_sha256="")
                ),
            ),
            models.CheckConstraint(
                name="file_only_clean_is_shown",
                condition=models.Q(state="clean") | models.Q(shown="", shown_size=0),
            ),
            models.CheckConstraint(
                name="file_removed_names_nobody",
                condition=models.Q(removed_at__isnull=True) | models.Q(name=FORGOTTEN),
            ),
            models.CheckConstraint(
                name="file_turned_away_says_why",
                condition=~models.Q(state__in=["infected", "refused"])
                | (models.Q(decided_at__isnull=False) & ~models.Q(reason="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="files_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="original_is_sealed",
                operation=pgtrigger.Update,
                # The name goes with the bytes, since it may name somebody.
                condition=pgtrigger.Condition(
                    "OLD.name IS DISTINCT FROM NEW.name"
                    f" AND (NEW.removed_at IS NULL OR NEW.name <> '{FORGOTTEN}')"
                    " OR (OLD.kind, OLD.set_id, OLD.owner_id, OLD.uploaded_by_id, OLD.media_type,"
                    " OLD.size, OLD.sha256, OLD.original, OLD.occurred_at) IS DISTINCT FROM"
                    " (NEW.kind, NEW.set_id, NEW.owner_id, NEW.uploaded_by_id, NEW.media_type,"
                    " NEW.size, NEW.sha256, NEW.original, NEW.occurred_at)"
                ),
            ),
            pgtrigger.Protect(
                name="verdict_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state IN ('clean', 'infected', 'refused') AND (OLD.state, OLD.reason,"
                    " OLD.verdict, OLD.decided_at, OLD.shown, OLD.shown_type, OLD.shown_sha256,"
                    " OLD.shown_size, OLD.pages) IS DISTINCT FROM (NEW.state, NEW.reason,"
                    " NEW.verdict, NEW.decided_at, NEW.shown, NEW.shown_type, NEW.shown_sha256,"
                    " NEW.shown_size, NEW.pages)"
                ),
            ),
            pgtrigger.Protect(
                name="removed_is_removed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.removed_at IS NOT NULL AND OLD.removed_at IS DISTINCT FROM NEW.removed_at"
                ),
            ),
            pgtrigger.Protect(
                name="nothing_is_clean_unseen",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__state="received"),
            ),
            pgtrigger.Protect(
                name="clean_comes_after_a_scan",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="received", new__state__in=["clean", "infected"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def weight(self) -> str:
        """Its size in words: « 340 ko »."""
        return rules.megabytes(self.size)

    @property
    def shown_name(self) -> str:
        """The name of what is shown: the stem as received, the extension of the rewrite."""
        stem = self.name.rpartition(".")[0] or self.name
        extension = {"application/pdf": "pdf", "image/png": "png"}.get(self.shown_type, "jpg")
        return f"{stem}.{extension}"

    @property
    def can_be_opened(self) -> bool:
        """Found clean, and still there."""
        return self.state == FileState.CLEAN and self.removed_at is None


class UploadState(models.TextChoices):
    OPEN = "open", "en cours"
    DONE = "done", "terminé"
    DROPPED = "dropped", "abandonné"


class Upload(Record):
    """A file on its way, piece by piece; it can be taken up again for a day.

    received: how many bytes have arrived, from the first on. parts lie in the originals' storage
    under the upload's id until the last one has come.
    """

    kind = impersonal(models.CharField(max_length=40))
    set_id = models.UUIDField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    name = personal(
        models.CharField("nom du fichier", max_length=150),
        purpose="reconnaître la pièce envoyée",
        retention="evidence",
    )
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.OPEN)
    file = models.OneToOneField(
        ReceivedFile, on_delete=models.PROTECT, null=True, related_name="upload"
    )

    class Meta:
        verbose_name = "envoi"
        verbose_name_plural = "envois"
        constraints = [
            models.CheckConstraint(
                name="upload_received_within_its_size",
                condition=models.Q(received__lte=models.F("size"), size__gt=0),
            ),
            models.CheckConstraint(
                name="upload_done_has_its_file",
                condition=models.Q(state="done", file__isnull=False)
                | (~models.Q(state="done") & models.Q(file__isnull=True)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="upload_only_grows",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.received < OLD.received OR NEW.size <> OLD.size OR NEW.kind <> OLD.kind"
                    " OR NEW.set_id <> OLD.set_id OR NEW.uploaded_by_id <> OLD.uploaded_by_id"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.received}/{self.size}"
