"""From received to clean, infected or refused: the job that scans, then has the file rewritten."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from ccas import clock, jobs, journal
from ccas.actors import Actor
from ccas.files import kinds, rewriting, scanner, store
from ccas.files.models import UNSCANNED, FileState, ReceivedFile

if TYPE_CHECKING:
    from ccas.jobs.models import Job

logger = logging.getLogger(__name__)
#: When the scanner gives no verdict, ask again after this long, as often as it takes.
AGAIN = timedelta(seconds=30)
INFECTED = (
    "L’antivirus a reconnu un logiciel malveillant dans ce fichier. Il n’est montré à personne :"
    " analysez votre appareil, puis envoyez une autre copie."
)


def examine_job(job: Job) -> None:
    """Do the job. Twice changes nothing; no clear verdict puts it off."""
    examine(UUID(job.payload["file"]), by=job.actor)


def examine(file_id: UUID, *, by: Actor) -> None:
    """Scan the original; when it is clean, store its rewrite and let it be seen.

    Raises jobs.Later when the scanner gives no clear verdict: the file stays locked, and kept.
    """
    file = ReceivedFile.objects.get(pk=file_id)
    if file.state not in (FileState.RECEIVED, FileState.SCANNING) or file.removed_at is not None:
        return
    ReceivedFile.objects.filter(pk=file_id, state=FileState.RECEIVED).update(
        state=FileState.SCANNING
    )
    content = store.read(store.ORIGINALS, file.original, file.sha256)
    try:
        verdict = _verdict(content)
    except scanner.ScannerAway as error:
        logger.warning("file %s keeps waiting: %s", file_id, error)
        raise jobs.Later(AGAIN, f"antivirus : {type(error).__name__}") from error
    if not verdict.clean:
        _decide(file_id, by, state=FileState.INFECTED, verdict=verdict.found, reason=INFECTED)
        return
    kind = kinds.get(file.kind)
    mark = kind.watermark if kind is not None else None
    if mark:
        mark = f"{mark} – {clock.today():%d/%m/%Y}"
    try:
        made = rewriting.rewrite(content, file.media_type, watermark=mark)
    except rewriting.Unfit as unfit:
        _decide(file_id, by, state=FileState.REFUSED, verdict="OK", reason=unfit.sentence)
        return
    sha256 = hashlib.sha256(made.content).hexdigest()
    shown = f"{file.original}-{sha256[:16]}"
    store.write(store.SHOWN, shown, made.content)
    _decide(
        file_id,
        by,
        state=FileState.CLEAN,
        verdict="OK" if scanner.configured() else UNSCANNED,
        shown=shown,
        shown_type=made.media_type,
        shown_sha256=sha256,
        shown_size=len(made.content),
        pages=made.pages,
    )


def _verdict(content: bytes) -> scanner.Verdict:
    """The scanner's; a development service without one lets everything through, and says so."""
    if scanner.configured():
        return scanner.scan(content)
    if settings.ENVIRONMENT == "production":
        raise scanner.ScannerAway("CLAMAV_URL is not set")
    return scanner.Verdict(clean=True)


@transaction.atomic
def _decide(file_id: UUID, by: Actor, *, state: str, verdict: str, **facts: Any) -> None:
    """Write the verdict once; whoever comes second finds it written."""
    file = ReceivedFile.objects.select_for_update().get(pk=file_id)
    if file.state != FileState.SCANNING or file.removed_at is not None:
        return
    file.state, file.verdict, file.decided_at = state, verdict, clock.now()
    for name, value in facts.items():
        setattr(file, name, value)
    file.save()
    journal.record("files.examine", file, by=by, state=state, verdict=verdict)
