"""What went wrong during a simulation, its effect, and the simulation that replays it."""

import pgtrigger
from django.conf import settings
from django.db import models

from assessments.framework.models import Competency
from assessments.sessions import triggers
from assessments.sessions.models.simulations import Simulation
from ccas.forgotten import append_only
from ccas.personal import personal
from ccas.records import Record

#: Nothing of an incident is rewritten: a mistake is withdrawn by a row that says why.
APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class IncidentCategory(models.TextChoices):
    TECHNICAL = "technical", "technique"
    CANDIDATE = "candidate", "du côté du candidat"
    EVALUATOR = "evaluator", "du côté des évaluateurs"


class IncidentEffect(models.TextChoices):
    NONE = "none", "sans effet"
    NEUTRALISE = "neutralise", "compétences neutralisées"
    REPLAY = "replay", "à rejouer"


class Incident(Record):
    """An incident of a simulation. second: on the station clock, None when it is not known.

    Effect: none; the named competencies count as not observed in this simulation; or the whole
    simulation counts for nothing and is replayed. Append-only.
    """

    simulation = models.ForeignKey(Simulation, on_delete=models.PROTECT, related_name="incidents")
    category = models.CharField("catégorie", max_length=10, choices=IncidentCategory)
    effect = models.CharField("effet", max_length=10, choices=IncidentEffect)
    competencies = models.ManyToManyField(
        Competency,
        through="IncidentCompetency",
        related_name="incidents",
        verbose_name="compétences neutralisées",
    )
    reason = personal(
        models.TextField("ce qui s’est passé"),
        purpose="preuve d’un incident et de son effet sur l’évaluation",
        retention="session",
    )
    second = models.PositiveIntegerField("seconde à l’horloge du poste", null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="signalé par",
    )

    class Meta:
        verbose_name = "incident"
        ordering = ["occurred_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="incident_says_what_happened",
                condition=~models.Q(reason=""),
                violation_error_message="Dites ce qui s’est passé.",
            ),
        ]
        triggers = append_only("incidents_stay", "reason")

    def __str__(self) -> str:
        return f"{self.category} {self.effect}"


class IncidentCompetency(models.Model):
    """A competency that an incident neutralises, where a trigger can be declared."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "assessments_incident_competencies"
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "competency"], name="incidentcompetency_once"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="neutralised_stay", operation=APPEND_ONLY),
            triggers.NEUTRALISED_IN_ITS_SIMULATION,
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.competency_id}"


class IncidentWithdrawal(Record):
    """An incident reported by mistake has no effect any more. Append-only."""

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="withdrawal")
    reason = personal(
        models.TextField("motif du retrait"),
        purpose="preuve du retrait d’un incident",
        retention="session",
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "retrait d’un incident"
        verbose_name_plural = "retraits d’incidents"
        ordering = ["occurred_at"]
        constraints = [
            models.CheckConstraint(name="withdrawal_says_why", condition=~models.Q(reason="")),
        ]
        triggers = append_only("withdrawals_stay", "reason")

    def __str__(self) -> str:
        return str(self.incident_id)


class Replay(Record):
    """The simulation planned because an incident asked for another try. Append-only."""

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="replay")
    simulation = models.OneToOneField(
        Simulation, on_delete=models.PROTECT, related_name="replays", verbose_name="nouvel essai"
    )

    class Meta:
        verbose_name = "mise en situation rejouée"
        verbose_name_plural = "mises en situation rejouées"
        ordering = ["occurred_at"]
        triggers = [
            pgtrigger.Protect(name="replays_stay", operation=APPEND_ONLY),
            triggers.REPLAY_OF_THE_SAME_CANDIDATE,
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.simulation_id}"
