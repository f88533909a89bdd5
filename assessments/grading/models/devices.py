"""The devices on which a sheet is filled: what each has made, and what of it has come."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from assessments.grading import triggers
from assessments.grading.models.sheets import AssessmentSheet
from ccas.records import Record


class SheetDevice(Record):
    """One device on one sheet, as it last made itself known.

    client: chosen by the device, for one person. made: the highest rank it has given to an act.
    refused: ranks that came and were told « refused » or « conflict »: they are not kept as acts,
    and no longer wait on the device.
    """

    sheet = models.ForeignKey(AssessmentSheet, on_delete=models.PROTECT, related_name="devices")
    client = models.UUIDField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sheet_devices"
    )
    made = models.PositiveIntegerField("actes faits", default=0)
    refused = ArrayField(models.PositiveIntegerField(), default=list)
    device_offset_ms = models.BigIntegerField(default=0)
    last_contact_at = models.DateTimeField("dernier contact")

    class Meta:
        verbose_name = "appareil d’un évaluateur"
        verbose_name_plural = "appareils des évaluateurs"
        ordering = ["sheet", "recorded_at"]
        indexes = [models.Index(fields=["client"], name="sheetdevice_client")]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "client"], name="sheet_device_once"),
        ]
        triggers = triggers.DEVICES

    def __str__(self) -> str:
        return f"{self.client} {self.made}"
