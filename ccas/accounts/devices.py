"""The devices a person has signed in from: a signed cookie, tied to the account, nothing stored.

It opens nothing. It only gives its holder a counter of attempts of their own.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "ccas_device"
SALT = "ccas.accounts.device"
AGE = timedelta(days=400)  # the longest that browsers keep a cookie
#: Accounts that one device remembers: people share a desk.
MOST = 6


def _read(request: HttpRequest | None) -> dict[str, str]:
    if request is None:
        return {}
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def known(request: HttpRequest | None, account: str) -> str:
    """The digest of this device for that account (64 hex digits), or "" for a stranger's."""
    device = _read(request).get(account)
    return hashlib.sha256(device.encode()).hexdigest() if isinstance(device, str) else ""


def remember(request: HttpRequest, response: HttpResponse, account: str) -> None:
    """Let the browser remember that this account signed in here."""
    devices = _read(request)
    device = devices.pop(account, None) or secrets.token_urlsafe(16)
    kept = dict(list(devices.items())[-(MOST - 1) :]) | {account: device}
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=SALT, compress=True),
        max_age=AGE,
        path="/compte/",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
