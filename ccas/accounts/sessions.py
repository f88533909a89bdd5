"""How long a session lives, and which ones a person has open.

Staff: twelve hours, thirty minutes idle. Candidates and tutors: seven days, two hours idle.
"""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.sessions.models import Session
from django.http import HttpRequest

from ccas.accounts import factors
from ccas.accounts.models import OpenSession, User

BEGAN_AT, SEEN_AT = "began_at", "seen_at"
#: A session's last use is written at most once in that time, in seconds.
PRECISION = 60
STAFF = (timedelta(hours=12), timedelta(minutes=30))
CANDIDATE = (timedelta(days=7), timedelta(hours=2))


def limits(roles: Iterable[str]) -> tuple[timedelta, timedelta]:
    """The longest life and the longest silence of a session under these roles.

    Nobody's roles: the shorter ones.
    """
    held = list(roles)
    return CANDIDATE if held and not factors.compulsory(held) else STAFF


def begin(request: HttpRequest, user: User) -> None:
    """Write the session down at sign-in, under the key it has from now on."""
    if request.session.session_key is None:
        request.session.save()
    now = time.time()
    request.session[BEGAN_AT] = request.session[SEEN_AT] = now
    OpenSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={"user": user, "browser": browser_of(request.META.get("HTTP_USER_AGENT", ""))},
    )


def renew_key(request: HttpRequest) -> None:
    """A new key for the same session: whoever held the old one holds nothing."""
    old = request.session.session_key
    request.session.cycle_key()
    OpenSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def end(request: HttpRequest) -> None:
    """Forget the session that closes."""
    OpenSession.objects.filter(session_key=request.session.session_key).delete()


def is_over(request: HttpRequest, roles: Iterable[str], *, in_use: bool = True) -> bool:
    """Whether the session has lived or slept too long; else its last use is noted (`in_use`)."""
    now = time.time()
    life, idle = limits(roles)
    began = request.session.get(BEGAN_AT)
    seen = request.session.get(SEEN_AT)
    if began is None or seen is None:
        request.session[BEGAN_AT] = request.session[SEEN_AT] = now
        return False
    if now - began >= life.total_seconds() or now - seen >= idle.total_seconds():
        return True
    if in_use and now - seen >= PRECISION:
        request.session[SEEN_AT] = now
    return False


def close(own: OpenSession) -> None:
    """Close one session: its key opens nothing from now on."""
    Session.objects.filter(session_key=own.session_key).delete()
    own.delete()


def close_all(user: User, *, but: str | None = None) -> int:
    """Close every session of a person (but the one of that key); gives how many."""
    found = OpenSession.objects.filter(user=user).exclude(session_key=but)
    keys = list(found.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    found.delete()
    return len(keys)


@dataclass(frozen=True, slots=True)
class Line:
    """A session as its owner sees it in the list."""

    own: OpenSession
    browser: str
    began_at: datetime
    seen_at: datetime
    current: bool


def listed(user: User, current_key: str | None) -> list[Line]:
    """The living sessions of a person, the present one first, then the latest used. Two queries."""
    own = {one.session_key: one for one in OpenSession.objects.filter(user=user)}
    life, idle = limits(user.roles_on_now())
    now = time.time()
    lines = []
    for stored in Session.objects.filter(session_key__in=own):
        data = stored.get_decoded()
        began, seen = data.get(BEGAN_AT, now), data.get(SEEN_AT, now)
        if now - began >= life.total_seconds() or now - seen >= idle.total_seconds():
            continue
        row = own[stored.session_key]
        lines.append(
            Line(
                own=row,
                browser=row.browser or "navigateur inconnu",
                began_at=datetime.fromtimestamp(began, UTC),
                seen_at=datetime.fromtimestamp(seen, UTC),
                current=row.session_key == current_key,
            )
        )
    return sorted(lines, key=lambda line: (not line.current, -line.seen_at.timestamp()))


_BROWSERS = (
    ("Edge", r"Edg[A-Z]?[a-z]*/"),
    ("Opera", r"OPR/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("Android", r"Android"),
    ("iPhone ou iPad", r"iPhone|iPad"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh"),
    ("Linux", r"Linux|X11"),
)


def browser_of(agent: str) -> str:
    """« Firefox, Linux »: enough to recognise it, and nothing finer is kept."""
    kinds = [
        next((name for name, pattern in known if re.search(pattern, agent)), "")
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(kind for kind in kinds if kind)


def forget_dead() -> int:
    """Delete the lines of sessions that exist no more; gives how many."""
    living = Session.objects.values("session_key")
    return OpenSession.objects.exclude(session_key__in=living).delete()[0]
