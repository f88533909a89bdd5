"""ProConnect and FranceConnect on loopback, switched on for one test, and the walk through them."""

from collections.abc import Iterator

import pytest
import requests
from django.test import Client
from django.urls import reverse

from ccas.accounts.models import ExternalIdentity, RoleGrant, User
from ccas.accounts.providers import flow, metadata
from ccas.journal.models import JournalEntry
from tests.ccas.accounts.providers.fake import FakeProvider

#: Our patience where the provider sleeps for thirty seconds; and what a busy machine may add.
PATIENCE, SLACK = 1.0, 4.0
AGENT = {"given_name": "Mâlo", "usual_name": "Kerbrat", "email": "malo.kerbrat@interieur.example"}
CITIZEN = {
    "given_name": "Angéline Zoé",
    "family_name": "D'HAUTECOURT",
    "gender": "female",
    "birthdate": "1994-02-28",
    "birthplace": "29019",
    "birthcountry": "99100",
}


def _on(settings, code: str, fake: FakeProvider, **more) -> FakeProvider:
    metadata.forget()
    settings.PUBLIC_BASE_URL = "http://testserver"
    settings.PROVIDER_PATIENCE = 20.0
    settings.IDENTITY_PROVIDERS = {
        **getattr(settings, "IDENTITY_PROVIDERS", {}),
        code: fake.settings(**more),
    }
    fake.redirects.add("http://testserver" + reverse("accounts:provider_return", args=[code]))
    return fake


@pytest.fixture
def proconnect(settings) -> Iterator[FakeProvider]:
    """ProConnect is on; agents come with two factors."""
    fake = FakeProvider(acr="eidas1-mfa")
    fake.person = dict(AGENT)
    strong = ["eidas1-mfa", "eidas2", "eidas3"]
    yield _on(settings, "proconnect", fake, acr=strong, strong_acr=strong)
    fake.stop()


@pytest.fixture
def franceconnect(settings) -> Iterator[FakeProvider]:
    """FranceConnect is on."""
    fake = FakeProvider(acr="eidas1", pkce=True)
    fake.person = dict(CITIZEN)
    yield _on(settings, "franceconnect", fake)
    fake.stop()


@pytest.fixture
def impatient(settings) -> None:
    """A second, no more."""
    settings.PROVIDER_PATIENCE = PATIENCE


@pytest.fixture
def somebody(db):
    """somebody("evaluator", linked=(code, fake)) -> an account with that role, linked or not."""

    def make(role: str, linked: tuple[str, FakeProvider] | None = None, **more) -> User:
        email = f"personne{User.objects.count() + 1}@exemple.fr"
        user = User.objects.create_user(email, display_name="Mâlo Kerbrat", **more)
        RoleGrant.objects.create(user=user, role=role, starts_on="2020-01-01")
        if linked:
            code, fake = linked
            ExternalIdentity.objects.create(
                user=user, provider=code, issuer=fake.issuer, subject=fake.subject
            )
        return user

    return make


def departure(client: Client, code: str, path: str = "", **said: str):
    """Press the button; the address where the page leads."""
    page = client.post(path or reverse("accounts:provider", args=[code]), said)
    assert page.status_code == 200, page.status_code
    return page.headers["Refresh"].removeprefix("0;url=")


def at_the_provider(address: str) -> str:
    """The person is at the provider, which sends them back: the address they come back to."""
    answer = requests.get(address, allow_redirects=False, timeout=5)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].removeprefix("http://testserver")


def walk(client: Client, code: str, path: str = "", **said: str):
    """From the button to what our page answers."""
    return client.get(at_the_provider(departure(client, code, path, **said)))


def inside(client: Client) -> str | None:
    """The id of who is signed in, or None."""
    return client.session.get("_auth_user_id")


def nothing_happened(client: Client, answer, status: int) -> None:
    """The person is told so, stays outside, and nothing is left but a line in the log."""
    assert answer.status_code == status
    assert inside(client) is None
    assert "<h1>Vous n’êtes pas entré</h1>" in answer.text
    assert not JournalEntry.objects.filter(verb="account.enter").exists()
    assert flow.FLOWS not in client.session or client.session[flow.FLOWS] == {}
