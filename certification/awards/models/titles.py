"""Titles awarded, and who may sign for the certifier."""

import pgtrigger
from django.db import models

from assessments.candidates.models import Enrolment
from assessments.framework.models import Qualification
from assessments.people.models import Person
from ccas.personal import impersonal, personal
from ccas.records import Record, ends_after_it_starts
from certification.deliberation.models import Presentation


class Signatory(Record):
    """A person who signs titles for the certifier: its head, or a delegate by a dated act.

    authority: what stands above a delegate's name (« Pour le ministre et par délégation, »).
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signatory_acts")
    qualification = models.ForeignKey(
        Qualification, on_delete=models.PROTECT, related_name="signatories"
    )
    title = personal(
        models.CharField("qualité", max_length=200),
        purpose="mention obligatoire du titre",
        retention="certification",
    )
    head = models.BooleanField("dirige le certificateur", default=False)
    authority = impersonal(
        models.CharField("formule de délégation", max_length=120, blank=True, default="")
    )
    act_reference = personal(
        models.CharField("acte de délégation", max_length=200),
        purpose="preuve de la délégation",
        retention="certification",
    )
    act_date = personal(
        models.DateField("date de l’acte"),
        purpose="preuve de la délégation",
        retention="certification",
    )
    starts_on = personal(
        models.DateField("à compter du"),
        purpose="preuve de la délégation",
        retention="certification",
    )
    ends_on = personal(
        models.DateField("jusqu’au", null=True, blank=True),
        purpose="preuve de la délégation",
        retention="certification",
    )

    class Meta:
        verbose_name = "signataire"
        ordering = ["starts_on"]
        constraints = [
            ends_after_it_starts(
                "signatory_ends_after_it_starts",
                "Une délégation ne peut pas finir avant de commencer.",
            ),
            models.CheckConstraint(
                name="signatory_delegate_has_an_act",
                condition=models.Q(head=True) | ~models.Q(act_reference=""),
                violation_error_message="Un délégataire signe par un acte de délégation daté.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.title}"


class Award(Record):
    """One line of the register of titles. It cites the presentation and the attestations."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="awards")
    candidate = models.ForeignKey(
        "assessments.Candidate", on_delete=models.PROTECT, related_name="awards"
    )
    qualification = models.ForeignKey(
        Qualification, on_delete=models.PROTECT, related_name="awards"
    )
    presentation = models.ForeignKey(Presentation, on_delete=models.PROTECT, related_name="awards")
    awarded_on = personal(
        models.DateField("délivré le"), purpose="preuve du titre", retention="certification"
    )
    # {"required_months", "attested", "met": true, "attestations": [ids]}
    practice = personal(
        models.JSONField("exercice professionnel retenu"),
        purpose="preuve de l’exercice professionnel",
        retention="certification",
    )
    signatory = models.ForeignKey(
        Signatory, on_delete=models.PROTECT, null=True, related_name="awards"
    )
    withdrawn_on = personal(
        models.DateField("retiré le", null=True, blank=True),
        purpose="preuve du retrait",
        retention="certification",
    )
    withdrawal_ground = personal(
        models.TextField("motif du retrait", blank=True, default=""),
        purpose="preuve du retrait",
        retention="certification",
    )
    withdrawal_reference = personal(
        models.CharField("acte de retrait", max_length=200, blank=True, default=""),
        purpose="preuve du retrait",
        retention="certification",
    )

    class Meta:
        verbose_name = "titre délivré"
        verbose_name_plural = "titres délivrés"
        ordering = ["-awarded_on", "candidate__person__sort_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "qualification"],
                condition=models.Q(withdrawn_on__isnull=True),
                name="award_one_in_force",
                violation_error_message="Ce titre est déjà délivré à cette personne.",
            ),
            models.CheckConstraint(
                name="award_practice_is_attested",
                # Said twice: an absent key compares to NULL, which a constraint lets through.
                condition=models.Q(practice__has_key="met", practice__met=True),
            ),
            models.CheckConstraint(
                name="award_withdrawn_by_an_act",
                condition=models.Q(
                    withdrawn_on__isnull=True, withdrawal_ground="", withdrawal_reference=""
                )
                | (
                    models.Q(withdrawn_on__isnull=False)
                    & ~models.Q(withdrawal_ground="")
                    & ~models.Q(withdrawal_reference="")
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="awards_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="award_is_written_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "enrolment",
                    "candidate",
                    "qualification",
                    "presentation",
                    "awarded_on",
                    "practice",
                    "signatory",
                ),
            ),
            pgtrigger.Trigger(
                name="award_needs_every_block",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM assessments_enrolment e
                        JOIN assessments_qualificationrevision r ON r.id = e.revision_id
                        JOIN assessments_qualification q ON q.id = r.qualification_id
                        JOIN assessments_competencyblock b ON b.revision_id = e.revision_id
                        WHERE e.id = NEW.enrolment_id AND NOT EXISTS (
                            SELECT 1 FROM assessments_acquiredblock a
                            WHERE a.candidate_id = e.candidate_id AND a.ended_on IS NULL
                              -- The ledger prefixes codes that do not name their qualification.
                              AND a.block_code IN (b.code, q.code || '/' || b.code)
                              AND (a.block_code <> b.code OR starts_with(b.code, q.code)))
                    ) OR NOT EXISTS (
                        SELECT 1 FROM assessments_enrolment e
                        JOIN assessments_qualificationrevision r ON r.id = e.revision_id
                        WHERE e.id = NEW.enrolment_id AND e.candidate_id = NEW.candidate_id
                          AND r.qualification_id = NEW.qualification_id
                    ) THEN
                        RAISE EXCEPTION 'a title needs every block of its qualification'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.qualification} {self.candidate_id}"
