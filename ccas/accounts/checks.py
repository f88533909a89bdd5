"""What the accounts must never offer outside a developer's machine."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

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
