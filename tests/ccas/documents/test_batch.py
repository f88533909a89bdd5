"""A batch of documents: followed kind by kind, tried again, taken away as one zip."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import storages

from ccas import documents
from ccas.accounts.models import User
from ccas.documents import archive, files
from ccas.documents.actions import render_document
from ccas.documents.models import Document, DocumentState
from ccas.documents.progress import RENDER
from ccas.jobs.models import Job, JobState
from ccas.journal.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(sample_kind, facts, officer):
    """issued(3) -> three documents of one batch."""

    def make(count: int) -> list[Document]:
        return [
            documents.issue(
                "sample",
                subject=User.objects.create_user(f"b{rank}@ccas.example", display_name="B"),
                facts=facts("certificate"),
                by=officer,
                series_scope="A",
                batch="lot",
            )
            for rank in range(count)
        ]

    return make


def job_of(document: Document, **changes) -> None:
    Job.objects.filter(kind=RENDER, key=f"document:{document.pk}").update(**changes)


def given_up(document: Document) -> None:
    job_of(document, state=JobState.FAILED, error="RenderingError: la police manque")
    Document.objects.filter(pk=document.pk).update(state=DocumentState.FAILED)


def test_each_document_is_counted_once_where_it_stands(issued, django_assert_num_queries):
    waiting, running, unsealed, failed, again = issued(5)
    job_of(running, state=JobState.RUNNING, lease_until="2099-01-01T00:00Z")
    Document.objects.filter(pk=unsealed.pk).update(
        state=DocumentState.RENDERED, file="x", rendered_sha256="0", waits_for="Pas de clé."
    )
    given_up(failed)
    Document.objects.filter(pk=again.pk).update(state=DocumentState.FAILED)
    with django_assert_num_queries(2):
        state = documents.batch(Document.objects.all())
    (line,) = state.kinds
    assert (line.waiting, line.rendering, line.unsealed, line.stored, line.failed) == (
        *(1, 1, 1, 0),
        2,
    )
    assert (state.seal, state.total, state.complete, state.stuck) == ("Pas de clé.", 5, False, True)
    assert [(one.number, one.given_up) for one in state.troubles] == [
        (failed.number, True),
        (again.number, False),
    ]
    assert state.troubles[0].reason == "RenderingError: la police manque"
    assert waiting.number not in {one.number for one in state.troubles}


def test_only_ten_troubles_are_told(issued):
    for document in issued(12):
        given_up(document)
    assert len(documents.batch(Document.objects.all()).troubles) == 10


def test_what_was_given_up_is_tried_again(issued, officer):
    first, second = issued(2)
    given_up(first)
    assert documents.retry_all(Document.objects.all(), by=officer) == 1
    assert documents.retry_all(Document.objects.all(), by=officer) == 0
    states = set(Job.objects.filter(kind=RENDER).values_list("state", flat=True))
    assert states == {JobState.WAITING}
    line = JournalEntry.objects.get(verb="documents.retry")
    assert line.subject_id == str(first.pk)
    assert second.state == DocumentState.PENDING


def test_the_zip_holds_each_file_and_its_fingerprint(issued, officer):
    for document in issued(2):
        render_document(document.pk, by=officer)
    rows = list(Document.objects.order_by("rank"))
    pieces = list(archive.zipped(rows))
    assert len(pieces) == 3, "one piece a document, then the list"
    with zipfile.ZipFile(BytesIO(b"".join(pieces))) as archived:
        assert archived.testzip() is None
        for row in rows:
            content = archived.read(f"Exemple/{row.number}.pdf")
            assert hashlib.sha256(content).hexdigest() == row.sha256
        sums = archived.read("SHA256SUMS").decode()
    assert sums == "".join(f"{row.sha256}  Exemple/{row.number}.pdf\n" for row in rows)


def test_an_altered_file_is_not_in_the_zip(issued, officer):
    (document,) = issued(1)
    render_document(document.pk, by=officer)
    document.refresh_from_db()
    Path(storages["documents"].path(document.file)).write_bytes(b"%PDF other")
    with pytest.raises(files.AlteredFile):
        files.read(document)
    with zipfile.ZipFile(BytesIO(b"".join(archive.zipped([document])))) as archived:
        assert archived.namelist() == [f"Exemple/{document.number}.pdf.ABSENT.txt", "SHA256SUMS"]
        assert archived.read("SHA256SUMS") == b""
