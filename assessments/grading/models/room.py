"""The room on the day: an evaluator calls the lead, the lead releases a candidate."""

import pgtrigger
from django.conf import settings
from django.db import models

from assessments.grading import triggers
from assessments.grading.models.sheets import AssessmentSheet
from assessments.sessions.models import Simulation
from ccas.forgotten import append_only
from ccas.personal import personal
from ccas.records import Record


class LeadCall(Record):
    """An evaluator calls the session lead without leaving the sheet; shown until answered."""

    sheet = models.ForeignKey(AssessmentSheet, on_delete=models.PROTECT, related_name="calls")
    answered_at = models.DateTimeField("répondu le", null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "appel du responsable"
        verbose_name_plural = "appels du responsable"
        ordering = ["occurred_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"],
                condition=models.Q(answered_at__isnull=True),
                name="call_waits_once",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="calls_stay", operation=pgtrigger.Delete),
            triggers.CALL_IS_ANSWERED_ONCE,
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.occurred_at:%H:%M}"


class CandidateRelease(Record):
    """The candidate may go: every act made so far has arrived, or a reason says why not.

    made, received: acts, over the sheets of the simulation, when the candidate was released.
    silent: evaluators of whom no device was heard since the end of the simulation. Append-only.
    """

    simulation = models.OneToOneField(Simulation, on_delete=models.PROTECT, related_name="release")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="libéré par",
    )
    made = models.PositiveIntegerField("actes faits")
    received = models.PositiveIntegerField("actes reçus")
    silent = models.PositiveSmallIntegerField("évaluateurs sans nouvelles")
    reason = personal(
        models.TextField("motif", blank=True, default=""),
        purpose="preuve des conditions du départ du candidat",
        retention="session",
    )

    class Meta:
        verbose_name = "départ du candidat"
        verbose_name_plural = "départs des candidats"
        ordering = ["occurred_at"]
        constraints = [
            models.CheckConstraint(
                name="release_at_balance_zero_or_with_a_reason",
                condition=models.Q(received=models.F("made"), silent=0) | ~models.Q(reason=""),
            ),
        ]
        triggers = [
            *append_only("releases_stay", "reason"),
            triggers.RELEASE_AFTER_THE_END,
        ]

    def __str__(self) -> str:
        return str(self.simulation_id)
