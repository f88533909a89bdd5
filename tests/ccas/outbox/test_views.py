"""The officer's outbox: what waits, what left, how it reads."""

import uuid

import pytest
from django.urls import reverse

from ccas import outbox
from ccas.actors import Actor
from ccas.jobs import queue
from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message

pytestmark = pytest.mark.django_db


def post(number: int = 0, name: str = "Maëlys O’Sullivan") -> Message:
    return outbox.post(
        kind="test",
        to=f"maelys{number}@ccas.example",
        subject=f"Votre archive n° {number}",
        template="mail/archive_ready",
        context={"name": name, "until": None, "address": "https://ccas.example/mes-donnees/"},
        by=Actor.system(),
        key=f"test:{number}",
    )


def send(message: Message) -> None:
    queue.run(Job.objects.get(key=f"message:{message.pk}").pk)


@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_those_who_follow_read_each_message(role, make_actor, sign_in) -> None:
    message = post()
    client = sign_in(make_actor(role))
    assert "Votre archive n° 0" in client.get(reverse("outbox:list")).content.decode()
    content = client.get(reverse("outbox:message", args=[message.pk])).content.decode()
    assert "Maëlys O’Sullivan" in content and "À envoyer" in content
    line = JournalEntry.objects.get(verb="access.open")
    assert line.subject_id == str(message.pk)


@pytest.mark.parametrize("role", ["candidate", "evaluator", "president", "administrator", "tutor"])
def test_nobody_else_does(role, make_actor, sign_in) -> None:
    message = post()
    client = sign_in(make_actor(role))
    assert client.get(reverse("outbox:list")).status_code == 404
    for name in ("message", "preview"):
        found = client.get(reverse(f"outbox:{name}", args=[message.pk]))
        absent = client.get(reverse(f"outbox:{name}", args=[uuid.uuid4()]))
        assert found.status_code == 404 and found.content == absent.content


def test_the_list_is_narrowed_by_state_and_address(officer, sign_in) -> None:
    send(post(1))
    post(2)
    client = sign_in(officer)
    url = reverse("outbox:list")
    both = client.get(url).content.decode()
    assert both.index("n° 2") < both.index("n° 1"), "what waits comes first"
    sent = client.get(url, {"etat": "sent"}).content.decode()
    assert "n° 1" in sent and "n° 2" not in sent
    found = client.get(url, {"a": "MAELYS2"}).content.decode()
    assert "n° 2" in found and "n° 1" not in found


@pytest.mark.parametrize(
    "asked", [{"etat": "x"}, {"a": "a\0b"}, {"a": "x" * 5000}, {"page": "-1"}, {"page": "x"}]
)
def test_a_strange_question_is_a_page(officer, sign_in, asked) -> None:
    post()
    assert sign_in(officer).get(reverse("outbox:list"), asked).status_code == 200


def test_the_preview_runs_and_loads_nothing(officer, sign_in) -> None:
    message = post(name="<script>alert(1)</script>")
    answer = sign_in(officer).get(reverse("outbox:preview", args=[message.pk]))
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert b"<script" not in answer.content and "&lt;script&gt;" in answer.content.decode()


def test_a_message_that_could_not_leave_says_so(officer, sign_in) -> None:
    message = post()
    Job.objects.filter(key=f"message:{message.pk}").update(state="failed")
    content = sign_in(officer).get(reverse("outbox:message", args=[message.pk])).content.decode()
    assert "a échoué plusieurs fois" in content


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_whatever_it_holds(
    number, officer, sign_in, django_assert_num_queries
) -> None:
    for each in range(number):
        post(each)
    client = sign_in(officer)
    client.get(reverse("outbox:list"))
    with django_assert_num_queries(4):
        client.get(reverse("outbox:list"))
