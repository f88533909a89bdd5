"""An evaluator replaced on the day: who, by whom, why. The rows stay."""

from django.db import models

from assessments.people.models import Person
from assessments.sessions.models.simulations import Simulation
from ccas.forgotten import append_only
from ccas.personal import personal
from ccas.records import Record


class EvaluatorReplacement(Record):
    """One seat of a simulation passed from one person to another. Append-only."""

    simulation = models.ForeignKey(
        Simulation, on_delete=models.PROTECT, related_name="replacements"
    )
    replaced = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = personal(
        models.TextField("motif"),
        purpose="preuve de l’indépendance et de la présence des évaluateurs",
        retention="session",
    )

    class Meta:
        verbose_name = "remplacement d’un évaluateur"
        verbose_name_plural = "remplacements d’évaluateurs"
        ordering = ["occurred_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="replacement_says_why",
                condition=~models.Q(reason=""),
                violation_error_message="Dites pourquoi l’évaluateur est remplacé.",
            ),
            models.CheckConstraint(
                name="replacement_is_of_two_people",
                condition=~models.Q(replaced=models.F("successor")),
            ),
        ]
        triggers = append_only("replacements_stay", "reason")

    def __str__(self) -> str:
        return f"{self.replaced_id} → {self.successor_id}"
