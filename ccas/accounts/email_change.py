"""Another e-mail address for an account: the present one agrees, the new one proves itself.

Whether the new address belongs to somebody else is told to that address only: the person who asks
reads the same thing either way.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from ccas import clock, journal, outbox
from ccas.accounts import actions, attempts, sessions
from ccas.accounts.invitations import digest_of
from ccas.accounts.models import AttemptKind, EmailChange, User
from ccas.actors import Actor
from ccas.refusals import Refusal

LIFE = timedelta(days=1)
TO_PRESENT, TO_NEW = "account.email.present", "account.email.new"
GONE = "Ce lien a déjà servi, ou il a expiré. Recommencez depuis « Mon compte »."
TOO_MANY = "Trop de demandes en peu de temps. Attendez cinq minutes."
NOTHING_ASKED = "Aucun changement d’adresse n’est demandé."

type Side = Literal["present", "new"]


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens: a change, seen from the present address or from the new one."""

    change: EmailChange
    side: Side


def open_of(user: User) -> EmailChange | None:
    """The change that waits for its answers, or None."""
    return _open().filter(user=user).first()


def _open() -> QuerySet[EmailChange]:
    return EmailChange.objects.filter(
        done_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now()
    )


@transaction.atomic
def ask(user: User, *, email: str, by: Actor, request: HttpRequest | None = None) -> EmailChange:
    """Ask for another address; what was asked before is withdrawn. Two mails leave.

    Raises Refusal for the address one has, and beyond five requests in five minutes.
    """
    email = email.strip().lower()
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.pk != by.user_id:
        raise Refusal("Chacun demande le changement de sa propre adresse.")
    if email == user.email:
        raise Refusal("C’est déjà l’adresse de votre compte.")
    if not attempts.spend(AttemptKind.MAIL, user.email, request):
        raise Refusal(TOO_MANY)
    now = clock.now()
    user.email_changes.filter(done_at__isnull=True, withdrawn_at__isnull=True).update(
        withdrawn_at=now
    )
    change = EmailChange.objects.create(user=user, new_email=email, expires_at=now + LIFE)
    journal.record("account.ask_email", user, by=by, email=journal.digest(email))
    said = {"name": str(user), "new_email": email, "until": change.expires_at}
    outbox.post(
        kind=TO_PRESENT,
        to=user.email,
        subject="Changer l’adresse de votre compte ?",
        template="mail/email_change_present",
        context=said,
        link=(TO_PRESENT, change.pk),
        key=f"email-change:{change.pk}:present",
        by=by,
    )
    taken = _taken(email, by=user)
    outbox.post(
        kind=TO_NEW,
        to=email,
        subject="Confirmer votre nouvelle adresse",
        template="mail/email_change_taken" if taken else "mail/email_change_new",
        context={} if taken else said,
        link=None if taken else (TO_NEW, change.pk),
        key=f"email-change:{change.pk}:new",
        by=by,
    )
    return change


def make_link(side: Side, about: str, by: Actor) -> str | None:
    """Make the link of a side as its mail leaves; None when its answer is no longer wanted."""
    change = _open().select_for_update().filter(pk=about).first()
    if change is None or (change.agreed_at if side == "present" else change.proven_at):
        return None
    token = secrets.token_urlsafe(32)
    field = f"{side}_digest"
    setattr(change, field, digest_of(token))
    change.save(update_fields=[field])
    return settings.PUBLIC_BASE_URL + reverse("accounts:answer_email", args=[token])


def find(token: str) -> Opened | None:
    """What the link opens, or None: used, withdrawn, expired, unknown, account closed."""
    digest = digest_of(token)
    change = (
        _open()
        .select_related("user")
        .filter(Q(present_digest=digest) | Q(new_digest=digest), user__is_active=True)
        .first()
    )
    if change is None:
        return None
    return Opened(change, "present" if change.present_digest == digest else "new")


@transaction.atomic
def answer(token: str, *, yes: bool, keep: str | None = None) -> Opened:
    """Use a link up: this side says yes, or the whole change is withdrawn.

    keep: the key of the session of the person who answers, spared when the others close.
    Raises Refusal when the link opens nothing, or when the address was taken meanwhile.
    """
    seen = find(token)
    if seen is None:
        raise Refusal(GONE)
    # The account first, as everywhere: two answers at the same moment wait for one another.
    user = User.objects.select_for_update().get(pk=seen.change.user_id)
    opened = find(token)
    if opened is None:
        raise Refusal(GONE)
    change, by = opened.change, Actor(user.pk, f"email_{opened.side}")
    if not yes:
        _withdraw(change, by=by)
        return opened
    if opened.side == "present":
        _agree(change, by=by)
    else:
        change.proven_at, change.new_digest = clock.now(), ""
        change.save(update_fields=["proven_at", "new_digest"])
        journal.record("account.prove_email", user, by=by, change=change.pk)
    _finish_if_both(change, user, by=by, keep=keep)
    return opened


@transaction.atomic
def withdraw(user: User, *, by: Actor) -> None:
    """Give up the change that waits: the person, or who keeps the accounts."""
    if by.user_id != user.pk:
        actions.require_power_over(user, by)
    change = _locked(user)
    _withdraw(change, by=by)


@transaction.atomic
def agree_for(user: User, *, by: Actor) -> None:
    """Agree in place of an address that the person no longer reads, once recognised otherwise.

    The new address still has to prove itself. Nobody does it for their own account.
    """
    actions.require_power_over(user, by)
    if by.user_id == user.pk:
        raise Refusal("Une autre personne accepte à la place de votre ancienne adresse, pas vous.")
    user = User.objects.select_for_update().get(pk=user.pk)
    change = _locked(user)
    if change.agreed_at:
        raise Refusal("L’adresse actuelle a déjà répondu oui.")
    _agree(change, by=by)
    _finish_if_both(change, user, by=by, keep=None)


def _locked(user: User) -> EmailChange:
    change = _open().select_for_update().filter(user=user).first()
    if change is None:
        raise Refusal(NOTHING_ASKED)
    return change


def _agree(change: EmailChange, *, by: Actor) -> None:
    change.agreed_at, change.present_digest = clock.now(), ""
    change.save(update_fields=["agreed_at", "present_digest"])
    journal.record("account.agree_email", change.user, by=by, change=change.pk)


def _withdraw(change: EmailChange, *, by: Actor) -> None:
    change.withdrawn_at, change.present_digest, change.new_digest = clock.now(), "", ""
    change.save(update_fields=["withdrawn_at", "present_digest", "new_digest"])
    journal.record("account.withdraw_email", change.user, by=by, change=change.pk)


def _finish_if_both(change: EmailChange, user: User, *, by: Actor, keep: str | None) -> None:
    if not (change.agreed_at and change.proven_at):
        return
    if _taken(change.new_email, by=user):
        raise Refusal("Cette adresse est devenue celle d’un autre compte. Recommencez.")
    old, user.email = user.email, change.new_email
    user.save(update_fields=["email"])
    change.done_at = clock.now()
    change.save(update_fields=["done_at"])
    # allauth looks people up in a list of its own too: an address left there would still open.
    EmailAddress.objects.filter(user=user).delete()
    user.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True).update(
        withdrawn_at=clock.now()
    )
    closed = sessions.close_all(user, but=keep)
    journal.record(
        "account.change_email",
        user,
        by=by,
        before=journal.digest(old),
        after=journal.digest(user.email),
        sessions=closed,
    )
    for side, to in (("before", old), ("after", user.email)):
        outbox.post(
            kind="account.email.changed",
            to=to,
            subject="L’adresse de votre compte a changé",
            template="mail/email_changed",
            context={"name": str(user), "new_email": user.email},
            key=f"email-change:{change.pk}:{side}",
            by=by,
        )


def _taken(email: str, *, by: User) -> bool:
    return User.objects.filter(email__iexact=email).exclude(pk=by.pk).exists()
