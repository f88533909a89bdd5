"""Taking a title back: proposed by one person, pronounced by another, kept for good."""

import pgtrigger
from django.db import models
from django.db.models import Q

from ccas.personal import personal
from certification.awards.models.titles import Award
from certification.vae.models.taking_back import WHY, Withdrawal, by_two_people, kept


class AwardWithdrawal(Withdrawal):
    """The office proposes on a dated ground; the holder answers; an administrator pronounces.

    told_on: the day the holder was told. observations: what they answered, written once.
    """

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="withdrawals")
    told_on = personal(models.DateField("titulaire prévenu le"), **WHY)
    observations = personal(
        models.TextField("observations du titulaire", blank=True, default=""), **WHY
    )
    observed_at = models.DateTimeField("observations reçues le", null=True, editable=False)

    class Meta(Withdrawal.Meta):
        verbose_name = "retrait de titre"
        verbose_name_plural = "retraits de titre"
        constraints = [
            *by_two_people("title_"),
            models.CheckConstraint(
                name="title_withdrawal_heard_at_a_time",
                condition=Q(observations="", observed_at__isnull=True)
                | (~Q(observations="") & Q(observed_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["award"],
                condition=Q(dropped_at__isnull=True),
                name="title_withdrawal_one_at_a_time",
                violation_error_message="Un retrait est déjà proposé.",
            ),
        ]
        triggers = kept(
            "title_",
            "award_id",
            also=" (OLD.observed_at IS NOT NULL AND (OLD.observations, OLD.observed_at)"
            " IS DISTINCT FROM (NEW.observations, NEW.observed_at)) OR",
        )

    def __str__(self) -> str:
        return f"{self.award_id} {self.ground}"


class WithdrawnAward(Award):
    """A title is in force, then withdrawn by two people, for good."""

    class Meta:
        proxy = True
        verbose_name = "titre retiré"
        verbose_name_plural = "titres retirés"
        triggers = [
            pgtrigger.Trigger(
                name="withdrawn_by_two_people",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("withdrawn_on", "withdrawal_ground", "withdrawal_reference"),
                func="""
                    IF TG_OP = 'UPDATE' AND OLD.withdrawn_on IS NOT NULL THEN
                        RAISE EXCEPTION 'a title withdrawn stays withdrawn'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.withdrawn_on IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM certification_awardwithdrawal w
                        WHERE w.award_id = NEW.id AND w.pronounced_at IS NOT NULL
                          AND (w.pronounced_at AT TIME ZONE 'Europe/Paris')::date
                              = NEW.withdrawn_on
                    ) THEN
                        RAISE EXCEPTION 'a title is withdrawn by two people, on a dated ground'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
