"""Scenarios: their versions, their injects, their documents, and what they let one observe."""

from django.db import models

from assessments.framework.models import Competency, QualificationRevision
from assessments.sessions import triggers
from ccas.personal import impersonal
from ccas.records import Record


class ScenarioState(models.TextChoices):
    DRAFT = "draft", "brouillon"
    PUBLISHED = "published", "publié"
    RETIRED = "retired", "retiré"


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    """Scenarios, in the words of those who plan."""

    def offered(self) -> "ScenarioQuerySet":
        """What a plan may choose from: the published version of each code."""
        return self.filter(state=ScenarioState.PUBLISHED)


class Scenario(Record):
    """A story to simulate: brief, injects, documents, competencies it lets one observe.

    A correction is a new version; a version that a simulation uses never changes, but for its
    state: one version of a code is offered at a time, and a retired one is offered no more.
    file_digest: SHA-256 of the shipped file this version was read from, in its canonical writing.
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
    file_digest = impersonal(models.CharField(max_length=64, blank=True, default=""))
    state = models.CharField(
        "état", max_length=10, choices=ScenarioState, default=ScenarioState.DRAFT
    )
    published_at = models.DateTimeField("publié le", null=True, editable=False)
    retired_at = models.DateTimeField("retiré le", null=True, editable=False)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = "scénario"
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "code", "version"], name="scenario_version_once"
            ),
            models.UniqueConstraint(
                fields=["revision", "code"],
                condition=models.Q(state="published"),
                name="scenario_one_version_offered",
            ),
            models.CheckConstraint(
                name="scenario_dates_follow_its_state",
                condition=models.Q(state="draft", published_at__isnull=True)
                | models.Q(state="published", published_at__isnull=False)
                | models.Q(state="retired", published_at__isnull=False, retired_at__isnull=False),
            ),
        ]
        triggers = [
            triggers.frozen_once_used(
                "used_scenario_is_frozen", "id", but=("state", "published_at", "retired_at")
            )
        ]

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
    """An event played at a minute of the scenario, the reaction hoped for and what it shows.

    position: the order of two events of one minute. competencies: those that the expected reaction
    lets one observe; all are among the scenario's own.
    """

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="injects")
    minute = models.PositiveSmallIntegerField("minute")
    position = models.PositiveSmallIntegerField("rang", db_default=0, default=0)
    channel = models.CharField("canal", max_length=10, choices=Channel)
    text = impersonal(models.TextField("contenu"))
    expected = impersonal(models.TextField("réaction attendue"))
    competencies = models.ManyToManyField(
        Competency,
        through="InjectCompetency",
        related_name="injects",
        verbose_name="compétences appelées",
    )

    class Meta:
        verbose_name = "événement injecté"
        verbose_name_plural = "événements injectés"
        ordering = ["scenario", "minute", "position", "recorded_at"]
        triggers = [triggers.frozen_once_used("used_scenario_keeps_injects", "scenario_id")]

    def __str__(self) -> str:
        return f"{self.minute} min – {self.channel}"


class InjectCompetency(models.Model):
    """The rows that tie an event to the competencies it calls for."""

    inject = models.ForeignKey(Inject, on_delete=models.PROTECT, related_name="+")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "assessments_inject_competencies"
        constraints = [
            models.UniqueConstraint(fields=["inject", "competency"], name="injectcompetency_once"),
        ]
        triggers = [
            triggers.frozen_once_used(
                "used_scenario_keeps_calls", "inject_id", through="assessments_inject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.inject_id} {self.competency_id}"


class DocumentNature(models.TextChoices):
    SHEET = "sheet", "fiche"
    PLAN = "plan", "plan ou carte"
    MEANS = "means", "moyens et annuaire"
    ORDER = "order", "consigne ou procédure"
    MESSAGE = "message", "message ou article"


class ScenarioDocument(Record):
    """A paper of the scenario: a title and a text with light marks (`rules.prose`).

    handed_over: given to the candidate with the brief; otherwise for those who play the scenario.
    """

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="documents")
    position = models.PositiveSmallIntegerField("rang")
    nature = models.CharField("nature", max_length=10, choices=DocumentNature)
    title = impersonal(models.CharField("titre", max_length=200))
    text = impersonal(models.TextField("texte"))
    handed_over = models.BooleanField("remis au candidat", default=True)

    class Meta:
        verbose_name = "document de scénario"
        verbose_name_plural = "documents de scénario"
        ordering = ["scenario", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "position"], name="scenario_document_position_once"
            ),
        ]
        triggers = [triggers.frozen_once_used("used_scenario_keeps_documents", "scenario_id")]

    def __str__(self) -> str:
        return self.title
