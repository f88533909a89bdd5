"""Where bytes lie: originals, which nothing serves, and the rewrites that are shown.

Both go through Django's storage API: the file system by default, an object store by setting.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

ORIGINALS = "originals"
SHOWN = "files"


class Lost(Exception):
    """The bytes are absent, or are not those whose fingerprint was kept."""


def write(alias: str, name: str, content: bytes) -> None:
    """Write a file whole or not at all; the same name twice replaces it by the same bytes."""
    place: Storage = storages[alias]
    try:
        final = Path(place.path(name))
    except NotImplementedError:
        # An object store writes whole objects by itself.
        if place.exists(name):
            place.delete(name)
        place.save(name, ContentFile(content))
        return
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary = final.with_name(f".{final.name}.{uuid.uuid4().hex}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(final)
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()


def read(alias: str, name: str, sha256: str | None = None) -> bytes:
    """The bytes; raises Lost when they are absent or their fingerprint is another."""
    try:
        with storages[alias].open(name) as file:
            content: bytes = file.read()
    except (FileNotFoundError, ValueError) as error:
        raise Lost(f"{alias}: {name} is absent") from error
    if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
        raise Lost(f"{alias}: {name} has another fingerprint")
    return content


def remove(alias: str, name: str) -> None:
    """Erase a file; absent already is no error."""
    with contextlib.suppress(FileNotFoundError):
        storages[alias].delete(name)


def part_name(upload: UUID, offset: int) -> str:
    """Where a piece waits for the others."""
    return f"parts/{upload}/{offset:010d}"


def parts(upload: UUID) -> list[str]:
    """The names of the pieces that came, in order."""
    try:
        _, names = storages[ORIGINALS].listdir(f"parts/{upload}")
    except FileNotFoundError:
        return []
    return [f"parts/{upload}/{name}" for name in sorted(names) if not name.startswith(".")]


def walk(alias: str, folder: str = "") -> Iterator[str]:
    """Every name of a storage, folder by folder."""
    try:
        folders, names = storages[alias].listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(names):
        yield f"{folder}/{name}" if folder else name
    for inner in sorted(folders):
        yield from walk(alias, f"{folder}/{inner}" if folder else inner)
