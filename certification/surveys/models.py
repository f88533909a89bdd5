"""Surveys, the links that open them, who wants none, and each promotion as counted at its date."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.candidates.models import Candidate
from assessments.framework.models import Qualification
from ccas.personal import impersonal, personal
from ccas.records import Record
from certification.awards.models import Award
from certification.surveys import rules


class SurveyState(models.TextChoices):
    ASKED = "asked", "en attente de réponse"
    ANSWERED = "answered", "répondue"
    DECLINED = "declined", "refusée"
    UNANSWERED = "unanswered", "close sans réponse"
    CANCELLED = "cancelled", "annulée : le titre est retiré"
    FORGOTTEN = "forgotten", "répondue, réponses effacées"


class Channel(models.TextChoices):
    LINK = "link", "par le lien"
    PHONE = "phone", "au téléphone"
    OWN = "own", "depuis son espace"


#: What goes with an answer, taken out of the row as SQL.
_SAID = "".join(
    f" - '{column}'"
    for column in (
        "state", "situation", "target_job", "contract", "usefulness", "answered_on", "channel",
        "taken_by_id",
    )
)  # fmt: skip


def _answer[F: models.Field](field: F) -> F:
    return personal(field, purpose="chiffres d’insertion de la certification", retention="survey")


class InsertionSurvey(Record):
    """What became of a holder, asked once at 6 months and once at 24.

    refers_to: the day asked about. closes_on: the last day to answer. situation, target_job,
    contract, usefulness: the four answers (`rules`), no word of the holder's own.
    """

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="surveys")
    months = models.PositiveSmallIntegerField(
        "mois après le titre", choices=[(each, f"{each} mois") for each in rules.SURVEY_MONTHS]
    )
    refers_to = _answer(models.DateField("situation au"))
    closes_on = impersonal(models.DateField("dernier jour de réponse"))
    state = models.CharField("état", max_length=10, choices=SurveyState, default=SurveyState.ASKED)
    situation = _answer(
        models.CharField(
            "situation",
            max_length=14,
            choices=list(rules.SITUATIONS.items()),
            blank=True,
            default="",
        )
    )
    target_job = _answer(models.BooleanField("dans le métier visé", null=True))
    contract = _answer(
        models.CharField(
            "statut", max_length=9, choices=list(rules.CONTRACTS.items()), blank=True, default=""
        )
    )
    usefulness = _answer(
        models.CharField(
            "utilité du titre",
            max_length=11,
            choices=list(rules.USES.items()),
            blank=True,
            default="",
        )
    )
    answered_on = _answer(models.DateField("répondue le", null=True))
    channel = models.CharField(
        "réponse reçue", max_length=5, choices=Channel, blank=True, default=""
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField("close le", null=True, editable=False)

    class Meta:
        verbose_name = "enquête d’insertion"
        verbose_name_plural = "enquêtes d’insertion"
        ordering = ["closes_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["award", "months"], name="survey_asked_once"),
            models.CheckConstraint(
                name="survey_months_are_known", condition=Q(months__in=rules.SURVEY_MONTHS)
            ),
            models.CheckConstraint(
                name="survey_may_be_answered", condition=Q(closes_on__gte=models.F("refers_to"))
            ),
            models.CheckConstraint(
                name="survey_ended_has_a_time",
                condition=Q(state="asked", ended_at__isnull=True)
                | (~Q(state="asked") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="survey_answer_is_whole",
                condition=(
                    Q(state="answered", answered_on__isnull=False)
                    & Q(situation__in=list(rules.SITUATIONS))
                    & Q(usefulness__in=list(rules.USES))
                    & Q(channel__in=list(Channel.values))
                )
                | (
                    ~Q(state="answered")
                    & Q(
                        situation="",
                        usefulness="",
                        channel="",
                        answered_on__isnull=True,
                        taken_by__isnull=True,
                    )
                ),
            ),
            models.CheckConstraint(
                name="survey_job_of_who_works",
                condition=Q(
                    situation="employed",
                    target_job__isnull=False,
                    contract__in=list(rules.CONTRACTS),
                )
                | (~Q(situation="employed") & Q(target_job__isnull=True, contract="")),
            ),
            models.CheckConstraint(
                name="survey_call_has_its_officer",
                condition=Q(channel="phone", taken_by__isnull=False)
                | (~Q(channel="phone") & Q(taken_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="survey_answered_in_its_days",
                condition=Q(answered_on__isnull=True)
                | Q(answered_on__gte=models.F("refers_to"), answered_on__lte=models.F("closes_on")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="surveys_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="survey_ended_is_ended",
                operation=pgtrigger.Update,
                # At its term an answer goes, whole: the constraints above empty what it said.
                condition=pgtrigger.Condition(
                    "OLD.ended_at IS NOT NULL AND NOT (OLD.state = 'answered'"
                    f" AND NEW.state = 'forgotten' AND to_jsonb(NEW){_SAID} = to_jsonb(OLD){_SAID})"
                ),
            ),
            pgtrigger.Protect(
                name="survey_asks_the_same",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("award", "months", "refers_to", "closes_on"),
            ),
            pgtrigger.Trigger(
                name="survey_of_its_title",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM certification_award a WHERE a.id = NEW.award_id
                          AND (a.awarded_on + make_interval(months => NEW.months))::date
                              = NEW.refers_to
                    ) THEN
                        RAISE EXCEPTION 'a survey asks about its day'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"enquête à {self.months} mois"


class SurveyLink(Record):
    """A link that left in a mail: its fingerprint only. The first answer uses all of them up.

    digest: SHA-256 of a token of 256 bits, in hex.
    """

    survey = models.ForeignKey(InsertionSurvey, on_delete=models.PROTECT, related_name="links")
    digest = impersonal(models.CharField(max_length=64, unique=True))

    class Meta:
        verbose_name = "lien d’enquête"
        verbose_name_plural = "liens d’enquête"

    def __str__(self) -> str:
        return str(self.pk)


class SurveyObjection(Record):
    """Somebody wants no survey any more (GDPR, article 21), until they say otherwise."""

    candidate = models.ForeignKey(
        Candidate, on_delete=models.PROTECT, related_name="survey_objections"
    )
    channel = models.CharField("reçue", max_length=5, choices=Channel)
    lifted_at = models.DateTimeField("levée le", null=True, editable=False)

    class Meta:
        verbose_name = "opposition aux enquêtes"
        verbose_name_plural = "oppositions aux enquêtes"
        ordering = ["candidate", "recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"],
                condition=Q(lifted_at__isnull=True),
                name="survey_objection_one_in_force",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="objections_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="objection_lifted_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.lifted_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"opposition {self.pk}"


class PromotionSnapshot(Record):
    """A promotion (the titles of a year) as counted on its day; never counted again.

    frozen_on: the day counted for, whenever the row was written. facts: `promotions.facts_of`.
    """

    qualification = models.ForeignKey(
        Qualification, on_delete=models.PROTECT, related_name="promotions"
    )
    year = models.PositiveSmallIntegerField("année des titres")
    months = models.PositiveSmallIntegerField("mois après le titre")
    frozen_on = impersonal(models.DateField("comptée au"))
    facts = impersonal(models.JSONField("ce qui est compté"))
    sha256 = impersonal(models.CharField("empreinte", max_length=64))

    class Meta:
        verbose_name = "promotion comptée"
        verbose_name_plural = "promotions comptées"
        ordering = ["qualification", "-year", "months"]
        constraints = [
            models.UniqueConstraint(
                fields=["qualification", "year", "months"], name="promotion_counted_once"
            ),
            models.CheckConstraint(
                name="promotion_months_are_known", condition=Q(months__in=rules.SURVEY_MONTHS)
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="promotions_stay", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"promotion {self.year} à {self.months} mois"
