"""A batch as one file: a zip that is written while it is read, whatever its size."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator

from ccas.documents import files, kinds
from ccas.documents.models import Document

#: The list of fingerprints, as `sha256sum --check` reads it.
FINGERPRINTS = "SHA256SUMS"


class _Pipe:
    """What zipfile writes into; what has been written is taken away at each step."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Nothing is buffered elsewhere."""

    def taken(self) -> bytes:
        """Everything written since the last time."""
        data = bytes(self._held)
        self._held.clear()
        return data


def name_of(document: Document) -> str:
    """Where a document stands in the zip: a folder per kind, its number."""
    return f"{kinds.get(document.kind).label}/{document.number}.pdf"


def zipped(documents: Iterable[Document]) -> Iterator[bytes]:
    """The zip of stored documents, piece by piece; one file in memory at a time.

    A file that is no longer the one whose fingerprint was kept is left out, and a text of its name
    says so in its place.
    """
    pipe = _Pipe()
    sums = []
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[arg-type]
        for document in documents:
            name = name_of(document)
            try:
                archive.writestr(name, files.read(document))
            except files.AlteredFile:
                archive.writestr(
                    f"{name}.ABSENT.txt",
                    "Ce fichier manque ou ne correspond plus à son empreinte : il n’est pas remis.",
                )
            else:
                sums.append(f"{document.sha256}  {name}\n")
            yield pipe.taken()
        archive.writestr(FINGERPRINTS, "".join(sums))
    yield pipe.taken()
