"""A clerical correction of signed minutes: version n + 1, by the president and one member."""

import pgtrigger
from django.db import models

from assessments.people.models import Person
from ccas.personal import impersonal, personal
from ccas.records import Record
from certification.deliberation.models.minutes import Minutes


class MinutesCorrection(Record):
    """One text put right in signed minutes, which stay as they are. No result is touched.

    Proposed by who presides, countersigned by another member present at the closing: it then has
    its facts, their hash and a document that replaces the one before.
    """

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="corrections")
    version = models.PositiveSmallIntegerField("version")
    wrong = personal(
        models.CharField("texte fautif", max_length=200),
        purpose="preuve de la correction du procès-verbal",
        retention="certification",
    )
    right = personal(
        models.CharField("texte corrigé", max_length=200),
        purpose="preuve de la correction du procès-verbal",
        retention="certification",
    )
    reason = personal(
        models.TextField("motif"),
        purpose="preuve de la correction du procès-verbal",
        retention="certification",
    )
    proposed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="corrections_proposed"
    )
    proposed_at = models.DateTimeField("proposée le")
    countersigned_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="corrections_countersigned"
    )
    countersigned_at = models.DateTimeField("contresignée le", null=True)
    facts = personal(
        models.JSONField("faits corrigés", default=dict),
        purpose="contenu du procès-verbal",
        retention="certification",
    )
    facts_sha256 = impersonal(models.CharField(max_length=64, blank=True, default=""))

    class Meta:
        verbose_name = "correction du procès-verbal"
        verbose_name_plural = "corrections du procès-verbal"
        ordering = ["minutes", "version"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "version"], name="correction_version_once"),
            models.UniqueConstraint(
                fields=["minutes"],
                condition=models.Q(countersigned_at__isnull=True),
                name="correction_one_at_a_time",
            ),
            models.CheckConstraint(
                name="correction_signed_by_two",
                condition=models.Q(
                    countersigned_by__isnull=True, countersigned_at__isnull=True, facts_sha256=""
                )
                | (
                    models.Q(countersigned_by__isnull=False, countersigned_at__isnull=False)
                    & ~models.Q(facts_sha256="")
                    & ~models.Q(countersigned_by=models.F("proposed_by"))
                ),
                violation_error_message="Une correction porte deux signatures, de deux personnes.",
            ),
            models.CheckConstraint(name="correction_has_a_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="correction_follows_the_first_version", condition=models.Q(version__gte=2)
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="countersigned_is_done",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__countersigned_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="corrects_signed_minutes",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM certification_minutes m
                                   WHERE m.id = NEW.minutes_id AND m.state = 'signed') THEN
                        RAISE EXCEPTION 'minutes that are not signed are reopened, not corrected'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} v{self.version}"
