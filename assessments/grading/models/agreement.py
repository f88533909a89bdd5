"""How far the evaluators of a session agreed, as it was computed one day."""

from django.db import models

from assessments.sessions.models import AssessmentSession
from ccas.forgotten import append_only
from ccas.personal import impersonal, personal
from ccas.records import Record


class AgreementSnapshot(Record):
    """The indices of a session for one state of its sheets. Append-only: a change makes another;
    at its term the values go.

    fingerprint: of the sheets and incidents read. values: as `agreement.measuring` stores them.
    """

    session = models.ForeignKey(
        AssessmentSession, on_delete=models.PROTECT, related_name="agreements"
    )
    fingerprint = impersonal(models.CharField("empreinte", max_length=64))
    values = personal(
        models.JSONField("indices"),
        purpose="suivi de l’accord entre évaluateurs",
        retention="session",
    )

    class Meta:
        verbose_name = "accord entre évaluateurs"
        verbose_name_plural = "accords entre évaluateurs"
        ordering = ["session", "-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "fingerprint"], name="agreement_once_by_state"
            ),
        ]
        triggers = append_only("agreements_stay", "values", emptied="{}")

    def __str__(self) -> str:
        return f"{self.session_id} {self.fingerprint[:8]}"
