"""The verbs of the room: a holder shows their title by a link, and ends it."""

import hashlib
import secrets
from datetime import date

from django.db import transaction
from django.db.models import Model

from assessments.candidates.models import Enrolment
from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.register.models import Share, ShareScope
from certification.register.permissions import own_shares, shareable_enrolments
from certification.register.rules import share_problems

#: Links that live at once for one enrolment.
MOST_SHARES = 20


def digest_of(token: str) -> str:
    """What is kept of a token: it has 256 random bits, nobody finds it again from this."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def create_share(
    enrolment: Enrolment, *, scope: str, ends_on: date, by: Actor, label: str = ""
) -> tuple[Share, str]:
    """Make a link; gives it with its token, which is kept nowhere and shown once.

    scope: a code of ShareScope. ends_on: last day it opens. Raises Refusal.
    """
    locked = Enrolment.objects.select_for_update(of=("self",))
    if not shareable_enrolments(by).filter(pk=enrolment.pk).exists():
        raise Refusal("Seul le titulaire d’un titre peut en partager la preuve.")
    enrolment = locked.get(pk=enrolment.pk)
    problems = share_problems(ends_on, clock.today())
    if scope not in ShareScope.values:
        problems.append("Choisissez ce que le lien montre.")
    living = own_shares(by).filter(
        enrolment=enrolment, ended_at__isnull=True, ends_on__gte=clock.today()
    )
    if living.count() >= MOST_SHARES:
        problems.append(f"{MOST_SHARES} liens sont déjà ouverts : arrêtez-en un.")
    if problems:
        raise Refusal(problems)
    token = secrets.token_urlsafe(32)
    share = Share.objects.create(
        enrolment=enrolment,
        scope=scope,
        label=label.strip(),
        ends_on=ends_on,
        token_sha256=digest_of(token),
    )
    journal.record("share.create", share, by=by, scope=scope, ends_on=ends_on)
    return share, token


@transaction.atomic
def end_share(share: Share, *, by: Actor) -> Share:
    """End a link before its day: it opens nothing from now on. Twice changes nothing."""
    share = own_shares(by).select_for_update(of=("self",)).get(pk=share.pk)
    if share.ended_at is None:
        _end(share, by)
    return share


def end_shares(user: Model, by: Actor) -> None:
    """End every link of an account that closes: nobody could stop them any more."""
    open_ones = Share.objects.select_for_update(of=("self",)).filter(
        enrolment__candidate__person__user=user.pk, ended_at__isnull=True
    )
    for share in open_ones:
        _end(share, by)


def _end(share: Share, by: Actor) -> None:
    share.ended_at = clock.now()
    share.save(update_fields=["ended_at"])
    journal.record("share.end", share, by=by)
