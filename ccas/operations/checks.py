"""What is wrong with the settings of whoever watches the service."""

import ipaddress
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

#: Shorter, a token could be guessed.
SHORTEST = 32


@register(Tags.security)
def measures_are_closed(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """The token is none or long, the networks are networks, and none of them is everybody."""
    found = []
    if 0 < len(settings.METRICS_TOKEN) < SHORTEST:
        found.append(
            Error(
                f"METRICS_TOKEN a moins de {SHORTEST} caractères : il se devinerait.",
                hint="python -c 'import secrets; print(secrets.token_urlsafe(32))'",
                id="ccas.E040",
            )
        )
    for one in settings.METRICS_FROM:
        try:
            everybody = ipaddress.ip_network(one).prefixlen == 0
        except ValueError:
            everybody = True
        if everybody:
            found.append(
                Error(
                    f"METRICS_FROM contient « {one} » : donnez des réseaux internes "
                    "(10.0.0.0/8…), jamais tout le monde.",
                    id="ccas.E041",
                )
            )
    return found
