"""Identity proven again by a provider, the second factor of one's own, and leaving."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from ccas.accounts.models import OpenSession, User
from ccas.accounts.proof import PROVEN_AT, SECOND_FACTOR, recently_proven
from ccas.accounts.providers import metadata
from tests.ccas.accounts import addresses_signing
from tests.ccas.accounts.providers.conftest import at_the_provider, departure, inside, walk

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ccas.accounts.addresses_signing")]


@pytest.fixture
def agent(somebody, proconnect) -> User:
    """An evaluator who has neither password nor key here: ProConnect is their only door."""
    return somebody("evaluator", ("proconnect", proconnect))


@pytest.fixture
def long_inside(client, agent) -> Client:
    """The agent, who came in six minutes ago."""
    walk(client, "proconnect")
    session = client.session
    session[PROVEN_AT] = time.time() - 360
    session.save()
    addresses_signing.signed.clear()
    return client


def suspended(client: Client) -> str:
    """Sign something; the page where identity is asked for."""
    answer = client.post("/signer/", {"reason": "vu"})
    assert addresses_signing.signed == []
    return answer["Location"]


def test_what_was_asked_is_done_once_proven(long_inside, agent):
    asks = suspended(long_inside)
    assert asks.startswith(reverse("accounts:provider_prove"))
    page = long_inside.get(asks)
    assert "ProConnect" in page.text
    before = long_inside.session.session_key
    address = departure(
        long_inside, "", asks.partition("?")[0], provider="proconnect", next="/signer/"
    )
    assert "prompt=login" in address
    assert "auth_time" in address
    back = long_inside.get(at_the_provider(address))
    assert addresses_signing.signed == [], "a GET signs nothing"
    done = long_inside.post(back["Location"])
    assert done.text == "signé"
    assert addresses_signing.signed == ["vu"]
    assert long_inside.session.session_key != before
    assert OpenSession.objects.get(user=agent).session_key == long_inside.session.session_key
    assert recently_proven(long_inside.get("/").wsgi_request)


@pytest.mark.parametrize("shown_at", [None, int(time.time()) - 3600], ids=["never", "an hour ago"])
def test_a_provider_that_did_not_ask_again_proves_nothing(long_inside, proconnect, shown_at):
    suspended(long_inside)
    proconnect.faults.id_token = {"auth_time": shown_at}
    path = reverse("accounts:provider_prove")
    answer = walk(long_inside, "", path, provider="proconnect", next="/signer/")
    assert answer.status_code == 403
    assert not recently_proven(long_inside.get("/").wsgi_request)
    assert addresses_signing.signed == []


def test_somebody_else_at_the_provider_proves_nothing(long_inside, somebody, proconnect):
    suspended(long_inside)
    proconnect.subject = "3" * 64
    path = reverse("accounts:provider_prove")
    back = walk(long_inside, "", path, provider="proconnect", next="/signer/")
    answer = long_inside.post(back["Location"])
    assert answer.status_code == 403
    somebody("evaluator", ("proconnect", proconnect))
    back = walk(long_inside, "", path, provider="proconnect", next="/signer/")
    answer = long_inside.post(back["Location"])
    assert answer.status_code == 403
    assert "une autre personne" in answer.text
    assert addresses_signing.signed == []


def test_who_enters_by_no_provider_finds_no_such_page(client, somebody, proconnect):
    client.force_login(somebody("candidate"))
    assert client.get(reverse("accounts:provider_prove")).status_code == 404


# -- One's own second factor ----------------------------------------------------------------------


def test_a_candidate_who_wanted_a_second_factor_is_asked_for_it(client, somebody, franceconnect):
    user = somebody("candidate", ("franceconnect", franceconnect))
    TOTP.activate(user, generate_totp_secret())
    answer = walk(client, "franceconnect")
    assert answer["Location"] == reverse("mfa_authenticate")
    assert inside(client) is None
    assert client.get(reverse("mfa_authenticate")).status_code == 200


def test_an_agent_who_gave_two_there_is_not_asked_for_a_third(client, agent):
    TOTP.activate(agent, generate_totp_secret())
    assert walk(client, "proconnect")["Location"] == "/"
    assert client.session[SECOND_FACTOR] is True


# -- Leaving --------------------------------------------------------------------------------------


def test_signing_out_closes_the_session_there_too(client, agent, proconnect):
    walk(client, "proconnect")
    page = client.post(reverse("account_logout"))
    address = page.headers["Refresh"].removeprefix("0;url=")
    assert address.startswith(f"{proconnect.issuer}/session/end?id_token_hint=ey")
    assert inside(client) is None
    assert not OpenSession.objects.filter(user=agent).exists()
    back = at_the_provider(address)
    assert back.startswith("/compte/connexion/?state=")
    assert client.get(back).status_code == 200


def test_who_came_by_a_password_is_not_sent_there(client, somebody, proconnect):
    client.force_login(somebody("candidate"))
    assert client.post(reverse("account_logout"))["Location"] == "/compte/connexion/"


def test_signing_out_works_while_the_provider_is_away(client, agent, proconnect):
    walk(client, "proconnect")
    metadata.forget()
    proconnect.stop()
    assert client.post(reverse("account_logout"))["Location"] == "/compte/connexion/"
    assert inside(client) is None


def test_a_refused_person_may_take_another_account(client, agent, proconnect):
    proconnect.acr = "eidas1"
    walk(client, "proconnect")
    page = client.post(reverse("account_logout"))
    assert "/session/end?" in page.headers["Refresh"]


def test_the_policy_lets_forms_go_nowhere_else(client, agent):
    page = client.post(reverse("accounts:provider", args=["proconnect"]))
    policy = page.headers["Content-Security-Policy"].split(";")
    assert [one.split()[1:] for one in policy if one.strip().startswith("form-action")] == [
        ["'self'"]
    ]
