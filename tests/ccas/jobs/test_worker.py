"""A real worker, killed and robbed of its messages, still does the work once."""

import pytest
from celery import current_app
from django.conf import settings
from django.core import mail
from django.db import transaction
from kombu import pools

from ccas import outbox
from ccas.actors import Actor
from ccas.jobs import queue
from ccas.jobs.models import Job
from ccas.outbox.models import Message
from tests.workers import Worker, empty_broker, wait_until

pytestmark = [pytest.mark.celery, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def worker(tmp_path):
    empty_broker()
    started = Worker(tmp_path, beat=True)
    yield started
    started.stop()


def post(number):
    return outbox.post(
        kind="test",
        to=f"personne{number}@ccas.example",
        subject="Bonjour",
        template="mail/test_message",
        context={"number": number},
        by=Actor.system(),
        key=f"test:{number}",
    )


@pytest.fixture
def mail_template(tmp_path, settings):
    folder = tmp_path / "templates" / "mail"
    folder.mkdir(parents=True)
    (folder / "test_message.txt").write_text("Message {{ number }}")
    options = {
        **settings.TEMPLATES[0],
        "DIRS": [tmp_path / "templates", *settings.TEMPLATES[0]["DIRS"]],
    }
    settings.TEMPLATES = [options]


def sent():
    return Message.objects.filter(state="sent").count()


def test_messages_leave_after_commit_and_survive_a_killed_worker(worker, mail_template, tmp_path):
    with transaction.atomic():
        for number in range(3):
            post(number)
        assert not Message.objects.filter(state="sent").exists()
    wait_until(lambda: sent() == 3)
    worker.kill()
    with transaction.atomic():
        for number in range(3, 6):
            post(number)
    empty_broker()
    again = Worker(tmp_path, beat=True)
    try:
        wait_until(lambda: sent() == 6, 40)
    finally:
        again.stop()
    assert Job.objects.filter(state="done").count() == 6
    assert mail.outbox == [], "nothing is sent by the process that posts"


def _forget_connections():
    """Those that wait in this process; a closed one left there would serve no other test."""
    pools.reset()
    current_app._pool = current_app.amqp._producer_pool = None


@pytest.fixture
def redis_away(monkeypatch):
    """Nobody answers where Redis should be, until the test ends."""
    nowhere = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(settings, "REDIS_URL", nowhere)
    monkeypatch.setitem(current_app.conf, "broker_url", nowhere)
    monkeypatch.setitem(current_app.conf, "broker_write_url", nowhere)
    _forget_connections()
    yield
    _forget_connections()


def test_redis_away_is_no_obstacle(mail_template, redis_away):
    with transaction.atomic():
        message = post(1)
    job = Job.objects.get(key=f"message:{message.pk}")
    assert job.state == "waiting"
    assert queue.run(job.pk) is True
    assert len(mail.outbox) == 1
