"""Receiving a file, in one go or by pieces, and letting it go when it is no longer owed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from ccas import clock, jobs, journal
from ccas.actors import Actor
from ccas.files import rules, store
from ccas.files.kinds import FileKind, FileSet
from ccas.files.models import FileState, ReceivedFile, Upload, UploadState
from ccas.forgotten import FORGOTTEN
from ccas.refusals import Conflict, Refusal

EXAMINE = "files.examine"
#: How long an upload may be taken up again.
UPLOAD_LIFE = timedelta(hours=24)


@transaction.atomic
def begin_upload(kind: FileKind, place: FileSet, *, name: str, size: int, by: Actor) -> Upload:
    """Announce a file of `size` bytes; gives the upload that its pieces will join.

    Raises Refusal for an empty or too large file, or a full set.
    """
    if by.user_id is None:
        raise Refusal("Un envoi se fait sous son propre compte.")
    shown = rules.clean_name(name)
    _refuse_size(shown, size, place)
    return Upload.objects.create(
        kind=kind.code,
        set_id=place.id,
        owner_id=place.owner_id,
        uploaded_by_id=by.user_id,
        name=shown,
        size=size,
        expires_at=clock.now() + UPLOAD_LIFE,
    )


@transaction.atomic
def add_part(upload: Upload, *, offset: int, content: bytes, sha256: str = "", by: Actor) -> Upload:
    """Add the next piece. The same piece again changes nothing.

    Raises Conflict, with what has been received, when it is not the next one; Refusal when it was
    altered on the way, exceeds the announced size, or the upload is over.
    """
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if upload.uploaded_by_id != by.user_id:
        raise Refusal("Seule la personne qui a commencé cet envoi peut le poursuivre.")
    if upload.state != UploadState.OPEN:
        raise Refusal("Cet envoi est terminé.")
    if upload.expires_at <= clock.now():
        raise Refusal("Cet envoi a commencé il y a plus de 24 heures : recommencez-le.")
    if not content or len(content) > rules.PART_BYTES:
        raise Refusal("Ce morceau est vide ou trop grand.")
    if sha256 and hashlib.sha256(content).hexdigest() != sha256.lower():
        raise Refusal("Ce morceau a été altéré en chemin : il sera renvoyé.")
    if offset != upload.received:
        if offset + len(content) <= upload.received:
            return upload
        raise Conflict(
            "Ce morceau n’est pas le suivant : l’envoi reprend où il en était.",
            current={"received": upload.received},
        )
    if offset + len(content) > upload.size:
        raise Refusal("Le fichier envoyé est plus grand qu’annoncé.")
    store.write(store.ORIGINALS, store.part_name(upload.pk, offset), content)
    upload.received = offset + len(content)
    upload.save(update_fields=["received"])
    return upload


@transaction.atomic
def finish_upload(upload: Upload, *, kind: FileKind, place: FileSet, by: Actor) -> ReceivedFile:
    """Put the pieces together and receive the file. Twice gives the same file.

    Raises Refusal when pieces are missing or the content is of no accepted type: the upload is
    then dropped by `drop_upload`, which the caller calls outside this transaction.
    """
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if upload.file is not None:
        return upload.file
    if upload.received < upload.size:
        raise Refusal("Il manque des morceaux : l’envoi n’est pas terminé.")
    pieces = (store.read(store.ORIGINALS, name) for name in store.parts(upload.pk))
    upload.file = receive(kind, place, name=upload.name, pieces=pieces, by=by, upload=upload)
    upload.state = UploadState.DONE
    upload.save(update_fields=["file", "state"])
    transaction.on_commit(lambda: _forget_parts(upload.pk), robust=True)
    return upload.file


def drop_upload(upload: Upload) -> None:
    """Give an upload up and erase its pieces. Twice changes nothing."""
    dropped = Upload.objects.filter(pk=upload.pk, state=UploadState.OPEN).update(
        state=UploadState.DROPPED
    )
    if dropped:
        _forget_parts(upload.pk)


def drop_stale_uploads() -> int:
    """Give up the uploads that nobody took up again for a day; how many."""
    stale = list(Upload.objects.filter(state=UploadState.OPEN, expires_at__lte=clock.now())[:500])
    for upload in stale:
        drop_upload(upload)
    return len(stale)


@transaction.atomic
def receive(
    kind: FileKind,
    place: FileSet,
    *,
    name: str,
    pieces: Iterable[bytes],
    by: Actor,
    upload: Upload | None = None,
) -> ReceivedFile:
    """Seal an original, write its row, and have it examined. Nothing of it is shown before that.

    pieces: its bytes in order, never all in memory. upload: the one that brought it, whose size
    is not counted twice. Raises Refusal for its size, its type, pieces that do not make the
    file announced, or what the room's `arrived` refuses.
    """
    with store.gathered(pieces) as whole:
        return _receive(kind, place, name, whole, by, upload)


def _receive(
    kind: FileKind,
    place: FileSet,
    name: str,
    whole: store.Gathered,
    by: Actor,
    upload: Upload | None,
) -> ReceivedFile:
    if upload is not None and whole.ends.size != upload.size:
        raise Refusal("Les morceaux reçus ne font pas le fichier annoncé : recommencez l’envoi.")
    shown = rules.clean_name(name)
    _refuse_size(shown, whole.ends.size, place, besides=upload.pk if upload else None)
    sentences = rules.type_sentences(shown, whole.ends, kind.accepts)
    if sentences:
        raise Refusal(sentences)
    file = ReceivedFile(
        kind=kind.code,
        set_id=place.id,
        owner_id=place.owner_id,
        uploaded_by_id=by.user_id,
        name=shown,
        media_type=rules.media_type(whole.ends) or "",
        size=whole.ends.size,
        sha256=whole.sha256,
    )
    file.original = f"{clock.today():%Y/%m}/{file.pk}"
    # The bytes before the row: a row without its bytes would be a loss, bytes without a row are
    # found and erased by the inventory.
    store.write(store.ORIGINALS, file.original, whole.file)
    file.save(force_insert=True)
    journal.record("files.receive", file, by=by, kind=kind.code, sha256=file.sha256, size=file.size)
    if kind.arrived is not None:
        kind.arrived(file, by)
    jobs.enqueue(EXAMINE, key=f"file:{file.pk}", payload={"file": str(file.pk)}, by=by)
    return file


@transaction.atomic
def remove_file(file: ReceivedFile, *, by: Actor, why: str) -> None:
    """Erase the bytes of a file, original and rewrite, and its name; row and journal stay.

    why: a code for the journal (« retention », « replaced », « withdrawn »). Twice is once.
    """
    file = ReceivedFile.objects.select_for_update().get(pk=file.pk)
    if file.removed_at is not None:
        return
    file.removed_at, file.name = clock.now(), FORGOTTEN
    file.save(update_fields=["removed_at", "name"])
    journal.record("files.remove", file, by=by, why=why)
    names = [(store.ORIGINALS, file.original)]
    if file.shown:
        names.append((store.SHOWN, file.shown))
    transaction.on_commit(lambda: _erase(names), robust=True)


def set_size(set_id: UUID, *, besides: UUID | None = None) -> int:
    """Bytes that a set holds, files on their way included; `besides`: an upload not to count."""
    held = (
        ReceivedFile.objects.filter(set_id=set_id, removed_at__isnull=True)
        .exclude(state__in=[FileState.INFECTED, FileState.REFUSED])
        .aggregate(total=Sum("size"))["total"]
    )
    uploads = Upload.objects.filter(
        set_id=set_id, state=UploadState.OPEN, expires_at__gt=clock.now()
    )
    if besides is not None:
        uploads = uploads.exclude(pk=besides)
    coming = uploads.aggregate(total=Sum("size"))["total"]
    return (held or 0) + (coming or 0)


def _refuse_size(name: str, size: int, place: FileSet, *, besides: UUID | None = None) -> None:
    used = set_size(place.id, besides=besides)
    sentences = rules.size_sentences(name, size, used=used, quota=place.quota)
    if sentences:
        raise Refusal(sentences)


def _forget_parts(upload_id: UUID) -> None:
    for name in store.parts(upload_id):
        store.remove(store.ORIGINALS, name)


def _erase(names: list[tuple[str, str]]) -> None:
    for alias, name in names:
        store.remove(alias, name)
