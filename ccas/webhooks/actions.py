"""Telling what happened, trying until it is received, starting again at an administrator's word."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import transaction
from django.db.models import Max

from ccas import clock, jobs, journal
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.jobs import Later
from ccas.refusals import Refusal
from ccas.webhooks import calling, kinds, rules
from ccas.webhooks.models import Delivery, DeliveryState, Endpoint, Event

if TYPE_CHECKING:
    from ccas.jobs.models import Job

DELIVER = "webhooks.deliver"
#: Systems that are told at once.
MOST = 20
NAME_LENGTH = 80


def emit(kind: str, *, key: str, data: Mapping[str, Any], by: Actor) -> Event:
    """Say, in the business transaction, that something happened; each system that asked is told
    after commit, by a job. The same key twice says it once.

    data: identifiers and codes, as the journal takes them; never a name.
    """
    event, created = Event.objects.get_or_create(
        key=key, defaults={"kind": kind, "data": journal.plain(data)}
    )
    if created:
        for endpoint in Endpoint.objects.filter(kinds__contains=[kind], ended_at__isnull=True):
            _deliver(event, endpoint, by)
    return event


@transaction.atomic
def add_endpoint(
    *, name: str, address: str, wanted: Sequence[str], by: Actor
) -> tuple[Endpoint, str]:
    """Let a system be told; gives it with its secret, shown once. Raises Refusal."""
    _require_administrator(by)
    name, address = name.strip(), address.strip()
    problems = rules.address_problems(address, anywhere=settings.WEBHOOKS_ANYWHERE)
    known = {kind.code for kind in kinds.all_kinds()}
    if not name or len(name) > NAME_LENGTH:
        problems.append(f"Le nom du système tient en {NAME_LENGTH} caractères.")
    if not wanted or not set(wanted) <= known:
        problems.append("Choisissez au moins un événement de la liste.")
    if Endpoint.objects.filter(ended_at__isnull=True).count() >= MOST:
        problems.append(f"{MOST} systèmes sont déjà prévenus : arrêtez-en un.")
    if problems:
        raise Refusal(problems)
    secret = rules.secret_word(secrets.token_bytes(rules.SECRET_BYTES))
    endpoint = Endpoint.objects.create(
        name=name, address=address, kinds=sorted(set(wanted)), secret=_encrypted(secret)
    )
    journal.record(
        "webhook.add",
        endpoint,
        by=by,
        address=journal.digest(address),
        kinds=endpoint.kinds,
    )
    return endpoint, secret


@transaction.atomic
def renew_secret(endpoint: Endpoint, *, by: Actor) -> str:
    """Another secret, shown once; the former one signs nothing from now on."""
    endpoint = _living(endpoint, by)
    secret = rules.secret_word(secrets.token_bytes(rules.SECRET_BYTES))
    endpoint.secret = _encrypted(secret)
    endpoint.save(update_fields=["secret"])
    journal.record("webhook.renew", endpoint, by=by)
    return secret


@transaction.atomic
def end_endpoint(endpoint: Endpoint, *, by: Actor) -> None:
    """Tell this system nothing any more; what waits for it is given up."""
    endpoint = _living(endpoint, by)
    endpoint.ended_at = clock.now()
    endpoint.save(update_fields=["ended_at"])
    journal.record("webhook.end", endpoint, by=by)


@transaction.atomic
def ping(endpoint: Endpoint, *, by: Actor) -> Delivery:
    """Send a word that means nothing, to try the address and the signature."""
    endpoint = _living(endpoint, by)
    event = Event.objects.create(
        kind=kinds.PING.code,
        key=f"ping:{secrets.token_hex(8)}",
        data={"endpoint": str(endpoint.pk)},
    )
    journal.record("webhook.ping", endpoint, by=by)
    return _deliver(event, endpoint, by)


@transaction.atomic
def replay(delivery: Delivery, *, by: Actor) -> Delivery:
    """Tell it again, by a call of its own, from the first delay on. The number of the event stays
    the same, so that who had received it knows. Raises Refusal while the last one waits."""
    endpoint = _living(delivery.endpoint, by)
    rounds = Delivery.objects.filter(event=delivery.event_id, endpoint=endpoint)
    if rounds.filter(state=DeliveryState.WAITING).exists():
        raise Refusal("Cet événement attend déjà d’être reçu.")
    last = rounds.aggregate(last=Max("round"))["last"]
    again = _deliver(delivery.event, endpoint, by, last + 1)
    journal.record("webhook.replay", again, by=by, event=delivery.event_id, round=last + 1)
    return again


def deliver(job: Job) -> None:
    """The job: one attempt. Raises Later, after the delay of the standard, until it is received."""
    delivery = Delivery.objects.select_related("event", "endpoint").get(pk=job.payload["delivery"])
    if delivery.state != DeliveryState.WAITING:
        return
    answer = calling.Answer(0, "ended")
    if delivery.endpoint.ended_at is None:
        answer = _call(delivery)
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if delivery.state != DeliveryState.WAITING:
            return
        delivery.attempts += 1
        delivery.status, delivery.reason = answer.status, answer.reason
        wait = None if answer.reason == "ended" else rules.delay_after(delivery.attempts)
        if not answer.reason or wait is None:
            done = not answer.reason
            delivery.state = DeliveryState.DONE if done else DeliveryState.GIVEN_UP
            delivery.ended_at = clock.now()
        delivery.save()
    if delivery.state == DeliveryState.WAITING and wait is not None:
        raise Later(wait, f"{answer.reason} {answer.status or ''}".strip())


def body_of(event: Event) -> bytes:
    """What is sent: the same bytes at each attempt."""
    said = {
        "type": event.kind,
        "timestamp": event.occurred_at.isoformat(),
        "data": event.data,
    }
    return json.dumps(said, separators=(",", ":"), sort_keys=True).encode()


def _call(delivery: Delivery) -> calling.Answer:
    number, now = f"evt_{delivery.event_id.hex}", int(clock.now().timestamp())
    body = body_of(delivery.event)
    signature = rules.signature(
        _keys().decrypt(delivery.endpoint.secret.encode()).decode(),
        number=number,
        timestamp=now,
        body=body,
    )
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "ccas-webhooks/1",
        "webhook-id": number,
        "webhook-timestamp": str(now),
        "webhook-signature": signature,
    }
    return calling.call(delivery.endpoint.address, body, headers)


def _deliver(event: Event, endpoint: Endpoint, by: Actor, number: int = 1) -> Delivery:
    delivery = Delivery.objects.create(event=event, endpoint=endpoint, round=number)
    jobs.enqueue(
        DELIVER, key=f"delivery:{delivery.pk}", payload={"delivery": str(delivery.pk)}, by=by
    )
    return delivery


def _living(endpoint: Endpoint, by: Actor) -> Endpoint:
    _require_administrator(by)
    endpoint = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    if endpoint.ended_at is not None:
        raise Refusal("Ce système n’est plus prévenu.")
    return endpoint


def _require_administrator(by: Actor) -> None:
    if by.role != Role.ADMINISTRATOR:
        raise Refusal("Seul un administrateur choisit quels systèmes sont prévenus.")


def _encrypted(secret: str) -> str:
    return _keys().encrypt(secret.encode()).decode()


def _keys() -> MultiFernet:
    """The keys that encrypt the secrets of second factors: one set to keep, one to renew."""
    return MultiFernet([Fernet(key) for key in settings.MFA_KEYS])
