"""A change is told at the commit, to whoever may listen, and what is no topic is refused."""

from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from django.test import override_settings

from ccas import live
from ccas.actors import Actor
from ccas.live import topics
from ccas.live.checks import live_url_is_ours


@pytest.fixture
def topic(monkeypatch):
    monkeypatch.setattr(topics, "_said", {})
    return f"room/{uuid4()}"


@pytest.fixture
def heard(transactional_db):
    """heard() -> the words that PostgreSQL delivered since the last time."""
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    with psycopg.connect(**parameters, autocommit=True) as link:
        link.execute(f"LISTEN {topics.CHANNEL}")
        yield lambda: [word.payload for word in link.notifies(timeout=0.2)]


class Undone(Exception):
    pass


def test_the_word_leaves_at_the_commit_and_once(topic, heard):
    with transaction.atomic():
        live.changed(topic)
        live.changed(topic)
        assert heard() == []
    assert heard() == [topic]


def test_a_transaction_undone_says_nothing(topic, heard):
    with pytest.raises(Undone), transaction.atomic():
        live.changed(topic)
        raise Undone
    assert heard() == []


def test_what_changes_often_is_said_once_a_second_and_told_again(topic, heard, monkeypatch):
    for _ in range(5):
        with transaction.atomic():
            live.changed(topic, often=True)
    assert heard() == [topic + topics.ECHO]
    monkeypatch.setattr(topics, "PAUSE", 0.0)
    with transaction.atomic():
        live.changed(topic, often=True)
    assert heard() == [topic + topics.ECHO]


def test_a_change_undone_does_not_silence_the_next_one(topic, heard):
    with pytest.raises(Undone), transaction.atomic():
        live.changed(topic, often=True)
        raise Undone
    with transaction.atomic():
        live.changed(topic, often=True)
    assert heard() == [topic + topics.ECHO]


def test_what_was_said_is_forgotten(topic, transactional_db, monkeypatch):
    monkeypatch.setattr(topics, "_said", {f"old/{n}": -1000.0 for n in range(1001)})
    with transaction.atomic():
        live.changed(topic, often=True)
    assert list(topics._said) == [topic]


def test_never_outside_a_transaction(topic, transactional_db):
    with pytest.raises(RuntimeError, match="outside a transaction"):
        live.changed(topic)


@pytest.mark.parametrize("text", ["", "room", "room/", "room/3", "Room/x", "room/../x", "a" * 9000])
def test_what_is_no_topic(text, db):
    with pytest.raises(ValueError, match="no topic"):
        live.changed(text)
    assert not topics.may_listen(Actor.system(), text)


def test_who_may_listen_is_said_once_per_kind(monkeypatch):
    monkeypatch.setattr(topics, "_predicates", {})
    one, actor = uuid4(), Actor(uuid4(), "officer")
    live.register("hall", lambda by, pk: by == actor and pk == one)
    assert topics.may_listen(actor, f"hall/{one}")
    assert not topics.may_listen(actor, f"hall/{uuid4()}")
    assert not topics.may_listen(Actor(uuid4(), "officer"), f"hall/{one}")
    assert not topics.may_listen(actor, f"cave/{one}")
    with pytest.raises(ValueError, match="twice"):
        live.register("hall", lambda by, pk: True)


@pytest.mark.parametrize(
    ("environment", "address", "accepted"),
    [
        ("production", "/", True),
        ("production", "", True),
        ("production", ":8001", False),
        ("development", ":8001", True),
        ("development", "https://ailleurs.example/", False),
    ],
)
def test_where_pages_listen(environment, address, accepted):
    with override_settings(ENVIRONMENT=environment, LIVE_URL=address):
        assert (live_url_is_ours(None) == []) is accepted
