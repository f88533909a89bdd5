"""What we change in allauth's ways: no sign-up, counted checks, secrets encrypted at rest."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from ccas.accounts import attempts, factors, notices, proof
from ccas.accounts.models import AttemptKind, User
from ccas.accounts.providers import identities

TOO_MANY = (
    "Trop d’essais pour cette adresse depuis un appareil que nous ne connaissons pas. "
    "Attendez cinq minutes, ou entrez par votre clé d’accès."
)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are by invitation; every check of a password is counted."""

    error_messages = DefaultAccountAdapter.error_messages | {"too_many_login_attempts": TOO_MANY}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody creates an account alone."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Spend one check of this account before its password is looked at."""
        email = credentials.get("email") or credentials.get("username") or ""
        if not attempts.spend(AttemptKind.PASSWORD, email, request):
            raise self.validation_error("too_many_login_attempts")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every mail leaves from the outbox, once the transaction is committed."""
        notices.post(template_prefix, email)

    def reauthenticate(self, user: User, password: str) -> bool:
        """The same password again, counted with the others."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """allauth's, then the providers by which the person enters."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and (mine := identities.of(user)):
            labels = " ou ".join(one.label for one in mine)
            address = reverse("accounts:provider_prove")
            methods.append({"id": "provider", "description": f"Par {labels}", "url": address})
        return methods

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A proof of the last five minutes is enough, sign-in included."""
        return not proof.recently_proven(context.request)


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: encrypted at rest; a role that needs one keeps at least one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Ce code n’est pas le bon, ou il a déjà servi. Prenez le suivant.",
        "cannot_delete_authenticator": factors.LAST_ONE,
    }

    def encrypt(self, text: str) -> str:
        """Encrypt with the newest key."""
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt with whichever key wrote it; raises InvalidToken for anything else."""
        return _keys().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether the person may do without it."""
        return factors.may_remove(authenticator)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the device shows when it asks whether to create or to use a key."""
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """« Clé d’accès 2 »."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Clé d’accès {count + 1}"


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.MFA_KEYS])
