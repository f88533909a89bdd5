"""A line of the officer's lists, whatever it is about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What it is, a word more, where it leads."""

    label: str
    hint: str
    url: str
