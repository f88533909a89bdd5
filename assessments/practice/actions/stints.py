"""Declaring a practice: posts and what interrupts them. One verb, one transaction."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from assessments.candidates.models import Enrolment
from assessments.people.models import Employer, Unit
from assessments.practice import permissions
from assessments.practice.actions import locking
from assessments.practice.models import (
    OPEN_REQUESTS,
    AttestationRequest,
    Interruption,
    RequestState,
    Stint,
)
from assessments.practice.rules import Stretch, sentences_for_interruption, sentences_for_stint
from assessments.practice.workflow import REQUESTS
from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal

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
    enrolment = locking.open_enrolment(enrolment)
    permissions.require_declare(by, enrolment)
    holes = [Stretch(first, last) for first, last in interruptions]
    locking.refuse(
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
    stint = locking.open_stint(stint, by)
    holes = [Stretch(row.starts_on, row.ends_on) for row in stint.interruptions.all()]
    locking.refuse(
        sentences_for_stint(starts_on, ends_on, holes, as_of=clock.today())
        + _sentences_for_post(function, working_time_percent)
    )
    same_post = (stint.employer_id, stint.unit_id, stint.function, stint.starts_on) == (
        employer.pk,
        unit.pk,
        function.strip(),
        starts_on,
    )
    for attestation in locking.in_force(stint):
        if not same_post or (ends_on is not None and ends_on < attestation.covers_until):
            locking.void(attestation, CORRECTED, by)
    for request, _, until in _answers(stint):
        if not same_post or (ends_on is not None and ends_on < until):
            REQUESTS.move(request, "supersede", by=by, also={"reason": CORRECTED})
    stint.employer, stint.unit, stint.function = employer, unit, function.strip()
    stint.starts_on, stint.ends_on = starts_on, ends_on
    stint.working_time_percent = working_time_percent
    stint.save()
    journal.record("practice.correct", stint, by=by, **_facts(stint))
    return stint


@transaction.atomic
def withdraw_stint(stint: Stint, *, by: Actor) -> Stint:
    """Withdraw a stint declared by mistake; refused while an attestation is in force."""
    stint = locking.open_stint(stint, by)
    if locking.in_force(stint):
        raise Refusal("Ce poste est attesté : l’attestation est d’abord annulée, avec son motif.")
    for request in stint.requests.filter(state__in=OPEN_REQUESTS).select_for_update():
        REQUESTS.move(request, "revoke", by=by)
    stint.cancelled_at = clock.now()
    stint.save(update_fields=["cancelled_at"])
    journal.record("practice.withdraw", stint, by=by, enrolment=stint.enrolment_id)
    return stint


@transaction.atomic
def add_interruption(
    stint: Stint, *, starts_on: date, ends_on: date | None = None, by: Actor
) -> Interruption:
    """Add days of a stint that do not count; `ends_on` None while the interruption lasts."""
    stint = locking.open_stint(stint, by)
    others = [Stretch(row.starts_on, row.ends_on) for row in stint.interruptions.all()]
    locking.refuse(
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
    one of them are voided, and so is an answer that waits for its confirmation.
    """
    stint = locking.open_stint(interruption.stint, by)
    row = Interruption.objects.select_for_update().filter(pk=interruption.pk).first()
    if row is None:
        raise Refusal("Cette interruption a déjà été retirée.")
    for attestation in locking.in_force(stint):
        last = row.ends_on or attestation.covers_until
        if attestation.covers_from <= last and row.starts_on <= attestation.covers_until:
            locking.void(attestation, UNINTERRUPTED, by)
    for request, since, until in _answers(stint):
        if since <= (row.ends_on or until) and row.starts_on <= until:
            REQUESTS.move(request, "supersede", by=by, also={"reason": UNINTERRUPTED})
    journal.record(
        "practice.resume", row, by=by, stint=stint.pk, starts_on=row.starts_on, ends_on=row.ends_on
    )
    row.delete()


def _answers(stint: Stint) -> list[tuple[AttestationRequest, date, date]]:
    """What was answered online and nobody has recognised yet, locked, with the days it covers."""
    answered = stint.requests.filter(state=RequestState.ANSWERED).select_for_update()
    return [
        (one, one.covers_from, one.covers_until)
        for one in answered
        if one.covers_from and one.covers_until
    ]


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
