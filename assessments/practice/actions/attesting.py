"""What an officer records of a supervisor's paper, and what makes days count."""

from datetime import date

from django.db import transaction

from assessments.candidates.permissions import require_another
from assessments.practice import permissions
from assessments.practice.actions import locking
from assessments.practice.models import Attestation, Stint
from assessments.practice.rules import Stretch, sentences_for_attestation
from ccas import clock, jobs, journal
from ccas.actors import Actor
from ccas.refusals import Refusal


@transaction.atomic
def record_attestation(
    stint: Stint,
    *,
    covers_from: date,
    covers_until: date,
    supervisor_name: str,
    supervisor_function: str,
    signed_on: date,
    reference: str,
    by: Actor,
) -> Attestation:
    """Record a supervisor's paper for days of a stint, then have the waiting title reviewed."""
    permissions.require_attest(by)
    require_another(by, stint.enrolment.candidate)
    stint = locking.open_stint(stint, by)
    others = [Stretch(row.covers_from, row.covers_until) for row in locking.in_force(stint)]
    sentences = sentences_for_attestation(
        Stretch(covers_from, covers_until),
        others,
        start=stint.starts_on,
        end=stint.ends_on,
        as_of=clock.today(),
    )
    if signed_on > clock.today():
        sentences.append("L’attestation est datée du futur : vérifiez la date de signature.")
    if signed_on < covers_until:
        sentences.append(
            "L’attestation est signée avant la fin de la période qu’elle couvre : on n’atteste que"
            " ce qui a eu lieu."
        )
    typed = (supervisor_name, supervisor_function, reference)
    if not all(text.strip() for text in typed):
        sentences.append(
            "L’attestation porte le nom et la fonction du responsable, et la référence de la pièce."
        )
    locking.refuse(sentences)
    return count(
        Attestation(
            stint=stint,
            covers_from=covers_from,
            covers_until=covers_until,
            supervisor_name=supervisor_name.strip(),
            supervisor_function=supervisor_function.strip(),
            signed_on=signed_on,
            reference=reference.strip(),
        ),
        by=by,
    )


@transaction.atomic
def void_attestation(attestation: Attestation, *, reason: str, by: Actor) -> Attestation:
    """Void an attestation, for a reason; it stays, and counts no more."""
    permissions.require_attest(by)
    require_another(by, attestation.stint.enrolment.candidate)
    locking.open_stint(attestation.stint, by)
    attestation = Attestation.objects.select_for_update(of=("self",)).get(pk=attestation.pk)
    if attestation.voided_at:
        raise Refusal("Cette attestation est déjà annulée.")
    if not reason.strip():
        raise Refusal("L’annulation d’une attestation demande un motif.")
    locking.void(attestation, reason.strip(), by)
    return attestation


def count(row: Attestation, *, by: Actor) -> Attestation:
    """Write the attestation and have the title that may wait for it reviewed."""
    enrolment = row.stint.enrolment_id
    row.save(force_insert=True)
    journal.record(
        "practice.attest",
        row,
        by=by,
        stint=row.stint_id,
        enrolment=enrolment,
        covers_from=row.covers_from,
        covers_until=row.covers_until,
        request=row.request_id,
    )
    jobs.enqueue(
        "awards.review",
        key=f"enrolment:{enrolment}:attestation:{row.pk}",
        payload={"enrolment": str(enrolment)},
        by=by,
    )
    return row
