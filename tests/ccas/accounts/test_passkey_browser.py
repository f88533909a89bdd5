"""Passkeys in a real Chromium, with a virtual authenticator: invitation → passkey → first page."""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.db import connections
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from ccas import jobs
from ccas.accounts import invitations
from ccas.jobs.models import Job
from ccas.outbox.actions import SEND

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

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
PASSWORD = "un canard bleu traverse la Loire"
axe = Axe()


@pytest.fixture
def site():
    # A passkey belongs to a name: « localhost », never an address in numbers.
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def link(officer, site, settings):
    """The link that a new evaluator found in their mail."""
    settings.PUBLIC_BASE_URL = site
    invitations.invite(
        email="enora.le-bars@exemple.fr",
        display_name="Énora Le Bars",
        grants=[invitations.Grant("evaluator")],
        by=officer,
    )
    jobs.run(Job.objects.get(kind=SEND).pk)
    return re.search(r"http\S+", mail.outbox[-1].body).group()


@pytest.fixture
def page(chromium, site):
    """A page whose device holds passkeys and always recognises its owner."""
    context = chromium.new_context(base_url=site, locale="fr-FR", viewport=DESK)
    context.set_default_timeout(15_000)
    opened = context.new_page()
    refused: list[str] = []
    opened.on(
        "console",
        lambda said: refused.append(said.text) if "Content Security" in said.text else None,
    )
    device = context.new_cdp_session(opened)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield opened
    # While Playwright's loop runs, Django gives this thread a connection of its own.
    connections.close_all()
    context.close()
    assert refused == []


def faults(page: Page) -> list[str]:
    """What axe finds at both widths, and a page wider than its window."""
    found = []
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        page.wait_for_timeout(150)
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(axe.axe_script)
        violations = page.evaluate(
            "axe.run({resultTypes: ['violations']}).then((a) => a.violations)"
        )
        found += [
            f"{one['id']}: {node['html'][:160]}" for one in violations for node in one["nodes"]
        ]
        if page.evaluate("document.documentElement.scrollWidth - window.innerWidth") > 0:
            found.append(f"wider than {size['width']}")
    page.set_viewport_size(DESK)
    return found


def heading(page: Page):
    return expect(page.get_by_role("heading", level=1))


def test_invitation_passkey_first_page_then_in_again(page, link):
    """The journey of the issue, then out, and in again by the passkey alone."""
    page.goto(link)
    heading(page).to_have_text("Bienvenue, Énora Le Bars")
    assert faults(page) == []
    page.get_by_role("button", name="Créer ma clé d’accès").click()
    expect(page.locator(".fr-header").first).to_contain_text("en tant que évaluateur")
    expect(page).to_have_url(re.compile(r"://localhost:\d+/$"))

    page.goto(reverse("mfa_index"))
    expect(page.get_by_role("rowheader", name="Clé d’accès 1")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Il en reste 10")
    assert faults(page) == []
    page.goto(reverse("accounts:sessions"))
    expect(page.locator("main")).to_contain_text("Celle-ci")
    assert faults(page) == []

    page.get_by_role("button", name="Se déconnecter").first.click()
    heading(page).to_have_text("Connexion")
    page.get_by_role("button", name="Entrer par ma clé d’accès").click()
    expect(page.locator(".fr-header").first).to_contain_text("en tant que évaluateur")

    page.goto(link)
    heading(page).to_have_text("Ce lien n’ouvre plus rien")
    assert faults(page) == []


def test_a_password_then_a_passkey_as_second_factor(page, link):
    """The password first: nothing opens until a second factor is there; then it is asked for."""
    page.goto(link)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_label("Le même, encore une fois").fill(PASSWORD)
    page.get_by_role("button", name="Enregistrer le mot de passe").click()
    heading(page).to_have_text("Connexion et sécurité")
    assert faults(page) == []
    page.get_by_role("link", name="Relier une application").click()
    heading(page).to_have_text("Relier une application de codes")
    assert faults(page) == []
    page.goto(reverse("mfa_add_webauthn"))
    assert faults(page) == []
    page.get_by_label("Nom de la clé").fill("Tablette de la salle")
    page.get_by_role("button", name="Créer la clé").click()
    heading(page).to_have_text("Codes de secours")
    page.get_by_role("button", name="Afficher les codes").click()
    expect(page.locator("main code")).to_have_count(10)
    assert faults(page) == []

    page.get_by_role("button", name="Se déconnecter").first.click()
    page.get_by_label("Adresse électronique").fill("enora.le-bars@exemple.fr")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    heading(page).to_have_text("Encore une preuve")
    assert faults(page) == []
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    expect(page.locator(".fr-header").first).to_contain_text("en tant que évaluateur")

    # Identity again, by the same key.
    page.goto(reverse("mfa_reauthenticate_webauthn") + "?next=/compte/")
    assert faults(page) == []
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    heading(page).to_have_text("Mon compte")


def test_a_device_that_refuses_is_said(page, link, site):
    """Negative control: without a device nothing opens, and the page says so."""
    bare = page.context.browser.new_page()
    bare.set_default_timeout(15_000)
    bare.add_init_script("navigator.credentials.create = () => Promise.reject(new Error('refusé'))")
    bare.goto(link)
    bare.get_by_role("button", name="Créer ma clé d’accès").click()
    expect(bare.get_by_role("alert")).to_contain_text("rien n’a été envoyé")
    heading(bare).to_have_text("Bienvenue, Énora Le Bars")
    bare.close()
