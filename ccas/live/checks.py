"""System check: where pages listen must be a place they can reach with their cookies."""

import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def live_url_is_ours(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """A stream elsewhere than on our host would not get the session's cookie."""
    wanted = r"|/|:\d{2,5}" if settings.ENVIRONMENT != "production" else r"|/"
    if re.fullmatch(wanted, settings.LIVE_URL):
        return []
    return [
        Error(
            f"LIVE_URL vaut « {settings.LIVE_URL} » : donnez « / » (le serveur frontal envoie "
            "/direct/ à ccas.asgi) ou rien ; hors production, « :8001 » désigne un autre port.",
            id="ccas.E030",
        )
    ]
