"""What each evaluator saw, act by act."""

from datetime import datetime, timedelta

from django.db import models

from assessments.framework.models import Competency
from assessments.grading import triggers
from assessments.people.models import Person
from assessments.sessions.models import Simulation
from ccas.personal import impersonal, personal
from ccas.records import Record

#: Beyond that, the clock of a device is flagged; its order and its offset are used all the same.
CLOCK_TOLERANCE_MS = 5 * 60 * 1000


class SheetState(models.TextChoices):
    OPEN = "open", "en cours"
    SIGNED = "signed", "signée"
    SUPERSEDED = "superseded", "remplacée"


class AssessmentSheet(Record):
    """One evaluator's sheet for one simulation. Reopening makes revision n+1."""

    simulation = models.ForeignKey(Simulation, on_delete=models.PROTECT, related_name="sheets")
    evaluator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sheets")
    revision = models.PositiveSmallIntegerField("révision", default=1)
    state = models.CharField("état", max_length=10, choices=SheetState, default=SheetState.OPEN)
    signed_at = models.DateTimeField("signée le", null=True, editable=False)
    superseded_at = models.DateTimeField(null=True, editable=False)
    reopen_reason = personal(
        models.TextField("motif de réouverture", blank=True, default=""),
        purpose="preuve de la réouverture d’une grille",
        retention="session",
    )
    other_sheet_seen = models.BooleanField(
        "l’autre grille avait été vue", default=False, editable=False
    )
    frozen_at = models.DateTimeField("lue par une délibération le", null=True, editable=False)

    class Meta:
        verbose_name = "grille d’évaluation"
        verbose_name_plural = "grilles d’évaluation"
        ordering = ["simulation", "evaluator", "revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["simulation", "evaluator", "revision"], name="sheet_revision_once"
            ),
            models.UniqueConstraint(
                fields=["simulation", "evaluator"],
                condition=~models.Q(state="superseded"),
                name="sheet_one_in_force",
            ),
            models.CheckConstraint(
                name="sheet_dates_follow_its_state",
                condition=models.Q(state="open", signed_at__isnull=True, superseded_at__isnull=True)
                | models.Q(state="signed", signed_at__isnull=False, superseded_at__isnull=True)
                | models.Q(state="superseded", superseded_at__isnull=False),
            ),
        ]
        triggers = triggers.SHEETS

    def __str__(self) -> str:
        return f"{self.simulation_id} {self.evaluator_id} r{self.revision}"


class ActKind(models.TextChoices):
    RATE = "rate", "cotation"
    NOTE = "note", "note"
    OBSERVE = "observe", "observation"
    UNDO = "undo", "annulation"
    UNSURE = "unsure", "à revoir"


class SheetAct(Record):
    """One tap or note. Append-only: the acts are the truth, ratings are read from them.

    client, sequence: which device, and its own count. previous: for a rating or its undoing, the
    last act of that chain on that competency the device knew; for the undoing of an observation,
    that observation. second: on the station clock. made_at: what the device's clock said, as it
    said it; device_offset_ms: that clock minus the server's when the act was sent. unsure: the
    line is marked for a second look; an act of that kind marks it (« yes ») or clears it (« no »).
    """

    sheet = models.ForeignKey(AssessmentSheet, on_delete=models.PROTECT, related_name="acts")
    client = models.UUIDField()
    sequence = models.PositiveIntegerField()
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="followers"
    )
    kind = models.CharField(max_length=10, choices=ActKind)
    competency = models.ForeignKey(
        Competency, on_delete=models.PROTECT, null=True, related_name="acts"
    )
    value = impersonal(models.CharField("cotation", max_length=5, blank=True, default=""))
    text = personal(
        models.TextField("texte", blank=True, default=""),
        purpose="justification de l’évaluation",
        retention="session",
    )
    second = models.PositiveIntegerField("seconde à l’horloge du poste", null=True)
    unsure = models.BooleanField("à revoir", default=False, db_default=False)
    made_at = models.DateTimeField("heure de l’appareil", null=True)
    # A tablet whose battery died wakes up in 1970: years of milliseconds.
    device_offset_ms = models.BigIntegerField(default=0)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "acte de cotation"
        verbose_name_plural = "actes de cotation"
        ordering = ["received_at", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "client", "sequence"], name="act_received_once"
            ),
            models.CheckConstraint(
                name="act_rating_is_complete",
                condition=~models.Q(kind="rate")
                | (models.Q(competency__isnull=False) & ~models.Q(value="")),
            ),
            models.CheckConstraint(
                name="act_words_are_words",
                condition=~models.Q(kind__in=["note", "observe"])
                | (~models.Q(text="") & models.Q(previous__isnull=True)),
            ),
            models.CheckConstraint(
                name="act_undo_undoes_something",
                condition=~models.Q(kind="undo") | models.Q(previous__isnull=False),
            ),
            models.CheckConstraint(
                name="act_mark_is_on_a_line",
                condition=~models.Q(kind="unsure")
                | models.Q(
                    competency__isnull=False, previous__isnull=True, value__in=["yes", "no"]
                ),
            ),
            # Two taps that both follow the same one: the second loses, whoever wrote it.
            models.UniqueConstraint(fields=["previous"], name="act_followed_once"),
            models.UniqueConstraint(
                fields=["sheet", "competency"],
                condition=models.Q(kind="rate", previous__isnull=True),
                name="act_first_once",
            ),
        ]
        triggers = triggers.ACTS

    def __str__(self) -> str:
        return f"{self.kind} {self.sequence}"

    @property
    def clock_is_off(self) -> bool:
        """The device's clock was more than five minutes away from the server's."""
        return abs(self.device_offset_ms) > CLOCK_TOLERANCE_MS

    @property
    def happened_at(self) -> datetime:
        """When the gesture was made, by the server's clock; when it came, for want of better."""
        if self.made_at is None:
            return self.received_at
        return self.made_at - timedelta(milliseconds=self.device_offset_ms)


class Rating(Record):
    """The rating in force of one competency on one sheet: a projection of its acts."""

    sheet = models.ForeignKey(AssessmentSheet, on_delete=models.PROTECT, related_name="ratings")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="ratings")
    value = impersonal(models.CharField("cotation", max_length=5))
    act = models.ForeignKey(SheetAct, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "cotation"
        ordering = ["sheet", "competency__block__position", "competency__position"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "competency"], name="rating_once"),
        ]
        triggers = triggers.RATINGS

    def __str__(self) -> str:
        return f"{self.competency_id} {self.value}"


class Observation(Record):
    """Something seen, on the station clock: a projection of an act."""

    sheet = models.ForeignKey(
        AssessmentSheet, on_delete=models.PROTECT, related_name="observations"
    )
    competency = models.ForeignKey(
        Competency, on_delete=models.PROTECT, null=True, related_name="observations"
    )
    text = personal(
        models.TextField("observation"),
        purpose="justification de l’évaluation",
        retention="session",
    )
    second = models.PositiveIntegerField("seconde à l’horloge du poste", null=True)
    act = models.OneToOneField(SheetAct, on_delete=models.PROTECT, related_name="observation")

    class Meta:
        verbose_name = "observation"
        ordering = ["sheet", "second", "recorded_at"]
        triggers = triggers.OBSERVATIONS

    def __str__(self) -> str:
        return f"{self.second}"
