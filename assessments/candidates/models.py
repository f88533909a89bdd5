"""Candidates, their enrolments, and the ledger of the blocks they hold."""

import pgtrigger
from django.db import models

from assessments.framework.models import CompetencyBlock, QualificationRevision
from assessments.framework.rules.qualification import ROUTES
from assessments.people.models import Person
from ccas.personal import impersonal, personal
from ccas.records import Record


class Candidate(Record):
    """A person who seeks a title. The birth date may be presumed: month or day unknown."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="candidate")
    number = impersonal(models.CharField("numéro de candidat", max_length=20, unique=True))
    birth_year = models.PositiveSmallIntegerField("année de naissance")
    birth_month = models.PositiveSmallIntegerField("mois de naissance", null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField("jour de naissance", null=True, blank=True)
    birth_place_code = personal(
        models.CharField("code INSEE du lieu de naissance", max_length=5),
        purpose="identité portée sur le titre et passeport de compétences",
        retention="certification",
    )
    birth_place = personal(
        models.CharField("lieu de naissance", max_length=120),
        purpose="identité portée sur le titre",
        retention="certification",
    )
    extra_time_percent = models.PositiveSmallIntegerField("temps majoré, en pourcent", default=0)

    class Meta:
        verbose_name = "candidat"
        ordering = ["person__sort_name", "id"]
        constraints = [
            models.CheckConstraint(
                name="candidate_birth_date_is_possible",
                condition=models.Q(birth_year__range=(1900, 2100))
                & (models.Q(birth_month__isnull=True) | models.Q(birth_month__range=(1, 12)))
                & (
                    models.Q(birth_day__isnull=True)
                    | models.Q(birth_day__range=(1, 31), birth_month__isnull=False)
                ),
                violation_error_message="La date de naissance n’est pas une date possible.",
            ),
            models.CheckConstraint(
                name="candidate_extra_time_is_reasonable",
                condition=models.Q(extra_time_percent__lte=100),
                violation_error_message="Le temps majoré ne dépasse pas 100 %.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.display_name} ({self.number})"


class EnrolmentState(models.TextChoices):
    OPEN = "open", "en cours"
    AWARDED = "awarded", "titre obtenu"
    ENDED = "ended", "clos sans titre"


class Enrolment(Record):
    """A candidate's way to one qualification by one route, under the revision it began with.

    began_on: training start, or the date of admissibility.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="enrolments")
    revision = models.ForeignKey(
        QualificationRevision,
        on_delete=models.PROTECT,
        related_name="enrolments",
        verbose_name="certification",
    )
    route = models.CharField("voie d’accès", max_length=3, choices=list(ROUTES.items()))
    began_on = personal(
        models.DateField("commencé le"),
        purpose="droit de poursuivre après la fin d’enregistrement",
        retention="certification",
    )
    admissibility_date = personal(
        models.DateField("date de recevabilité", null=True, blank=True),
        purpose="preuve de la recevabilité",
        retention="certification",
    )
    admissibility_reference = personal(
        models.CharField("acte de recevabilité", max_length=200, blank=True, default=""),
        purpose="preuve de la recevabilité",
        retention="certification",
    )
    state = models.CharField(
        "état", max_length=10, choices=EnrolmentState, default=EnrolmentState.OPEN
    )
    ended_at = models.DateTimeField("clos le", null=True, editable=False)

    class Meta:
        verbose_name = "parcours"
        verbose_name_plural = "parcours"
        ordering = ["candidate__person__sort_name", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="enrolment_vae_is_admissible",
                condition=~models.Q(route="VAE")
                | (
                    models.Q(admissibility_date__isnull=False)
                    & ~models.Q(admissibility_reference="")
                ),
                violation_error_message=(
                    "Un parcours de VAE porte la date et la référence de sa recevabilité."
                ),
            ),
            models.CheckConstraint(
                name="enrolment_ended_has_a_time",
                condition=models.Q(state="open", ended_at__isnull=True)
                | (~models.Q(state="open") & models.Q(ended_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["candidate", "revision"],
                condition=models.Q(state="open"),
                name="enrolment_one_open",
                violation_error_message="Ce candidat a déjà un parcours en cours.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="began_before_registration_end",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("began_on", "revision_id"),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM assessments_qualificationrevision r
                        WHERE r.id = NEW.revision_id AND r.registration_end < NEW.began_on
                    ) THEN
                        RAISE EXCEPTION 'enrolment begun after the registration end'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="enrolments_stay", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.candidate.number} {self.revision} {self.route}"


class BlockSource(models.TextChoices):
    DECISION = "decision", "décision d’un jury"
    EQUIVALENCE = "equivalence", "équivalence enregistrée"


class AcquiredBlock(Record):
    """The ledger: a block held, for good, until a dated act ends it.

    Exactly one source: a block decision (which points at this row) or a recorded equivalence.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="acquired")
    block = models.ForeignKey(CompetencyBlock, on_delete=models.PROTECT, related_name="acquired")
    block_code = impersonal(models.CharField("code du bloc", max_length=30))
    acquired_on = personal(
        models.DateField("acquis le"), purpose="preuve des blocs acquis", retention="certification"
    )
    source = models.CharField("origine", max_length=12, choices=BlockSource)
    equivalence_reference = personal(
        models.CharField("acte d’équivalence", max_length=200, blank=True, default=""),
        purpose="preuve de l’équivalence",
        retention="certification",
    )
    ended_on = personal(
        models.DateField("retiré le", null=True, blank=True),
        purpose="preuve du retrait",
        retention="certification",
    )
    end_reference = personal(
        models.CharField("acte de retrait", max_length=200, blank=True, default=""),
        purpose="preuve du retrait",
        retention="certification",
    )

    class Meta:
        verbose_name = "bloc acquis"
        verbose_name_plural = "blocs acquis"
        ordering = ["candidate", "block_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "block_code"],
                condition=models.Q(ended_on__isnull=True),
                name="block_held_once",
                violation_error_message="Ce bloc est déjà acquis.",
            ),
            models.CheckConstraint(
                name="block_has_one_source",
                condition=models.Q(source="decision", equivalence_reference="")
                | (models.Q(source="equivalence") & ~models.Q(equivalence_reference="")),
            ),
            models.CheckConstraint(
                name="block_ends_by_an_act",
                condition=models.Q(ended_on__isnull=True, end_reference="")
                | (models.Q(ended_on__isnull=False) & ~models.Q(end_reference="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="ledger_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="ledger_is_written_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "candidate",
                    "block",
                    "block_code",
                    "acquired_on",
                    "source",
                    "equivalence_reference",
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.block_code}"


class CorrectionState(models.TextChoices):
    ASKED = "asked", "demandée"
    ACCEPTED = "accepted", "acceptée"
    REFUSED = "refused", "refusée"
    WITHDRAWN = "withdrawn", "retirée"


class IdentityCorrection(Record):
    """A candidate says that their civil identity is wrong, and why; an officer decides.

    asked: the identity as it should be, by the names of the columns. before: as it was when it
    was accepted, so that the trace is whole. The proofs are files of the set of its own id.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="corrections")
    asked = personal(
        models.JSONField("identité demandée"),
        purpose="corriger l’identité portée sur les actes",
        retention="certification",
    )
    before = personal(
        models.JSONField("identité remplacée", default=dict, blank=True),
        purpose="trace de la correction",
        retention="certification",
    )
    reason = personal(
        models.TextField("raison"),
        purpose="corriger l’identité portée sur les actes",
        retention="certification",
    )
    state = models.CharField(
        "état", max_length=10, choices=CorrectionState, default=CorrectionState.ASKED
    )
    answer = personal(
        models.TextField("réponse", blank=True, default=""),
        purpose="dire pourquoi une correction est refusée",
        retention="certification",
    )
    decided_at = models.DateTimeField("décidée le", null=True, editable=False)

    class Meta:
        verbose_name = "demande de correction d’identité"
        verbose_name_plural = "demandes de correction d’identité"
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"],
                name="identity_correction_one_at_a_time",
                condition=models.Q(state="asked"),
                violation_error_message="Une demande de correction est déjà en cours.",
            ),
            models.CheckConstraint(
                name="correction_decided_has_a_time",
                condition=models.Q(state="asked", decided_at__isnull=True)
                | (~models.Q(state="asked") & models.Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="correction_refused_says_why",
                condition=~models.Q(state="refused") | ~models.Q(answer=""),
            ),
            models.CheckConstraint(
                name="identity_correction_has_a_reason", condition=~models.Q(reason="")
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="corrections_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="correction_decided_is_decided",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.decided_at IS NOT NULL"),
            ),
            pgtrigger.Protect(
                name="correction_asks_the_same",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("candidate", "asked", "reason"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.state}"
