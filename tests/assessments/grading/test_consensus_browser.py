"""Two evaluators on two devices, one harmonised sheet: no reload, nothing typed is taken away."""

import os
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from assessments.grading import actions
from ccas.accounts.proof import PROVEN_AT, SECOND_FACTOR
from tests.factories.grading import a_simulation, actor_of, competencies_of, lived

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Playwright's own loop runs in the thread of the tests; our queries there are synchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PATIENCE = 20_000  # milliseconds
TABLET, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
#: Where to leave pictures of the screens, for the eye; nothing by default.
PICTURES = os.environ.get("CCAS_PICTURES", "")


@pytest.fixture
def simulation():
    return a_simulation(blocks=(1,))


@pytest.fixture
def consensus(simulation):
    one, _ = lived(simulation, {0: "A", 3: "E", 7: "N"}, {0: "N", 3: "N", 7: "N"})
    return actions.open_consensus(simulation, by=actor_of(one.evaluator))


@pytest.fixture
def site(consensus):
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture
def devices(chromium, simulation, consensus, site):
    """The page of each evaluator, on a device of their own: a tablet, a telephone."""
    contexts, pages = [], []
    for seat, size in zip(simulation.evaluators.order_by("position"), (TABLET, PHONE), strict=True):
        client = Client()
        client.force_login(seat.person.user, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.session
        session["active_role"] = "evaluator"
        session[SECOND_FACTOR] = True
        session[PROVEN_AT] = time.time()
        session.save()
        context = chromium.new_context(viewport=size, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": site}
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(site + reverse("grading:consensus", args=[consensus.pk]))
        page.evaluate("window.sameDocument = true")
        contexts.append(context)
        pages.append(page)
    yield pages
    connections.close_all()
    for context in contexts:
        context.close()


def line(page, consensus, rank):
    """The disagreement on the competency of that rank, from 0."""
    key = competencies_of(consensus.simulation)[rank].pk
    return page.locator(f"#ligne-{consensus.lines.get(competency=key).pk}")


def picture(page, name):
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def test_one_settles_by_the_keyboard_and_the_other_sees_it_where_they_are(devices, consensus):
    one, two = devices
    picture(one, "consensus-1280")
    picture(two, "consensus-390")
    line(two, consensus, 0).get_by_label("Votre explication").fill("Je n’ai pas entendu l’adresse")

    line(one, consensus, 0).get_by_label("En cours d’acquisition").focus()
    one.keyboard.press("Space")
    one.keyboard.press("Tab")
    one.keyboard.type("Réécouté : adresse donnée tard.")
    one.keyboard.press("Tab")
    one.keyboard.press("Enter")
    expect(line(one, consensus, 0)).to_contain_text("Tranché")
    following = one.get_by_role("link", name="Désaccord suivant")
    expect(following).to_be_focused()
    expect(one.locator("#pair-tete")).to_contain_text("Un désaccord à trancher ensemble")

    # The other device: the answer arrives, what was being typed stays, nothing was reloaded.
    expect(line(two, consensus, 0)).to_contain_text("Réécouté : adresse donnée tard.")
    expect(two.locator("#pair-tete")).to_contain_text("Un désaccord à trancher ensemble")
    typed = line(two, consensus, 0).get_by_label("Votre explication")
    expect(typed).to_have_value("Je n’ai pas entendu l’adresse")

    # Sent against an answer not read: both are shown, and sent again it stands.
    line(two, consensus, 0).get_by_label("Non acquis").check(force=True)
    line(two, consensus, 0).get_by_role("button", name="Trancher").click()
    expect(line(two, consensus, 0)).to_contain_text("L’autre évaluateur vient de trancher")
    expect(line(two, consensus, 0)).to_contain_text("Réécouté : adresse donnée tard.")
    expect(typed).to_have_value("Je n’ai pas entendu l’adresse")
    picture(two, "consensus-conflict-390")
    line(two, consensus, 0).get_by_role("button", name="Modifier").click()
    expect(line(one, consensus, 0)).to_contain_text("Je n’ai pas entendu l’adresse")

    one.keyboard.press("Enter")
    line(one, consensus, 3).get_by_label("Non acquis").check(force=True)
    line(one, consensus, 3).get_by_label("Votre explication").fill("Vu ensemble.")
    line(one, consensus, 3).get_by_role("button", name="Trancher").click()
    expect(one.get_by_role("link", name="Tout est tranché")).to_be_focused()
    assert one.evaluate("window.sameDocument") and two.evaluate("window.sameDocument")
    picture(one, "consensus-settled-1280")

    expect(two.get_by_role("button", name="Signer")).to_be_visible()
    one.get_by_role("button", name="Signer").click()
    expect(one.locator("#pair-tete")).to_contain_text("Votre signature est donnée")
    expect(two.locator("#pair-tete")).to_contain_text("a signé")
    two.get_by_role("button", name="Signer").click()
    expect(two.locator("#pair-tete")).to_contain_text("signée le")
    expect(one.locator("#pair-tete")).to_contain_text("signée le")
    picture(two, "consensus-signed-390")


def test_nothing_of_it_needs_a_script(consensus, site, chromium, simulation):
    """Without script: the same forms, a page for an answer."""
    seat = simulation.evaluators.order_by("position").first()
    client = Client()
    client.force_login(seat.person.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["active_role"] = "evaluator"
    session[SECOND_FACTOR] = True
    session.save()
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": site}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(site + reverse("grading:consensus", args=[consensus.pk]))
    line(page, consensus, 0).get_by_label("Non acquis").check(force=True)
    line(page, consensus, 0).get_by_role("button", name="Trancher").click()
    expect(line(page, consensus, 0)).to_contain_text("Votre explication")
    line(page, consensus, 0).get_by_label("Votre explication").fill("Revu ensemble.")
    line(page, consensus, 0).get_by_role("button", name="Trancher").click()
    expect(line(page, consensus, 0)).to_contain_text("Tranché")
    connections.close_all()
    context.close()
