"""The sheet in a real Chromium: a tap, a line changed elsewhere, the keyboard, the call."""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from assessments.grading.models import AssessmentSheet, LeadCall
from tests.browser.stations import (
    PHONE,
    a_tablet,
    all_sent,
    live,
    open_sheet,
    state,
    tap_on,
    target,
    values,
    wait_for,
)
from tests.factories.grading import a_simulation, competencies_of, opened_sheets, tap

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK = {"width": 1280, "height": 900}

#: Playwright's own loop runs in the thread of the tests; our queries there are synchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


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
    context = a_tablet(chromium, site, sheet.evaluator)
    yield open_sheet(context, site, sheet)
    # While Playwright's loop runs, Django gives this thread a connection of its own.
    connections.close_all()
    context.close()


def test_a_tap_is_saved_and_said_and_can_be_undone(page, sheet):
    line = competencies_of(sheet.simulation)[0]
    tap_on(page, 0, 0)
    expect(page.locator("#grille-compte")).to_contain_text("1/13")
    expect(state(page)).to_have_text(re.compile(r"Enregistré à \d\d:\d\d:\d\d"))
    assert values(sheet) == {line.pk: "A"}
    page.locator("#grille-annuler button").click()
    expect(page.locator("#grille-compte")).to_contain_text("0/13")
    wait_for(lambda: values(sheet) == {})


def test_a_second_tap_corrects_and_its_undoing_gives_the_first_back(page, sheet):
    line = competencies_of(sheet.simulation)[4]
    tap_on(page, 4, 0)
    tap_on(page, 4, 2)
    page.locator("#grille-annuler button").click()
    expect(target(page, 4, 0)).to_have_attribute("aria-pressed", "true")
    wait_for(lambda: values(sheet) == {line.pk: "A"} and sheet.acts.count() == 3)


def test_a_preset_and_a_note_bear_the_second_and_can_be_withdrawn(page, sheet):
    page.get_by_role("button", name="Noter", exact=True).click()
    page.get_by_role("button", name="Hésitation").click()
    page.get_by_label("Ce que vous avez vu ou entendu").fill("fait répéter l’adresse <b>")
    page.get_by_label("Compétence", exact=True).select_option(index=2)
    page.get_by_role("button", name="Enregistrer la note").click()
    seen = page.locator("#grille-observations")
    expect(seen).to_contain_text("Hésitation")
    expect(seen).to_contain_text("fait répéter l’adresse <b> (BC01.2)")
    wait_for(lambda: sheet.observations.count() == 2)
    page.get_by_role("button", name="Retirer « Hésitation »").click()
    expect(seen).not_to_contain_text("Hésitation")
    second = competencies_of(sheet.simulation)[1].pk
    wait_for(lambda: list(sheet.observations.values_list("competency", flat=True)) == [second])


def test_unsure_asks_for_a_second_look_and_blocks_nothing(page, sheet):
    line = page.locator("[data-line]").nth(3)
    line.get_by_role("button", name="À revoir").click()
    expect(line.get_by_role("button", name="À revoir")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#grille-revoir")).to_contain_text("BC01.4")
    for rank in range(13):
        tap_on(page, rank, 0)
    all_sent(page)
    expect(page.locator("#grille-doutes")).to_contain_text("n’empêche pas de signer")
    sign(page)
    expect(page.get_by_text("Grille signée le")).to_be_visible()
    assert AssessmentSheet.objects.get(pk=sheet.pk).state == "signed"


def test_what_is_missing_is_listed_before_signing(page, sheet):
    for rank in range(12):
        tap_on(page, rank, 1)
    missing = page.locator("#grille-manquantes a")
    expect(missing).to_have_count(1)
    expect(missing).to_contain_text("BC01.13")
    all_sent(page)
    sign(page)
    expect(page.locator("#erreurs")).to_contain_text("compétence 13")
    live(page)
    missing.click()
    assert focused_line(page) == str(competencies_of(sheet.simulation)[12].pk)


def test_a_line_changed_elsewhere_shows_both_values_and_a_choice(page, sheet):
    line = competencies_of(sheet.simulation)[2]
    tap(sheet, line, "E")
    target(page, 2, 2).click()
    clash = page.locator(".grid-clash")
    expect(clash).to_contain_text("En cours d’acquisition")
    expect(clash).to_contain_text("Non acquis")
    assert values(sheet) == {line.pk: "E"}
    clash.get_by_role("button", name="Mettre").click()
    expect(clash).to_have_count(0)
    wait_for(lambda: values(sheet) == {line.pk: "N"})


def test_keeping_the_saved_value_changes_nothing(page, sheet):
    line = competencies_of(sheet.simulation)[2]
    tap(sheet, line, "E")
    target(page, 2, 2).click()
    page.locator(".grid-clash").get_by_role("button", name="Garder").click()
    expect(target(page, 2, 1)).to_have_attribute("aria-pressed", "true")
    assert values(sheet) == {line.pk: "E"}


def test_everything_goes_by_keyboard(page, sheet):
    lines = competencies_of(sheet.simulation)
    for key in ("ArrowDown", "1", "ArrowDown", "3", "r", "u"):
        page.keyboard.press(key)
    expect(page.locator("#grille-compte")).to_contain_text("1/13")
    page.keyboard.press("n")
    page.keyboard.type("1 rue un, dite deux fois")
    assert page.evaluate("document.activeElement.id") == "note-texte"
    page.get_by_role("button", name="Enregistrer la note").click()
    expect(page.locator("#grille-observations")).to_contain_text("dite deux fois")
    all_sent(page)
    wait_for(lambda: values(sheet) == {lines[0].pk: "A"})
    page.keyboard.press("s")
    assert focused_line(page) == str(lines[1].pk)


def test_keys_are_shown_changed_and_turned_off(page, sheet):
    page.keyboard.press("ArrowDown")
    page.keyboard.press("?")
    dialog = page.locator("#grille-touches")
    expect(dialog).to_be_visible()
    row = dialog.locator("li", has_text="Coter « Acquis »")
    row.get_by_role("button", name="Changer").click()
    page.keyboard.press("u")
    expect(dialog).to_contain_text("sert déjà")
    page.keyboard.press("a")
    expect(row.locator("kbd")).to_have_text("A")
    page.get_by_role("button", name="Fermer").last.click()
    page.keyboard.press("1")
    page.keyboard.press("a")
    expect(target(page, 0, 0)).to_have_attribute("aria-pressed", "true")
    page.reload()  # kept on the device
    live(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("a")
    expect(target(page, 1, 0)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("?")
    page.get_by_text("Raccourcis actifs").click()
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("a")
    expect(page.locator("#grille-compte")).to_contain_text("2/13")
    page.keyboard.press("?")
    expect(dialog).to_be_visible()


def test_the_lead_is_called_without_leaving_the_sheet(page, sheet):
    page.get_by_role("button", name="Appeler le responsable").click()
    expect(page.locator("#grille-appel")).to_contain_text("est appelé depuis")
    assert LeadCall.objects.get().sheet == sheet
    page.context.set_offline(True)
    page.get_by_role("button", name="Appeler le responsable").click()
    expect(page.locator("#grille-appel")).to_contain_text("Faites signe")
    assert LeadCall.objects.count() == 1


@pytest.mark.parametrize("size", [PHONE, {"width": 768, "height": 1024}, DESK], ids=str)
def test_every_target_is_large_enough_for_a_thumb_and_axe_is_content(chromium, sheet, site, size):
    context = a_tablet(chromium, site, sheet.evaluator, size)
    page = open_sheet(context, site, sheet)
    tap_on(page, 0, 0)
    page.locator("[data-unsure]").nth(1).click()
    page.get_by_role("button", name="Annuler").first.focus()
    small = page.evaluate(
        "[...document.querySelectorAll('#grille button, #grille summary')].filter(e => {"
        "const r = e.getBoundingClientRect(); return r.height && (r.height < 44 || r.width < 44)"
        "}).map(e => e.outerHTML.slice(0, 120))"
    )
    assert small == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.evaluate(Axe().axe_script)
    found = "axe.run({resultTypes: ['violations']}).then((all) => all.violations)"
    assert [(one["id"], one["nodes"][0]["html"]) for one in page.evaluate(found)] == []
    page.keyboard.press("?")
    assert [(one["id"], one["nodes"][0]["html"]) for one in page.evaluate(found)] == []
    context.close()
    connections.close_all()


def sign(page):
    page.get_by_text("Signer ma grille").click()
    page.get_by_role("button", name="Oui, je signe").click()


def focused_line(page):
    return page.evaluate("document.activeElement.closest('[data-line]')?.dataset.line")
