"""Nine months at work: stints, interruptions, attestations."""

import pgtrigger
from django.db import models

from assessments.candidates.models import Enrolment
from assessments.people.models import Employer, Unit
from ccas.personal import impersonal, personal
from ccas.records import Record


class Stint(Record):
    """A stretch of work declared for an enrolment. `ends_on` is included; None: still there."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="stints")
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, related_name="stints", verbose_name="employeur"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="stints", verbose_name="centre opérationnel"
    )
    function = personal(
        models.CharField("fonction", max_length=150),
        purpose="preuve de l’exercice professionnel",
        retention="certification",
    )
    starts_on = personal(
        models.DateField("du"),
        purpose="décompte de l’exercice professionnel",
        retention="certification",
    )
    ends_on = personal(
        models.DateField("au", null=True, blank=True),
        purpose="décompte de l’exercice professionnel",
        retention="certification",
    )
    working_time_percent = models.PositiveSmallIntegerField(
        "temps de travail, en pourcent", default=100
    )
    cancelled_at = models.DateTimeField("annulée le", null=True, editable=False)

    class Meta:
        verbose_name = "période d’exercice"
        verbose_name_plural = "périodes d’exercice"
        ordering = ["enrolment", "starts_on"]
        constraints = [
            models.CheckConstraint(
                name="stint_ends_after_it_starts",
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=("La période d’exercice finit avant d’avoir commencé."),
            ),
            models.CheckConstraint(
                name="stint_working_time_is_possible",
                condition=models.Q(working_time_percent__range=(1, 100)),
                violation_error_message="Le temps de travail est compris entre 1 et 100 %.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="stints_stay", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="attested_stint_holds",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM assessments_attestation a
                        WHERE a.stint_id = OLD.id AND a.voided_at IS NULL
                          AND (NEW.enrolment_id <> OLD.enrolment_id
                               OR NEW.employer_id <> OLD.employer_id
                               OR NEW.unit_id <> OLD.unit_id
                               OR NEW.function <> OLD.function
                               OR NEW.starts_on <> OLD.starts_on
                               OR NEW.cancelled_at IS NOT NULL
                               OR NEW.ends_on < a.covers_until)
                    ) THEN
                        RAISE EXCEPTION 'an attested stint does not change'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.starts_on}"


class Interruption(Record):
    """Days inside a stint that do not count: leave, suspension… Both days included.

    `ends_on` None: it still lasts, in a stint that lasts too.
    """

    stint = models.ForeignKey(Stint, on_delete=models.PROTECT, related_name="interruptions")
    starts_on = personal(
        models.DateField("du"),
        purpose="décompte de l’exercice professionnel",
        retention="certification",
    )
    ends_on = personal(
        models.DateField("au", null=True, blank=True),
        purpose="décompte de l’exercice professionnel",
        retention="certification",
    )

    class Meta:
        verbose_name = "interruption"
        ordering = ["stint", "starts_on"]
        constraints = [
            models.CheckConstraint(
                name="interruption_ends_after_it_starts",
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="L’interruption finit avant d’avoir commencé.",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="interruption_inside_its_stint",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM assessments_stint s
                        WHERE s.id = NEW.stint_id AND s.starts_on <= NEW.starts_on
                          AND (s.ends_on IS NULL OR NEW.ends_on <= s.ends_on)
                    ) THEN
                        RAISE EXCEPTION 'an interruption stands inside its stint'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


class Attestation(Record):
    """A supervisor's word, on paper, recorded by an officer, for some days of a stint."""

    stint = models.ForeignKey(Stint, on_delete=models.PROTECT, related_name="attestations")
    covers_from = personal(
        models.DateField("atteste du"),
        purpose="preuve de l’exercice professionnel",
        retention="certification",
    )
    covers_until = personal(
        models.DateField("au"),
        purpose="preuve de l’exercice professionnel",
        retention="certification",
    )
    supervisor_name = personal(
        models.CharField("nom du responsable", max_length=150),
        purpose="preuve de l’exercice professionnel",
        retention="certification",
    )
    supervisor_function = personal(
        models.CharField("fonction du responsable", max_length=150),
        purpose="preuve de l’exercice professionnel",
        retention="certification",
    )
    signed_on = personal(
        models.DateField("signée le"),
        purpose="preuve de l’exercice professionnel",
        retention="certification",
    )
    reference = impersonal(models.CharField("référence de la pièce", max_length=120))
    voided_at = models.DateTimeField("annulée le", null=True, editable=False)
    void_reason = personal(
        models.TextField("motif d’annulation", blank=True, default=""),
        purpose="preuve de l’annulation",
        retention="certification",
    )

    class Meta:
        verbose_name = "attestation d’exercice"
        verbose_name_plural = "attestations d’exercice"
        ordering = ["stint", "covers_from"]
        constraints = [
            models.CheckConstraint(
                name="attestation_ends_after_it_starts",
                condition=models.Q(covers_until__gte=models.F("covers_from")),
                violation_error_message="La période attestée finit avant d’avoir commencé.",
            ),
            models.CheckConstraint(
                name="attestation_void_has_a_reason",
                condition=models.Q(voided_at__isnull=True, void_reason="")
                | (models.Q(voided_at__isnull=False) & ~models.Q(void_reason="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="attestations_stay", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="attestation_inside_its_stint",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM assessments_stint s
                        WHERE s.id = NEW.stint_id AND s.cancelled_at IS NULL
                          AND s.starts_on <= NEW.covers_from
                          AND (s.ends_on IS NULL OR NEW.covers_until <= s.ends_on)
                    ) THEN
                        RAISE EXCEPTION 'an attestation covers days of its stint'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="void_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.voided_at IS NOT NULL"),
            ),
            pgtrigger.Protect(
                name="attested_is_attested",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "stint",
                    "covers_from",
                    "covers_until",
                    "supervisor_name",
                    "supervisor_function",
                    "signed_on",
                    "reference",
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}"
