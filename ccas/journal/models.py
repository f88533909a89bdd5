"""The append-only log of acts, and the Merkle log that seals it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from ccas import clock
from ccas.personal import impersonal
from ccas.records import Record

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


def _refuse(condition: str, says: str) -> str:
    return f"""
        IF {condition} THEN
            RAISE EXCEPTION '{says}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """


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


class Leaf(models.Model):
    """The place of a line in the log: decided once, by the sealer. `salt`: see `leaves`."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, related_name="leaf")
    salt = impersonal(models.BinaryField(max_length=16))

    class Meta:
        verbose_name = "feuille du journal"
        verbose_name_plural = "feuilles du journal"
        triggers = [
            *APPEND_ONLY,
            pgtrigger.Trigger(
                name="leaves_follow",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_refuse(
                    'NEW."index" <> (SELECT COALESCE(max("index") + 1, 0) FROM ccas_leaf)',
                    "the leaves of the log follow each other",
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.index)


class TreeNode(models.Model):
    """A complete subtree of the log: its hash never changes. Level 0 are the leaves."""

    level = models.PositiveSmallIntegerField()
    position = models.BigIntegerField()
    digest = impersonal(models.BinaryField(max_length=32))

    class Meta:
        verbose_name = "nœud du journal"
        verbose_name_plural = "nœuds du journal"
        constraints = [models.UniqueConstraint(fields=["level", "position"], name="tree_node_once")]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.level}/{self.position}"


class Head(Record):
    """A published head: the log had `size` leaves and this root. `note`: signed checkpoint."""

    size = models.BigIntegerField("lignes scellées", unique=True)
    root = impersonal(models.BinaryField(max_length=32))
    note = impersonal(models.TextField("tête signée"))

    class Meta:
        verbose_name = "tête du journal"
        verbose_name_plural = "têtes du journal"
        ordering = ["size"]
        triggers = [
            *APPEND_ONLY,
            pgtrigger.Trigger(
                name="heads_grow",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_refuse(
                    'NEW."size" <> (SELECT COALESCE(max("index") + 1, 0) FROM ccas_leaf)'
                    ' OR NEW."size" <= (SELECT COALESCE(max("size"), 0) FROM ccas_head)',
                    "a head says the size of the log, and the log only grows",
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.size)


class HeadStamp(Record):
    """What a timestamp authority says of a head: an RFC 3161 token over its signed note."""

    head = models.OneToOneField(Head, on_delete=models.PROTECT, related_name="stamp")
    token = impersonal(models.BinaryField())

    class Meta:
        verbose_name = "horodatage du journal"
        verbose_name_plural = "horodatages du journal"
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.head}"
