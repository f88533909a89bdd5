"""Database ↔ store ↔ fingerprint: what is said to be kept is kept, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.files.storage import storages

from ccas import clock
from ccas.files import store
from ccas.files.models import ReceivedFile, Upload, UploadState

#: Bytes whose row is not there yet may be on their way for this long.
GRACE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not agree. trouble: « lost » (absent or altered), « stray » (no row)."""

    trouble: str
    storage: str
    name: str

    def __str__(self) -> str:
        what = {"lost": "absent ou altéré", "stray": "sans ligne en base"}[self.trouble]
        return f"{self.storage} : {self.name} — {what}"


def take() -> Iterator[Finding]:
    """Every disagreement between the rows and the two storages, fingerprints read anew."""
    yield from _lost()
    yield from _strays(store.ORIGINALS, "original")
    yield from _strays(store.SHOWN, "shown")


def _lost() -> Iterator[Finding]:
    rows = ReceivedFile.objects.filter(removed_at__isnull=True).values_list(
        "original", "sha256", "shown", "shown_sha256"
    )
    for original, sha256, shown, shown_sha256 in rows.iterator(chunk_size=500):
        for alias, name, print_ in (
            (store.ORIGINALS, original, sha256),
            (store.SHOWN, shown, shown_sha256),
        ):
            if not name:
                continue
            try:
                store.read(alias, name, print_)
            except store.Lost:
                yield Finding("lost", alias, name)


def _strays(alias: str, column: str) -> Iterator[Finding]:
    """Files without a row: an interrupted receipt, an erasure cut short, or a stranger's."""
    known = set(ReceivedFile.objects.filter(removed_at__isnull=True).values_list(column, flat=True))
    open_uploads = set(Upload.objects.filter(state=UploadState.OPEN).values_list("pk", flat=True))
    newest = clock.now() - GRACE
    for name in store.walk(alias):
        if name in known or _belongs_to(name, open_uploads):
            continue
        try:
            recent = storages[alias].get_modified_time(name) > newest
        except (FileNotFoundError, NotImplementedError):
            recent = True
        if not recent:
            yield Finding("stray", alias, name)


def _belongs_to(name: str, uploads: set[UUID]) -> bool:
    """Whether it is a piece of an upload that is still open."""
    folder, _, rest = name.partition("/")
    try:
        return folder == "parts" and UUID(rest.split("/")[0]) in uploads
    except ValueError:
        return False


def sweep_strays(findings: list[Finding]) -> int:
    """Erase what no row knows; how many."""
    strays = [finding for finding in findings if finding.trouble == "stray"]
    for finding in strays:
        store.remove(finding.storage, finding.name)
    return len(strays)
