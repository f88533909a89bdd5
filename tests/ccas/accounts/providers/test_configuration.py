"""Switched on whole or not at all, and said by the system checks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import reverse

from ccas.accounts.providers import configuration
from ccas.accounts.providers.checks import providers_are_whole, secrets_come_from_the_environment
from tests.ccas.accounts.providers.fake import FakeProvider

ROOT = Path(__file__).resolve().parents[4]
WHOLE = {
    "issuer": "https://fca.integ01.dev-agentconnect.fr/api/v2",
    "client_id": "ccas",
    "client_secret": "secret",
    "scopes": ["openid"],
    "acr": ["eidas1-mfa"],
    "strong_acr": ["eidas1-mfa"],
    "algorithms": ["ES256"],
    "endpoints": {},
    "pkce": None,
}


def said(settings, **changes) -> list[str]:
    settings.IDENTITY_PROVIDERS = {"proconnect": {**WHOLE, **changes}}
    errors = providers_are_whole(None)
    assert {error.id for error in errors} <= {"ccas.E022"}
    on = [provider.code for provider in configuration.offered()]
    assert on == ([] if errors else ["proconnect"]), "half configured: not offered"
    return [error.msg for error in errors]


def test_nothing_said_nothing_offered(settings):
    settings.IDENTITY_PROVIDERS = {}
    assert (providers_are_whole(None), configuration.offered()) == ([], [])


def test_whole_it_is_offered(settings):
    assert said(settings) == []


@pytest.mark.parametrize("name", ["issuer", "client_id", "client_secret"])
def test_half_of_it_is_an_error(settings, name):
    [sentence] = said(settings, **{name: ""})
    assert f"il manque {name}" in sentence


def test_half_of_the_endpoints_is_an_error(settings):
    fake = FakeProvider()
    fake.stop()
    whole = fake.endpoints()
    assert said(settings, endpoints=whole) == []
    del whole["jwks_uri"]
    assert "jwks_uri" in said(settings, endpoints=whole)[0]


@pytest.mark.parametrize("algorithm", ["HS256", "none", "HS512", "EdDSA?"])
def test_only_public_keys_verify(settings, algorithm):
    assert algorithm in said(settings, algorithms=["ES256", algorithm])[0]
    assert "aucun algorithme" in said(settings, algorithms=[])[0]


def test_a_level_is_always_asked_for(settings):
    assert "acr" in said(settings, acr=[])[0]


@pytest.mark.parametrize("address", ["http://ailleurs.example", "ftp://x.example", "https://", "x"])
def test_an_address_that_is_not_https_in_production(settings, address):
    settings.ENVIRONMENT = "production"
    assert any("https" in sentence for sentence in said(settings, issuer=address))
    assert said(settings) == []


def test_on_a_developers_machine_http_will_do(settings):
    assert said(settings, issuer="http://127.0.0.1:8001") == []


def test_a_secret_written_in_the_source_is_an_error(settings, monkeypatch):
    settings.ENVIRONMENT = "production"
    settings.IDENTITY_PROVIDERS = {"proconnect": WHOLE}
    monkeypatch.delenv("PROCONNECT_CLIENT_SECRET", raising=False)
    [error] = secrets_come_from_the_environment(None)
    assert error.id == "ccas.E023"
    monkeypatch.setenv("PROCONNECT_CLIENT_SECRET", "secret")
    assert secrets_come_from_the_environment(None) == []


def test_a_secret_is_not_shown_by_accident(settings):
    settings.IDENTITY_PROVIDERS = {"proconnect": WHOLE}
    assert "client_secret" not in repr(configuration.find("proconnect"))


def test_the_environment_is_enough():
    """What docs/access.md says: three variables switch a provider on."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ccas.settings.test",
        "FRANCECONNECT_ISSUER": "https://oidc.franceconnect.example/api/v2",
        "FRANCECONNECT_CLIENT_ID": "ccas",
        "FRANCECONNECT_CLIENT_SECRET": "secret",
    }
    code = (
        "import django; django.setup();"
        "from ccas.accounts.providers import configuration as c;"
        "print([(p.code, p.acr[0], p.scopes[0]) for p in c.offered()])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.strip() == "[('franceconnect', 'eidas1', 'openid')]", done.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["provider", "provider_return", "provider_confirm"])
@pytest.mark.parametrize("code", ["proconnect", "google"])
def test_off_it_is_an_address_that_does_not_exist(client, settings, name, code):
    settings.IDENTITY_PROVIDERS = {}
    path = reverse(f"accounts:{name}", args=[code])
    answer = client.post(path) if name == "provider" else client.get(path)
    unknown = client.post("/nulle-part/") if name == "provider" else client.get("/nulle-part/")
    assert (answer.status_code, answer.content) == (404, unknown.content)
    assert "fr-connect" not in client.get(reverse("account_login")).text
