"""Taking a title back: proposed by one person, pronounced by another, kept for good."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ccas.personal import personal
from ccas.records import Record
from certification.awards.models.titles import Award
from certification.vae.rules.withdrawal import GROUNDS

WHY = {"purpose": "preuve du retrait", "retention": "certification"}


class AwardWithdrawal(Record):
    """The office proposes on a dated ground; the holder answers; an administrator pronounces.

    found_on: the day of the ground. told_on: the day the holder was told. observations: what they
    answered, written once.
    """

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="withdrawals")
    ground = models.CharField("fondement", max_length=12, choices=list(GROUNDS.items()))
    found_on = personal(models.DateField("date du fondement"), **WHY)
    reference = personal(models.CharField("acte qui le fonde", max_length=200), **WHY)
    reasons = personal(models.TextField("motifs", max_length=3000), **WHY)
    told_on = personal(models.DateField("titulaire prévenu le"), **WHY)
    observations = personal(
        models.TextField("observations du titulaire", blank=True, default=""), **WHY
    )
    observed_at = models.DateTimeField("observations reçues le", null=True, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    pronounced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    pronounced_at = models.DateTimeField("prononcé le", null=True, editable=False)
    dropped_at = models.DateTimeField("abandonné le", null=True, editable=False)

    class Meta:
        verbose_name = "retrait de titre"
        verbose_name_plural = "retraits de titre"
        ordering = ["-recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="title_withdrawal_takes_two_people",
                condition=Q(pronounced_at__isnull=True, pronounced_by__isnull=True)
                | (
                    Q(pronounced_at__isnull=False, pronounced_by__isnull=False)
                    & ~Q(pronounced_by=F("proposed_by"))
                ),
                violation_error_message="Qui propose un retrait ne le prononce pas.",
            ),
            models.CheckConstraint(
                name="title_withdrawal_ends_once",
                condition=Q(pronounced_at__isnull=True) | Q(dropped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="title_withdrawal_has_a_ground",
                condition=Q(found_on__lte=F("told_on")) & ~Q(reference="") & ~Q(reasons=""),
                violation_error_message="Un retrait dit son fondement, daté, et ses motifs.",
            ),
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
        triggers = [
            pgtrigger.Protect(name="title_withdrawals_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="title_withdrawal_is_proposed_first",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__pronounced_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="title_withdrawal_keeps_its_ground",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.pronounced_at IS NOT NULL OR OLD.dropped_at IS NOT NULL OR"
                    " (OLD.observed_at IS NOT NULL AND (OLD.observations, OLD.observed_at)"
                    " IS DISTINCT FROM (NEW.observations, NEW.observed_at)) OR"
                    " (OLD.award_id, OLD.ground, OLD.found_on, OLD.reference, OLD.reasons,"
                    " OLD.told_on, OLD.proposed_by_id) IS DISTINCT FROM (NEW.award_id,"
                    " NEW.ground, NEW.found_on, NEW.reference, NEW.reasons, NEW.told_on,"
                    " NEW.proposed_by_id)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_id} {self.ground}"

    @property
    def open(self) -> bool:
        """Neither pronounced nor dropped."""
        return self.pronounced_at is None and self.dropped_at is None


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
