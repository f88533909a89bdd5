"""A candidate was told of a result: from that day the delay to challenge it runs."""

import pgtrigger
from django.db import models

from ccas.personal import personal
from ccas.records import Record
from certification.deliberation.models import Presentation


class NoticeWay(models.TextChoices):
    SCREEN = "screen", "message et lettre sur la plateforme"
    PAPER = "paper", "lettre remise ou recommandée"


class ResultNotice(Record):
    """The result of one presentation was told on a day. Written once, never before publication.

    reference: what proves that a paper letter was handed over; empty for a message.
    """

    presentation = models.OneToOneField(
        Presentation, on_delete=models.PROTECT, related_name="notice"
    )
    way = models.CharField("voie", max_length=10, choices=NoticeWay)
    notified_on = personal(
        models.DateField("notifié le"),
        purpose="preuve de la notification",
        retention="certification",
    )
    reference = personal(
        models.CharField("preuve de la remise", max_length=200, blank=True, default=""),
        purpose="preuve de la notification",
        retention="certification",
    )

    class Meta:
        verbose_name = "notification d’un résultat"
        verbose_name_plural = "notifications de résultats"
        ordering = ["notified_on"]
        constraints = [
            models.CheckConstraint(
                name="notice_on_paper_is_proven",
                condition=models.Q(way="screen") | ~models.Q(reference=""),
                violation_error_message="Une remise sur papier dit ce qui la prouve.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="notices_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="tells_what_is_published",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM certification_presentation p
                        JOIN certification_deliberation d ON d.id = p.deliberation_id
                        WHERE p.id = NEW.presentation_id AND d.published_at IS NOT NULL
                          AND (d.published_at AT TIME ZONE 'Europe/Paris')::date <= NEW.notified_on
                    ) THEN
                        RAISE EXCEPTION 'a hidden result is told to nobody'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.presentation_id} {self.notified_on}"
