"""Accounts are by invitation; every check of a password is counted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.http import HttpRequest

from ccas.accounts import attempts
from ccas.accounts.models import AttemptKind, User

TOO_MANY = (
    "Trop d’essais pour cette adresse depuis un appareil que nous ne connaissons pas. "
    "Attendez cinq minutes, ou entrez par votre clé d’accès."
)


class AccountAdapter(DefaultAccountAdapter):
    """What we change in allauth's own ways."""

    error_messages = DefaultAccountAdapter.error_messages | {"too_many_login_attempts": TOO_MANY}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody creates an account alone."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Spend one check of this account before its password is looked at."""
        email = credentials.get("email") or credentials.get("username") or ""
        if not attempts.spend(AttemptKind.PASSWORD, email, request):
            raise self.validation_error("too_many_login_attempts")

    def reauthenticate(self, user: User, password: str) -> bool:
        """The same password again, counted with the others."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk
