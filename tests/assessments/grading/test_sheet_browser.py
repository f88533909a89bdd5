"""The sheet in a real Chromium: a tap, a lost network, two windows, the keyboard."""

import os
import re

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from assessments.grading.models import Rating
from tests.factories.grading import (
    a_simulation,
    actor_of,
    competencies_of,
    opened_sheets,
    tap,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Playwright's own loop runs in the thread of the tests; our queries there are synchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PATIENCE = 20_000  # milliseconds
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def sheet():
    return opened_sheets(a_simulation(blocks=(1,)))[0]


@pytest.fixture
def site(sheet):
    """Address of a server of our own: stopped before the test database is taken away."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture
def page(chromium, sheet, site):
    """The sheet, opened by its evaluator on a phone."""
    actor = actor_of(sheet.evaluator)
    client = Client()
    client.force_login(sheet.evaluator.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["active_role"] = actor.role
    session["second_factor"] = True
    session.save()
    context = chromium.new_context(viewport=PHONE)
    context.set_default_timeout(PATIENCE)
    context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": session.session_key,
                "url": site,
            }
        ]
    )
    opened = context.new_page()
    opened.goto(site + reverse("grading:sheet", args=[sheet.pk]))
    expect(opened.locator("[data-line][tabindex]").first).to_be_visible()
    yield opened
    # While Playwright's loop runs, Django gives this thread a connection of its own.
    connections.close_all()
    context.close()


def target(page, line, level):
    """One of the large targets: rank of the line, rank of the level, both from 0."""
    return page.locator("[data-line]").nth(line).locator(".grid-target").nth(level)


def state(page):
    return page.locator("#grille-etat")


def values(sheet):
    return dict(Rating.objects.filter(sheet=sheet).values_list("competency", "value"))


def test_a_tap_is_saved_and_said_and_can_be_undone(page, sheet):
    line = competencies_of(sheet.simulation)[0]
    target(page, 0, 0).click()
    expect(page.locator("#grille-compte")).to_contain_text("1/13", timeout=PATIENCE)
    expect(state(page)).to_have_text(re.compile(r"Enregistré à \d\d:\d\d:\d\d"))
    expect(target(page, 0, 0)).to_have_attribute("aria-pressed", "true")
    assert values(sheet) == {line.pk: "A"}
    page.locator("#grille-annuler button").click()
    expect(page.locator("#grille-compte")).to_contain_text("0/13", timeout=PATIENCE)
    assert values(sheet) == {}


def test_taps_made_without_network_leave_in_order_when_it_comes_back(page, sheet):
    lines = competencies_of(sheet.simulation)
    page.context.set_offline(True)
    target(page, 0, 0).click()
    target(page, 1, 0).click()
    target(page, 1, 2).click()
    expect(state(page)).to_contain_text("Non envoyé (3 gestes)", timeout=PATIENCE)
    expect(state(page).get_by_role("button", name="Réessayer")).to_be_visible()
    expect(target(page, 1, 2)).to_have_attribute("aria-pressed", "true")
    assert values(sheet) == {}
    page.context.set_offline(False)
    expect(page.locator("#grille-compte")).to_contain_text("2/13", timeout=PATIENCE)
    expect(state(page)).to_contain_text("Enregistré à", timeout=PATIENCE)
    assert values(sheet) == {lines[0].pk: "A", lines[1].pk: "N"}


def test_a_line_changed_elsewhere_shows_both_values_and_a_choice(page, sheet):
    line = competencies_of(sheet.simulation)[2]
    tap(sheet, line, "E")
    target(page, 2, 2).click()
    clash = page.locator(".grid-clash")
    expect(clash).to_contain_text("En cours d’acquisition", timeout=PATIENCE)
    expect(clash).to_contain_text("Non acquis")
    assert values(sheet) == {line.pk: "E"}
    clash.get_by_role("button", name="Mettre").click()
    expect(clash).to_have_count(0, timeout=PATIENCE)
    assert values(sheet) == {line.pk: "N"}


def test_keeping_the_saved_value_changes_nothing(page, sheet):
    line = competencies_of(sheet.simulation)[2]
    tap(sheet, line, "E")
    target(page, 2, 2).click()
    page.locator(".grid-clash").get_by_role("button", name="Garder").click()
    expect(target(page, 2, 1)).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
    assert values(sheet) == {line.pk: "E"}


def test_everything_goes_by_keyboard(page, sheet):
    lines = competencies_of(sheet.simulation)
    for key in ("ArrowDown", "1", "ArrowDown", "3", "u"):
        page.keyboard.press(key)
        if key in "13":
            expect(state(page)).to_contain_text("Enregistré à", timeout=PATIENCE)
    expect(page.locator("#grille-compte")).to_contain_text("1/13", timeout=PATIENCE)
    page.keyboard.press("n")
    page.keyboard.type("1 rue un, dite deux fois")
    assert page.evaluate("document.activeElement.id") == "note-texte"
    page.get_by_role("button", name="Noter", exact=True).click()
    expect(page.locator("#grille-observations")).to_contain_text("dite deux fois")
    assert values(sheet) == {lines[0].pk: "A"}


def test_every_target_is_large_enough_for_a_thumb(page):
    small = page.evaluate(
        "[...document.querySelectorAll('#grille button, #grille summary')].filter(e => {"
        "const r = e.getBoundingClientRect(); return r.height && (r.height < 44 || r.width < 44)"
        "}).map(e => e.className)"
    )
    assert small == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
