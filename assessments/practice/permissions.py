"""Who may see a practice, declare it, attest it."""

from django.db.models import QuerySet

from assessments.candidates.models import Enrolment
from assessments.practice.models import (
    OPEN_REQUESTS,
    Attestation,
    AttestationRequest,
    Interruption,
    RequestState,
    Stint,
)
from ccas.actors import Actor
from ccas.refusals import Refusal

READERS = ("officer", "auditor")


def visible_enrolments(actor: Actor) -> QuerySet[Enrolment]:
    """Enrolments whose practice the actor may read: one's own, or all for officer and auditor."""
    everything = Enrolment.objects.select_related("candidate__person", "revision__qualification")
    if actor.has_role(*READERS) or actor.is_system:
        return everything
    if actor.has_role("candidate"):
        return everything.filter(candidate__person__user_id=actor.user_id)
    return everything.none()


def declarable_enrolments(actor: Actor) -> QuerySet[Enrolment]:
    """Enrolments whose stints the actor may write."""
    return visible_enrolments(actor) if not actor.has_role("auditor") else Enrolment.objects.none()


def declarable_stints(actor: Actor) -> QuerySet[Stint]:
    """Stints the actor may correct, interrupt, withdraw."""
    return Stint.objects.filter(
        enrolment__in=declarable_enrolments(actor), cancelled_at__isnull=True
    ).select_related("enrolment__candidate__person", "unit", "employer")


def declarable_interruptions(actor: Actor) -> QuerySet[Interruption]:
    """Interruptions the actor may take away."""
    return Interruption.objects.filter(stint__in=declarable_stints(actor)).select_related(
        "stint__enrolment"
    )


def attestable_stints(actor: Actor) -> QuerySet[Stint]:
    """Stints whose attestation the actor may record."""
    return declarable_stints(actor) if may_attest(actor) else Stint.objects.none()


def voidable_attestations(actor: Actor) -> QuerySet[Attestation]:
    """Attestations the actor may void."""
    if not may_attest(actor):
        return Attestation.objects.none()
    return Attestation.objects.filter(voided_at__isnull=True).select_related(
        "stint__enrolment__candidate__person", "stint__unit"
    )


def visible_requests(actor: Actor) -> QuerySet[AttestationRequest]:
    """Requests to supervisors of the practices one reads."""
    return AttestationRequest.objects.filter(
        stint__enrolment__in=visible_enrolments(actor)
    ).select_related("stint__enrolment__candidate__person", "stint__unit", "stint__employer")


def revocable_requests(actor: Actor) -> QuerySet[AttestationRequest]:
    """Requests the actor may give up."""
    return visible_requests(actor).filter(
        stint__in=declarable_stints(actor), state__in=OPEN_REQUESTS
    )


def checkable_requests(actor: Actor) -> QuerySet[AttestationRequest]:
    """Answers the actor may confirm or put aside."""
    found = visible_requests(actor).filter(state=RequestState.ANSWERED)
    return found if may_attest(actor) else found.none()


def may_declare(actor: Actor, enrolment: Enrolment) -> bool:
    """The officer for anybody, a candidate for their own practice."""
    return declarable_enrolments(actor).filter(pk=enrolment.pk).exists()


def may_attest(actor: Actor) -> bool:
    """Only the officer records what a supervisor attested."""
    return actor.has_role("officer") or actor.is_system


def require_declare(actor: Actor, enrolment: Enrolment) -> None:
    """Raise Refusal unless the actor may declare for this enrolment."""
    if not may_declare(actor, enrolment):
        raise Refusal(
            "Seuls le candidat et le gestionnaire de la certification déclarent l’exercice"
            " professionnel d’un parcours."
        )


def require_attest(actor: Actor) -> None:
    """Raise Refusal unless the actor may record or void an attestation."""
    if not may_attest(actor):
        raise Refusal(
            "Seul le gestionnaire de la certification enregistre ou annule une attestation"
            " d’exercice."
        )
