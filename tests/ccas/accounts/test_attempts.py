"""Five checks in five minutes for one account, and the owner still comes in."""

import datetime
import threading

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from ccas import clock
from ccas.accounts import attempts, devices
from ccas.accounts.models import Attempt, AttemptKind, RoleGrant, User
from tests.passkey import Passkey

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ccas.accounts.addresses")]
PASSWORD = "un canard bleu traverse la Loire"
EMAIL = "gwenaelle.le-quere@exemple.fr"
START = datetime.datetime(2026, 3, 2, 8, tzinfo=datetime.UTC)


@pytest.fixture
def person():
    user = User.objects.create_user(EMAIL, PASSWORD, display_name="Gwenaëlle Le Quéré")
    RoleGrant.objects.create(user=user, role="candidate", starts_on="2020-01-01")
    return user


@pytest.fixture
def checks(monkeypatch):
    """The moments at which a password was compared with a stored one."""
    seen = []
    real = MD5PasswordHasher.verify

    def verify(self, password, encoded):
        seen.append(clock.now())
        return real(self, password, encoded)

    monkeypatch.setattr(MD5PasswordHasher, "verify", verify)
    return seen


def enter(client, password, email=EMAIL, address="203.0.113.9"):
    return client.post(
        reverse("account_login"), {"login": email, "password": password}, REMOTE_ADDR=address
    )


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def most_in_a_window(moments) -> int:
    """The greatest number of checks in any five minutes."""
    return max(
        sum(start <= other < start + attempts.WINDOW for other in moments) for start in moments
    )


@pytest.mark.slow
def test_a_thousand_tries_from_two_hundred_addresses(person, checks, record_property):
    """The brute force of the issue, over twenty minutes; then the owner, at their own desk."""
    owner = Client()
    with clock.moved_to(START - datetime.timedelta(days=30)):
        enter(owner, PASSWORD, address="192.0.2.1")
        assert signed_in(owner)
        owner.post(reverse("account_logout"))
    checks.clear()
    for number in range(1000):
        thief = Client()
        with clock.moved_to(START + datetime.timedelta(seconds=1.2 * number)):
            enter(thief, f"essai numéro {number} du voleur", address=f"198.51.100.{number % 200}")
        assert not signed_in(thief)
        if number == 900:
            # In the thick of it: a stranger's browser is refused even with the right password…
            stranger = Client()
            with clock.moved_to(START + datetime.timedelta(seconds=1.2 * number)):
                enter(stranger, PASSWORD, address="192.0.2.1")
            assert not signed_in(stranger)
    most = most_in_a_window(checks)
    assert 0 < most <= 5
    assert len(checks) == 20, "four windows of five minutes"
    last = START + datetime.timedelta(seconds=1200)
    with clock.moved_to(last):
        stranger = Client()
        for _ in range(6):
            enter(stranger, "encore un essai du voleur")
        refused = enter(Client(), PASSWORD)
        assert "Trop d’essais" in refused.text
        enter(owner, PASSWORD, address="192.0.2.1")
        assert signed_in(owner), "the owner enters from the device they know"
        spent = len(checks)
        key, other = Passkey(person), Passkey(User.objects.create_user("autre@exemple.fr"))
        assert "Trop d’essais" in enter(Client(), PASSWORD).text, "still closed to strangers"
        assert key.enter(Client()), "the owner enters by passkey, from any device"
        assert len(checks) == spent, "which is no check of the password"
        other.user = person
        assert not other.enter(Client()), "nobody enters by the key of another"
    record_property("FIGURE password_checks_per_5_min", f"{most} checks")


def test_without_the_counter_every_try_is_a_check(person, checks, monkeypatch):
    """Negative control of the measure."""
    monkeypatch.setattr(attempts, "spend", lambda *given: True)
    for number in range(12):
        enter(Client(), f"essai numéro {number} du voleur")
    assert most_in_a_window(checks) == 12


def test_a_known_device_has_its_own_five(person, checks):
    owner = Client()
    enter(owner, PASSWORD)
    owner.post(reverse("account_logout"))
    checks.clear()
    for _ in range(8):
        answer = enter(owner, "une faute de frappe de plus")
    assert len(checks) == 5
    assert "Trop d’essais" in answer.text
    enter(owner, PASSWORD)
    assert not signed_in(owner)


def test_five_minutes_later_one_may_try_again(person):
    client = Client()
    with clock.moved_to(START):
        for _ in range(6):
            enter(client, "une faute de frappe de plus")
    with clock.moved_to(START + datetime.timedelta(minutes=4, seconds=59)):
        enter(client, PASSWORD)
        assert not signed_in(client)
    with clock.moved_to(START + datetime.timedelta(minutes=5)):
        enter(client, PASSWORD)
        assert signed_in(client)


def test_an_unknown_address_is_answered_the_same(person):
    known = [enter(Client(), "ce n’est pas celui-là du tout") for _ in range(7)]
    unknown = [enter(Client(), PASSWORD, email="personne@exemple.fr") for _ in range(7)]

    def said(answer):
        return answer.status_code, answer.text.split('id="erreurs"')[1].split("</div>")[0]

    assert [said(one) for one in known] == [said(one) for one in unknown]


def test_an_unknown_address_costs_as_much_as_a_wrong_password(person, monkeypatch):
    """One slow computation each, no more, no less: the time tells nothing."""
    spent = []
    for name in ("encode", "verify"):
        real = getattr(MD5PasswordHasher, name)

        def counted(self, *given, real=real, **named):
            spent.append(1)
            return real(self, *given, **named)

        monkeypatch.setattr(MD5PasswordHasher, name, counted)

    def cost(email):
        spent.clear()
        enter(Client(), "ce n’est pas celui-là du tout", email=email)
        return len(spent)

    # The comparison of a stored password encodes the given one: two calls, one computation.
    assert cost(EMAIL) - 1 == cost("personne@exemple.fr") == 1


def test_the_cookie_is_the_owners_only(person):
    """The cookie of one account gives nothing on another, and cannot be made."""
    other = User.objects.create_user("autre@exemple.fr", PASSWORD)
    RoleGrant.objects.create(user=other, role="candidate", starts_on="2020-01-01")
    thief = Client()
    enter(thief, PASSWORD, email=other.email)
    thief.post(reverse("account_logout"))
    cookie = thief.cookies[devices.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert EMAIL not in cookie.value
    request = RequestFactory().get("/")
    request.COOKIES[devices.COOKIE] = cookie.value
    assert devices.known(request, attempts.account_of(other.email))
    assert devices.known(request, attempts.account_of(EMAIL)) == ""
    request.COOKIES[devices.COOKIE] = cookie.value[:-2] + "aa"
    assert devices.known(request, attempts.account_of(other.email)) == ""


def test_changing_the_password_is_counted_too(person, checks):
    client = Client()
    client.force_login(person)
    for _ in range(8):
        client.post(
            reverse("account_change_password"),
            {"oldpassword": "au hasard", "password1": "x", "password2": "x"},
        )
    assert len(checks) == 5


def test_the_database_refuses_a_sixth_moment():
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ccas_attempt (kind, account, device, checked_at, touched_at) "
            "VALUES ('password', 'a', '', array_fill(now(), ARRAY[6]), now())"
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ccas_attempt (kind, account, device, checked_at, touched_at) "
            "VALUES ('password', 'a', '', array_fill(now(), ARRAY[5]), now())"
        )


def test_old_counters_are_forgotten():
    with clock.moved_to(START):
        attempts.spend(AttemptKind.PASSWORD, "vieux@exemple.fr", None)
    with clock.moved_to(START + datetime.timedelta(hours=23)):
        attempts.spend(AttemptKind.PASSWORD, "neuf@exemple.fr", None)
    with clock.moved_to(START + datetime.timedelta(hours=25)):
        assert attempts.forget_old() == 1
    assert Attempt.objects.get().account == attempts.account_of("neuf@exemple.fr")


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_instant_are_counted_one_by_one():
    granted = []

    def burst():
        try:
            granted.extend(attempts.spend(AttemptKind.PASSWORD, EMAIL, None) for _ in range(4))
        finally:
            connection.close()

    threads = [threading.Thread(target=burst) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(granted) == 24
    assert sum(granted) == 5
