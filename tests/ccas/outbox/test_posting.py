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
from ccas.outbox import links
from ccas.outbox.models import Message

pytestmark = pytest.mark.django_db
ROBOT = Actor.system()


@pytest.fixture(autouse=True)
def template(tmp_path, settings):
    folder = tmp_path / "templates" / "mail"
    folder.mkdir(parents=True)
    layout = settings.BASE_DIR / "templates" / "mail" / "layout.html"
    (folder / "layout.html").write_text(layout.read_text())
    (folder / "test.txt").write_text("Bonjour {{ name }}, voici votre lien.")
    (folder / "rich.txt").write_text("Bonjour")
    (folder / "rich.html").write_text("<p>Bonjour</p>")
    (folder / "link.txt").write_text("Ouvrez {{ link }} une fois.")
    (folder / "link.html").write_text('<a href="{{ link }}">Ouvrir</a>')
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
        state="stored",
        sha256="1" * 64,
        file="x.pdf",
        size=1,
        stored_at="2026-11-22T10:00Z",
        seal_level="B-B",
        seal_certificate="2" * 64,
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


# -- Links that no table keeps --------------------------------------------------------------------


@pytest.fixture
def made(monkeypatch):
    """The links made, in order; the maker gives none once told to stop."""
    found: list[str] = []

    def make(about, by):
        if "stop" in found:
            return None
        found.append(f"https://ccas.example/{about}/{len(found)}?a=1&b=2")
        return found[-1]

    monkeypatch.setitem(links._makers, "test", make)
    return found


def post_link(about: uuid.UUID) -> Message:
    return outbox.post(
        kind="test",
        to="maelys@ccas.example",
        subject="Lien",
        template="mail/link",
        context={},
        link=("test", about),
        by=ROBOT,
        key="link",
    )


def test_a_link_is_made_when_the_message_leaves(made):
    about = uuid.uuid4()
    message = post_link(about)
    assert made == []
    assert message.text == f"Ouvrez {links.MARK} une fois."
    send(message)
    [link] = made
    assert mail.outbox[0].body == f"Ouvrez {link} une fois."
    assert mail.outbox[0].alternatives[0].content == f'<a href="{link}">Ouvrir</a>'
    for rows in (Message, Job, JournalEntry):
        assert link not in str(list(rows.objects.values()))


def test_a_message_whose_link_is_no_longer_wanted_is_cancelled(made):
    message = post_link(uuid.uuid4())
    made.append("stop")
    send(message)
    message.refresh_from_db()
    assert (message.state, mail.outbox) == ("cancelled", [])
    assert JournalEntry.objects.filter(verb="outbox.cancel").count() == 1
