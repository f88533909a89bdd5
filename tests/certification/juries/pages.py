"""How a test reads a page of the room."""

import re

from django.urls import reverse


def text_of(response) -> str:
    """The page as a person reads it: no tags, one space."""
    body = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", body)


def at(name: str, *args: object) -> str:
    """The address of a page of the room."""
    return reverse(f"juries:{name}", args=args)
