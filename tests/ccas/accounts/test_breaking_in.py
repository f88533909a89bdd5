"""Ways in that are not the door: each of these opened something once."""

import json
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import reverse
from fido2.webauthn import AuthenticatorData

from ccas.accounts import actions, attempts, devices, invitations
from ccas.accounts.models import AttemptKind, RoleGrant, User
from ccas.accounts.proof import FRESH, PROVEN_AT
from ccas.interface.refusing import came_from
from tests.ccas.accounts.test_invitations import choose, link, sent_token
from tests.passkey import Passkey

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ccas.accounts.addresses")]
PASSWORD = "un canard bleu traverse la Loire"


def inside(client: Client) -> bool:
    return "_auth_user_id" in client.session


def long_ago(client: Client) -> Client:
    """The same session, whose last proof of identity is too old to bind anybody."""
    session = client.session
    session[PROVEN_AT] = time.time() - FRESH - 1
    session.save()
    return client


@pytest.fixture
def keyed():
    """A candidate who enters by a passkey and never had a password."""
    user = User.objects.create_user("tifenn.le-du@exemple.fr", display_name="Tifenn Le Du")
    RoleGrant.objects.create(user=user, role="candidate", starts_on="2020-01-01")
    return Passkey(user)


# -- A session left open -----------------------------------------------------------------------


def test_a_session_left_open_sets_no_password(keyed):
    """Whoever finds the screen open would otherwise leave with a way in of their own."""
    client = Client()
    assert keyed.enter(client)
    chosen = {"password1": PASSWORD, "password2": PASSWORD}
    answer = long_ago(client).post(reverse("account_set_password"), chosen)
    assert answer["Location"].startswith(reverse("mfa_reauthenticate_webauthn"))
    keyed.user.refresh_from_db()
    assert not keyed.user.has_usable_password()


def test_who_has_just_proven_who_they_are_sets_one(keyed):
    """The control: it is the proof that is asked for."""
    client = Client()
    assert keyed.enter(client)
    client.post(reverse("account_set_password"), {"password1": PASSWORD, "password2": PASSWORD})
    keyed.user.refresh_from_db()
    assert keyed.user.check_password(PASSWORD)


# -- The link of an invitation, in the mailbox of somebody who has a second factor --------------


@pytest.fixture
def invited_again(officer):
    """(user, token): a person with a passkey, to whom another link was sent."""
    user = User.objects.create_user("nolwenn@exemple.fr", PASSWORD, display_name="Nolwenn Abgrall")
    RoleGrant.objects.create(user=user, role="candidate", starts_on="2020-01-01")
    Passkey(user)
    invitations.invite_again(user, by=officer)
    return user, sent_token()


def test_a_link_does_not_stand_for_the_second_factor(invited_again):
    """It opened a candidate's account by the mailbox alone, though they had a passkey."""
    _, token = invited_again
    thief = Client()
    answer = choose(thief, token, "quatre vélos rouges sous la pluie")
    assert not inside(thief)
    assert answer["Location"] == reverse("mfa_authenticate")


def test_a_link_adds_no_key_beside_the_one_there_is(invited_again):
    """A new key would have been the second factor that is asked for."""
    user, token = invited_again
    thief = Client()
    page = thief.get(link(token))
    assert "Créer ma clé d’accès" not in page.text
    assert "second facteur" in page.text
    answer = thief.post(link(token), {"credential": json.dumps({"id": "x"})})
    assert answer.status_code == 422
    assert not inside(thief)
    assert user.authenticator_set.count() == 1


def test_once_the_factors_are_effaced_the_link_opens(invited_again, officer):
    """The control, and the way out for whoever lost them all."""
    user, token = invited_again
    actions.reset_factors(user, by=officer)
    client = Client()
    assert "Créer ma clé d’accès" in client.get(link(token)).text
    choose(client, token, "quatre vélos rouges sous la pluie")
    assert inside(client)


# -- Passkeys -----------------------------------------------------------------------------------


def test_a_key_that_did_not_recognise_its_owner_opens_nothing(keyed, monkeypatch):
    """Found on a table: the key is there, the finger is not. It would count as two factors."""
    monkeypatch.setattr("tests.passkey.PRESENT", AuthenticatorData.FLAG.UP)
    assert not keyed.enter(Client())
    monkeypatch.undo()
    assert keyed.enter(Client())


def test_a_challenge_of_another_browser_opens_nothing(keyed):
    page = reverse("mfa_login_webauthn")
    ask = {"headers": {"X-Requested-With": "XMLHttpRequest"}}
    here, there = Client(), Client()
    there.get(page, **ask)
    challenge = here.get(page, **ask).json()["request_options"]["publicKey"]["challenge"]
    there.post(page, {"credential": json.dumps(keyed.sign(challenge))})
    assert not inside(there)


def test_the_key_of_a_closed_account_opens_nothing(keyed, make_actor):
    actions.disable_account(keyed.user, by=make_actor("administrator"))
    assert not keyed.enter(Client())


# -- Codes ----------------------------------------------------------------------------------------


def test_a_code_is_counted_whoever_asks_for_it(keyed):
    """Codes are tried at sign-in and at a step-up: one counter for both."""
    user = keyed.user
    user.set_password(PASSWORD)
    user.save()
    TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    for _ in range(attempts.LIMIT):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not attempts.spend(AttemptKind.CODE, user.email, None)
    other = Client()
    other.force_login(user)
    answer = other.post(reverse("mfa_reauthenticate"), {"code": "000000"})
    assert "Trop de codes essayés" in answer.text


def test_the_cookie_of_a_device_opens_no_session(keyed):
    """It gives a counter of one's own, and nothing else."""
    client = Client()
    assert keyed.enter(client)
    stranger = Client()
    stranger.cookies[devices.COOKIE] = client.cookies[devices.COOKIE].value
    assert stranger.get(reverse("accounts:profile")).status_code == 302


# -- Where one is sent ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://testserver//ailleurs.example/piege",
        "https://testserver/\\ailleurs.example/piege",
        "https://testserver////ailleurs.example",
        "https://ailleurs.example/piege",
        "javascript:alert(1)",
        "",
    ],
)
def test_one_never_goes_back_to_another_site(elsewhere):
    """The path of a referer may itself begin like the name of another host."""
    back = came_from(RequestFactory().post("/", headers={"referer": elsewhere}))
    assert back.startswith("/")
    assert not back.startswith(("//", "/\\"))


def test_one_goes_back_to_the_page_one_came_from():
    request = RequestFactory().post("/", headers={"referer": "http://testserver/jurys/?page=2"})
    assert came_from(request) == "/jurys/?page=2"


@pytest.mark.parametrize(
    "wanted", ["https://ailleurs.example/", "//ailleurs.example/", "/\\ailleurs.example", "http:x"]
)
def test_signing_in_leads_to_our_own_pages_only(keyed, wanted):
    keyed.user.set_password(PASSWORD)
    keyed.user.authenticator_set.all().delete()
    keyed.user.save()
    client = Client()
    said = {"login": keyed.user.email, "password": PASSWORD, "next": wanted}
    answer = client.post(reverse("account_login"), said)
    assert inside(client)
    assert "ailleurs" not in answer["Location"]
    assert answer["Location"].startswith("/")


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_another_host_is_refused_and_never_written(name):
    said = {"email": "tifenn.le-du@exemple.fr", "login": "x@exemple.fr", "password": "x"}
    answer = Client(headers={"host": "ailleurs.example"}).post(reverse(name), said)
    assert answer.status_code == 400
    assert "ailleurs" not in answer.text
    assert mail.outbox == []


# -- A closed account ----------------------------------------------------------------------------


def test_nothing_of_a_closed_account_comes_back_with_it(keyed, make_actor):
    """Closed then opened again: the sessions of before stay dead, the links too."""
    by = make_actor("administrator")
    client = Client()
    assert keyed.enter(client)
    invitations.invite_again(keyed.user, by=by)
    token = sent_token()
    actions.disable_account(keyed.user, by=by)
    assert client.get(reverse("accounts:profile")).status_code == 302
    actions.enable_account(keyed.user, by=by)
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert Client().get(link(token)).status_code == 404
