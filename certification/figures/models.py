"""An edition of the figures, on paper: what it said stands in its document."""

import pgtrigger
from django.db import models

from assessments.framework.models import Qualification
from ccas.records import Record


class FiguresEdition(Record):
    """The figures of a qualification as printed one day. year: the one detailed, if any."""

    qualification = models.ForeignKey(
        Qualification, on_delete=models.PROTECT, related_name="figures_editions"
    )
    year = models.PositiveSmallIntegerField("année détaillée", null=True)

    class Meta:
        verbose_name = "édition des chiffres"
        verbose_name_plural = "éditions des chiffres"
        ordering = ["-recorded_at"]
        triggers = [
            pgtrigger.Protect(name="editions_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"chiffres de {self.qualification}"
