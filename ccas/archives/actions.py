"""Asking for one's archive, making it by a job, erasing it in time."""

from __future__ import annotations

import hashlib
import tempfile
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.urls import reverse

from ccas import clock, jobs, journal, outbox
from ccas.actors import Actor
from ccas.archives import writing
from ccas.archives.models import ArchiveState, PersonalArchive
from ccas.refusals import Refusal

if TYPE_CHECKING:
    from ccas.jobs.models import Job

MAKE = "archives.make"
#: How long an archive may be downloaded.
LIFE = timedelta(days=7)


def storage() -> Storage:
    """Where archives lie; no address serves it but the owner's."""
    return storages["archives"]


@transaction.atomic
def ask_archive(*, by: Actor) -> PersonalArchive:
    """Ask for everything held about oneself. Raises Refusal while one is being made."""
    if by.user_id is None:
        raise Refusal("Une archive se demande sous son propre compte.")
    get_user_model().objects.select_for_update().get(pk=by.user_id)
    mine = PersonalArchive.objects.filter(user_id=by.user_id)
    if mine.filter(state=ArchiveState.ASKED).exists():
        raise Refusal("Votre archive est déjà en préparation.")
    for former in mine.filter(state=ArchiveState.READY):
        erase(former, by=by)
    archive = PersonalArchive.objects.create(user_id=by.user_id)
    journal.record("archive.ask", archive, by=by)
    jobs.enqueue(MAKE, key=f"archive:{archive.pk}", payload={"archive": str(archive.pk)}, by=by)
    return archive


def make_job(job: Job) -> None:
    """Do the job. Twice changes nothing."""
    make(UUID(job.payload["archive"]), by=job.actor)


def make(archive_id: UUID, *, by: Actor) -> None:
    """Write the archive, store it, and tell its owner that it waits for them."""
    archive = PersonalArchive.objects.select_related("user").get(pk=archive_id)
    if archive.state != ArchiveState.ASKED:
        return
    with tempfile.TemporaryFile(prefix="archive-") as file:
        writing.write(archive.user, file)
        size = file.tell()
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        name = storage().save(f"{archive.pk}.zip", File(file))
    with transaction.atomic():
        archive = PersonalArchive.objects.select_for_update(of=("self",)).get(pk=archive_id)
        if archive.state != ArchiveState.ASKED:
            transaction.on_commit(lambda: storage().delete(name), robust=True)
            return
        archive.state = ArchiveState.READY
        archive.file, archive.sha256, archive.size = name, sha256, size
        archive.ready_at = clock.now()
        archive.expires_at = clock.now() + LIFE
        archive.save()
        journal.record("archive.make", archive, by=by, sha256=sha256, size=size)
        outbox.post(
            kind="archives.ready",
            to=archive.user.email,
            subject="Vos données vous attendent",
            template="mail/archive_ready",
            context={
                "name": str(archive.user),
                "until": archive.expires_at,
                "address": settings.PUBLIC_BASE_URL + reverse("archives:own"),
            },
            key=f"archive:{archive.pk}",
            by=by,
        )


@transaction.atomic
def erase(archive: PersonalArchive, *, by: Actor) -> None:
    """Erase the bytes of an archive; its row stays. Twice is once."""
    archive = PersonalArchive.objects.select_for_update(of=("self",)).get(pk=archive.pk)
    if archive.state != ArchiveState.READY:
        return
    name = archive.file
    archive.state, archive.file = ArchiveState.ERASED, ""
    archive.save(update_fields=["state", "file"])
    journal.record("archive.erase", archive, by=by)
    transaction.on_commit(lambda: storage().delete(name), robust=True)


def erase_expired() -> int:
    """Erase the archives that nobody may download any more; how many."""
    expired = PersonalArchive.objects.filter(state=ArchiveState.READY, expires_at__lte=clock.now())[
        :500
    ]
    for archive in list(expired):
        erase(archive, by=Actor.system())
    return len(expired)
