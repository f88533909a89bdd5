"""Where a provider's addresses and keys are found, and how long they are believed.

Kept in this process. A key that is not known is looked for once more, at most once in a while: a
provider changes its keys without notice, and nobody may make us ask at will.
"""

import threading
import time
from collections.abc import Mapping
from typing import Any

from jwt import PyJWK
from jwt.exceptions import PyJWTError

from ccas.accounts.providers.configuration import ENDPOINTS, Provider, fit
from ccas.accounts.providers.failures import Unreachable
from ccas.accounts.providers.wire import Budget, ask

#: Seconds.
ADDRESSES_KEPT = 3600
KEYS_KEPT = 600
KEYS_ASKED_AGAIN_AFTER = 10

_lock = threading.Lock()
_kept: dict[tuple[str, str], tuple[float, dict[str, Any]]] = {}


def forget() -> None:
    """Forget everything (tests, and a change of settings)."""
    with _lock:
        _kept.clear()


def addresses(provider: Provider, budget: Budget) -> Mapping[str, Any]:
    """Its endpoints, from the settings or from its own metadata, which must name the same issuer.

    Raises Unreachable.
    """
    if provider.endpoints:
        return provider.endpoints
    found = _remembered("addresses", provider, ADDRESSES_KEPT)
    if found is None:
        url = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
        answer = ask(provider, "GET", url, budget=budget)
        found = answer.json() if answer.status == 200 else {}
        whole = all(isinstance(found.get(name), str) and fit(found[name]) for name in ENDPOINTS)
        if not whole or found.get("issuer") != provider.issuer:
            raise Unreachable(provider.label, reason="metadata")
        _remember("addresses", provider, found)
    return found


def takes_pkce(provider: Provider, budget: Budget) -> bool:
    """Whether a proof of the code's owner may be sent (RFC 7636, S256)."""
    if provider.pkce is not None:
        return provider.pkce
    return "S256" in (addresses(provider, budget).get("code_challenge_methods_supported") or ())


def key(provider: Provider, kid: str | None, algorithm: str, budget: Budget) -> PyJWK | None:
    """The key that a token says it is signed by, if the provider publishes it for signing.

    Without a `kid`, the only key that fits. Raises Unreachable.
    """
    kept = _remembered("keys", provider, KEYS_KEPT)
    found = _pick(kept, kid, algorithm) if kept else None
    if found is None and _remembered("keys", provider, KEYS_ASKED_AGAIN_AFTER) is None:
        answer = ask(provider, "GET", addresses(provider, budget)["jwks_uri"], budget=budget)
        published = answer.json()
        if answer.status != 200 or not isinstance(published.get("keys"), list):
            raise Unreachable(provider.label, reason="keys")
        _remember("keys", provider, published)
        found = _pick(published, kid, algorithm)
    return found


#: The kind of key that each family of algorithms wants.
_FAMILIES = {"ES": "EC", "RS": "RSA", "PS": "RSA"}


def _pick(published: Mapping[str, Any], kid: str | None, algorithm: str) -> PyJWK | None:
    fitting = [
        one
        for one in published["keys"]
        if isinstance(one, dict)
        and one.get("kty") == _FAMILIES.get(algorithm[:2])
        and one.get("use", "sig") == "sig"
        and one.get("alg", algorithm) == algorithm
        and (kid is None or one.get("kid") == kid)
    ]
    if len(fitting) != 1:
        return None
    try:
        return PyJWK(fitting[0], algorithm=algorithm)
    except PyJWTError:
        return None


def _remembered(what: str, provider: Provider, age: float) -> dict[str, Any] | None:
    with _lock:
        at, found = _kept.get((what, provider.issuer), (0.0, {}))
    return found if found and time.monotonic() - at < age else None


def _remember(what: str, provider: Provider, found: dict[str, Any]) -> None:
    with _lock:
        _kept[what, provider.issuer] = (time.monotonic(), found)
