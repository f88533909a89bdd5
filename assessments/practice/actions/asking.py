"""Asking a supervisor by a link, reminding them, and giving the request up."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from assessments.practice import messages
from assessments.practice.actions import locking
from assessments.practice.models import OPEN_REQUESTS, AttestationRequest, RequestState, Stint
from assessments.practice.rules import reminder_due, sentences_for_request
from assessments.practice.workflow import REQUESTS
from ccas import clock, journal
from ccas.actors import Actor
from ccas.periods import end_of_day
from ccas.refusals import Refusal

#: Everything that the messages of a request say.
TOLD = ("stint__unit", "stint__enrolment__candidate__person__user")


@transaction.atomic
def ask_supervisor(
    stint: Stint, *, supervisor_name: str, service: str, email: str, by: Actor
) -> AttestationRequest:
    """Ask a supervisor to attest a stint: a link leaves to their address, for some days.

    Raises Refusal: another request is under way, no address, or the candidate's own.
    """
    stint = locking.open_stint(stint, by)
    person = stint.enrolment.candidate.person
    own = {person.email.lower(), person.user.email.lower() if person.user else ""} - {""}
    sentences = sentences_for_request(supervisor_name, service, email, own_addresses=own)
    try:
        validate_email(email.strip())
    except ValidationError:
        sentences.append("L’adresse électronique du responsable n’est pas une adresse.")
    if stint.requests.filter(state__in=OPEN_REQUESTS).exists():
        sentences.append(
            "Une demande d’attestation est déjà en cours pour ce poste : annulez-la d’abord."
        )
    locking.refuse(sentences)
    request = AttestationRequest.objects.create(
        stint=stint,
        supervisor_name=" ".join(supervisor_name.split()),
        service=" ".join(service.split()),
        email=email.strip().lower(),
        expires_at=link_end(),
    )
    journal.record(
        "attestation.ask",
        request,
        by=by,
        stint=stint.pk,
        email=journal.digest(request.email),
        expires_at=request.expires_at,
    )
    messages.post_request(request, occasion="asked", by=by)
    return request


@transaction.atomic
def revoke_request(request: AttestationRequest, *, by: Actor) -> AttestationRequest:
    """Give a request up: its links open nothing any more, its answer will not count."""
    locking.open_stint(request.stint, by)
    request = lock(request.pk)
    REQUESTS.move(request, "revoke", by=by)
    return request


def chase() -> int:
    """Remind the supervisors who have not answered, then tell the officers. Messages posted.

    Twice in a day, or after days without running, gives the same: what is due is computed from
    the day of the request.
    """
    now, today = clock.now(), clock.today()
    posted, silent = 0, []
    waiting = AttestationRequest.objects.filter(state=RequestState.ASKED).order_by("recorded_at")
    for pk in waiting.values_list("pk", flat=True):
        with transaction.atomic():
            request = lock(pk)
            if request.state != RequestState.ASKED:
                continue
            if request.expires_at <= now:
                if request.silence_told_at is None:
                    silent.append(pk)
                continue
            days = reminder_due(
                clock.paris(request.occurred_at).date(), today, settings.ATTESTATION_REMINDER_DAYS
            )
            if days is not None:
                messages.post_request(
                    request, reminder=days, occasion=f"reminder-{days}", by=Actor.system()
                )
                posted += 1
    if silent:
        with transaction.atomic():
            told = AttestationRequest.objects.filter(pk__in=silent, state=RequestState.ASKED)
            number = told.update(silence_told_at=now)
            if number:
                messages.tell_officers(number, by=Actor.system())
    return posted + len(silent)


def lock(pk: UUID) -> AttestationRequest:
    """The request, locked, with what its messages say."""
    found = AttestationRequest.objects.select_for_update(of=("self",)).select_related(*TOLD)
    request = found.filter(pk=pk).first()
    if request is None:
        raise Refusal("Cette demande n’existe plus.")
    return request


def link_end() -> datetime:
    """Until when a link made now serves: the end of a day, Paris time."""
    return end_of_day(clock.today() + timedelta(days=settings.ATTESTATION_LINK_DAYS))
