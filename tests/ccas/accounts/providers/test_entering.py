"""Entering by a provider: the right flow, and every way it may be bent."""

import json
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.test import Client
from django.urls import reverse

from ccas.accounts.models import ExternalIdentity, OpenSession, RoleGrant, User
from ccas.accounts.proof import SECOND_FACTOR
from ccas.accounts.providers import flow
from ccas.journal.models import JournalEntry
from tests.ccas.accounts.providers.conftest import (
    at_the_provider,
    departure,
    inside,
    nothing_happened,
    walk,
)
from tests.ccas.accounts.providers.fake import CLIENT

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ccas.accounts.addresses")]


@pytest.fixture
def agent(somebody, proconnect) -> User:
    """An evaluator whose account is linked to ProConnect."""
    return somebody("evaluator", ("proconnect", proconnect))


@pytest.fixture
def candidate(somebody, franceconnect) -> User:
    """A candidate whose account is linked to FranceConnect."""
    return somebody("candidate", ("franceconnect", franceconnect))


def asked(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


# -- The right flow -------------------------------------------------------------------------------


def test_an_agent_enters_by_two_factors_given_there(client, agent, proconnect):
    answer = walk(client, "proconnect")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert inside(client) == str(agent.pk)
    assert client.session[SECOND_FACTOR] is True
    page = client.get(reverse("accounts:profile"))
    assert page.status_code == 200, "no second factor is asked for again"
    assert page.wsgi_request.actor.role == "evaluator"
    line = JournalEntry.objects.get(verb="account.enter")
    assert line.details == {"provider": "proconnect", "acr": "eidas1-mfa"}
    assert line.subject_id == str(agent.pk)


def test_a_candidate_enters_at_the_level_asked_for(client, candidate, franceconnect):
    assert walk(client, "franceconnect")["Location"] == "/"
    assert inside(client) == str(candidate.pk)
    assert SECOND_FACTOR not in client.session
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_what_is_asked_of_each(client, proconnect, franceconnect):
    agents = asked(departure(client, "proconnect"))
    people = asked(departure(client, "franceconnect"))
    for said in (agents, people):
        assert said["response_type"] == "code"
        assert said["client_id"] == CLIENT
        assert len(said["state"]) >= 32 and len(said["nonce"]) >= 32
    assert json.loads(agents["claims"])["id_token"]["acr"] == {
        "essential": True,
        "values": ["eidas1-mfa", "eidas2", "eidas3"],
    }
    assert "acr_values" not in agents, "ProConnect refuses a parameter it does not know"
    assert "code_challenge" not in agents, "it does not say that it takes any"
    assert people["acr_values"] == "eidas1"
    assert people["code_challenge_method"] == "S256"
    assert agents["redirect_uri"] == "http://testserver/compte/par/proconnect/retour/"


def test_states_and_nonces_are_never_the_same(client, franceconnect):
    seen = [asked(departure(client, "franceconnect")) for _ in range(5)]
    assert len({said["state"] for said in seen} | {said["nonce"] for said in seen}) == 10


def test_the_key_of_the_session_is_new(client, candidate, franceconnect):
    address = departure(client, "franceconnect")
    before = client.session.session_key
    client.get(at_the_provider(address))
    assert inside(client) == str(candidate.pk)
    assert client.session.session_key != before
    assert OpenSession.objects.get(user=candidate).session_key == client.session.session_key


def test_the_page_asked_for_first_is_found_again(client, candidate, franceconnect):
    assert walk(client, "franceconnect", next="/compte/connexions/")["Location"] == (
        "/compte/connexions/"
    )


@pytest.mark.parametrize("elsewhere", ["https://ailleurs.example/", "//ailleurs.example", "\\\\x"])
def test_the_next_page_is_one_of_ours(client, candidate, franceconnect, elsewhere):
    assert walk(client, "franceconnect", next=elsewhere)["Location"] == "/"


@pytest.mark.parametrize("signer", ["rsa", "ec"])
def test_both_kinds_of_public_keys_are_taken(client, candidate, franceconnect, signer):
    franceconnect.faults.id_token_by = franceconnect.faults.userinfo_by = signer
    walk(client, "franceconnect")
    assert inside(client) == str(candidate.pk)


def test_the_endpoints_may_be_configured(client, candidate, franceconnect, settings):
    franceconnect.faults.statuses[".well-known/openid-configuration"] = 404
    own = settings.IDENTITY_PROVIDERS["franceconnect"]
    settings.IDENTITY_PROVIDERS["franceconnect"] = {
        **own,
        "endpoints": franceconnect.endpoints(),
        "pkce": False,
    }
    walk(client, "franceconnect")
    assert inside(client) == str(candidate.pk)


def test_a_key_that_changed_is_looked_for_again(client, candidate, franceconnect, monkeypatch):
    walk(client, "franceconnect")
    client.post(reverse("account_logout"))
    monkeypatch.setattr("ccas.accounts.providers.metadata.KEYS_ASKED_AGAIN_AFTER", 0)
    kept = franceconnect.published
    franceconnect.published = lambda: [{**key, "kid": f"{key['kid']}-2"} for key in kept()]
    franceconnect.faults.header = {"kid": "rsa-2"}
    walk(client, "franceconnect")
    assert inside(client) == str(candidate.pk)


# -- What is bent ---------------------------------------------------------------------------------

FAR = int(time.time()) - 3600
ID_TOKEN = {
    "issuer": {"iss": "https://ailleurs.example/api/v2"},
    "no issuer": {"iss": None},
    "audience": {"aud": "un-autre-service"},
    "no audience": {"aud": None},
    "two audiences, for the other": {"aud": [CLIENT, "autre"], "azp": "autre"},
    "expired": {"exp": FAR, "iat": FAR - 60},
    "no expiry": {"exp": None},
    "not valid yet": {"nbf": int(time.time()) + 3600},
    "nonce": {"nonce": "x" * 43},
    "no nonce": {"nonce": None},
    "no subject": {"sub": None},
    "empty subject": {"sub": ""},
    "another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.parametrize("fault", ID_TOKEN)
def test_an_identity_token_that_does_not_hold(client, candidate, franceconnect, fault):
    franceconnect.faults.id_token = ID_TOKEN[fault]
    answer = walk(client, "franceconnect")
    nothing_happened(client, answer, 400)
    assert "n’a pas pu être vérifiée" in answer.text
    franceconnect.faults.id_token = {}
    walk(client, "franceconnect")
    assert inside(client) == str(candidate.pk), "the control: without the fault one enters"


USERINFO = {
    "issuer": {"iss": "https://ailleurs.example/api/v2"},
    "audience": {"aud": "un-autre-service"},
    "expired": {"exp": FAR, "iat": FAR - 60},
    "no expiry": {"exp": None},
    "somebody else": {"sub": "f" * 64},
}


@pytest.mark.parametrize("fault", USERINFO)
def test_a_userinfo_that_does_not_hold(client, candidate, franceconnect, fault):
    franceconnect.faults.userinfo = USERINFO[fault]
    nothing_happened(client, walk(client, "franceconnect"), 400)
    franceconnect.faults.userinfo = {}
    walk(client, "franceconnect")
    assert inside(client) == str(candidate.pk)


@pytest.mark.parametrize("which", ["id_token_by", "userinfo_by"])
@pytest.mark.parametrize("signer", ["none", "hs256", "stranger"])
def test_a_signature_that_anybody_could_make(client, candidate, franceconnect, which, signer):
    setattr(franceconnect.faults, which, signer)
    nothing_happened(client, walk(client, "franceconnect"), 400)
    setattr(franceconnect.faults, which, "rsa")
    walk(client, "franceconnect")
    assert inside(client) == str(candidate.pk)


def test_a_published_key_by_an_algorithm_off_the_list(client, candidate, franceconnect, settings):
    own = settings.IDENTITY_PROVIDERS["franceconnect"]
    settings.IDENTITY_PROVIDERS["franceconnect"] = {**own, "algorithms": ["ES256"]}
    nothing_happened(client, walk(client, "franceconnect"), 400)
    franceconnect.faults.id_token_by = franceconnect.faults.userinfo_by = "ec"
    walk(client, "franceconnect")
    assert inside(client) == str(candidate.pk)


def test_the_forgery_with_the_public_key_is_a_real_one(franceconnect):
    """The control of « hs256 »: whoever takes the algorithm from the token would believe it."""
    from tests.ccas.accounts.providers.fake import RSA_KEY, public_pem

    token = franceconnect.sign(franceconnect.common(), "hs256")
    head, _, signature = token.rpartition(".")
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    from jwt.utils import base64url_decode

    assert algorithm.verify(head.encode(), public_pem(RSA_KEY), base64url_decode(signature))


@pytest.mark.parametrize("header", [{"kid": "inconnue"}, {"kid": "ec"}])
def test_a_key_that_is_not_published_for_that(client, candidate, franceconnect, header):
    franceconnect.faults.header = header
    nothing_happened(client, walk(client, "franceconnect"), 400)


def test_a_key_offered_by_the_token_itself_is_not_read(client, candidate, franceconnect):
    from jwt.algorithms import RSAAlgorithm

    from tests.ccas.accounts.providers.fake import STRANGER

    own = RSAAlgorithm.to_jwk(STRANGER.public_key(), as_dict=True)
    franceconnect.sign = lambda claims, by: jwt.encode(
        claims, STRANGER, algorithm="RS256", headers={"jwk": own, "kid": "rsa"}
    )
    nothing_happened(client, walk(client, "franceconnect"), 400)


def test_a_userinfo_without_signature(client, candidate, franceconnect):
    franceconnect.faults.unsigned_userinfo = True
    nothing_happened(client, walk(client, "franceconnect"), 400)


@pytest.mark.parametrize("state", ["", "x" * 43, "é\x00"])
def test_a_state_of_nobody(client, candidate, franceconnect, state):
    franceconnect.faults.state = state
    answer = walk(client, "franceconnect")
    assert (answer.status_code, inside(client)) == (400, None)
    assert "n’a plus cours" in answer.text
    assert not any(path == "token" for path, _ in franceconnect.seen), "nothing is exchanged"


def test_the_state_of_another_browser(client, candidate, franceconnect):
    back = at_the_provider(departure(client, "franceconnect"))
    other = Client()
    other.post(reverse("accounts:provider", args=["franceconnect"]))
    assert other.get(back).status_code == 400
    assert inside(other) is None
    client.get(back)
    assert inside(client) == str(candidate.pk), "the control: the browser that asked"


def test_an_answer_serves_once(client, candidate, franceconnect):
    back = at_the_provider(departure(client, "franceconnect"))
    client.get(back)
    client.post(reverse("account_logout"))
    answer = client.get(back)
    assert (answer.status_code, inside(client)) == (400, None)


def test_a_code_serves_once_at_the_provider_too(client, candidate, franceconnect):
    first = at_the_provider(departure(client, "franceconnect"))
    second = at_the_provider(departure(client, "franceconnect"))
    client.get(first)
    client.post(reverse("account_logout"))
    again = departure(client, "franceconnect")
    code = asked(first)["code"]
    answer = client.get(
        reverse("accounts:provider_return", args=["franceconnect"]),
        {"code": code, "state": asked(again)["state"]},
    )
    assert (answer.status_code, inside(client)) == (400, None)
    assert "n’a plus cours" in answer.text
    assert second != first


def test_a_code_of_somebody_elses_request_is_refused(client, candidate, franceconnect):
    """A code stolen and slipped in: the nonce (and the proof of PKCE) are another request's."""
    victim = at_the_provider(departure(Client(), "franceconnect"))
    own = departure(client, "franceconnect")
    answer = client.get(
        reverse("accounts:provider_return", args=["franceconnect"]),
        {"code": asked(victim)["code"], "state": asked(own)["state"]},
    )
    assert (answer.status_code, inside(client)) == (400, None)


def test_a_request_too_old(client, candidate, franceconnect, monkeypatch):
    back = at_the_provider(departure(client, "franceconnect"))
    monkeypatch.setattr(flow, "LIFE", 0)
    assert client.get(back).status_code == 400
    assert inside(client) is None


def test_the_answer_of_another_provider(client, candidate, franceconnect, proconnect):
    back = at_the_provider(departure(client, "franceconnect"))
    assert client.get(back.replace("franceconnect", "proconnect")).status_code == 400
    assert inside(client) is None


def test_an_answer_that_names_another_issuer(client, candidate, franceconnect):
    franceconnect.faults.answers_as = "https://ailleurs.example"
    nothing_happened(client, walk(client, "franceconnect"), 400)


@pytest.mark.parametrize("acr", [None, "eidas0", "eidas", "", "EIDAS1"])
def test_a_level_missing_or_too_low(client, candidate, franceconnect, acr):
    franceconnect.acr = acr
    answer = walk(client, "franceconnect")
    nothing_happened(client, answer, 403)
    assert "niveau plus faible" in answer.text


@pytest.mark.parametrize("acr", [None, "eidas1", "eidas0-mfa"])
def test_an_agent_without_a_second_factor(client, agent, proconnect, acr):
    proconnect.acr = acr
    answer = walk(client, "proconnect")
    nothing_happened(client, answer, 403)
    assert "sans double authentification" in answer.text
    assert "Prendre un autre compte ProConnect" in answer.text
    proconnect.acr = "eidas2"
    walk(client, "proconnect")
    assert inside(client) == str(agent.pk)


def test_franceconnect_does_not_open_the_role_of_an_agent(client, candidate, franceconnect):
    RoleGrant.objects.create(user=candidate, role="evaluator", starts_on="2020-01-01")
    answer = walk(client, "franceconnect")
    nothing_happened(client, answer, 403)
    assert "double authentification" in answer.text


def test_a_closed_account(client, candidate, franceconnect):
    User.objects.filter(pk=candidate.pk).update(is_active=False)
    answer = walk(client, "franceconnect")
    nothing_happened(client, answer, 403)
    assert "Ce compte est fermé" in answer.text
    User.objects.filter(pk=candidate.pk).update(is_active=True)
    walk(client, "franceconnect")
    assert inside(client) == str(candidate.pk)


def test_the_same_address_leads_to_no_account(client, somebody, proconnect):
    """An identity nobody linked opens nothing, whatever it says of its e-mail and its name."""
    somebody("evaluator")
    User.objects.update(email=proconnect.person["email"])
    answer = walk(client, "proconnect")
    nothing_happened(client, answer, 403)
    assert "aucun compte n’est relié" in answer.text
    assert not ExternalIdentity.objects.exists()


def test_the_same_subject_at_another_issuer_is_another_person(client, candidate, franceconnect):
    ExternalIdentity.objects.update(issuer="https://ailleurs.example")
    nothing_happened(client, walk(client, "franceconnect"), 403)
