"""Simulations: one candidate, one station, one scenario, one time slot, a pair of evaluators."""

import pgtrigger
from django.db import models

from assessments.framework.models import CompetencyBlock
from assessments.people.models import Person
from assessments.sessions import triggers
from assessments.sessions.models.scenarios import Scenario
from assessments.sessions.models.sessions import Registration, Station
from ccas.personal import personal
from ccas.records import Record, ends_after_it_starts


class SimulationState(models.TextChoices):
    PLANNED = "planned", "prévue"
    RUNNING = "running", "en cours"
    DONE = "done", "terminée"
    ABSENT = "absent", "candidat absent"
    EXCUSED = "excused", "candidat absent, excusé"
    CANCELLED = "cancelled", "annulée"


class Simulation(Record):
    """One candidate, one or more blocks, one station, one scenario, one time slot.

    starts_at: the first moment of the briefing. ends_at: when the candidate leaves; the rating
    goes on after. pinned: a timetable proposed anew leaves it where it is.
    """

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="simulations"
    )
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="simulations")
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="simulations")
    blocks = models.ManyToManyField(
        CompetencyBlock,
        through="SimulationBlock",
        related_name="simulations",
        verbose_name="blocs évalués",
    )
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    state = models.CharField(
        "état", max_length=10, choices=SimulationState, default=SimulationState.PLANNED
    )
    pinned = models.BooleanField("gardée à sa place", default=False)
    started_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    absence_reason = personal(
        models.TextField("motif de l’absence", blank=True, default=""),
        purpose="traitement des absences",
        retention="session",
    )

    class Meta:
        verbose_name = "mise en situation"
        verbose_name_plural = "mises en situation"
        ordering = ["starts_at", "station__name"]
        constraints = [
            ends_after_it_starts(
                "simulation_ends_after_it_starts",
                "La mise en situation finit avant d’avoir commencé.",
                start="starts_at",
                end="ends_at",
                lasting=False,
                at_once=False,
            ),
            models.CheckConstraint(
                name="simulation_dates_follow_its_state",
                condition=models.Q(state="running", started_at__isnull=False, ended_at__isnull=True)
                | models.Q(state="done", started_at__isnull=False, ended_at__isnull=False)
                | models.Q(
                    state__in=["planned", "absent", "excused", "cancelled"],
                    started_at__isnull=True,
                    ended_at__isnull=True,
                ),
            ),
        ]
        triggers = [
            triggers.NOBODY_IN_TWO_PLACES,
            triggers.STAYS_IN_ITS_SESSION,
            triggers.PLAYS_A_PUBLISHED_SCENARIO,
            pgtrigger.Protect(name="simulations_stay", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.registration.enrolment.candidate.number} {self.scenario.code}"


class SimulationBlock(models.Model):
    """The rows that tie a simulation to its blocks, where a trigger can be declared."""

    simulation = models.ForeignKey(Simulation, on_delete=models.PROTECT, related_name="+")
    competencyblock = models.ForeignKey(CompetencyBlock, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "assessments_simulation_blocks"
        constraints = [
            models.UniqueConstraint(
                fields=["simulation", "competencyblock"], name="simulationblock_once"
            ),
        ]
        triggers = [triggers.SIMULATION_BLOCKS_ARE_PRESENTED]

    def __str__(self) -> str:
        return f"{self.simulation_id} {self.competencyblock_id}"


class SimulationEvaluator(Record):
    """One of the evaluators of a simulation. `position` orders the pair."""

    simulation = models.ForeignKey(Simulation, on_delete=models.PROTECT, related_name="evaluators")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="evaluations")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = "évaluateur"
        ordering = ["simulation", "position"]
        constraints = [
            models.UniqueConstraint(fields=["simulation", "person"], name="evaluator_once"),
            models.UniqueConstraint(
                fields=["simulation", "position"], name="evaluator_position_once"
            ),
        ]
        triggers = [triggers.EVALUATOR_IN_ONE_PLACE]

    def __str__(self) -> str:
        return str(self.person)
