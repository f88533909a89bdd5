"""Declaring a practice and attesting it: one verb, one transaction."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from assessments.candidates.models import Enrolment
from assessments.people.models import Employer, Unit
from assessments.practice import permissions
from assessments.practice.models import Attestation, Interruption, Stint
from assessments.practice.rules import (
    Stretch,
    sentences_for_attestation,
    sentences_for_interruption,
    sentences_for_stint,
)
from assessments.practice.summary import summary
from ccas import clock, jobs, journal
from ccas.actors import Actor
from ccas.refusals import Refusal

__all__ = [
    "add_interruption",
    "correct_stint",
    "declare_stint",
    "record_attestation",
    "remove_interruption",
    "summary",
    "void_attestation",
    "withdraw_stint",
]

CORRECTED = "La période d’exercice a été corrigée : une nouvelle attestation est nécessaire."
UNINTERRUPTED = "Une interruption a été retirée : une nouvelle attestation est nécessaire."


@transaction.atomic
def declare_stint(
    enrolment: Enrolment,
    *,
    employer: Employer,
    unit: Unit,
    function: str,
    starts_on: date,
    ends_on: date | None = None,
    working_time_percent: int = 100,
    interruptions: Sequence[tuple[date, date | None]] = (),
    by: Actor,
) -> Stint:
    """Declare a stint, with its interruptions as (first, last) days, both included."""
    enrolment = _open(enrolment)
    permissions.require_declare(by, enrolment)
    holes = [Stretch(first, last) for first, last in interruptions]
    _refuse(
        sentences_for_stint(starts_on, ends_on, holes, as_of=clock.today())
        + _sentences_for_post(function, working_time_percent)
    )
    stint = Stint.objects.create(
        enrolment=enrolment,
        employer=employer,
        unit=unit,
        function=function.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        working_time_percent=working_time_percent,
    )
    for hole in holes:
        Interruption.objects.create(stint=stint, starts_on=hole.start, ends_on=hole.end)
    journal.record("practice.declare", stint, by=by, **_facts(stint), interruptions=len(holes))
    return stint


@transaction.atomic
def correct_stint(
    stint: Stint,
    *,
    employer: Employer,
    unit: Unit,
    function: str,
    starts_on: date,
    ends_on: date | None = None,
    working_time_percent: int = 100,
    by: Actor,
) -> Stint:
    """Correct a stint. What contradicts an attestation voids it: a new one is then needed.

    Giving an end to a running stint after the attested days contradicts nothing.
    """
    stint = _stint(stint, by)
    holes = [Stretch(row.starts_on, row.ends_on) for row in stint.interruptions.all()]
    _refuse(
        sentences_for_stint(starts_on, ends_on, holes, as_of=clock.today())
        + _sentences_for_post(function, working_time_percent)
    )
    same_post = (stint.employer_id, stint.unit_id, stint.function, stint.starts_on) == (
        employer.pk,
        unit.pk,
        function.strip(),
        starts_on,
    )
    for attestation in _in_force(stint):
        if not same_post or (ends_on is not None and ends_on < attestation.covers_until):
            _void(attestation, CORRECTED, by)
    stint.employer, stint.unit, stint.function = employer, unit, function.strip()
    stint.starts_on, stint.ends_on = starts_on, ends_on
    stint.working_time_percent = working_time_percent
    stint.save()
    journal.record("practice.correct", stint, by=by, **_facts(stint))
    return stint


@transaction.atomic
def withdraw_stint(stint: Stint, *, by: Actor) -> Stint:
    """Withdraw a stint declared by mistake; refused while an attestation is in force."""
    stint = _stint(stint, by)
    if _in_force(stint):
        raise Refusal("Ce poste est attesté : l’attestation est d’abord annulée, avec son motif.")
    stint.cancelled_at = clock.now()
    stint.save(update_fields=["cancelled_at"])
    journal.record("practice.withdraw", stint, by=by, enrolment=stint.enrolment_id)
    return stint


@transaction.atomic
def add_interruption(
    stint: Stint, *, starts_on: date, ends_on: date | None = None, by: Actor
) -> Interruption:
    """Add days of a stint that do not count; `ends_on` None while the interruption lasts."""
    stint = _stint(stint, by)
    others = [Stretch(row.starts_on, row.ends_on) for row in stint.interruptions.all()]
    _refuse(
        sentences_for_interruption(
            Stretch(starts_on, ends_on),
            others,
            start=stint.starts_on,
            end=stint.ends_on,
            as_of=clock.today(),
        )
    )
    row = Interruption.objects.create(stint=stint, starts_on=starts_on, ends_on=ends_on)
    journal.record(
        "practice.interrupt", row, by=by, stint=stint.pk, starts_on=starts_on, ends_on=ends_on
    )
    return row


@transaction.atomic
def remove_interruption(interruption: Interruption, *, by: Actor) -> None:
    """Take away an interruption recorded by mistake.

    Its days would come to count as attested though nobody attested them: attestations that cover
    one of them are voided.
    """
    stint = _stint(interruption.stint, by)
    row = Interruption.objects.select_for_update().filter(pk=interruption.pk).first()
    if row is None:
        raise Refusal("Cette interruption a déjà été retirée.")
    for attestation in _in_force(stint):
        last = row.ends_on or attestation.covers_until
        if attestation.covers_from <= last and row.starts_on <= attestation.covers_until:
            _void(attestation, UNINTERRUPTED, by)
    journal.record(
        "practice.resume", row, by=by, stint=stint.pk, starts_on=row.starts_on, ends_on=row.ends_on
    )
    row.delete()


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
    stint = _stint(stint, by)
    others = [Stretch(row.covers_from, row.covers_until) for row in _in_force(stint)]
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
    _refuse(sentences)
    row = Attestation.objects.create(
        stint=stint,
        covers_from=covers_from,
        covers_until=covers_until,
        supervisor_name=supervisor_name.strip(),
        supervisor_function=supervisor_function.strip(),
        signed_on=signed_on,
        reference=reference.strip(),
    )
    journal.record(
        "practice.attest",
        row,
        by=by,
        stint=stint.pk,
        enrolment=stint.enrolment_id,
        covers_from=covers_from,
        covers_until=covers_until,
    )
    jobs.enqueue(
        "awards.review",
        key=f"enrolment:{stint.enrolment_id}:attestation:{row.pk}",
        payload={"enrolment": str(stint.enrolment_id)},
        by=by,
    )
    return row


@transaction.atomic
def void_attestation(attestation: Attestation, *, reason: str, by: Actor) -> Attestation:
    """Void an attestation, for a reason; it stays, and counts no more."""
    permissions.require_attest(by)
    _stint(attestation.stint, by)
    attestation = Attestation.objects.select_for_update(of=("self",)).get(pk=attestation.pk)
    if attestation.voided_at:
        raise Refusal("Cette attestation est déjà annulée.")
    if not reason.strip():
        raise Refusal("L’annulation d’une attestation demande un motif.")
    _void(attestation, reason.strip(), by)
    return attestation


def _void(attestation: Attestation, reason: str, by: Actor) -> None:
    attestation.voided_at = clock.now()
    attestation.void_reason = reason
    attestation.save(update_fields=["voided_at", "void_reason"])
    journal.record("practice.void", attestation, by=by, reason=journal.digest(reason))


def _open(enrolment: Enrolment) -> Enrolment:
    """The enrolment, locked: stints of one person are written one at a time."""
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if enrolment.state != "open":
        raise Refusal(
            f"Le parcours est à l’état « {enrolment.get_state_display()} » : son exercice"
            " professionnel ne change plus."
        )
    return enrolment


def _stint(stint: Stint, by: Actor) -> Stint:
    enrolment = _open(stint.enrolment)
    permissions.require_declare(by, enrolment)
    stint = Stint.objects.select_for_update(of=("self",)).get(pk=stint.pk)
    if stint.cancelled_at:
        raise Refusal("Ce poste a été retiré.")
    return stint


def _in_force(stint: Stint) -> list[Attestation]:
    return list(stint.attestations.filter(voided_at__isnull=True))


def _refuse(sentences: list[str]) -> None:
    if sentences:
        raise Refusal(sentences)


def _sentences_for_post(function: str, working_time_percent: int) -> list[str]:
    sentences = []
    if not function.strip():
        sentences.append("La fonction exercée est nécessaire.")
    if not 1 <= working_time_percent <= 100:
        sentences.append("Le temps de travail est compris entre 1 et 100 %.")
    return sentences


def _facts(stint: Stint) -> dict[str, Any]:
    return {
        "enrolment": stint.enrolment_id,
        "unit": stint.unit_id,
        "employer": stint.employer_id,
        "starts_on": stint.starts_on,
        "ends_on": stint.ends_on,
        "working_time": stint.working_time_percent,
    }
