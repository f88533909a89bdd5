"""What the menu promises must exist."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register

from ccas.interface import navigation


@register(Tags.urls)
def entries_lead_somewhere(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Each menu entry has an address (the page itself leaves a broken one out)."""
    return [
        Warning(
            f"L’entrée de menu « {item.label} » mène à {item.url_name!r}, qui n’existe pas.",
            id="ccas.W030",
        )
        for item in navigation.items()
        if item.address() is None
    ]
