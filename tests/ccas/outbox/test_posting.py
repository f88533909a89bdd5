"""A row first, sent after commit, once."""

import uuid

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from ccas import outbox
from ccas.actors import Actor
from ccas.documents.models import Document, Series
from ccas.jobs import queue
from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message

pytestmark = pytest.mark.django_db
ROBOT = Actor.system()


@pytest.fixture(autouse=True)
def template(tmp_path, settings):
    folder = tmp_path / "templates" / "mail"
    folder.mkdir(parents=True)
    (folder / "test.txt").write_text("Bonjour {{ name }}, voici votre lien.")
    (folder / "rich.txt").write_text("Bonjour")
    (folder / "rich.html").write_text("<p>Bonjour</p>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path / "templates"]}]


def post(key="k", template="mail/test", documents=()):
    return outbox.post(
        kind="test",
        to="maelys@ccas.example",
        subject="Votre\nrésultat",
        template=template,
        context={"name": "Maëlys"},
        by=ROBOT,
        key=key,
        documents=documents,
    )


def send(message):
    job = Job.objects.get(key=f"message:{message.pk}")
    Job.objects.filter(pk=job.pk).update(not_before=None)
    queue.run(job.pk)


def test_a_message_is_written_then_sent_once():
    message = post()
    assert (message.subject, message.state) == ("Votre résultat", "waiting")
    assert mail.outbox == []
    send(message)
    send(message)
    assert [sent.body for sent in mail.outbox] == ["Bonjour Maëlys, voici votre lien."]
    message.refresh_from_db()
    assert message.state == "sent"
    verbs = list(JournalEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["outbox.post", "outbox.send"]


def test_the_same_key_is_the_same_message():
    assert post().pk == post().pk
    assert Message.objects.count() == 1


def test_a_rich_message_has_both_forms():
    message = post(template="mail/rich")
    send(message)
    assert mail.outbox[0].alternatives[0].content == "<p>Bonjour</p>"


def test_it_waits_for_its_documents():
    series = Series.objects.create(code="X-2026")
    document = Document.objects.create(
        kind="certificate",
        series=series,
        rank=1,
        number="X-2026-000001",
        facts={},
        facts_sha256="0" * 64,
        subject_type="x.y",
        subject_id=uuid.uuid4(),
    )
    message = post(documents=[document])
    send(message)
    assert mail.outbox == []
    assert "DocumentsPending" in Job.objects.get().error
    Document.objects.filter(pk=document.pk).update(
        state="stored", sha256="1" * 64, file="x.pdf", size=1, stored_at="2026-11-22T10:00Z"
    )
    send(message)
    assert len(mail.outbox) == 1
    assert mail.outbox[0].attachments == [], "a link, never the paper"


def test_a_rolled_back_act_tells_nobody():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post()
        raise ZeroDivisionError
    assert not Message.objects.exists()
    assert not Job.objects.exists()


def test_what_was_sent_never_changes():
    send(post())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE ccas_message SET text = 'autre chose'")
