"""Delivering titles: each once, from signed minutes, then whenever practice is attested."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from assessments.candidates.actions import award_enrolment
from assessments.candidates.models import Candidate, EnrolmentState
from assessments.practice.models import Attestation
from assessments.practice.summary import summary
from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.awards.actions.issuing import issue_for_award
from certification.awards.models import Award
from certification.awards.rules import TitleDue, title_due
from certification.awards.signing import signatory_on
from certification.deliberation.models import Deliberation, MinutesState, Presentation
from certification.deliberation.room import held_among, held_codes
from certification.deliberation.rules import ADJOURNED, AWARDED


@transaction.atomic
def deliver(deliberation_id: UUID | str, *, by: Actor) -> list[Award]:
    """Write the titles that signed minutes give. Twice changes nothing. Raises Refusal when a
    title the minutes announce is not due: somebody must look."""
    deliberation = Deliberation.objects.select_for_update().get(pk=deliberation_id)
    _must_be_signed(deliberation)
    given = []
    for presentation in _presentations(deliberation, AWARDED):
        if presentation.awards.exists():
            continue
        given.append(_award(presentation, clock.paris(deliberation.closing).date(), by))
    return given


@transaction.atomic
def review_adjourned(*, by: Actor, enrolment_id: UUID | None = None) -> list[Award]:
    """Award the titles that only waited for practice and whose practice is now attested.

    The award is a new row that cites the minutes (its presentation) and the attestations; no row
    of the deliberation changes. Twice changes nothing.
    """
    waiting = Presentation.objects.filter(
        outcome=ADJOURNED,
        deliberation__minutes__state=MinutesState.SIGNED,
        enrolment__state=EnrolmentState.OPEN,
        replaced_by__isnull=True,
    )
    if enrolment_id is not None:
        waiting = waiting.filter(enrolment=enrolment_id)
    given = []
    for presentation in _read(waiting.order_by("concluded_at", "position")):
        if not due(presentation).due:
            continue
        award = _award(presentation, clock.today(), by)
        given.append(award)
        if presentation.deliberation.published_at is not None:
            issue_for_award(award, by=by)
    return given


def due(presentation: Presentation) -> TitleDue:
    """Whether the title of this presentation is due now, and what is missing."""
    enrolment = presentation.enrolment
    revision = enrolment.revision
    blocks = list(revision.blocks.order_by("position"))
    ledger = held_codes([enrolment.candidate_id])[enrolment.candidate_id]
    practice = summary(enrolment)
    return title_due(
        {str(block.pk): block.short_code for block in blocks},
        {str(block.pk) for block in held_among(enrolment, blocks, ledger)},
        practice_months=practice.required_months,
        practice_met=practice.complete,
        award_in_force=Award.objects.filter(
            candidate=enrolment.candidate_id,
            qualification=revision.qualification_id,
            withdrawn_on__isnull=True,
        ).exists(),
        last_award_date=revision.last_award_date,
        on=clock.today(),
    )


def _award(presentation: Presentation, awarded_on: date, by: Actor) -> Award:
    enrolment = presentation.enrolment
    Candidate.objects.select_for_update().get(pk=enrolment.candidate_id)
    found = due(presentation)
    if not found.due:
        number = enrolment.candidate.number
        raise Refusal([f"Candidat {number} : {sentence}" for sentence in found.missing])
    practice = summary(enrolment)
    attestations = Attestation.objects.filter(
        stint__enrolment=enrolment, voided_at__isnull=True, stint__cancelled_at__isnull=True
    )
    award = Award.objects.create(
        enrolment=enrolment,
        candidate_id=enrolment.candidate_id,
        qualification_id=enrolment.revision.qualification_id,
        presentation=presentation,
        awarded_on=awarded_on,
        practice={
            "required_months": practice.required_months,
            "attested": str(practice.attested),
            "met": practice.complete,
            "attestations": [str(pk) for pk in attestations.values_list("pk", flat=True)],
        },
        signatory=signatory_on(enrolment.revision.qualification, clock.today()),
    )
    award_enrolment(enrolment, by=by)
    journal.record(
        "award.deliver",
        award,
        by=by,
        candidate=enrolment.candidate_id,
        presentation=presentation.pk,
        qualification=enrolment.revision.qualification.code,
        awarded_on=awarded_on,
    )
    return award


def _must_be_signed(deliberation: Deliberation) -> None:
    minutes = getattr(deliberation, "minutes", None)
    if minutes is None or minutes.state != MinutesState.SIGNED:
        raise Refusal("Le procès-verbal n’est pas signé : aucun titre ne peut être délivré.")


def _presentations(deliberation: Deliberation, outcome: str) -> QuerySet[Presentation]:
    return _read(deliberation.presentations.filter(outcome=outcome).order_by("position"))


def _read(presentations: QuerySet[Presentation]) -> QuerySet[Presentation]:
    return presentations.select_related(
        "deliberation", "enrolment__candidate__person", "enrolment__revision__qualification"
    )
