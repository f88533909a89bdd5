"""A provider half switched on is an error, not a surprise at the door."""

import os
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from ccas.accounts.providers.configuration import KINDS, begun, faults, given

HINT = "Voir docs/access.md, « Brancher ProConnect et FranceConnect »."


@register(Tags.security)
def providers_are_whole(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Issuer, client, secret, all endpoints or none, https in production, public keys only."""
    return [
        Error(sentence, hint=HINT, id="ccas.E022")
        for code in KINDS
        if begun(code)
        for sentence in faults(code)
    ]


@register(Tags.security)
def secrets_come_from_the_environment(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """A client secret is given by the environment, never by a file of the source."""
    if settings.ENVIRONMENT != "production":
        return []
    return [
        Error(
            f"Le secret de {KINDS[code].label} ne vient pas de l’environnement.",
            hint=f"Donnez {code.upper()}_CLIENT_SECRET dans l’environnement du service.",
            id="ccas.E023",
        )
        for code in KINDS
        if given(code).get("client_secret", "")
        and given(code)["client_secret"] != os.environ.get(f"{code.upper()}_CLIENT_SECRET")
    ]
