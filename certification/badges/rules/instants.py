"""Instants as credentials write them (XML Schema dateTimeStamp)."""

import re
from datetime import UTC, datetime

_SHAPE = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})\Z", re.ASCII
)


def written(moment: datetime) -> str:
    """`2026-11-29T08:00:00Z`, to the second."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def read(text: object) -> datetime | None:
    """The instant; None when it is none, or says no offset."""
    if not isinstance(text, str) or not _SHAPE.match(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
