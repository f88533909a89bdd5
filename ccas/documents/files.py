"""Where the files of documents lie, and how they are written and read back."""

from __future__ import annotations

import contextlib
import hashlib
import os
import uuid
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from ccas.documents.models import Document


class AlteredFile(Exception):
    """The stored file is absent, or is not the one whose fingerprint was kept."""


def storage() -> Storage:
    """Return the documents' own storage, which no address serves."""
    return storages["documents"]


def store(name: str, content: bytes) -> None:
    """Write a file whole or not at all: a temporary one, synced, then renamed.

    A storage without local paths (an object store) writes whole objects by itself.
    """
    place = storage()
    try:
        final = Path(place.path(name))
    except NotImplementedError:
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


def read_named(name: str) -> bytes | None:
    """Return the bytes under a name of this storage; None when there are none."""
    try:
        with storage().open(name) as file:
            return file.read()
    except (FileNotFoundError, ValueError):
        return None


def discard(name: str) -> None:
    """Forget a file that serves no more, if it is there."""
    with contextlib.suppress(OSError):
        storage().delete(name)


def read(document: Document) -> bytes:
    """Return the bytes of a stored document, or raise `AlteredFile` unless they are its own."""
    try:
        with storage().open(document.file) as file:
            content = file.read()
    except (FileNotFoundError, ValueError) as error:
        raise AlteredFile(f"{document.number}: no file") from error
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise AlteredFile(f"{document.number}: fingerprint differs")
    return content
