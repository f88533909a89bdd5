"""What happens once a person is in."""

from typing import Any

from django.http import HttpRequest

from ccas.accounts import attempts
from ccas.accounts.models import AttemptKind, User


def signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Every sign-in, whatever the way: the device is remembered."""
    attempts.release(AttemptKind.PASSWORD, user.email, request)
    request.signed_in_email = user.email  # type: ignore[attr-defined]
