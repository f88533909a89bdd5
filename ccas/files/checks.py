"""A real service scans what it receives, or does not start."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def files_are_scanned(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Production has an antivirus."""
    if settings.ENVIRONMENT != "production" or settings.CLAMAV_URL:
        return []
    return [
        Error(
            "CLAMAV_URL manque : en production, aucun fichier reçu n’est montré sans antivirus.",
            hint="CLAMAV_URL=tcp://antivirus:3310 (ou unix:///run/clamav/clamd.ctl)",
            id="ccas.E060",
        )
    ]
