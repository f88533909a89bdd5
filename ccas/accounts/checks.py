"""What the accounts must never offer outside a developer's machine."""

from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from ccas.accounts.providers import checks as checks_of_providers

__all__ = ["checks_of_providers", "no_one_click_sign_in", "secrets_have_keys_of_their_own"]

WITH_A_CAST = frozenset({"development", "test"})


@register(Tags.security)
def no_one_click_sign_in(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Signing in without a password is for the demonstration alone."""
    if not settings.DEMONSTRATION_SIGN_IN or settings.ENVIRONMENT in WITH_A_CAST:
        return []
    return [
        Error(
            "DEMONSTRATION_SIGN_IN est actif : la connexion en un clic n’existe que dans "
            "l’environnement de développement.",
            hint="Retirez DEMONSTRATION_SIGN_IN des réglages de cet environnement.",
            id="ccas.E020",
        )
    ]


@register(Tags.security)
def secrets_have_keys_of_their_own(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Secrets of second factors are encrypted by keys that are not in the source."""
    if settings.ENVIRONMENT in WITH_A_CAST:
        return []
    try:
        valid = bool(settings.MFA_KEYS) and all(Fernet(key) for key in settings.MFA_KEYS)
    except (ValueError, TypeError):
        valid = False
    if valid and settings.DEVELOPMENT_MFA_KEY not in settings.MFA_KEYS:
        return []
    return [
        Error(
            "MFA_KEYS manque, n’est pas valable, ou contient la clé de développement : les "
            "secrets des seconds facteurs seraient lisibles.",
            hint="Donnez MFA_KEYS=<clé> : python -c "
            "'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'.",
            id="ccas.E021",
        )
    ]
