"""Taking a decision back: what an admissibility and a title share.

Two people: the office proposes on a dated ground, whoever it concerns is told and may answer, an
administrator pronounces. What is written stays.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ccas.personal import personal
from ccas.records import Record
from certification.vae.rules.withdrawal import GROUNDS

WHY = {"purpose": "preuve d’un retrait", "retention": "certification"}


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    """Withdrawals, by where they stand."""

    def open(self) -> "WithdrawalQuerySet":
        """Neither pronounced nor dropped."""
        return self.filter(pronounced_at__isnull=True, dropped_at__isnull=True)


class Withdrawal(Record):
    """One act of taking back. found_on: the day of the ground. The day they were told is `told_on`,
    which each kind of withdrawal names after whom it concerns.
    """

    ground = models.CharField("fondement", max_length=12, choices=list(GROUNDS.items()))
    found_on = personal(models.DateField("date du fondement"), **WHY)
    reference = personal(models.CharField("acte qui le fonde", max_length=200), **WHY)
    reasons = personal(models.TextField("motifs", max_length=3000), **WHY)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    pronounced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    pronounced_at = models.DateTimeField("prononcé le", null=True, editable=False)
    dropped_at = models.DateTimeField("abandonné le", null=True, editable=False)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-recorded_at"]

    @property
    def open(self) -> bool:
        """Neither pronounced nor dropped."""
        return self.pronounced_at is None and self.dropped_at is None


def by_two_people(prefix: str) -> list[models.CheckConstraint]:
    """Two people, one end, a dated ground. prefix: of the names of the constraints."""
    return [
        models.CheckConstraint(
            name=f"{prefix}withdrawal_takes_two_people",
            condition=Q(pronounced_at__isnull=True, pronounced_by__isnull=True)
            | (
                Q(pronounced_at__isnull=False, pronounced_by__isnull=False)
                & ~Q(pronounced_by=F("proposed_by"))
            ),
            violation_error_message="Qui propose un retrait ne le prononce pas.",
        ),
        models.CheckConstraint(
            name=f"{prefix}withdrawal_ends_once",
            condition=Q(pronounced_at__isnull=True) | Q(dropped_at__isnull=True),
        ),
        models.CheckConstraint(
            name=f"{prefix}withdrawal_has_a_ground",
            condition=Q(found_on__lte=F("told_on")) & ~Q(reference="") & ~Q(reasons=""),
            violation_error_message="Un retrait dit son fondement, daté, et ses motifs.",
        ),
    ]


def kept(prefix: str, subject: str, also: str = "") -> list[pgtrigger.Trigger]:
    """Proposed before it is pronounced; never erased; what founds it never rewritten.

    subject: the column of what is taken back. also: one more case where nothing moves, in SQL,
    with its « OR ».
    """
    columns = [subject, "ground", "found_on", "reference", "reasons", "told_on", "proposed_by_id"]
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return [
        pgtrigger.Protect(name=f"{prefix}withdrawals_stay", operation=pgtrigger.Delete),
        pgtrigger.Protect(
            name=f"{prefix}withdrawal_is_proposed_first",
            operation=pgtrigger.Insert,
            condition=pgtrigger.Q(new__pronounced_at__isnull=False),
        ),
        pgtrigger.Protect(
            name=f"{prefix}withdrawal_keeps_its_ground",
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition(
                f"OLD.pronounced_at IS NOT NULL OR OLD.dropped_at IS NOT NULL OR{also}"
                f" ({old}) IS DISTINCT FROM ({new})"
            ),
        ),
    ]
