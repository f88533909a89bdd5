"""From what happened to a system that has said yes: signed, tried again, replayed, never lost."""

import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from ccas import clock, webhooks
from ccas.accounts.proof import FRESH, PROVEN_AT
from ccas.actors import Actor
from ccas.jobs import queue
from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from ccas.webhooks import actions, kinds, rules
from ccas.webhooks.models import Delivery, Endpoint, Event
from certification.awards.models import Award
from tests.ccas.webhooks.receiver import Received, Receiver
from tests.certification.awards.test_road import sat
from tests.factories.awards import SignatoryFactory, an_officer, published, withdrawn
from tests.factories.deliberation import EVENING, candidate

pytestmark = pytest.mark.django_db
ROBOT = Actor.system()
WANTED = ["award.delivered", "award.withdrawn", "decision.published"]


@pytest.fixture
def administrator(make_actor):
    return make_actor("administrator")


@pytest.fixture
def receiver():
    with Receiver() as running:
        yield running


@pytest.fixture
def told(receiver, administrator):
    """A system that is told of everything, and its secret."""
    return actions.add_endpoint(
        name="RH", address=receiver.address, wanted=WANTED, by=administrator
    )


def said(key: str = "un", kind: str = "award.delivered") -> Event:
    with transaction.atomic():
        return webhooks.emit(kind, key=key, data={"award": "a-1"}, by=ROBOT)


def attempt(delivery: Delivery) -> Delivery:
    """The job's turn, whatever it waits for."""
    job = Job.objects.get(key=f"delivery:{delivery.pk}")
    Job.objects.filter(pk=job.pk).update(not_before=None)
    queue.run(job.pk)
    delivery.refresh_from_db()
    return delivery


def verified(call: Received, secret: str) -> dict:
    """What a receiver does: it recomputes the signature, and reads the body."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    number, moment = call.headers["webhook-id"], call.headers["webhook-timestamp"]
    mac = hmac.new(key, f"{number}.{moment}.".encode() + call.body, hashlib.sha256).digest()
    assert call.headers["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"
    return json.loads(call.body)


def test_what_happened_is_told_signed_and_dated(receiver, told):
    event = said()
    delivery = attempt(Delivery.objects.get())
    (call,) = receiver.received
    assert verified(call, told[1]) == {
        "type": "award.delivered",
        "timestamp": event.occurred_at.isoformat(),
        "data": {"award": "a-1"},
    }
    assert call.headers["webhook-id"] == f"evt_{event.pk.hex}"
    assert abs(int(call.headers["webhook-timestamp"]) - clock.now().timestamp()) < 60
    assert (delivery.state, delivery.status, delivery.attempts) == ("done", 204, 1)


def test_another_secret_verifies_nothing(receiver, told):
    """Negative control."""
    said()
    attempt(Delivery.objects.get())
    with pytest.raises(AssertionError):
        verified(receiver.received[0], rules.secret_word(b"x" * 32))


def test_said_twice_is_told_once(receiver, told):
    assert said() == said()
    assert Delivery.objects.count() == 1


def test_who_did_not_ask_is_not_told(receiver, administrator):
    actions.add_endpoint(
        name="RH", address=receiver.address, wanted=["award.withdrawn"], by=administrator
    )
    said()
    assert not Delivery.objects.exists()


def test_it_is_tried_again_until_it_is_received(receiver, told):
    receiver.statuses = [500, 429]
    said()
    delivery = Delivery.objects.get()
    for attempts, (state, status) in enumerate(
        [("waiting", 500), ("waiting", 429), ("done", 204)], start=1
    ):
        attempt(delivery)
        assert (delivery.state, delivery.status, delivery.attempts) == (state, status, attempts)
    first, second, third = receiver.received
    assert first.body == second.body == third.body
    assert len({call.headers["webhook-id"] for call in receiver.received}) == 1


def test_each_wait_is_longer_than_the_last_then_a_person_decides(receiver, told):
    receiver.statuses = [503] * 20
    said()
    delivery = Delivery.objects.get()
    job = Job.objects.get(key=f"delivery:{delivery.pk}")
    waits = []
    for _ in rules.DELAYS:
        attempt(delivery)
        job.refresh_from_db()
        assert job.state == "waiting"
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            waits.append(job.not_before - cursor.fetchone()[0])
    for wait, wanted in zip(waits, rules.DELAYS, strict=True):
        assert wanted - timedelta(seconds=5) < wait <= wanted
    attempt(delivery)
    assert (delivery.state, delivery.attempts) == ("given_up", len(rules.DELAYS) + 1)
    job.refresh_from_db()
    assert job.state == "done"
    assert len(receiver.received) == len(rules.DELAYS) + 1


def test_an_administrator_tells_it_again(receiver, told, administrator):
    receiver.statuses = [503] * 10
    said()
    delivery = Delivery.objects.get()
    with pytest.raises(Refusal, match="attend déjà"):
        actions.replay(delivery, by=administrator)
    for _ in range(10):
        attempt(delivery)
    again = attempt(actions.replay(delivery, by=administrator))
    assert (again.round, again.state) == (2, "done")
    delivery.refresh_from_db()
    assert delivery.state == "given_up", "what was is what it was"
    assert receiver.received[-1].headers["webhook-id"] == receiver.received[0].headers["webhook-id"]
    assert JournalEntry.objects.filter(verb="webhook.replay").count() == 1


def test_a_crash_after_the_call_tells_it_again(receiver, told, monkeypatch):
    """At least once: the answer was lost with the worker, the number tells the receiver."""
    said()
    delivery = Delivery.objects.get()
    job = Job.objects.get(key=f"delivery:{delivery.pk}")
    monkeypatch.setattr(Delivery, "save", lambda self, **more: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        queue.run(job.pk)
    monkeypatch.undo()
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(days=1))
    queue.run(job.pk)
    delivery.refresh_from_db()
    assert (delivery.state, len(receiver.received)) == ("done", 2)


def test_a_transaction_undone_tells_nothing(told):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        webhooks.emit("award.delivered", key="un", data={}, by=ROBOT)
        raise ZeroDivisionError
    assert not Event.objects.exists()
    assert not Job.objects.filter(kind="webhooks.deliver").exists()


def test_a_system_that_ended_is_told_nothing(receiver, told, administrator):
    said()
    actions.end_endpoint(told[0], by=administrator)
    said("deux")
    delivery = attempt(Delivery.objects.get())
    assert (delivery.state, delivery.reason, receiver.received) == ("given_up", "ended", [])
    for verb in (actions.end_endpoint, actions.ping, actions.renew_secret):
        with pytest.raises(Refusal):
            verb(told[0], by=administrator)


def test_a_renewed_secret_signs_and_the_former_does_not(receiver, told, administrator):
    new = actions.renew_secret(told[0], by=administrator)
    attempt(actions.ping(told[0], by=administrator))
    assert verified(receiver.received[0], new)["type"] == "ping"
    with pytest.raises(AssertionError):
        verified(receiver.received[0], told[1])


def test_the_secret_is_not_readable_in_the_table(told):
    endpoint, secret = told
    endpoint.refresh_from_db()
    assert secret not in endpoint.secret
    assert secret.removeprefix("whsec_") not in endpoint.secret


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 81},
        {"wanted": []},
        {"wanted": ["ping"]},
        {"wanted": ["inconnu"]},
        {"address": "ftp://x/"},
    ],
)
def test_what_is_no_system_is_refused(administrator, wrong):
    good = {"name": "RH", "address": "https://rh.example.fr/", "wanted": WANTED}
    with pytest.raises(Refusal):
        actions.add_endpoint(**{**good, **wrong}, by=administrator)
    with pytest.raises(Refusal, match="administrateur"):
        actions.add_endpoint(**good, by=an_officer())


def test_a_free_text_is_never_told():
    with pytest.raises(ValueError, match="ids, codes"), transaction.atomic():
        webhooks.emit("award.delivered", key="x", data={"name": "Zoé d’Arc"}, by=ROBOT)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM ccas_delivery",
        "UPDATE ccas_event SET data = '{\"x\": 1}'",
        "DELETE FROM ccas_event",
        "UPDATE ccas_endpoint SET address = 'https://ailleurs.example/'",
        "DELETE FROM ccas_endpoint",
        "UPDATE ccas_delivery SET state = 'waiting', ended_at = NULL",
        "UPDATE ccas_delivery SET status = 500",
    ],
)
def test_the_database_keeps_what_was_told(told, sql):
    said()
    attempt(Delivery.objects.get())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_road_tells_its_three_events_and_no_name(receiver, told):
    """Nothing before publication: a title is delivered, and hidden, when the minutes are signed."""
    SignatoryFactory()
    enrolment = candidate(account_too=True)
    room = sat(enrolment)
    assert not Event.objects.exists()
    published(room, an_officer())
    with clock.moved_to(EVENING):
        award = Award.objects.get(enrolment=enrolment)
        withdrawn(award)
    for delivery in Delivery.objects.order_by("recorded_at"):
        attempt(delivery)
    bodies = {body["type"]: body["data"] for body in map(_read, receiver.received)}
    assert set(bodies) == set(WANTED) == {kind.code for kind in kinds.all_kinds()}
    assert bodies["award.delivered"]["award"] == str(award.pk)
    assert bodies["award.withdrawn"]["enrolment"] == str(enrolment.pk)
    assert bodies["decision.published"]["enrolments"] == [str(enrolment.pk)]
    sent = b"".join(call.body for call in receiver.received).decode().lower()
    person = enrolment.candidate.person
    for word in (person.birth_name, *person.given_names.split(), person.email):
        assert word.lower() not in sent


def _read(call: Received) -> dict:
    return json.loads(call.body)


def test_the_pages_add_show_try_and_end(sign_in, administrator, receiver, make_actor):
    browser = sign_in(administrator)
    session = browser.session
    session[PROVEN_AT] = time.time()
    session.save()
    body = {"name": "RH", "address": receiver.address, "wanted": WANTED}
    page = browser.post(reverse("webhooks:list"), body).content.decode()
    endpoint = Endpoint.objects.get()
    assert "whsec_" in page
    assert "whsec_" not in browser.get(reverse("webhooks:list")).content.decode()
    assert browser.post(reverse("webhooks:ping", args=[endpoint.pk])).status_code == 302
    attempt(Delivery.objects.get())
    page = browser.get(reverse("webhooks:detail", args=[endpoint.pk])).content.decode()
    assert "essai envoyé par un administrateur" in page
    assert "204" in page
    answer = browser.post(reverse("webhooks:replay", args=[Delivery.objects.get().pk]))
    assert answer.status_code == 302
    assert Delivery.objects.count() == 2
    page = browser.post(reverse("webhooks:renew", args=[endpoint.pk])).content.decode()
    assert "whsec_" in page
    assert browser.post(reverse("webhooks:end", args=[endpoint.pk])).status_code == 302
    wrong = browser.post(reverse("webhooks:list"), {**body, "address": "\x00", "wanted": ["x"]})
    assert wrong.status_code == 422


def test_a_system_is_added_by_who_has_just_proven_who_they_are(sign_in, administrator, receiver):
    browser = sign_in(administrator)
    session = browser.session
    session[PROVEN_AT] = time.time() - FRESH - 1
    session.save()
    body = {"name": "RH", "address": receiver.address, "wanted": WANTED}
    answer = browser.post(reverse("webhooks:list"), body)
    assert answer.status_code == 302
    assert not Endpoint.objects.exists()
