"""Another try for the documents whose job was given up."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from ccas import jobs
from ccas.actors import Actor
from ccas.documents.models import Document, DocumentState
from ccas.documents.progress import RENDER, key_of
from ccas.jobs.models import Job, JobState
from ccas.journal import record


@transaction.atomic
def retry_all(documents: QuerySet[Document], *, by: Actor) -> int:
    """Give another life to the failed jobs of these documents; gives how many.

    Who may ask is the business of the room that calls. Each leaves a line in the journal.
    """
    unfinished = {
        key_of(one.pk): one for one in documents.exclude(state=DocumentState.STORED).order_by("pk")
    }
    failed = Job.objects.filter(kind=RENDER, key__in=unfinished, state=JobState.FAILED)
    given = 0
    for job in failed.select_for_update().order_by("recorded_at"):
        jobs.retry(job)
        record("documents.retry", unfinished[job.key], by=by)
        given += 1
    return given
