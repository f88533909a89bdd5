"""Opening and closing the address of one's own calendar."""

import hashlib
import secrets
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Model

from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.home.models import CalendarFeed


def digest_of(token: str) -> str:
    """What is kept of an address: 64 hex digits. The token has 256 bits; no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> CalendarFeed | None:
    """The open feed of an address whose account is open, or None."""
    return CalendarFeed.objects.filter(
        digest=digest_of(token), revoked_at__isnull=True, user__is_active=True
    ).first()


@transaction.atomic
def open_feed(*, by: Actor) -> str:
    """Open one's calendar at a new secret address; the former one closes. Gives the token, once."""
    if by.user_id is None or not by.has_role("candidate"):
        raise Refusal("Seul un candidat relie son propre agenda.")
    get_user_model().objects.select_for_update().get(pk=by.user_id)
    _close(by.user_id, by)
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(user_id=by.user_id, digest=digest_of(token))
    journal.record("calendar.open", feed, by=by)
    return token


@transaction.atomic
def close_feed(*, by: Actor) -> None:
    """Close the address of one's calendar. Raises Refusal when none is open."""
    if not _close(by.user_id, by):
        raise Refusal("Aucun agenda n’est relié.")


def end_feeds(user: Model, by: Actor) -> None:
    """Close the calendar of an account that closes."""
    _close(user.pk, by)


def _close(account: UUID | None, by: Actor) -> bool:
    if account is None:
        return False
    feeds = CalendarFeed.objects.select_for_update().filter(
        user_id=account, revoked_at__isnull=True
    )
    found = False
    for feed in feeds:
        feed.revoked_at = clock.now()
        feed.save(update_fields=["revoked_at"])
        journal.record("calendar.close", feed, by=by)
        found = True
    return found
