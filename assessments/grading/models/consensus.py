"""What the pair of evaluators agrees on."""

from django.db import models

from assessments.framework.models import Competency
from assessments.grading import triggers
from assessments.people.models import Person
from assessments.sessions.models import Simulation
from ccas.personal import impersonal, personal
from ccas.records import Record


class ConsensusState(models.TextChoices):
    OPEN = "open", "en cours"
    SIGNED = "signed", "signée"
    VOID = "void", "annulée"


class Consensus(Record):
    """The harmonised sheet of a simulation. A reopened sheet voids it; another is then made."""

    simulation = models.ForeignKey(Simulation, on_delete=models.PROTECT, related_name="consensuses")
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(
        "état", max_length=10, choices=ConsensusState, default=ConsensusState.OPEN
    )
    signed_at = models.DateTimeField("signée le", null=True, editable=False)
    voided_at = models.DateTimeField("annulée le", null=True, editable=False)

    class Meta:
        verbose_name = "grille harmonisée"
        verbose_name_plural = "grilles harmonisées"
        ordering = ["simulation", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["simulation", "version"], name="consensus_version_once"
            ),
            models.UniqueConstraint(
                fields=["simulation"],
                condition=~models.Q(state="void"),
                name="consensus_one_in_force",
            ),
            models.CheckConstraint(
                name="consensus_dates_follow_its_state",
                condition=models.Q(state="open", signed_at__isnull=True, voided_at__isnull=True)
                | models.Q(state="signed", signed_at__isnull=False, voided_at__isnull=True)
                | models.Q(state="void", voided_at__isnull=False),
            ),
        ]
        triggers = triggers.CONSENSUSES

    def __str__(self) -> str:
        return f"{self.simulation_id} v{self.version}"


class ConsensusLine(Record):
    """What the pair says of one competency: agreed at once, or settled with a word."""

    consensus = models.ForeignKey(Consensus, on_delete=models.PROTECT, related_name="lines")
    competency = models.ForeignKey(
        Competency, on_delete=models.PROTECT, related_name="consensus_lines"
    )
    value = impersonal(models.CharField("cotation", max_length=5, blank=True, default=""))
    settled = models.BooleanField("désaccord tranché", default=False)
    word = personal(
        models.TextField("explication", blank=True, default=""),
        purpose="justification de l’évaluation",
        retention="session",
    )

    class Meta:
        verbose_name = "ligne harmonisée"
        verbose_name_plural = "lignes harmonisées"
        ordering = ["consensus", "competency__block__position", "competency__position"]
        constraints = [
            models.UniqueConstraint(fields=["consensus", "competency"], name="consensus_line_once"),
        ]
        triggers = triggers.CONSENSUS_LINES

    def __str__(self) -> str:
        return f"{self.competency_id} {self.value}"


class ConsensusSignature(Record):
    """One evaluator's agreement to the lines as they stand; a line changed later withdraws it."""

    consensus = models.ForeignKey(Consensus, on_delete=models.PROTECT, related_name="signatures")
    evaluator = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="consensus_signatures"
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "signature d’une grille harmonisée"
        verbose_name_plural = "signatures de grilles harmonisées"
        ordering = ["consensus", "recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["consensus", "evaluator"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="consensus_signed_once_by_each",
            ),
        ]
        triggers = triggers.CONSENSUS_SIGNATURES

    def __str__(self) -> str:
        return f"{self.consensus_id} {self.evaluator_id}"
