"""From the button to an identity that can be believed.

A request is kept in the browser's session under its `state`, and serves once. Its answer is
exchanged for tokens from server to server; every token is verified before it is read.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from ccas.accounts.providers import metadata, tokens
from ccas.accounts.providers.configuration import Provider
from ccas.accounts.providers.failures import Denied, Failure, Stale, Unreachable, Untrusted
from ccas.accounts.providers.wire import Budget, ask

FLOWS = "provider_flows"
#: What the provider needs to close its own session, kept in ours.
HINT = "provider_hint"
#: A request waits for its answer that long, in seconds; and so many at once (tabs).
LIFE = 600
MOST = 3
#: What an error may be named when we repeat it (RFC 6749: printable ASCII; here, a word).
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,40}\Z")
#: What an authorization code or a state may be: printable ASCII.
_PRINTABLE = re.compile(r"[\x20-\x7e]{1,2048}\Z")

ENTER, INVITED, LINK, PROVE = "enter", "invited", "link", "prove"


@dataclass(frozen=True, slots=True)
class Flow:
    """A request that waits for its answer.

    purpose: to enter, to accept an invitation, to link an account, to prove identity again.
    about: the invitation's digest, or the account's id. next: where to go then.
    """

    provider: str
    purpose: str
    nonce: str
    verifier: str
    began_at: float
    about: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody whom a provider vouches for. Its key is (issuer, subject), and nothing else."""

    provider: str
    issuer: str
    subject: str
    acr: str
    claims: Mapping[str, Any] = field(repr=False)


def begin(
    request: HttpRequest, provider: Provider, purpose: str, *, about: str = "", next_url: str = ""
) -> str:
    """Write a request in the session; the address where the person goes. Raises Unreachable."""
    budget = Budget()
    endpoint = metadata.addresses(provider, budget)["authorization_endpoint"]
    state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    verifier = secrets.token_urlsafe(48) if metadata.takes_pkce(provider, budget) else ""
    flow = Flow(provider.code, purpose, nonce, verifier, time.time(), about, next_url)
    waiting = dict(list(_waiting(request).items())[-(MOST - 1) :])
    request.session[FLOWS] = {**waiting, state: asdict(flow)}
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": return_address(provider),
        "scope": " ".join(provider.scopes),
        "state": state,
        "nonce": nonce,
        **_level(provider, again=purpose == PROVE),
    }
    if verifier:
        digest = hashlib.sha256(verifier.encode()).digest()
        asked["code_challenge"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        asked["code_challenge_method"] = "S256"
    return with_query(endpoint, asked)


def _level(provider: Provider, *, again: bool) -> dict[str, str]:
    """The level asked for, in the words of this provider; `again`: the person shows up anew."""
    asked = {"prompt": "login"} if again else {}
    if provider.kind.asks_acr_by == "acr_values":
        return asked | {"acr_values": provider.acr[0]}
    wanted: dict[str, Any] = {"acr": {"essential": True, "values": list(provider.acr)}}
    if again:
        wanted["auth_time"] = {"essential": True}
    return asked | {"claims": json.dumps({"id_token": wanted}, separators=(",", ":"))}


def finish(request: HttpRequest, provider: Provider) -> tuple[Flow, Identity]:
    """Read the provider's answer to a request of this browser.

    Raises Failure: nothing was kept but what closes the provider's session.
    """
    said = {name: request.GET.get(name, "") for name in ("state", "code", "error", "iss")}
    flow = _take(request, provider, said["state"])
    if said["iss"] and said["iss"] != provider.issuer:  # RFC 9207
        raise Untrusted(provider.label, reason="answer-issuer")
    if said["error"]:
        raise _declined(provider, said["error"])
    if not _PRINTABLE.match(said["code"]):
        raise Stale(reason="no-code")
    budget = Budget()
    granted = _exchange(provider, said["code"], flow.verifier, budget)
    token, access_token = granted.get("id_token"), granted.get("access_token")
    claims = tokens.verified(token, provider, budget)
    tokens.require_nonce(claims, flow.nonce, provider)
    if not isinstance(access_token, str) or not _PRINTABLE.match(access_token):
        raise Untrusted(provider.label, reason="no-access-token")
    tokens.require_access_token(str(token), access_token, provider)
    request.session[HINT] = {"provider": provider.code, "token": token}
    level = claims.get("acr")
    if level not in provider.acr:
        raise _too_low(provider)
    if flow.purpose == PROVE:
        _require_shown_again(claims, flow, provider)
    about = _userinfo(provider, access_token, budget)
    if about["sub"] != claims["sub"]:
        raise Untrusted(provider.label, reason="another-subject")
    return flow, Identity(provider.code, provider.issuer, claims["sub"], str(level), about)


def _exchange(provider: Provider, code: str, verifier: str, budget: Budget) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": return_address(provider),
        "client_id": provider.client_id,
        "client_secret": provider.client_secret,
    }
    if verifier:
        form["code_verifier"] = verifier
    endpoint = metadata.addresses(provider, budget)["token_endpoint"]
    answer = ask(provider, "POST", endpoint, budget=budget, form=form)
    if answer.status == 400 and answer.json().get("error") == "invalid_grant":
        raise Stale(reason="invalid_grant")
    if answer.status != 200:
        raise Unreachable(provider.label, reason=f"token-{answer.status}")
    return answer.json()


def _userinfo(provider: Provider, access_token: str, budget: Budget) -> dict[str, Any]:
    """Who the person is, signed: a plain JSON is refused, whatever it says."""
    endpoint = metadata.addresses(provider, budget)["userinfo_endpoint"]
    bearer = {"Authorization": f"Bearer {access_token}"}
    answer = ask(provider, "GET", endpoint, budget=budget, headers=bearer)
    if answer.status != 200:
        raise Unreachable(provider.label, reason=f"userinfo-{answer.status}")
    if answer.kind != "application/jwt":
        raise Untrusted(provider.label, reason="unsigned-userinfo")
    return tokens.verified(answer.body.decode("ascii", "replace").strip(), provider, budget)


def _require_shown_again(claims: Mapping[str, Any], flow: Flow, provider: Provider) -> None:
    shown = claims.get("auth_time")
    if not isinstance(shown, int | float) or shown < flow.began_at - tokens.DRIFT:
        raise Denied(
            f"{provider.label} ne vous a pas demandé de vous identifier de nouveau. "
            "Recommencez, ou confirmez autrement que c’est bien vous.",
            reason="auth_time",
        )


def _too_low(provider: Provider) -> Denied:
    if set(provider.acr) <= set(provider.strong_acr):
        return Denied(provider.kind.second_factor_missing, reason="acr")
    return Denied(
        f"{provider.label} vous a identifié à un niveau plus faible que celui qui est demandé. "
        "Choisissez-y un autre moyen d’identification, ou entrez autrement.",
        reason="acr",
    )


def _take(request: HttpRequest, provider: Provider, state: str) -> Flow:
    """The request that this answer is about; it serves once, whatever comes of it."""
    waiting = _waiting(request)
    # Compared in constant time, over all: the key of a session is a secret too.
    found = next((key for key in waiting if hmac.compare_digest(key.encode(), state.encode())), "")
    if not found:
        raise Stale(reason="state")
    flow = Flow(**waiting.pop(found))
    request.session[FLOWS] = waiting
    # At once: Django does not keep the session of an answer in 5xx, and this state has served.
    request.session.save()
    if flow.provider != provider.code:
        raise Stale(reason="other-provider")
    if not 0 <= time.time() - flow.began_at < LIFE:
        raise Stale(reason="too-late")
    return flow


def _waiting(request: HttpRequest) -> dict[str, Any]:
    return dict(request.session.get(FLOWS) or {})


def _declined(provider: Provider, error: str) -> Failure:
    if error == "access_denied":
        sentence = (
            f"Vous n’avez pas été identifié par {provider.label} : l’identification a été "
            "interrompue ou refusée. Rien n’a été enregistré."
        )
        return Denied(sentence, reason="access_denied")
    code = error if _CODE.match(error) else "inconnue"
    sentence = (
        f"{provider.label} n’a pas pu vous identifier (erreur « {code} »). Rien n’a été "
        "enregistré. Recommencez, ou entrez autrement."
    )
    if error in {"temporarily_unavailable", "server_error"}:
        return Unreachable(provider.label, reason=error)
    return Denied(sentence, reason=code)


def return_address(provider: Provider) -> str:
    """Where the provider sends the person back: the address declared to it, to the letter."""
    path: str = reverse("accounts:provider_return", args=[provider.code])
    return settings.PUBLIC_BASE_URL + path


def leaving_address(provider: Provider, token: str, budget: Budget) -> str:
    """Where the person closes the provider's own session. Raises Unreachable."""
    endpoint = metadata.addresses(provider, budget)["end_session_endpoint"]
    return with_query(
        endpoint,
        {
            "id_token_hint": token,
            "state": secrets.token_urlsafe(32),
            "post_logout_redirect_uri": settings.PUBLIC_BASE_URL + reverse("account_login"),
        },
    )


def with_query(endpoint: str, asked: Mapping[str, str]) -> str:
    """An address with its parameters."""
    joint = "&" if urlsplit(endpoint).query else "?"
    return f"{endpoint}{joint}{urlencode(asked)}"
