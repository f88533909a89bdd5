"""What happens once a person is in, and each time they prove again who they are."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest

from ccas.accounts import attempts, proof, sessions
from ccas.accounts.models import AttemptKind, User


def signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Every sign-in, whatever the way: a proof, and a device that is now known."""
    sessions.begin(request, user)
    proof.prove(request)
    if any(record.get("method") == "mfa" for record in get_authentication_records(request, user)):
        proof.prove_second_factor(request)
    attempts.release(AttemptKind.PASSWORD, user.email, request)
    request.signed_in_email = user.email  # type: ignore[attr-defined]


def stepped_up(
    sender: Any,
    request: HttpRequest,
    user: User,
    method: str,
    reauthenticated: bool = False,
    **kwargs: Any,
) -> None:
    """Identity proven again in an open session: a fresh proof, under a new session key."""
    if not reauthenticated:
        return
    proof.prove(request)
    if method == "mfa":
        proof.prove_second_factor(request)
    sessions.renew_key(request)


def signed_out(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """The session is about to be emptied."""
    sessions.end(request)
