"""How rooms make themselves known: each may have a `registration.py`, imported at start-up."""

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

#: What the demonstration and the tests may do, and a real service never.
NEVER_IN_PRODUCTION = ("CLOCK_MAY_MOVE", "DEMONSTRATION_SIGN_IN", "WEBHOOKS_ANYWHERE")


def register_rooms(package: str, rooms: Iterable[str]) -> None:
    """Import `<package>.<room>.registration`, `.holdings` and `.checks` where a room has them."""
    for room in rooms:
        for piece in ("registration", "holdings", "checks"):
            module = f"{package}.{room}.{piece}"
            if find_spec(module) is not None:
                import_module(module)


def refuse_the_demonstration() -> None:
    """Raise ImproperlyConfigured when production would offer what is for a demonstration only,
    or receive files that no antivirus sees.

    The system checks say so too, but a server (granian) runs no check before it answers.
    """
    if settings.ENVIRONMENT != "production":
        return
    active = [name for name in NEVER_IN_PRODUCTION if getattr(settings, name, False)]
    if active:
        raise ImproperlyConfigured(
            f"{' et '.join(active)} : réservé à la démonstration, refusé en production."
        )
    if not settings.CLAMAV_URL:
        raise ImproperlyConfigured(
            "CLAMAV_URL manque : en production, aucun fichier reçu n’est montré sans antivirus."
        )
