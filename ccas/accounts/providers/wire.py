"""Talking to a provider: never longer than what is left of the page's patience.

The limit holds whatever the network does: a name that does not resolve, a connection that hangs, an
answer that comes one byte a second.
"""

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings

from ccas.accounts.providers.configuration import Provider, fit
from ccas.accounts.providers.failures import Unreachable

#: No answer of a provider is as long as this, in bytes.
LONGEST = 512 * 1024


class Budget:
    """What is left of the time that one page may spend with a provider, in seconds."""

    def __init__(self, seconds: float | None = None) -> None:
        patience = settings.PROVIDER_PATIENCE if seconds is None else seconds
        self._ends_at = time.monotonic() + patience

    def left(self) -> float:
        """Seconds; zero or less: none."""
        return self._ends_at - time.monotonic()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered. `kind`: the media type, without its parameters."""

    status: int
    kind: str
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty when it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def ask(
    provider: Provider,
    method: str,
    url: str,
    *,
    budget: Budget,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
) -> Answer:
    """One exchange. Redirections are not followed. Raises Unreachable."""
    if not fit(url):
        raise Unreachable(provider.label, reason="address")
    found: list[Answer | str] = []

    def speak() -> None:
        try:
            found.append(_exchange(method, url, budget, headers or {}, form))
        except (requests.RequestException, OSError, ValueError) as error:
            found.append(type(error).__name__)

    if budget.left() > 0:
        # A thread, because no socket option bounds the resolution of a name.
        thread = threading.Thread(target=speak, name="provider", daemon=True)
        thread.start()
        thread.join(max(budget.left(), 0) + 0.2)
    outcome = found[0] if found else "Late"
    if isinstance(outcome, str):
        raise Unreachable(provider.label, reason=outcome)
    if outcome.status >= 500:
        raise Unreachable(provider.label, reason=f"http-{outcome.status}")
    return outcome


def _exchange(
    method: str,
    url: str,
    budget: Budget,
    headers: Mapping[str, str],
    form: Mapping[str, str] | None,
) -> Answer:
    with (
        requests.Session() as session,
        session.request(
            method,
            url,
            headers={"Accept": "application/json, application/jwt", **headers},
            data=form,
            timeout=max(budget.left(), 0.01),
            allow_redirects=False,
            stream=True,
        ) as response,
    ):
        body = b""
        for piece in response.iter_content(8192):
            body += piece
            if len(body) > LONGEST:
                raise ValueError("too long")
            if budget.left() <= 0:
                raise TimeoutError
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Answer(response.status_code, kind, body)
