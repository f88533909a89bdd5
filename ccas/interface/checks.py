"""What the menu promises must exist."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from ccas.interface import navigation


@register(Tags.urls)
def entries_lead_somewhere(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Each menu entry has an address (the page itself leaves a broken one out)."""
    return [
        Error(
            f"L’entrée de menu « {item.label} » mène à {item.url_name!r}, qui n’existe pas.",
            id="ccas.E030",
        )
        for item in navigation.items()
        if item.address() is None
    ]
