"""The real server of events: an event at each commit, to those who may, until they may no more."""

import time
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client

from assessments.sessions.room import stirred, topic
from ccas.accounts.models import RoleGrant, User
from ccas.accounts.proof import SECOND_FACTOR
from ccas.accounts.sessions import SEEN_AT
from ccas.live.hub import ECHO_AFTER
from tests.factories.grading import a_person, a_session, actor_of
from tests.streams import LiveServer, listen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def opened(actor, *, factor=True) -> str:
    """The key of a session signed in as that actor."""
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id), backend=settings.AUTHENTICATION_BACKENDS[0]
    )
    session = client.session
    session["active_role"] = actor.role
    if factor:
        session[SECOND_FACTOR] = True
    session.save()
    return session.session_key


@contextmanager
def serving(folder, **variables):
    server = LiveServer(folder, **variables)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker, tmp_path_factory):
    """One for the module: it starts in seconds, and keeps nothing between two tests."""
    with django_db_blocker.unblock(), serving(tmp_path_factory.mktemp("live")) as one:
        yield one


@pytest.fixture
def room(transactional_db):
    return a_session()


def change(session, **said):
    with transaction.atomic():
        stirred(session.pk, **said)
    return time.monotonic()


def test_an_event_comes_at_the_commit_in_less_than_a_second(server, room, officer, record_property):
    stream = listen(server, topic(room.pk), opened(officer))
    assert stream.status == 200
    assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert stream.headers["cache-control"] == "private, no-store"
    first = stream.next()
    delays = []
    for _ in range(5):
        time.sleep(0.4)
        at = change(room)
        event = stream.next()
        delays.append(event.at - at)
        assert event.id != first.id
        assert str(room.pk) not in event.data
    record_property("FIGURE live_event_ms", f"{1000 * sorted(delays)[2]:.0f} ms")
    assert max(delays) < 1
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        stirred(room.pk)
        raise ZeroDivisionError
    other = a_session()
    change(other)
    assert stream.silent(1)
    change(room)
    assert stream.next()
    stream.leave()


def test_a_burst_is_few_events_and_the_last_change_is_told(server, room, officer):
    stream = listen(server, topic(room.pk), opened(officer))
    stream.next()
    for _ in range(40):
        change(room)
    events = [stream.next()]
    while True:
        try:
            events.append(stream.next(1.2))
        except Exception:
            break
    assert 1 <= len(events) <= 8
    change(room, often=True)
    first = stream.next()
    again = stream.next(ECHO_AFTER + 1)
    assert again.at - first.at > 1
    stream.leave()


def test_who_may_listen_and_the_same_404_for_all_others(server, room, officer, make_actor):
    lead = a_person()
    room.lead = lead
    room.save()
    for actor in (officer, make_actor("auditor"), actor_of(lead)):
        stream = listen(server, topic(room.pk), opened(actor))
        assert stream.status == 200
        stream.leave()
    refused = [
        listen(server, topic(room.pk)),
        listen(server, topic(room.pk), "f" * 32),
        listen(server, topic(room.pk), opened(actor_of(a_person()))),
        listen(server, topic(room.pk), opened(make_actor("candidate"))),
        listen(server, topic(room.pk), opened(make_actor("administrator"))),
        listen(server, topic(room.pk), opened(officer, factor=False)),
        listen(server, topic(room.pk), opened(officer), origin="https://ailleurs.example"),
        listen(server, topic(room.pk), opened(officer), host="ailleurs.example"),
        listen(server, topic(uuid4()), opened(officer)),
        listen(server, f"cave/{room.pk}", opened(officer)),
        listen(server, "room/3", opened(officer)),
    ]
    assert {(each.status, each.body) for each in refused} == {(404, refused[0].body)}
    assert b"Page introuvable" in refused[0].body


def test_every_answer_says_what_pages_say(server, room, officer):
    let_in = listen(server, topic(room.pk), opened(officer))
    for stream in (let_in, listen(server, topic(room.pk))):
        assert "frame-ancestors 'none'" in stream.headers["content-security-policy"]
        assert "'unsafe-inline'" not in stream.headers["content-security-policy"]
        assert stream.headers["x-content-type-options"] == "nosniff"
        assert stream.headers["x-frame-options"] == "DENY"
        assert stream.headers["cache-control"] == "private, no-store"
        assert "camera=()" in stream.headers["permissions-policy"]
        assert stream.headers["referrer-policy"] == "same-origin"
    let_in.leave()


def test_another_port_of_the_host_is_let_in_with_its_cookie(server, room, officer):
    stream = listen(server, topic(room.pk), opened(officer), origin="http://127.0.0.1:8000")
    assert stream.headers["access-control-allow-origin"] == "http://127.0.0.1:8000"
    assert stream.headers["access-control-allow-credentials"] == "true"
    stream.leave()
    # A refusal can be read too; that of another host cannot.
    refused = listen(server, topic(room.pk), origin="http://127.0.0.1:8000")
    assert refused.status == 404
    assert refused.headers["access-control-allow-origin"] == "http://127.0.0.1:8000"
    stranger = listen(server, topic(room.pk), origin="https://ailleurs.example")
    assert "access-control-allow-origin" not in stranger.headers


def end_session(actor):
    Session.objects.all().delete()


def close_account(actor):
    User.objects.filter(pk=actor.user_id).update(is_active=False)


def end_role(actor):
    RoleGrant.objects.filter(user=actor.user_id).update(ends_on="2020-02-01")


@pytest.mark.parametrize("ending", [end_session, close_account, end_role])
def test_the_stream_of_who_may_no_more_ends_without_an_event(server, room, officer, ending):
    stream = listen(server, topic(room.pk), opened(officer))
    kept = listen(server, topic(room.pk), opened(officer)) if ending is end_session else None
    stream.next()
    ending(officer)
    change(room)
    assert stream.ended.wait(3)
    assert stream.events.empty()
    if kept:
        kept.leave()


def test_the_right_to_listen_is_asked_again_even_when_nothing_changes(server, room, officer):
    stream, left = (listen(server, topic(room.pk), opened(one)) for one in (officer, officer))
    stream.next()
    Session.objects.exclude(pk=Session.objects.order_by("session_key").first().pk).delete()
    deadline = time.monotonic() + 20
    while not (stream.ended.is_set() or left.ended.is_set()):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert not (stream.ended.is_set() and left.ended.is_set())
    (left if stream.ended.is_set() else stream).leave()


def test_listening_does_not_keep_a_session_awake(server, room, officer):
    key = opened(officer)
    store = Client().session.__class__(key)
    store["began_at"] = store[SEEN_AT] = time.time() - 29 * 60
    store.save()
    stream = listen(server, topic(room.pk), key)
    stream.next()
    seen = store.__class__(key)[SEEN_AT]
    assert time.time() - seen > 28 * 60
    store[SEEN_AT] = time.time() - 31 * 60
    store.save()
    change(room)
    assert stream.ended.wait(3)


def test_a_stream_lasts_its_time_and_the_page_takes_up_where_it_was(room, officer, tmp_path):
    with serving(tmp_path, LIVE_STREAM_SECONDS="1") as server:
        key = opened(officer)
        stream = listen(server, topic(room.pk), key)
        last = stream.next()
        assert stream.ended.wait(5)
        again = listen(server, topic(room.pk), key, last_event_id=last.id)
        assert again.silent(0.5)
        again.leave()
        change(room)
        after = listen(server, topic(room.pk), key, last_event_id=last.id)
        assert after.next().id != last.id
        after.leave()


def test_the_number_of_streams_is_bounded(room, officer, make_actor, tmp_path):
    with serving(tmp_path, LIVE_STREAMS="10") as server:
        key = opened(officer)
        mine = [listen(server, topic(room.pk), key) for _ in range(settings.LIVE_STREAMS_EACH)]
        assert {each.status for each in mine} == {200}
        over = listen(server, topic(room.pk), key)
        assert (over.status, over.headers["retry-after"]) == (503, "60")
        others = [listen(server, topic(room.pk), opened(make_actor("auditor"))) for _ in range(3)]
        assert [each.status for each in others] == [200, 200, 503]
        mine[0].leave()
        deadline = time.monotonic() + 10
        while (again := listen(server, topic(room.pk), key)).status != 200:
            assert time.monotonic() < deadline
            time.sleep(0.5)
        for each in (*mine, *others, again):
            each.leave()


def test_a_lost_connection_to_postgresql_ends_the_streams_which_then_come_back(
    server, room, officer
):
    key = opened(officer)
    stream = listen(server, topic(room.pk), key)
    last = stream.next()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE 'LISTEN ccas_live%%' AND datname = current_database()"
        )
        assert cursor.rowcount == 1
    assert stream.ended.wait(5)
    change(room)
    again = listen(server, topic(room.pk), key, last_event_id=last.id)
    assert again.next(10).id.split("-")[0] != last.id.split("-")[0]
    change(room)
    assert again.next()
    again.leave()


def test_a_method_that_is_none(server, room, officer):
    import http.client

    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    link.request("POST", f"/direct/{topic(room.pk)}/")
    answer = link.getresponse()
    assert (answer.status, answer.getheader("allow")) == (405, "GET, HEAD")
    link.close()
