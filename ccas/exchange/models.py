"""What left, taken by whom, and the columns that each person chose."""

import pgtrigger
from django.conf import settings
from django.db import models

from ccas.personal import impersonal, personal
from ccas.records import Record


class FileForm(models.TextChoices):
    XLSX = "xlsx", "Classeur (XLSX)"
    CSV = "csv", "Texte à points-virgules (CSV)"


class ColumnChoice(Record):
    """The columns that a person ticked the last time they took a list away. columns: keys."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="column_choices"
    )
    listing = impersonal(models.CharField("liste", max_length=60))
    columns = impersonal(models.JSONField("colonnes"))

    class Meta:
        verbose_name = "colonnes choisies"
        verbose_name_plural = "colonnes choisies"
        constraints = [
            models.UniqueConstraint(fields=["user", "listing"], name="column_choice_once"),
            models.CheckConstraint(
                name="column_choice_is_not_empty", condition=~models.Q(columns=[])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing} {self.user_id}"


class ListExport(Record):
    """A list that left: who took it, which one, by which filters and columns, how many lines.

    query: the filters, as an address says them. sha256: of the file that was handed over.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports"
    )
    listing = impersonal(models.CharField("liste", max_length=60))
    query = personal(
        models.CharField("filtres", max_length=2000, blank=True, default=""),
        purpose="contrôle de ce qui est sorti du service",
        retention="export",
    )
    words = personal(
        models.CharField("filtres en mots", max_length=2000, blank=True, default=""),
        purpose="contrôle de ce qui est sorti du service",
        retention="export",
    )
    columns = impersonal(models.JSONField("colonnes"))
    form = models.CharField("forme", max_length=4, choices=FileForm)
    lines = models.PositiveIntegerField("lignes")
    size = models.PositiveBigIntegerField("octets")
    sha256 = impersonal(models.CharField(max_length=64))

    class Meta:
        verbose_name = "export"
        ordering = ["-occurred_at", "-recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="export_has_columns_and_bytes",
                condition=~models.Q(columns=[]) & models.Q(size__gt=0),
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="export_is_written_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "user", "listing", "columns", "form", "lines", "size", "sha256", "occurred_at"
                ),
            ),
            pgtrigger.Protect(
                name="export_filters_only_go",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.query <> '' OR NEW.words <> ''"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing} {self.pk}"
