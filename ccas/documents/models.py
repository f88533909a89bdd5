"""A document is a record: numbered once, rendered once, never regenerated."""

import secrets

import pgtrigger
from django.conf import settings
from django.db import models

from ccas.personal import impersonal, personal
from ccas.records import Record


def new_verification_code() -> str:
    """160 random bits in Crockford's base 32 (no I, L, O, U): easy to read aloud and retype."""
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return "".join(secrets.choice(alphabet) for _ in range(32))


class Series(models.Model):
    """A counter row. Its lock makes the numbers follow each other without gap or duplicate."""

    code = impersonal(models.CharField(primary_key=True, max_length=60))
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "série"
        triggers = [
            pgtrigger.Protect(name="series_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="counts_one_by_one",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    'NEW."last_number" <> OLD."last_number" + 1 OR NEW."code" <> OLD."code"'
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DocumentState(models.TextChoices):
    PENDING = "pending", "en préparation"
    RENDERED = "rendered", "en attente du sceau"
    STORED = "stored", "disponible"
    FAILED = "failed", "en échec"


class Document(Record):
    """Facts frozen at issue, then one sealed file. A correction is a new one that `replaces` it.

    pending → rendered (only while no seal is to be had: the file waits, is not handed over, and
    `waits_for` says why) → stored, sealed. `seal_certificate` is the SHA-256 of the certificate;
    a throw-away seal, which proves nothing, is for specimens only.
    """

    kind = impersonal(models.CharField("type", max_length=40))
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="documents")
    rank = models.PositiveIntegerField("rang dans la série")
    number = impersonal(models.CharField("numéro", max_length=60, unique=True))
    specimen = models.BooleanField("spécimen", default=False)
    subject_type = impersonal(models.CharField(max_length=60))
    subject_id = models.UUIDField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="documents"
    )
    facts = personal(
        models.JSONField("faits"), purpose="contenu du document délivré", retention="certification"
    )
    facts_sha256 = impersonal(models.CharField(max_length=64))
    verification_code = impersonal(
        models.CharField(max_length=32, unique=True, default=new_verification_code)
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.PENDING)
    file = personal(
        models.CharField("fichier", max_length=200, blank=True, default=""),
        purpose="document délivré",
        retention="certification",
    )
    sha256 = impersonal(models.CharField(max_length=64, blank=True, default=""))
    size = models.PositiveIntegerField("octets", default=0)
    pages = models.PositiveSmallIntegerField(default=0)
    render_ms = models.PositiveIntegerField("durée du rendu, en millisecondes", default=0)
    stored_at = models.DateTimeField(null=True)
    rendered_sha256 = impersonal(models.CharField(max_length=64, blank=True, default=""))
    waits_for = impersonal(models.CharField(max_length=300, blank=True, default=""))
    seal_level = impersonal(
        models.CharField("niveau du sceau", max_length=5, blank=True, default="")
    )
    seal_certificate = impersonal(models.CharField(max_length=64, blank=True, default=""))
    seal_is_throwaway = models.BooleanField(default=False)

    class Meta:
        verbose_name = "document"
        constraints = [
            models.UniqueConstraint(fields=["series", "rank"], name="document_rank_once"),
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id"],
                condition=models.Q(replaces__isnull=True),
                name="document_once_per_subject",
            ),
            models.CheckConstraint(
                name="document_stored_is_complete",
                condition=models.Q(state="stored", stored_at__isnull=False, size__gt=0)
                & ~models.Q(sha256="")
                & ~models.Q(file="")
                | (~models.Q(state="stored") & models.Q(stored_at__isnull=True, sha256="")),
            ),
            models.CheckConstraint(
                name="document_rendered_is_kept",
                condition=models.Q(state="rendered")
                & ~models.Q(rendered_sha256="")
                & ~models.Q(file="")
                & ~models.Q(waits_for="")
                | (~models.Q(state="rendered") & models.Q(waits_for="")),
            ),
            # Nothing unsealed leaves. Files of before the seal stay as they were given.
            models.CheckConstraint(
                name="document_stored_is_sealed",
                condition=~models.Q(state="stored")
                | (~models.Q(seal_certificate="") & ~models.Q(seal_level="")),
            ),
            models.CheckConstraint(
                name="document_real_has_a_real_seal",
                condition=models.Q(specimen=True) | models.Q(seal_is_throwaway=False),
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="document_subject"),
            # Whoever drops a file on the public page is answered by its fingerprint alone.
            models.Index(
                fields=["sha256"],
                name="document_sha256",
                condition=~models.Q(sha256=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="documents_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="facts_are_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "kind",
                    "series",
                    "rank",
                    "number",
                    "specimen",
                    "subject_type",
                    "subject_id",
                    "facts",
                    "facts_sha256",
                    "verification_code",
                    "replaces",
                    "occurred_at",
                ),
            ),
            pgtrigger.Protect(
                name="stored_is_stored",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="stored"),
            ),
        ]

    def __str__(self) -> str:
        return self.number
