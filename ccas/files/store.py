"""Where bytes lie: originals, which nothing serves, and the rewrites that are shown.

Both go through Django's storage API: the file system by default, an object store by setting.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import Storage, storages

from ccas.files.rules import ENDS, Ends

ORIGINALS = "originals"
SHOWN = "files"


class Lost(Exception):
    """The bytes are absent, or are not those whose fingerprint was kept."""


#: Above that, in bytes, what is gathered lies on the disk.
IN_MEMORY = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Gathered:
    """A file put together outside the memory: its bytes to read again, its ends, its SHA-256."""

    file: IO[bytes]
    ends: Ends
    sha256: str


@contextlib.contextmanager
def gathered(pieces: Iterable[bytes]) -> Iterator[Gathered]:
    """Put pieces together, one at a time in memory; what was gathered goes with the block."""
    digest, size, head, tail = hashlib.sha256(), 0, b"", b""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
            if len(head) < ENDS:
                head = (head + piece)[:ENDS]
            tail = (tail + piece[-ENDS:])[-ENDS:]
        file.seek(0)
        yield Gathered(file, Ends(head, tail, size), digest.hexdigest())


def write(alias: str, name: str, content: bytes | IO[bytes]) -> None:
    """Write a file whole or not at all; the same name twice replaces it by the same bytes."""
    place: Storage = storages[alias]
    source = BytesIO(content) if isinstance(content, bytes) else content
    try:
        final = Path(place.path(name))
    except NotImplementedError:
        # An object store writes whole objects by itself.
        if place.exists(name):
            place.delete(name)
        place.save(name, File(source, name))
        return
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary = final.with_name(f".{final.name}.{uuid.uuid4().hex}.tmp")
    try:
        with temporary.open("wb") as file:
            shutil.copyfileobj(source, file)
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
