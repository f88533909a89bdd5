"""How often the public pages answer: per address, per document, overall; counted in the database.

One statement per count, so that two requests at once are two. The address is a keyed digest, and
no count outlives a day.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from ccas import access, clock
from certification.register.models import VerificationCount

OVERALL = "overall"
KEPT = timedelta(days=1)

_COUNT = """
    INSERT INTO certification_verificationcount (scope, since, count) VALUES (%s, %s, 1)
    ON CONFLICT (scope, since)
    DO UPDATE SET count = certification_verificationcount.count + 1
    RETURNING count
"""


def may_verify(request: HttpRequest) -> bool:
    """Count one question; whether its address, and everybody together, stay under the limits."""
    limits = settings.VERIFICATION_LIMITS
    return _within(address_of(request), limits["address"]) and _within(OVERALL, limits["overall"])


def may_guess(code: str) -> bool:
    """Count one name tried on a document, known or not; whether its limit is not reached."""
    return _within(_digest(f"name:{code}"), settings.VERIFICATION_LIMITS["name"])


def address_of(request: HttpRequest) -> str:
    """The digest of the address a request comes from: the one that the last of our own proxies saw.

    PROXIES is how many of them stand in front; what comes before in the header anybody may write.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        seen = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
        address = seen[-settings.PROXIES] if len(seen) >= settings.PROXIES else address
    return _digest(f"address:{address}")


def forget_old() -> int:
    """Delete the counts of the days before; gives how many."""
    return VerificationCount.objects.filter(since__lt=clock.now() - KEPT).delete()[0]


def _digest(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _within(scope: str, limit: tuple[int, int]) -> bool:
    """limit: how many, in how many seconds. Slices of that length, not a sliding window."""
    most, seconds = limit
    now = clock.now().timestamp()
    since = datetime.fromtimestamp(now - now % seconds, UTC)
    with access.may_write("verification counters"), connection.cursor() as cursor:
        cursor.execute(_COUNT, [scope, since])
        return cursor.fetchone()[0] <= most
