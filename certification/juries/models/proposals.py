"""Compositions proposed for a jury: searched by a worker, looked at, kept or not."""

import pgtrigger
from django.db import models

from ccas.forgotten import only_forgets
from ccas.personal import impersonal, personal
from ccas.records import Record
from certification.juries.models.composition import Jury


class CompositionState(models.TextChoices):
    SEARCHING = "searching", "en recherche"
    READY = "ready", "à examiner"
    IMPOSSIBLE = "impossible", "impossible"
    KEPT = "kept", "retenue"
    DISCARDED = "discarded", "écartée"


class CompositionProposal(Record):
    """Who could take the vacant seats. It cites the problem it answers by its digest.

    seats: [seat id, person id, capacity code] each. sentences: what the choice weighs, or why
    there is none.
    """

    jury = models.ForeignKey(Jury, on_delete=models.PROTECT, related_name="proposals")
    state = models.CharField(
        "état", max_length=10, choices=CompositionState, default=CompositionState.SEARCHING
    )
    problem_sha256 = impersonal(models.CharField(max_length=64, blank=True, default=""))
    seats = impersonal(models.JSONField(default=list, blank=True))
    sentences = personal(
        models.JSONField("ce qui est dit de ce choix", default=list, blank=True),
        purpose="dire au gestionnaire ce que pèse ou ce qui empêche une composition",
        retention="session",
    )
    found_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "composition proposée"
        verbose_name_plural = "compositions proposées"
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["jury"],
                condition=models.Q(state__in=["searching", "ready", "impossible"]),
                name="one_composition_at_a_time",
                violation_error_message="Une composition est déjà proposée ou en recherche.",
            ),
            models.CheckConstraint(
                name="composition_found_has_a_time",
                condition=models.Q(state="searching", found_at__isnull=True)
                | models.Q(state__in=["ready", "impossible", "kept"], found_at__isnull=False)
                | models.Q(state="discarded"),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="compositions_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="kept_is_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.state = 'kept' AND NOT {only_forgets('sentences', emptied='[]')}"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jury_id} {self.state}"
