"""Who asks to listen, read from the cookies of the request as any page would.

A stream is opened by the page, not by the person: it never makes the session last.
"""

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest

from ccas.accounts.middleware import identify
from ccas.actors import Actor
from ccas.live.topics import may_listen


def listener(cookie: str, topic: str) -> str | None:
    """The key of the session that may listen to `topic` now, or None. Reads the database.

    None for nobody, a closed or sleeping session, a closed account, a role lost, or a refusal.
    """
    key = session_key(cookie)
    if not key:
        return None
    close_old_connections()
    try:
        actor = _actor(key)
        return key if actor is not None and may_listen(actor, topic) else None
    finally:
        close_old_connections()


def session_key(cookie: str) -> str:
    """The session's key in a Cookie header; empty when there is none."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(cookie)
    except CookieError:
        return ""
    found = jar.get(settings.SESSION_COOKIE_NAME)
    return found.value if found else ""


def _actor(key: str) -> Actor | None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    request = HttpRequest()
    request.session = store(key)
    # A session that is gone loads as an empty one, under no key.
    request.user = get_user(request)  # type: ignore[assignment]
    identify(request, in_use=False)
    return request.actor  # type: ignore[attr-defined,no-any-return]


def same_host(headers: Mapping[str, str]) -> bool:
    """Whether the page that asks comes from our host, whatever the port (cookies ignore ports)."""
    origin = headers.get("origin", "")
    if not origin:
        return True
    host = origin.partition("://")[2]
    return bare(host) == bare(headers.get("host", ""))


def bare(host: str) -> str:
    """A host without its port."""
    return host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
