"""Taking an admissibility back: proposed by one person, pronounced by another, kept for good."""

from django.db import models
from django.db.models import Q

from ccas.personal import personal
from certification.vae.models.applications import EligibilityApplication
from certification.vae.models.taking_back import WHY, Withdrawal, by_two_people, kept


class AdmissibilityWithdrawal(Withdrawal):
    """The office proposes on a dated ground; an administrator pronounces, or it is dropped.

    told_on: the day the candidate was told, who may answer first.
    """

    application = models.ForeignKey(
        EligibilityApplication, on_delete=models.PROTECT, related_name="withdrawals"
    )
    told_on = personal(models.DateField("candidat prévenu le"), **WHY)

    class Meta(Withdrawal.Meta):
        verbose_name = "retrait de recevabilité"
        verbose_name_plural = "retraits de recevabilité"
        constraints = [
            *by_two_people(""),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(pronounced_at__isnull=True, dropped_at__isnull=True),
                name="withdrawal_one_at_a_time",
                violation_error_message="Un retrait est déjà proposé.",
            ),
        ]
        triggers = kept("", "application_id")

    def __str__(self) -> str:
        return f"{self.application_id} {self.ground}"
