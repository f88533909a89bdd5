"""Inviting a person, and what the link does: once, within seven days."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from ccas import clock, journal, outbox
from ccas.accounts import actions
from ccas.accounts.models import Invitation, User
from ccas.actors import Actor
from ccas.refusals import Refusal

LINK = "account.invitation"
LIFE = timedelta(days=7)
GONE = "Ce lien a déjà servi, ou il a expiré. Demandez une nouvelle invitation."


@dataclass(frozen=True, slots=True)
class Grant:
    """A role to give with the invitation, from a day on, until a day included or without end."""

    role: str
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def invite(*, email: str, display_name: str, grants: Sequence[Grant], by: Actor) -> Invitation:
    """Open an account for an address that has none, give it its roles, send its link."""
    user = actions.open_account(email=email, display_name=display_name, by=by)
    for grant in grants:
        actions.grant_role(
            user, role=grant.role, starts_on=grant.starts_on, ends_on=grant.ends_on, by=by
        )
    return invite_again(user, by=by)


@transaction.atomic
def invite_again(user: User, *, by: Actor) -> Invitation:
    """Send a new link to an account; the former one dies."""
    actions.require_power_over(user, by)
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refusal("Ce compte est fermé : ouvrez-le d’abord.")
    now = clock.now()
    user.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True).update(
        withdrawn_at=now
    )
    invitation = Invitation.objects.create(
        user=user, invited_by_id=by.user_id, expires_at=now + LIFE
    )
    journal.record("account.invite", user, by=by, expires_at=invitation.expires_at)
    outbox.post(
        kind=LINK,
        to=user.email,
        subject="Votre compte sur la certification des opérateurs 17, 18, 112",
        template="mail/invitation",
        context={"name": str(user), "until": invitation.expires_at},
        link=(LINK, invitation.pk),
        key=f"invitation:{invitation.pk}",
        by=by,
    )
    return invitation


def make_link(about: str, by: Actor) -> str | None:
    """Make the link as its message leaves. It passes through no table: a retry makes another."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",)).select_related("user").get(pk=about)
    )
    if invitation.withdrawn_at or invitation.accepted_at:
        return None
    token = secrets.token_urlsafe(32)
    invitation.token_digest = digest_of(token)
    invitation.sent_at = clock.now()
    invitation.save(update_fields=["token_digest", "sent_at"])
    journal.record("account.invitation_sent", invitation.user, by=by)
    return settings.PUBLIC_BASE_URL + reverse("accounts:accept", args=[token])


def digest_of(token: str) -> str:
    """What is kept of a link: 64 hex digits. The token has 256 bits; no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> Invitation | None:
    """The open invitation of a link, or None: used, withdrawn, expired, unknown."""
    return find_by_digest(digest_of(token))


def find_by_digest(digest: str) -> Invitation | None:
    """The open invitation whose link has that digest, or None."""
    return (
        Invitation.objects.select_related("user")
        .filter(
            token_digest=digest,
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=clock.now(),
            user__is_active=True,
        )
        .first()
    )


def accept(token: str, *, choose: Callable[[User], None]) -> User:
    """Use the link up and let the person choose what will open their account.

    `choose(user)` sets the password or stores the passkey, in the same transaction: if it fails
    the link still serves. Raises Refusal when the link opens nothing.
    """
    return accept_by_digest(digest_of(token), choose=choose)


@transaction.atomic
def accept_by_digest(digest: str, *, choose: Callable[[User], None]) -> User:
    """The same for a link that was followed earlier in this browser, of which the digest is kept.

    An empty digest opens nothing: it is that of the invitations not sent yet.
    """
    found = Invitation.objects.select_for_update().filter(token_digest=digest)
    invitation = found.first() if digest else None
    if invitation is None or find_by_digest(digest) is None:
        raise Refusal(GONE)
    user = invitation.user
    choose(user)
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    journal.record("account.accept_invitation", user, by=Actor(user.pk, "invited"))
    return user
