"""What members answer to a summons, and what they declare before they read anything."""

import pgtrigger
from django.db import models

from assessments.people.models import Person
from ccas.forgotten import append_only
from ccas.personal import impersonal, personal
from ccas.records import Record
from certification.juries.models.agenda import JurySummons
from certification.juries.models.composition import Jury
from certification.juries.models.freezing import frozen_by_minutes


class Answer(models.TextChoices):
    ACCEPTED = "accepted", "vient"
    DECLINED = "declined", "ne vient pas"


class SummonsReply(Record):
    """What a member answers to a summons. Another answer is another row: the last one counts."""

    summons = models.ForeignKey(JurySummons, on_delete=models.PROTECT, related_name="replies")
    answer = models.CharField("réponse", max_length=10, choices=Answer)
    reason = personal(
        models.TextField("motif", blank=True, default=""),
        purpose="remplacer un membre empêché",
        retention="session",
    )

    class Meta:
        verbose_name = "réponse à une convocation"
        verbose_name_plural = "réponses aux convocations"
        ordering = ["summons", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="declining_has_a_reason",
                condition=models.Q(answer="accepted") | ~models.Q(reason=""),
                violation_error_message="Dites pourquoi vous ne viendrez pas.",
            )
        ]
        triggers = append_only("replies_stay", "reason")

    def __str__(self) -> str:
        return f"{self.summons_id} {self.answer}"


class ImpartialityDeclaration(Record):
    """A member of a jury declared, in these words, that they judge nobody they are tied to."""

    jury = models.ForeignKey(Jury, on_delete=models.PROTECT, related_name="declarations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="declarations")
    words = impersonal(models.TextField("termes de la déclaration"))

    class Meta:
        verbose_name = "déclaration d’impartialité"
        verbose_name_plural = "déclarations d’impartialité"
        ordering = ["jury", "recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["jury", "person"],
                name="declaration_once",
                violation_error_message="Cette déclaration est déjà signée.",
            ),
            models.CheckConstraint(name="declaration_has_words", condition=~models.Q(words="")),
        ]
        triggers = [
            pgtrigger.Protect(
                name="declarations_stay", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            frozen_by_minutes("row_.jury_id"),
            pgtrigger.Trigger(
                name="declared_by_a_member",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM certification_nomination n
                        JOIN certification_seat s ON s.id = n.seat_id
                        WHERE s.jury_id = NEW.jury_id AND n.person_id = NEW.person_id
                    ) THEN
                        RAISE EXCEPTION 'only a member of the jury declares for it'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jury_id} {self.person_id}"
