"""The kinds of document, filled by the rooms at start-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from ccas.actors import Actor


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """What the platform must know to number, render and show a kind of document.

    ``template`` is under ``templates/``, ``stylesheets`` under ``templates/pdf/``, in the order
    of the cascade. ``series`` names the counter: ``{qualification}`` (or ``{scope}``) is the
    caller's scope and ``{year}`` the civil year in Paris. ``visible`` tells which documents of
    this kind an actor may see; None means none. ``claimed`` gives the name that the claim in its QR
    code binds, from the facts; None: its QR code holds an address only.
    """

    code: str
    label: str
    template: str
    stylesheets: tuple[str, ...]
    series: str
    visible: Callable[[Actor], Q | None]
    claimed: Callable[[Mapping[str, Any]], str] | None = None

    def series_code(self, scope: str, year: int, specimen: bool) -> str:
        """Return the name of the counter; specimens have counters of their own."""
        code = self.series.format(qualification=scope, scope=scope, year=year)
        return f"SPECIMEN-{code}" if specimen else code


_kinds: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> None:
    """Make a kind known. The same code twice is an error, unless it is the same kind."""
    known = _kinds.setdefault(kind.code, kind)
    if known is not kind and known != kind:
        raise ValueError(f"document kind {kind.code!r} is registered twice")


def get(code: str) -> DocumentKind:
    """Return a kind by its code; KeyError when no room registered it."""
    return _kinds[code]


def all_kinds() -> tuple[DocumentKind, ...]:
    """Return every kind, in the order of their registration."""
    return tuple(_kinds.values())
