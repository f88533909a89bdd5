"""Taking an admissibility back: proposed by one person, pronounced by another, kept for good."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ccas.personal import personal
from ccas.records import Record
from certification.vae.models.applications import EligibilityApplication
from certification.vae.rules import withdrawal

WHY = {"purpose": "retrait d’une recevabilité", "retention": "certification"}


class AdmissibilityWithdrawal(Record):
    """The office proposes on a dated ground; an administrator pronounces, or it is dropped.

    found_on: the day of the ground. told_on: the day the candidate was told, who may answer first.
    """

    application = models.ForeignKey(
        EligibilityApplication, on_delete=models.PROTECT, related_name="withdrawals"
    )
    ground = models.CharField("fondement", max_length=12, choices=list(withdrawal.GROUNDS.items()))
    found_on = personal(models.DateField("date du fondement"), **WHY)
    reference = personal(models.CharField("acte qui le fonde", max_length=200), **WHY)
    reasons = personal(models.TextField("motifs", max_length=3000), **WHY)
    told_on = personal(models.DateField("candidat prévenu le"), **WHY)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    pronounced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    pronounced_at = models.DateTimeField("prononcé le", null=True, editable=False)
    dropped_at = models.DateTimeField("abandonné le", null=True, editable=False)

    class Meta:
        verbose_name = "retrait de recevabilité"
        verbose_name_plural = "retraits de recevabilité"
        ordering = ["-recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="withdrawal_takes_two_people",
                condition=Q(pronounced_at__isnull=True, pronounced_by__isnull=True)
                | (
                    Q(pronounced_at__isnull=False, pronounced_by__isnull=False)
                    & ~Q(pronounced_by=F("proposed_by"))
                ),
                violation_error_message="Qui propose un retrait ne le prononce pas.",
            ),
            models.CheckConstraint(
                name="withdrawal_ends_once",
                condition=Q(pronounced_at__isnull=True) | Q(dropped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="withdrawal_has_a_ground",
                condition=Q(found_on__lte=F("told_on")) & ~Q(reference="") & ~Q(reasons=""),
                violation_error_message="Un retrait dit son fondement, daté, et ses motifs.",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(pronounced_at__isnull=True, dropped_at__isnull=True),
                name="withdrawal_one_at_a_time",
                violation_error_message="Un retrait est déjà proposé.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="withdrawals_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="withdrawal_is_proposed_first",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__pronounced_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="withdrawal_keeps_its_ground",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.pronounced_at IS NOT NULL OR OLD.dropped_at IS NOT NULL OR"
                    " (OLD.application_id, OLD.ground, OLD.found_on, OLD.reference, OLD.reasons,"
                    " OLD.told_on, OLD.proposed_by_id) IS DISTINCT FROM (NEW.application_id,"
                    " NEW.ground, NEW.found_on, NEW.reference, NEW.reasons, NEW.told_on,"
                    " NEW.proposed_by_id)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.ground}"
