"""The command that waits: a table when all is there, a sentence and a non-zero end otherwise."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ccas.documents.models import Document
from ccas.jobs import queue
from ccas.jobs.models import Job
from tests.certification.awards.test_road import sat
from tests.factories.awards import SignatoryFactory, an_officer, published
from tests.factories.deliberation import candidate

pytestmark = pytest.mark.django_db


def work() -> None:
    """What a worker would do."""
    for job in Job.objects.exclude(state="done").order_by("recorded_at"):
        queue.run(job.pk)


def waited(**options) -> str:
    out = StringIO()
    call_command("wait_for_documents", stdout=out, **options)
    return out.getvalue()


def test_it_shows_every_document_and_names_what_is_missing():
    SignatoryFactory()
    published(sat(candidate()), an_officer())
    with pytest.raises(CommandError, match="des travaux ne sont pas finis"):
        waited(timeout=0)
    work()
    table = waited(timeout=1)
    for document in Document.objects.all():
        assert document.number in table
        assert document.sha256 in table
    assert "4 documents disponibles" in table

    transcript = Document.objects.get(kind="transcript")
    from django.core.files.storage import storages

    storages["documents"].delete(transcript.file)
    with pytest.raises(CommandError, match=f"fichier de {transcript.number}"):
        waited(timeout=0)


def test_a_document_nobody_issued_is_missing(monkeypatch):
    sat(candidate())
    work()
    assert "1 document disponible (" in waited(timeout=1)
    from certification.awards import expected

    monkeypatch.setattr(expected, "_heard", lambda: [(Document.objects.get().pk, "C-00009")])
    with pytest.raises(CommandError, match="Relevé manquant : candidat C-00009"):
        waited(timeout=0)
