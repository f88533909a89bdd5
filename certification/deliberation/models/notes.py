"""What the jury writes for itself, and what happened in the room."""

import pgtrigger
from django.db import models

from assessments.people.models import Person
from ccas.personal import personal
from ccas.records import Record
from certification.deliberation.models.freezing import frozen_by_minutes
from certification.deliberation.models.presentations import Presentation
from certification.deliberation.models.sitting import Deliberation


class InterviewNote(Record):
    """What a member writes of the interview. Read by the jury alone, never rewritten."""

    presentation = models.ForeignKey(
        Presentation, on_delete=models.PROTECT, related_name="interview_notes"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="interview_notes")
    text = personal(
        models.TextField("note"),
        purpose="préparation de la décision du jury",
        retention="session",
    )
    written_at = models.DateTimeField("écrite à")

    class Meta:
        verbose_name = "note d’entretien"
        verbose_name_plural = "notes d’entretien"
        ordering = ["presentation", "written_at", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="interview_note_says_something", condition=~models.Q(text="")
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="notes_are_not_rewritten", operation=pgtrigger.Update),
            frozen_by_minutes(
                "SELECT p.deliberation_id FROM certification_presentation p"
                " WHERE p.id = row_.presentation_id",
                may_lapse=True,
            ),
            pgtrigger.Trigger(
                name="written_by_who_hears_the_candidate",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM certification_presentation p
                        JOIN certification_deliberation d ON d.id = p.deliberation_id
                        JOIN certification_recusal c
                          ON c.jury_id = d.jury_id AND c.enrolment_id = p.enrolment_id
                        WHERE p.id = NEW.presentation_id AND c.person_id = NEW.person_id
                    ) THEN
                        RAISE EXCEPTION 'a recused member writes no note'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.presentation_id} {self.person_id}"


class SittingIncident(Record):
    """Something that happened in the room and belongs in the minutes."""

    deliberation = models.ForeignKey(
        Deliberation, on_delete=models.PROTECT, related_name="incidents"
    )
    text = personal(
        models.TextField("ce qui s’est passé"),
        purpose="contenu du procès-verbal",
        retention="certification",
    )
    at = models.DateTimeField("à")

    class Meta:
        verbose_name = "incident de séance"
        verbose_name_plural = "incidents de séance"
        ordering = ["deliberation", "at", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="sitting_incident_says_something", condition=~models.Q(text="")
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="incidents_are_not_rewritten", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            frozen_by_minutes("row_.deliberation_id"),
        ]

    def __str__(self) -> str:
        return f"{self.deliberation} {self.at:%H:%M}"
