"""What every act on a practice begins with: the rows locked, in one order."""

from assessments.candidates.models import Enrolment
from assessments.practice import permissions
from assessments.practice.models import Attestation, Stint
from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal


def void(attestation: Attestation, reason: str, by: Actor) -> None:
    """Make it count no more; the row stays, with why."""
    attestation.voided_at = clock.now()
    attestation.void_reason = reason
    attestation.save(update_fields=["voided_at", "void_reason"])
    journal.record("practice.void", attestation, by=by, reason=journal.digest(reason))


def open_enrolment(enrolment: Enrolment) -> Enrolment:
    """The enrolment, locked: stints of one person are written one at a time."""
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if enrolment.state != "open":
        raise Refusal(
            "L’exercice professionnel de ce parcours ne change plus : il a été examiné, ou le"
            " parcours est clos."
        )
    return enrolment


def open_stint(stint: Stint, by: Actor) -> Stint:
    """The stint, locked after its enrolment, if the actor may declare for it. Raises Refusal."""
    permissions.require_declare(by, open_enrolment(stint.enrolment))
    return lock_stint(stint)


def lock_stint(stint: Stint) -> Stint:
    """The stint, locked after its enrolment, whoever acts. Raises Refusal when it is withdrawn."""
    open_enrolment(stint.enrolment)
    stint = Stint.objects.select_for_update(of=("self",)).get(pk=stint.pk)
    if stint.cancelled_at:
        raise Refusal("Ce poste a été retiré.")
    return stint


def in_force(stint: Stint) -> list[Attestation]:
    """The attestations of the stint that count."""
    return list(stint.attestations.filter(voided_at__isnull=True))


def refuse(sentences: list[str]) -> None:
    """Raise Refusal with these sentences, if there are any."""
    if sentences:
        raise Refusal(sentences)
