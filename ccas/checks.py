"""System checks: what must be true before the program starts."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.database)
def postgresql_only(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Triggers hold what must never be false; another engine would silently record nothing."""
    engine = settings.DATABASES["default"]["ENGINE"]
    if engine == "django.db.backends.postgresql":
        return []
    return [
        Error(
            f"La base de données doit être PostgreSQL 15 ou plus récent (trouvé : {engine}).",
            hint="Donnez DATABASE_URL=postgres://…",
            id="ccas.E001",
        )
    ]


@register(Tags.security)
def clock_stands_still_in_production(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """A clock that may be moved could make any deadline lie."""
    if settings.ENVIRONMENT == "production" and settings.CLOCK_MAY_MOVE:
        return [
            Error(
                "CLOCK_MAY_MOVE est actif : en production, l’horloge des actes ne se déplace pas.",
                id="ccas.E002",
            )
        ]
    return []


@register(Tags.security)
def retention_terms_exist(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Each retention term has a duration and a reason."""
    return [
        Error(f"RETENTION_TERMS[{key!r}] n’a pas de durée ou pas de raison.", id="ccas.E003")
        for key, term in settings.RETENTION_TERMS.items()
        if not term.get("years") or not term.get("reason")
    ]
