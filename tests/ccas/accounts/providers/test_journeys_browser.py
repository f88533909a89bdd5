"""In a real Chromium: a candidate by FranceConnect, an agent by ProConnect, without and with mfa.

The provider sends on through another origin, as ProConnect does through the administration that
knows the agent: our policy (`form-action 'self'`) must not stop that.
"""

import os
import re
from collections.abc import Iterator

import pytest
from django.db import connections
from django.shortcuts import redirect
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.candidates.models import Candidate
from ccas.accounts import invitations
from ccas.accounts.models import ExternalIdentity, RoleGrant, User
from ccas.accounts.providers import metadata
from ccas.accounts.views import providers
from tests.ccas.accounts.providers.conftest import AGENT, CITIZEN
from tests.ccas.accounts.providers.fake import FakeProvider
from tests.ccas.accounts.test_invitations import sent_token
from tests.ccas.accounts.test_passkey_browser import DESK, faults, heading

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
    # Playwright's loop leaves sockets to the collector when it stops.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
#: Playwright's own loop runs in the thread of the tests; our queries there are synchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def site() -> Iterator[str]:
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def fakes(settings, site) -> Iterator[dict[str, FakeProvider]]:
    """Both providers, each with another origin on the way."""
    metadata.forget()
    found = {
        "franceconnect": FakeProvider(acr="eidas1", pkce=True, hop=True),
        "proconnect": FakeProvider(acr="eidas1-mfa", hop=True),
    }
    found["franceconnect"].person = {**CITIZEN, "birthdate": "1994-02-00"}
    found["proconnect"].person = dict(AGENT)
    strong = {"acr": ["eidas1-mfa"], "strong_acr": ["eidas1-mfa"]}
    settings.PUBLIC_BASE_URL = site
    settings.IDENTITY_PROVIDERS = {
        code: fake.settings(**(strong if code == "proconnect" else {}))
        for code, fake in found.items()
    }
    for code, fake in found.items():
        fake.redirects.add(site + reverse("accounts:provider_return", args=[code]))
    yield found
    for fake in found.values():
        fake.stop()


@pytest.fixture
def wrong() -> list[str]:
    """What the browser complains of: a refusal of the policy, an answer in 5xx."""
    return []


@pytest.fixture
def page(chromium, site, wrong) -> Iterator[Page]:
    """A page, watched: at the end nothing may be wrong."""
    context = chromium.new_context(base_url=site, locale="fr-FR", viewport=DESK)
    context.set_default_timeout(15_000)
    opened = context.new_page()
    opened.on("console", lambda one: wrong.append(one.text) if "Security" in one.text else None)
    opened.on("response", lambda one: wrong.append(one.url) if one.status >= 500 else None)
    yield opened
    # While Playwright's loop runs, Django gives this thread a connection of its own.
    connections.close_all()
    context.close()
    assert wrong == []


@pytest.fixture
def agent(fakes) -> User:
    """An evaluator who linked ProConnect."""
    user = User.objects.create_user("malo@exemple.fr", display_name="Mâlo Kerbrat")
    RoleGrant.objects.create(user=user, role="evaluator", starts_on="2020-01-01")
    fake = fakes["proconnect"]
    ExternalIdentity.objects.create(
        user=user, provider="proconnect", issuer=fake.issuer, subject=fake.subject
    )
    return user


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=f"S’identifier avec {label}").click()


def test_a_candidate_by_franceconnect_finds_their_civil_status(page, officer, fakes, site):
    """Invitation → FranceConnect → « that is me » → first page → file filled, date presumed."""
    invitations.invite(
        email="angeline@exemple.fr",
        display_name="Angéline d’Hautecourt",
        grants=[invitations.Grant("candidate")],
        by=officer,
    )
    page.goto(reverse("accounts:accept", args=[sent_token()]))
    heading(page).to_have_text("Bienvenue, Angéline d’Hautecourt")
    assert faults(page) == []
    press(page, "FranceConnect")
    heading(page).to_have_text("Est-ce bien vous ?")
    expect(page.locator("main")).to_contain_text("02/1994 (date présumée)")
    assert faults(page) == []
    page.get_by_role("button", name="Oui, c’est moi").click()
    expect(page).to_have_url(re.compile(r"://localhost:\d+/$"))
    expect(page.locator(".fr-header").first).to_contain_text("en tant que candidat")

    page.goto(reverse("candidates:mine"))
    file = page.locator("main")
    for words in ("D'HAUTECOURT", "Angéline Zoé", "février 1994 (date présumée)", "29019"):
        expect(file).to_contain_text(words)
    assert faults(page) == []
    assert Candidate.objects.get().birth_day is None

    page.get_by_role("button", name="Se déconnecter").first.click()
    heading(page).to_have_text("Connexion")
    press(page, "FranceConnect")
    expect(page.locator(".fr-header").first).to_contain_text("en tant que candidat")


def test_an_agent_without_mfa_is_told_so(page, agent, fakes):
    fakes["proconnect"].acr = "eidas1"
    page.goto(reverse("account_login"))
    assert faults(page) == []
    press(page, "ProConnect")
    heading(page).to_have_text("Vous n’êtes pas entré")
    expect(page.get_by_text("sans double authentification")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Prendre un autre compte ProConnect").click()
    heading(page).to_have_text("Connexion")
    assert any(path == "session/end" for path, _ in fakes["proconnect"].seen)


def test_an_agent_with_mfa_finds_the_first_page(page, agent, fakes):
    page.goto(reverse("account_login"))
    press(page, "ProConnect")
    expect(page).to_have_url(re.compile(r"://localhost:\d+/$"))
    expect(page.locator(".fr-header").first).to_contain_text("en tant que évaluateur")
    page.goto(reverse("accounts:profile"))
    expect(page.get_by_role("button", name="Délier")).to_be_visible()
    assert faults(page) == []
    assert any(path == "hop" for path, _ in fakes["proconnect"].seen), "through another origin"

    page.get_by_role("button", name="Se déconnecter").first.click()
    heading(page).to_have_text("Connexion")
    assert any(path == "session/end" for path, _ in fakes["proconnect"].seen)


def test_a_redirection_after_a_form_would_have_been_stopped(page, agent, wrong, monkeypatch):
    """The control: sent on by a redirection instead of our page, Chromium goes nowhere."""
    monkeypatch.setattr(
        providers, "_departure", lambda request, provider, address, why: redirect(address)
    )
    page.goto(reverse("account_login"))
    press(page, "ProConnect")
    page.wait_for_timeout(1000)
    heading(page).to_have_text("Connexion")
    assert any("form-action" in complaint for complaint in wrong)
    wrong.clear()
