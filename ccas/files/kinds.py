"""The kinds of file, filled by the rooms at start-up: who may send, who may see, how long kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from ccas.actors import Actor
from ccas.files import rules

if TYPE_CHECKING:
    from ccas.files.models import ReceivedFile


@dataclass(frozen=True, slots=True)
class FileSet:
    """Where a file goes: the set's id, whose it is, and how many bytes it may hold."""

    id: UUID
    owner_id: UUID | None
    quota: int = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileKind:
    """What the gateway must know of a kind of file.

    purpose, retention: as `ccas.personal.personal`. accepts: media types.
    watermark: text printed across what is shown (identity papers), or None.
    destination(actor, set id) -> the set this actor may send to, or None (the stranger's answer).
    visible(actor) -> condition on ReceivedFile, or None. arrived(file, actor): called in the
    transaction that receives the file; it may refuse.
    """

    code: str
    label: str
    purpose: str
    retention: str
    destination: Callable[[Actor, UUID], FileSet | None]
    visible: Callable[[Actor], Q | None]
    accepts: frozenset[str] = rules.ALL
    watermark: str | None = None
    arrived: Callable[[ReceivedFile, Actor], None] | None = None


_kinds: dict[str, FileKind] = {}


def register(kind: FileKind) -> None:
    """Make a kind known. The same code twice is an error, unless it is the same kind."""
    known = _kinds.setdefault(kind.code, kind)
    if known is not kind and known != kind:
        raise ValueError(f"file kind {kind.code!r} is registered twice")


def get(code: str) -> FileKind | None:
    """A kind by its code, or None when no room registered it."""
    return _kinds.get(code)


def all_kinds() -> tuple[FileKind, ...]:
    """Every kind, in the order of their registration."""
    return tuple(_kinds.values())
