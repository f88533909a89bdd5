"""What the supervisor's link does, and the officer who makes its answer count."""

import hashlib
import secrets
from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from assessments.candidates.permissions import require_another
from assessments.practice import messages, permissions
from assessments.practice.actions import locking
from assessments.practice.actions.asking import TOLD, link_end, lock
from assessments.practice.actions.attesting import count
from assessments.practice.models import (
    Attestation,
    AttestationLink,
    AttestationRequest,
    RequestState,
    Stint,
)
from assessments.practice.rules import Stretch, sentences_for_attestation
from assessments.practice.workflow import REQUESTS
from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal

#: The supervisor behind a link: somebody without an account.
SUPERVISOR = Actor(None, "tutor")
GONE = "Ce lien a déjà servi, ou il a été annulé."
EXPIRED = "Ce lien a expiré : demandez-en un autre, il arrive à la même adresse."


def make_link(about: str, by: Actor) -> str | None:
    """Make the link as its message leaves; its fingerprint alone is kept. None: nobody waits."""
    request = lock_or_none(about)
    if request is None or request.state != RequestState.ASKED:
        return None
    token = secrets.token_urlsafe(32)
    AttestationLink.objects.create(request=request, digest=digest_of(token))
    journal.record("attestation.link", request, by=by)
    return settings.PUBLIC_BASE_URL + reverse("practice:answer", args=[token])


def digest_of(token: str) -> str:
    """What is kept of a link: 64 hex digits. The token has 256 bits; no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> AttestationRequest | None:
    """The request that a link still opens, expired or not; None: used up, revoked, unknown."""
    return (
        AttestationRequest.objects.filter(
            links__digest=digest_of(token), state=RequestState.ASKED, stint__cancelled_at=None
        )
        .select_related(*TOLD)
        .first()
    )


def lock_or_none(pk: str) -> AttestationRequest | None:
    """The request, locked, or None."""
    found = AttestationRequest.objects.select_for_update(of=("self",)).select_related(*TOLD)
    return found.filter(pk=pk).first()


@transaction.atomic
def answer_request(
    token: str,
    *,
    attests: bool,
    covers_from: date | None = None,
    covers_until: date | None = None,
    signed_name: str = "",
    signed_function: str = "",
    reason: str = "",
) -> AttestationRequest:
    """The supervisor's answer; it uses every link of the request up. It counts once confirmed.

    Raises Refusal: a link that opens nothing any more, days outside the stint, an empty name.
    """
    request, stint = _opened(token)
    if request.expires_at <= clock.now():
        raise Refusal(EXPIRED)
    if not attests:
        if not reason.strip():
            raise Refusal("Dites en une phrase pourquoi vous n’attestez pas.")
        REQUESTS.move(request, "decline", by=SUPERVISOR, also={"reason": reason.strip()})
    else:
        if covers_from is None or covers_until is None:
            raise Refusal("Les deux dates de la période attestée sont nécessaires.")
        if not signed_name.strip() or not signed_function.strip():
            raise Refusal("Votre nom et votre fonction sont nécessaires.")
        locking.refuse(_outside(stint, covers_from, covers_until))
        words = {
            "covers_from": covers_from,
            "covers_until": covers_until,
            "signed_name": " ".join(signed_name.split()),
            "signed_function": " ".join(signed_function.split()),
        }
        REQUESTS.move(request, "answer", by=SUPERVISOR, also=words)
    messages.tell_candidate(request, by=SUPERVISOR)
    return request


@transaction.atomic
def renew_link(token: str) -> AttestationRequest:
    """An expired link sends another, to the same address. Raises Refusal while it still serves."""
    request, _ = _opened(token)
    if request.expires_at > clock.now():
        raise Refusal("Ce lien sert encore : répondez sur sa page.")
    request.expires_at = link_end()
    request.silence_told_at = None
    request.save(update_fields=["expires_at", "silence_told_at"])
    journal.record("attestation.renew", request, by=SUPERVISOR, expires_at=request.expires_at)
    messages.post_request(request, occasion=f"renewed-{clock.today()}", by=SUPERVISOR)
    return request


@transaction.atomic
def confirm_answer(request: AttestationRequest, *, checked_how: str, by: Actor) -> Attestation:
    """An officer recognises the service and the address: from now on the days count.

    checked_how: how they recognised them. Raises Refusal.
    """
    permissions.require_attest(by)
    require_another(by, request.stint.enrolment.candidate)
    stint = locking.open_stint(request.stint, by)
    request = lock(request.pk)
    if not checked_how.strip():
        raise Refusal("Dites comment vous avez reconnu le service et l’adresse du responsable.")
    REQUESTS.move(request, "confirm", by=by, also={"checked_how": checked_how.strip()})
    covers_from, covers_until, answered = _words_of(request)
    locking.refuse(_outside(stint, covers_from, covers_until))
    attestation = count(
        Attestation(
            stint=stint,
            request=request,
            covers_from=covers_from,
            covers_until=covers_until,
            supervisor_name=request.signed_name,
            supervisor_function=request.signed_function,
            signed_on=answered,
            reference=f"en ligne {request.pk.hex[:8]}",
        ),
        by=by,
    )
    messages.tell_candidate(request, by=by)
    return attestation


@transaction.atomic
def reject_answer(request: AttestationRequest, *, reason: str, by: Actor) -> AttestationRequest:
    """An officer does not recognise who answered: nothing counts, and why is said."""
    permissions.require_attest(by)
    require_another(by, request.stint.enrolment.candidate)
    locking.open_stint(request.stint, by)
    request = lock(request.pk)
    if not reason.strip():
        raise Refusal("Écarter une réponse demande un motif : le candidat le lit.")
    REQUESTS.move(request, "reject", by=by, also={"reason": reason.strip()})
    messages.tell_candidate(request, by=by)
    return request


def _opened(token: str) -> tuple[AttestationRequest, Stint]:
    found = find(token)
    if found is None:
        raise Refusal(GONE)
    stint = locking.lock_stint(found.stint)
    request = lock(found.pk)
    if request.state != RequestState.ASKED:
        raise Refusal(GONE)
    return request, stint


def _outside(stint: Stint, covers_from: date, covers_until: date) -> list[str]:
    others = [Stretch(row.covers_from, row.covers_until) for row in locking.in_force(stint)]
    return sentences_for_attestation(
        Stretch(covers_from, covers_until),
        others,
        start=stint.starts_on,
        end=stint.ends_on,
        as_of=clock.today(),
    )


def _words_of(request: AttestationRequest) -> tuple[date, date, date]:
    """The days attested and the day of the answer. Raises Refusal when there is no answer."""
    if not (request.covers_from and request.covers_until and request.answered_at):
        raise Refusal(GONE)
    return request.covers_from, request.covers_until, clock.paris(request.answered_at).date()
