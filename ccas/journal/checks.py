"""What production must give before the journal can be sealed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def keys_are_given(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """A throw-away key signs nothing of value: production has its own."""
    if settings.ENVIRONMENT != "production":
        return []
    return [
        Error(
            f"{name} : la clé « {getattr(settings, name)} » manque.",
            hint="openssl genpkey -algorithm "
            + ("EC -pkeyopt ec_paramgen_curve:P-256" if name == "CLAIM_KEY_FILE" else "ed25519"),
            id="ccas.E050",
        )
        for name in ("JOURNAL_KEY_FILE", "CLAIM_KEY_FILE", "CREDENTIAL_KEY_FILE")
        if not Path(getattr(settings, name)).exists()
    ]
