"""Believing a signed token, or not: signature, algorithm, issuer, audience, expiry, nonce."""

import base64
import hashlib
import hmac
from typing import Any

import jwt
from jwt.exceptions import PyJWTError

from ccas.accounts.providers import metadata
from ccas.accounts.providers.configuration import Provider
from ccas.accounts.providers.failures import Untrusted
from ccas.accounts.providers.wire import Budget

#: How far the provider's clock may be from ours, in seconds.
DRIFT = 30
#: A subject longer than that is no subject (OpenID Connect Core, 2).
LONGEST_SUBJECT = 255


def verified(token: Any, provider: Provider, budget: Budget) -> dict[str, Any]:
    """The claims of a token that this provider signed for us and that has not expired.

    The key is one that the provider publishes: what the token's own header would offer as a key is
    not read. Raises Untrusted, Unreachable.
    """
    if not isinstance(token, str):
        raise Untrusted(provider.label, reason="no-token")
    try:
        header = jwt.get_unverified_header(token)
    except PyJWTError:
        raise Untrusted(provider.label, reason="not-a-token") from None
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in provider.algorithms:
        raise Untrusted(provider.label, reason="algorithm")
    key = metadata.key(provider, kid if isinstance(kid, str) else None, algorithm, budget)
    if key is None:
        raise Untrusted(provider.label, reason="unknown-key")
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=[algorithm],
            issuer=provider.issuer,
            audience=provider.client_id,
            leeway=DRIFT,
            options={"require": ["iss", "sub", "aud", "exp"]},
        )
    except PyJWTError as error:
        raise Untrusted(provider.label, reason=type(error).__name__) from None
    audience = claims["aud"]
    if (
        isinstance(audience, list)
        and len(audience) > 1
        and (claims.get("azp") != provider.client_id)
    ):
        raise Untrusted(provider.label, reason="authorized-party")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or "\0" in subject:
        raise Untrusted(provider.label, reason="subject")
    return claims


def require_nonce(claims: dict[str, Any], nonce: str, provider: Provider) -> None:
    """The token answers this very request. Raises Untrusted."""
    said = claims.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise Untrusted(provider.label, reason="nonce")


def require_access_token(token: str, access_token: str, provider: Provider) -> None:
    """The access token came with this identity token, already verified, where the latter says so
    (`at_hash`: the left half of a digest whose size is that of the signature's). Raises Untrusted.
    """
    decoded = jwt.decode_complete(token, options={"verify_signature": False})
    said = decoded["payload"].get("at_hash")
    if said is None:
        return
    digest = hashlib.new(f"sha{decoded['header']['alg'][2:]}", access_token.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    if said != half:
        raise Untrusted(provider.label, reason="at_hash")
