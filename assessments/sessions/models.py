"""Sites, sessions, stations, scenarios and the simulations planned on them."""

import pgtrigger
from django.db import models

from assessments.candidates.models import Enrolment
from assessments.framework.models import Competency, CompetencyBlock, QualificationRevision
from assessments.people.models import Person, Unit
from assessments.sessions import triggers
from ccas.personal import impersonal, personal
from ccas.records import Record


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
    """Some days on a site, for one revision of a qualification."""

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
            models.CheckConstraint(
                name="session_ends_after_it_starts",
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="La session finit avant d’avoir commencé.",
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

    def __str__(self) -> str:
        return self.name


class Scenario(Record):
    """A story to simulate: brief, injects, competencies it lets one observe.

    A correction is a new version; a version that a simulation uses never changes.
    """

    revision = models.ForeignKey(
        QualificationRevision,
        on_delete=models.PROTECT,
        related_name="scenarios",
        verbose_name="certification",
    )
    code = impersonal(models.SlugField("code", max_length=60))
    version = models.PositiveSmallIntegerField(default=1)
    title = impersonal(models.CharField("titre", max_length=200))
    brief = impersonal(models.TextField("consigne"))
    duration_minutes = models.PositiveSmallIntegerField("durée, en minutes", default=25)
    competencies = models.ManyToManyField(
        Competency,
        through="ScenarioCompetency",
        related_name="scenarios",
        verbose_name="compétences observables",
    )

    class Meta:
        verbose_name = "scénario"
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "code", "version"], name="scenario_version_once"
            ),
        ]
        triggers = [triggers.frozen_once_used("used_scenario_is_frozen", "id")]

    def __str__(self) -> str:
        return f"{self.title} (v{self.version})"


class ScenarioCompetency(models.Model):
    """The rows that tie a scenario to its competencies, where a trigger can be declared."""

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="+")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "assessments_scenario_competencies"
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "competency"], name="scenariocompetency_once"
            ),
        ]
        triggers = [triggers.frozen_once_used("used_scenario_keeps_competencies", "scenario_id")]

    def __str__(self) -> str:
        return f"{self.scenario_id} {self.competency_id}"


class Channel(models.TextChoices):
    PHONE = "phone", "téléphone"
    EMERGENCY = "112", "112"
    RADIO = "radio", "radio"
    SMS = "sms", "SMS"
    VIDEO = "video", "vidéo"


class Inject(Record):
    """An event played at a minute of the scenario, and the reaction hoped for."""

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="injects")
    minute = models.PositiveSmallIntegerField("minute")
    channel = models.CharField("canal", max_length=10, choices=Channel)
    text = impersonal(models.TextField("contenu"))
    expected = impersonal(models.TextField("réaction attendue"))

    class Meta:
        verbose_name = "événement injecté"
        verbose_name_plural = "événements injectés"
        ordering = ["scenario", "minute", "recorded_at"]
        triggers = [triggers.frozen_once_used("used_scenario_keeps_injects", "scenario_id")]

    def __str__(self) -> str:
        return f"{self.minute} min – {self.channel}"


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


class SimulationState(models.TextChoices):
    PLANNED = "planned", "prévue"
    RUNNING = "running", "en cours"
    DONE = "done", "terminée"
    ABSENT = "absent", "candidat absent"
    EXCUSED = "excused", "candidat absent, excusé"
    CANCELLED = "cancelled", "annulée"


class Simulation(Record):
    """One candidate, one or more blocks, one station, one scenario, one time slot."""

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
            models.CheckConstraint(
                name="simulation_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                violation_error_message="La mise en situation finit avant d’avoir commencé.",
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
