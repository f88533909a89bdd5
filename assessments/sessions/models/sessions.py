"""Sites, sessions, their stations, their panel and who takes part."""

from django.db import models

from assessments.candidates.models import Enrolment
from assessments.framework.models import CompetencyBlock, QualificationRevision
from assessments.people.models import Person, Unit
from assessments.sessions import triggers
from ccas.personal import impersonal
from ccas.records import Record, ends_after_it_starts


class Site(Record):
    """A place where sessions are held."""

    name = impersonal(models.CharField("nom", max_length=200, unique=True))
    address = impersonal(models.CharField("adresse", max_length=300, blank=True, default=""))
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sites",
        verbose_name="unité",
    )

    class Meta:
        verbose_name = "site"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SessionState(models.TextChoices):
    DRAFT = "draft", "en préparation"
    READY = "ready", "prête"
    CONVENED = "convened", "convoquée"
    CLOSED = "closed", "close"
    CANCELLED = "cancelled", "annulée"


class AssessmentSession(Record):
    """Some days on a site, for one revision of a qualification.

    Hours and durations: None means what the rules file of the qualification says (`timing`).
    """

    revision = models.ForeignKey(
        QualificationRevision,
        on_delete=models.PROTECT,
        related_name="sessions",
        verbose_name="certification",
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="sessions")
    name = impersonal(models.CharField("nom", max_length=120, unique=True))
    starts_on = impersonal(models.DateField("premier jour"))
    ends_on = impersonal(models.DateField("dernier jour"))
    lead = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions_led",
        verbose_name="responsable de session",
    )
    day_starts = models.TimeField("début de la journée", null=True, blank=True)
    lunch_starts = models.TimeField("début du déjeuner", null=True, blank=True)
    lunch_ends = models.TimeField("fin du déjeuner", null=True, blank=True)
    day_ends = models.TimeField("fin de la journée", null=True, blank=True)
    briefing_minutes = models.PositiveSmallIntegerField("consigne", null=True, blank=True)
    rating_minutes = models.PositiveSmallIntegerField("cotation", null=True, blank=True)
    rest_minutes = models.PositiveSmallIntegerField("repos d’un candidat", null=True, blank=True)
    state = models.CharField(
        "état", max_length=10, choices=SessionState, default=SessionState.DRAFT
    )
    ready_at = models.DateTimeField(null=True, editable=False)
    convened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "session d’évaluation"
        verbose_name_plural = "sessions d’évaluation"
        ordering = ["-starts_on", "name"]
        constraints = [
            ends_after_it_starts(
                "session_ends_after_it_starts",
                "La session finit avant d’avoir commencé.",
                lasting=False,
            ),
            models.CheckConstraint(
                name="session_dates_follow_its_state",
                condition=models.Q(state="draft", convened_at__isnull=True, closed_at__isnull=True)
                | models.Q(state="ready", ready_at__isnull=False, convened_at__isnull=True)
                | models.Q(state="convened", convened_at__isnull=False, closed_at__isnull=True)
                | models.Q(state="closed", convened_at__isnull=False, closed_at__isnull=False)
                | models.Q(state="cancelled", cancelled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Station(Record):
    """An operator's post, with every tool of a real one."""

    session = models.ForeignKey(
        AssessmentSession, on_delete=models.PROTECT, related_name="stations"
    )
    name = impersonal(models.CharField("poste", max_length=60))
    equipment = impersonal(models.CharField("équipement", max_length=300, blank=True, default=""))

    class Meta:
        verbose_name = "poste"
        ordering = ["session", "name"]
        constraints = [
            models.UniqueConstraint(fields=["session", "name"], name="station_name_once"),
        ]

    @property
    def said(self) -> str:
        """« poste P1 » in a sentence, « Poste 1 » where its name says so already."""
        return self.name if self.name.casefold().startswith("poste") else f"poste {self.name}"

    def __str__(self) -> str:
        return self.name


class PanelMember(Record):
    """An evaluator on the panel of a session."""

    session = models.ForeignKey(AssessmentSession, on_delete=models.PROTECT, related_name="panel")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="panels")

    class Meta:
        verbose_name = "évaluateur de la session"
        verbose_name_plural = "évaluateurs de la session"
        ordering = ["person__sort_name"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="panel_member_once"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class Registration(Record):
    """An enrolment takes part in a session, for some blocks."""

    session = models.ForeignKey(
        AssessmentSession, on_delete=models.PROTECT, related_name="registrations"
    )
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="registrations")
    blocks = models.ManyToManyField(
        CompetencyBlock,
        through="RegistrationBlock",
        related_name="registrations",
        verbose_name="blocs visés",
    )

    class Meta:
        verbose_name = "inscription à une session"
        verbose_name_plural = "inscriptions à une session"
        ordering = ["enrolment__candidate__person__sort_name"]
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="registration_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} – {self.session}"


class RegistrationBlock(models.Model):
    """The rows that tie a registration to its blocks, where a trigger can be declared."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="+")
    competencyblock = models.ForeignKey(CompetencyBlock, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "assessments_registration_blocks"
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "competencyblock"], name="registrationblock_once"
            ),
        ]
        triggers = [triggers.REGISTRATION_KEEPS_SIMULATED_BLOCKS]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.competencyblock_id}"


class SessionSummons(Record):
    """A person was told to come to a session, on a day."""

    session = models.ForeignKey(
        AssessmentSession, on_delete=models.PROTECT, related_name="summonses"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="session_summonses")
    capacity = models.CharField(
        "à titre de",
        max_length=10,
        choices=[("candidate", "candidat"), ("evaluator", "évaluateur")],
    )

    class Meta:
        verbose_name = "convocation à une session"
        verbose_name_plural = "convocations à une session"
        ordering = ["session", "person__sort_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person", "capacity"], name="session_summons_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.person_id}"


class SummonedSlot(Record):
    """What a person was last told of one simulation; what a calendar needs to follow a change.

    sequence: how many times the event changed since it was first sent (RFC 5545).
    """

    summons = models.ForeignKey(SessionSummons, on_delete=models.PROTECT, related_name="slots")
    simulation = models.ForeignKey(
        "assessments.Simulation", on_delete=models.PROTECT, related_name="summoned"
    )
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    sequence = models.PositiveSmallIntegerField(default=0)
    withdrawn = models.BooleanField("retirée", default=False)

    class Meta:
        verbose_name = "horaire annoncé"
        verbose_name_plural = "horaires annoncés"
        ordering = ["summons", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["summons", "simulation"], name="summoned_slot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.summons_id} {self.simulation_id}"
