"""Livret 1: the application, the experiences it states, the papers that were asked for."""

import pgtrigger
from django.db import models

from assessments.candidates.models import Candidate, Enrolment
from assessments.framework.models import CompetencyBlock, QualificationRevision
from ccas.personal import impersonal, personal
from ccas.records import Record
from certification.vae.rules import completeness, territories

WHY = {"purpose": "demande de recevabilité à la VAE", "retention": "certification"}


class ApplicationState(models.TextChoices):
    DRAFT = "draft", "en préparation"
    SUBMITTED = "submitted", "déposée"
    INCOMPLETE = "incomplete", "pièces demandées"
    ADMISSIBLE = "admissible", "recevable"
    TACITLY_ADMISSIBLE = "tacitly_admissible", "recevable par le silence gardé deux mois"
    REFUSED = "refused", "refusée"
    WITHDRAWN = "withdrawn", "recevabilité retirée"
    ABANDONED = "abandoned", "retirée par le candidat"


#: States in which the candidate still writes.
WRITTEN = (ApplicationState.DRAFT,)
DECIDED = (
    ApplicationState.ADMISSIBLE,
    ApplicationState.TACITLY_ADMISSIBLE,
    ApplicationState.REFUSED,
    ApplicationState.WITHDRAWN,
)
_DECIDED = models.Q(state__in=["admissible", "tacitly_admissible", "refused", "withdrawn"])


class EligibilityApplication(Record):
    """A candidate asks whether their experience opens the way to a qualification.

    content, content_sha256: what was submitted, frozen. received_on: the day it was submitted, in
    Paris; the clock runs from it. decided_on: the day of the decision, or the last of the two
    months. valid_until: last day of validity of the admission, when the certifier sets one.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="applications")
    revision = models.ForeignKey(
        QualificationRevision,
        on_delete=models.PROTECT,
        related_name="applications",
        verbose_name="certification",
    )
    state = models.CharField(
        "état", max_length=20, choices=ApplicationState, default=ApplicationState.DRAFT
    )
    blocks = models.ManyToManyField(
        CompetencyBlock,
        through="ApplicationBlock",
        related_name="applications",
        verbose_name="blocs visés",
    )
    situation = models.CharField(
        "situation", max_length=20, blank=True, default="",
        choices=list(completeness.SITUATIONS.items()),
    )  # fmt: skip
    education = models.CharField(
        "niveau de formation", max_length=20, blank=True, default="",
        choices=list(completeness.EDUCATION.items()),
    )  # fmt: skip
    territory = models.CharField(
        "lieu de résidence", max_length=10, default=territories.HOME,
        choices=[(code, place.label) for code, place in territories.TERRITORIES.items()],
    )  # fmt: skip
    training = personal(
        models.TextField("formations suivies", max_length=2000, blank=True, default=""), **WHY
    )
    motivation = personal(
        models.TextField("projet", max_length=2000, blank=True, default=""), **WHY
    )
    elsewhere = models.PositiveSmallIntegerField(
        "demandes déposées ailleurs cette année", default=0
    )
    sworn = models.BooleanField("déclaration sur l’honneur", default=False)
    received_on = personal(models.DateField("reçue le", null=True, editable=False), **WHY)
    submitted_at = models.DateTimeField(null=True, editable=False)
    content = personal(models.JSONField("demande déposée", null=True, editable=False), **WHY)
    content_sha256 = impersonal(models.CharField(max_length=64, blank=True, default=""))
    decided_on = personal(models.DateField("décidée le", null=True, editable=False), **WHY)
    reasons = personal(models.TextField("motifs", max_length=3000, blank=True, default=""), **WHY)
    gaps = personal(
        models.TextField("analyse des écarts", max_length=5000, blank=True, default=""), **WHY
    )
    valid_until = personal(models.DateField("valable jusqu’au", null=True, editable=False), **WHY)
    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.PROTECT, null=True, related_name="application"
    )

    class Meta:
        verbose_name = "demande de recevabilité"
        verbose_name_plural = "demandes de recevabilité"
        ordering = ["received_on", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="application_dates_follow_its_state",
                condition=models.Q(state__in=["draft", "abandoned"])
                | (
                    models.Q(received_on__isnull=False, submitted_at__isnull=False)
                    & models.Q(content__isnull=False)
                    & ~models.Q(content_sha256="")
                ),
            ),
            models.CheckConstraint(
                name="application_decided_has_a_day",
                condition=(_DECIDED & models.Q(decided_on__isnull=False))
                | (~_DECIDED & models.Q(decided_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="application_refusal_has_reasons",
                condition=~models.Q(state="refused") | ~models.Q(reasons=""),
                violation_error_message="Un refus dit ses motifs.",
            ),
            models.UniqueConstraint(
                fields=["candidate", "revision"],
                condition=models.Q(state__in=["draft", "submitted", "incomplete"]),
                name="application_one_at_a_time",
                violation_error_message="Une demande est déjà en cours pour cette certification.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="applications_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="submitted_application_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'draft' AND (OLD.candidate_id, OLD.revision_id, OLD.situation,"
                    " OLD.education, OLD.territory, OLD.training, OLD.motivation, OLD.elsewhere,"
                    " OLD.sworn, OLD.received_on, OLD.content, OLD.content_sha256) IS DISTINCT FROM"
                    " (NEW.candidate_id, NEW.revision_id, NEW.situation, NEW.education,"
                    " NEW.territory, NEW.training, NEW.motivation, NEW.elsewhere, NEW.sworn,"
                    " NEW.received_on, NEW.content, NEW.content_sha256)"
                ),
            ),
            pgtrigger.Protect(
                name="application_decision_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state IN ('admissible', 'tacitly_admissible', 'refused', 'withdrawn',"
                    " 'abandoned') AND ((OLD.decided_on, OLD.reasons, OLD.valid_until) IS DISTINCT"
                    " FROM (NEW.decided_on, NEW.reasons, NEW.valid_until) OR (OLD.state <>"
                    " NEW.state AND NOT (OLD.state IN ('admissible', 'tacitly_admissible')"
                    " AND NEW.state = 'withdrawn')))"
                ),
            ),
            pgtrigger.Trigger(
                name="withdrawn_by_an_act",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                func="""
                    IF NEW.state = 'withdrawn' AND OLD.state <> 'withdrawn' AND NOT EXISTS (
                        SELECT 1 FROM certification_admissibilitywithdrawal w
                        WHERE w.application_id = NEW.id AND w.pronounced_at IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'an admissibility is withdrawn by an act of two people'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="no_refusal_after_two_months",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                func="""
                    IF NEW.state = 'refused' AND OLD.state <> 'refused'
                       AND NEW.decided_on > (
                           SELECT COALESCE(MAX(r.answered_on), NEW.received_on)
                           FROM certification_paperrequest r WHERE r.application_id = NEW.id
                       ) + INTERVAL '2 months'
                    THEN
                        RAISE EXCEPTION 'two months of silence mean admissible'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.revision_id} {self.state}"


#: What belongs to an application changes only while it is a draft.
_WHILE_DRAFT = """
    IF EXISTS (
        SELECT 1 FROM certification_eligibilityapplication a
        WHERE a.id = COALESCE(NEW.application_id, OLD.application_id) AND a.state <> 'draft'
    ) THEN
        RAISE EXCEPTION 'a submitted application does not change'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
"""


def while_draft(name: str) -> pgtrigger.Trigger:
    """The trigger that freezes a table of an application with it."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=_WHILE_DRAFT,
    )


class ApplicationBlock(models.Model):
    """A block the application aims at."""

    application = models.ForeignKey(
        EligibilityApplication, on_delete=models.PROTECT, related_name="+"
    )
    competencyblock = models.ForeignKey(CompetencyBlock, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "certification_application_blocks"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "competencyblock"], name="application_block_once"
            ),
        ]
        triggers = [while_draft("application_keeps_its_blocks")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.competencyblock_id}"


class Experience(Record):
    """One experience: where, as what, when, how many hours. Its proofs are files of its own set."""

    application = models.ForeignKey(
        EligibilityApplication, on_delete=models.PROTECT, related_name="experiences"
    )
    place = personal(models.CharField("employeur ou organisme", max_length=200), **WHY)
    function = personal(models.CharField("fonction", max_length=150), **WHY)
    status = models.CharField("statut", max_length=20, choices=list(completeness.STATUSES.items()))
    starts_on = personal(models.DateField("du"), **WHY)
    ends_on = personal(models.DateField("au", null=True, blank=True), **WHY)
    hours = models.PositiveIntegerField("nombre total d’heures", null=True, blank=True)
    activities = personal(
        models.TextField("activités principales", max_length=3000, blank=True, default=""), **WHY
    )

    class Meta:
        verbose_name = "expérience"
        ordering = ["-starts_on", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="experience_ends_after_it_starts",
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="L’expérience finit avant d’avoir commencé.",
            ),
        ]
        triggers = [while_draft("experience_keeps_to_its_application")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.starts_on}"


class PaperRequest(Record):
    """The office says that papers lack. Answered by the receipt of the last of them."""

    application = models.ForeignKey(
        EligibilityApplication, on_delete=models.PROTECT, related_name="requests"
    )
    sent_on = personal(models.DateField("demandées le"), **WHY)
    deadline = personal(models.DateField("à fournir avant le"), **WHY)
    answered_on = personal(models.DateField("complété le", null=True, editable=False), **WHY)

    class Meta:
        verbose_name = "demande de pièces"
        verbose_name_plural = "demandes de pièces"
        ordering = ["application", "sent_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(answered_on__isnull=True),
                name="paper_request_one_at_a_time",
            ),
            models.CheckConstraint(
                name="paper_request_answered_after_it_was_sent",
                condition=models.Q(answered_on__isnull=True)
                | models.Q(answered_on__gte=models.F("sent_on")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="paper_requests_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="an_answer_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.answered_on IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.sent_on}"


class RequestedPaper(Record):
    """One paper of a request. Its files are those of its own set; received_on: the last one's."""

    request = models.ForeignKey(PaperRequest, on_delete=models.PROTECT, related_name="papers")
    label = personal(models.CharField("pièce demandée", max_length=300), **WHY)
    received_on = personal(models.DateField("reçue le", null=True, editable=False), **WHY)

    class Meta:
        verbose_name = "pièce demandée"
        verbose_name_plural = "pièces demandées"
        ordering = ["request", "recorded_at"]
        triggers = [pgtrigger.Protect(name="requested_papers_stay", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.label
