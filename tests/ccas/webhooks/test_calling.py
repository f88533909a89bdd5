"""Calls to a real server on loopback, which is slow, broken, turns away, or never answers."""

import time

import pytest

from ccas.webhooks import calling
from tests.ccas.webhooks.receiver import Receiver

BODY = b'{"type":"ping"}'


@pytest.fixture
def receiver():
    with Receiver() as running:
        yield running


def test_it_is_posted_as_it_is(receiver):
    answer = calling.call(receiver.address, BODY, {"Content-Type": "application/json"})
    assert answer == calling.Answer(204)
    (one,) = receiver.received
    assert (one.path, one.body) == ("/recevoir?de=ccas", BODY)
    assert one.headers["host"] == f"127.0.0.1:{receiver.server.server_port}"
    assert one.headers["content-type"] == "application/json"


@pytest.mark.parametrize("status", [400, 401, 404, 410, 429, 500, 503])
def test_any_other_answer_is_a_no(receiver, status):
    receiver.statuses = [status]
    assert calling.call(receiver.address, BODY, {}) == calling.Answer(status, "refused")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_is_followed(receiver, status):
    with Receiver() as elsewhere:
        receiver.statuses, receiver.location = [status], elsewhere.address
        assert calling.call(receiver.address, BODY, {}) == calling.Answer(status, "redirects")
        assert elsewhere.received == []


@pytest.mark.parametrize("fault", ["hang", "drip"])
def test_whatever_it_does_it_is_over_in_time(receiver, monkeypatch, fault):
    monkeypatch.setattr(calling, "WHOLE", 1.0)
    receiver.fault = fault
    begun = time.monotonic()
    assert calling.call(receiver.address, BODY, {}) == calling.Answer(0, "too_slow")
    assert 0.9 < time.monotonic() - begun < 3


def test_a_connection_cut_is_no_answer(receiver):
    receiver.fault = "cut"
    assert calling.call(receiver.address, BODY, {}).reason == "no_answer"


def test_nobody_listens():
    with Receiver() as gone:
        address = gone.address
    assert calling.call(address, BODY, {}) == calling.Answer(0, "no_answer")


def test_no_such_machine():
    answer = calling.call("http://nulle-part.invalid/", BODY, {})
    assert answer == calling.Answer(0, "no_such_host")


def test_plain_text_where_tls_is_asked_for_is_refused(receiver, settings):
    address = receiver.address.replace("http://", "https://")
    assert calling.call(address, BODY, {}).reason == "certificate_refused"
    assert receiver.received == []


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://rh.example.fr/", "address_refused"),
        ("https://127.0.0.1/", "address_refused"),
        ("https://localhost/", "address_refused"),
    ],
)
def test_outside_development_only_the_public_internet(settings, address, reason):
    settings.WEBHOOKS_ANYWHERE = False
    assert calling.call(address, BODY, {}) == calling.Answer(0, reason)


@pytest.mark.parametrize("found", [["10.0.0.7"], ["93.184.216.34", "169.254.169.254"], ["::1"]])
def test_a_public_name_that_leads_inside_is_not_called(settings, monkeypatch, found, receiver):
    """What a name resolves to is looked at, and is the very address that is called."""
    settings.WEBHOOKS_ANYWHERE = False
    asked = []

    def resolved(host, port, **more):
        asked.append(host)
        return [(2, 1, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(calling.socket, "getaddrinfo", resolved)
    answer = calling.call("https://rebond.example.fr/", BODY, {})
    assert answer == calling.Answer(0, "private_address")
    assert asked == ["rebond.example.fr"], "resolved once: a second answer would be another"
    assert receiver.received == []


def test_the_address_that_was_looked_at_is_the_one_called(settings, monkeypatch, receiver):
    """Negative control of the one before: what was resolved is what is connected to."""
    called = []

    def connect(address, timeout):
        called.append(address)
        raise ConnectionRefusedError

    settings.WEBHOOKS_ANYWHERE = False
    monkeypatch.setattr(
        calling.socket,
        "getaddrinfo",
        lambda host, port, **more: [(2, 1, 6, "", ("93.184.216.34", port))],
    )
    monkeypatch.setattr(calling.socket, "create_connection", connect)
    assert calling.call("https://rh.example.fr/", BODY, {}).reason == "no_answer"
    assert called == [("93.184.216.34", 443)]
