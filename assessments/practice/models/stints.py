"""Nine months at work: stints and what interrupts them."""

import pgtrigger
from django.db import models

from assessments.candidates.models import Enrolment
from assessments.people.models import Employer, Unit
from ccas.personal import personal
from ccas.records import Record, ends_after_it_starts


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
            ends_after_it_starts(
                "stint_ends_after_it_starts", "La période d’exercice finit avant d’avoir commencé."
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
            pgtrigger.Trigger(
                name="asked_about_stint_holds",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM assessments_attestationrequest r
                        WHERE r.stint_id = OLD.id
                          AND ((r.state IN ('asked', 'answered') AND NEW.cancelled_at IS NOT NULL)
                               OR (r.state = 'answered'
                                   AND (NEW.enrolment_id <> OLD.enrolment_id
                                        OR NEW.employer_id <> OLD.employer_id
                                        OR NEW.unit_id <> OLD.unit_id
                                        OR NEW.function <> OLD.function
                                        OR NEW.starts_on <> OLD.starts_on
                                        OR NEW.ends_on < r.covers_until)))
                    ) THEN
                        RAISE EXCEPTION 'a stint does not change under the answer of a supervisor'
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
            ends_after_it_starts(
                "interruption_ends_after_it_starts", "L’interruption finit avant d’avoir commencé."
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
            pgtrigger.Trigger(
                name="interruption_under_attested_days_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete | pgtrigger.Update,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM assessments_attestation a
                        WHERE a.stint_id = OLD.stint_id AND a.voided_at IS NULL
                          AND OLD.starts_on <= a.covers_until
                          AND (OLD.ends_on IS NULL OR a.covers_from <= OLD.ends_on)
                    ) OR EXISTS (
                        SELECT 1 FROM assessments_attestationrequest r
                        WHERE r.stint_id = OLD.stint_id AND r.state = 'answered'
                          AND OLD.starts_on <= r.covers_until
                          AND (OLD.ends_on IS NULL OR r.covers_from <= OLD.ends_on)
                    ) THEN
                        RAISE EXCEPTION 'attested days do not grow by an interruption taken away'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN
                        RETURN OLD;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"
