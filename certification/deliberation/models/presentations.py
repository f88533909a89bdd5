"""One enrolment before one deliberation: the blocks presented, presence, outcome."""

import pgtrigger
from django.db import models

from assessments.candidates.models import Enrolment
from assessments.framework.models import CompetencyBlock
from ccas.personal import personal
from ccas.records import Record
from certification.deliberation.models.freezing import frozen_by_minutes
from certification.deliberation.models.sitting import Deliberation


class PresentationAttendance(models.TextChoices):
    EXPECTED = "expected", "attendu"
    PRESENT = "present", "présent"
    ABSENT = "absent", "absent"
    EXCUSED = "excused", "absent, excusé"
    UNHEARD = "unheard", "non entendu"


class Outcome(models.TextChoices):
    AWARDED = "awarded", "titre obtenu"
    PARTIAL = "partial", "validation partielle"
    NOT_VALIDATED = "not_validated", "non validé"
    ABSENT = "absent", "absent"
    EXCUSED = "excused", "absent excusé"
    ADJOURNED = "adjourned", "ajourné dans l’attente de l’exercice professionnel"
    DEFERRED = "deferred", "renvoyé à un autre jury"


class Presentation(Record):
    """One enrolment before one deliberation. The outcome is derived, never typed."""

    deliberation = models.ForeignKey(
        Deliberation, on_delete=models.PROTECT, related_name="presentations"
    )
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="presentations")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    position = models.PositiveSmallIntegerField("rang")
    blocks = models.ManyToManyField(
        CompetencyBlock,
        through="PresentedBlock",
        related_name="presentations",
        verbose_name="blocs présentés",
    )
    attendance = models.CharField(
        "présence",
        max_length=10,
        choices=PresentationAttendance,
        default=PresentationAttendance.EXPECTED,
    )
    attended_at = models.DateTimeField("présence constatée à", null=True, editable=False)
    concluded_at = models.DateTimeField("conclu à", null=True, editable=False)
    # Null until concluded.
    outcome = models.CharField(  # noqa: DJ001
        "issue", max_length=15, choices=Outcome, null=True, editable=False
    )
    outcome_inputs = personal(
        models.JSONField("éléments de l’issue", default=dict),
        purpose="rejouer la décision",
        retention="certification",
    )

    class Meta:
        verbose_name = "passage devant le jury"
        verbose_name_plural = "passages devant le jury"
        ordering = ["deliberation", "position"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "enrolment"], name="presentation_once"),
            models.UniqueConstraint(
                fields=["deliberation", "position"], name="presentation_position_once"
            ),
            models.CheckConstraint(
                name="presentation_concluded_has_an_outcome",
                condition=models.Q(concluded_at__isnull=True, outcome__isnull=True)
                | models.Q(concluded_at__isnull=False, outcome__isnull=False),
            ),
            models.CheckConstraint(
                name="presentation_outcome_follows_attendance",
                condition=models.Q(outcome__isnull=True)
                | models.Q(attendance="absent", outcome="absent")
                | models.Q(attendance="excused", outcome="excused")
                | models.Q(attendance="unheard", outcome="deferred")
                | models.Q(
                    attendance="present",
                    outcome__in=["awarded", "partial", "not_validated", "adjourned"],
                ),
            ),
        ]
        triggers = [frozen_by_minutes("row_.deliberation_id")]

    def __str__(self) -> str:
        return f"{self.enrolment} – {self.deliberation}"


class PresentedBlock(models.Model):
    """A block of a presentation; a table of its own so that triggers hold it too."""

    presentation = models.ForeignKey(
        Presentation, on_delete=models.PROTECT, related_name="presented_blocks"
    )
    competencyblock = models.ForeignKey(
        CompetencyBlock, on_delete=models.PROTECT, related_name="presented_blocks"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["presentation", "competencyblock"], name="presented_block_once"
            ),
        ]
        verbose_name = "bloc présenté"
        verbose_name_plural = "blocs présentés"
        triggers = [
            frozen_by_minutes(
                "SELECT p.deliberation_id FROM certification_presentation p"
                " WHERE p.id = row_.presentation_id"
            ),
            pgtrigger.Trigger(
                name="decided_stays_presented",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT 1 FROM certification_blockdecision d
                               WHERE d.presentation_id = OLD.presentation_id
                                 AND d.block_id = OLD.competencyblock_id) THEN
                        RAISE EXCEPTION 'a decided block stays presented'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="presents_a_block_of_the_revision",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM certification_presentation p
                        JOIN assessments_enrolment e ON e.id = p.enrolment_id
                        JOIN assessments_competencyblock b ON b.revision_id = e.revision_id
                        WHERE p.id = NEW.presentation_id AND b.id = NEW.competencyblock_id
                    ) THEN
                        RAISE EXCEPTION 'this block belongs to another revision'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.presentation_id} {self.competencyblock_id}"
