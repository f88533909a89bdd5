"""How often a secret may be tried: five checks in five minutes for one account.

Whatever the addresses they come from. A device that the person has used before has its own
counter, so that a stranger's tries cannot lock the owner out. An address without an account is
counted like any other: nothing in the answer tells them apart. Passkeys are never counted, there
is nothing in them to guess.
"""

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from ccas import clock
from ccas.accounts import devices
from ccas.accounts.models import Attempt, AttemptKind

#: Checks of one secret, for one account, seen from one known device or from all the others.
LIMIT = 5
WINDOW = timedelta(minutes=5)
#: A counter that nobody touched for that long is forgotten.
FORGOTTEN_AFTER = timedelta(days=1)


def account_of(email: str) -> str:
    """The digest that names an account in the counters (64 hex digits), known or not.

    The address is read the way the sign-in reads it: in lower case, without outer blanks.
    """
    known = email.strip().lower()
    return hmac.new(settings.SECRET_KEY.encode(), known.encode(), hashlib.sha256).hexdigest()


def spend(kind: AttemptKind, email: str, request: HttpRequest | None) -> bool:
    """Count one check; False when none is left, and then the secret must not be looked at."""
    account = account_of(email)
    key = {"kind": kind, "account": account, "device": devices.known(request, account)}
    with transaction.atomic():
        # The upsert creates the counter or locks the one there is.
        Attempt.objects.bulk_create(
            [Attempt(**key, touched_at=clock.now())],
            update_conflicts=True,
            unique_fields=["kind", "account", "device"],
            update_fields=["touched_at"],
        )
        counter = Attempt.objects.select_for_update().get(**key)
        now = clock.now()  # read under the lock: another check may have been written meanwhile
        recent = [moment for moment in counter.checked_at if moment > now - WINDOW]
        if len(recent) >= LIMIT:
            return False
        counter.checked_at = [*recent, now]
        counter.save(update_fields=["checked_at"])
        return True


def release(kind: AttemptKind, email: str, request: HttpRequest | None) -> None:
    """The person is who they say: their own device starts afresh. The strangers' counter stays."""
    account = account_of(email)
    device = devices.known(request, account)
    if device:
        Attempt.objects.filter(kind=kind, account=account, device=device).update(checked_at=[])


def forget_old() -> int:
    """Delete the counters untouched for a day; gives how many."""
    old = Attempt.objects.filter(touched_at__lt=clock.now() - FORGOTTEN_AFTER)
    with transaction.atomic():
        ids = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True))
        return Attempt.objects.filter(pk__in=ids).delete()[0]
