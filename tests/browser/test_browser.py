"""Screens and journeys in a real Chromium: clean for axe, no wider than a phone, by keyboard too.

One module, so that the demonstration is built once for all of it.
"""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.found import ADMINISTRATOR, AUDITOR, CANDIDATE, OFFICER, SERVES_ONCE
from tests.browser.screens import SCREENS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    # Playwright's loop leaves sockets to the collector when it stops.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
axe = Axe()
#: Where to leave a picture of each screen, for the eye; nothing by default.
PICTURES = os.environ.get("CCAS_PICTURES", "")


def look(page: Page, screen: object, width: int) -> None:
    """A picture of the whole page, when asked for."""
    if PICTURES:
        name = re.sub(r"[^\w-]+", "-", str(screen))
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


def faults(page: Page) -> list[str]:
    """What axe finds, one line for each node."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe.axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then((all) => all.violations)")
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]}"
        for one in found
        for node in one["nodes"]
    ]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_every_screen_is_accessible_and_fits(visit, screen):
    watched = visit(screen.path(), screen.key, screen.role, size=DESK, shared=True)
    page = watched.page
    assert page.locator("h1").count() == 1
    assert page.locator("main#contenu").count() == 1
    look(page, screen, DESK[0])
    assert faults(page) == []
    assert overflow(page) <= 0
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.wait_for_timeout(150)  # the design system moves the menu into its modal
    look(page, screen, PHONE[0])
    assert faults(page) == []
    assert overflow(page) <= 0


def test_axe_bites(visit):
    """Negative control: an image without words and a pale text are found."""
    page = visit("/accessibilite/").page
    page.evaluate(
        """() => {
          const main = document.querySelector("main");
          main.append(document.createElement("img"));
          const pale = document.createElement("p");
          pale.textContent = "pâle";
          pale.style.color = "#eee";
          pale.style.background = "#fff";
          main.append(pale);
        }"""
    )
    found = " ".join(faults(page))
    assert "image-alt" in found
    assert "color-contrast" in found


def test_the_policy_bites(visit):
    """Negative control: an inline script and an inline style do not run."""
    watched = visit("/accessibilite/")
    page = watched.page
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.intruder = true";
          document.body.append(script);
          document.body.setAttribute("onclick", "window.intruder = true");
        }"""
    )
    page.locator("h1").click()
    assert page.evaluate("window.intruder") is None
    assert watched.complaints()
    watched.errors.clear()
    page.evaluate("window.refusedByPolicy = []")


def test_a_wide_page_would_be_seen(visit):
    """Negative control of the overflow measure."""
    page = visit("/accessibilite/", size=PHONE).page
    page.evaluate("document.querySelector('main').style.minWidth = '900px'")
    assert overflow(page) > 0


def test_one_click_enters_as_a_member_of_the_cast(visit):
    page = visit("/").page
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    page.get_by_role("button", name=re.compile("Kervoëlen")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce qui attend")
    expect(page.locator(".fr-header")).to_contain_text("en tant que gestionnaire")
    page.get_by_role("button", name="Se déconnecter").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")


def test_a_wrong_password_leads_to_the_field(visit):
    page = visit("/compte/connexion/").page
    page.get_by_label("Adresse électronique").fill("gestion@demonstration.ccas.example")
    page.get_by_label("Mot de passe").fill("ce n’est pas celui-là")
    page.get_by_label("Mot de passe").press("Enter")
    summary = page.locator("#erreurs")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Rien n’a été enregistré")
    expect(page.get_by_label("Adresse électronique")).to_have_value(
        "gestion@demonstration.ccas.example"
    )


def test_the_keyboard_alone_goes_from_the_skip_link_to_the_content(visit):
    page = visit("/", *OFFICER).page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main#contenu")).to_be_focused()
    page.keyboard.press("Tab")
    inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert inside, "the next stop is inside the content"


def test_every_stop_of_the_keyboard_shows_where_it_is(visit):
    page = visit("/", *CANDIDATE).page
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const one = document.activeElement;
              if (!one || one === document.body) return null;
              const style = getComputedStyle(one);
              const box = one.getBoundingClientRect();
              return [one.outerHTML.slice(0, 120), style.outlineStyle !== "none"
                || style.boxShadow !== "none", box.width > 0 && box.height > 0];
            }"""
        )
        if stop is None or stop[0] in seen:
            break
        seen.add(stop[0])
        assert stop[1], f"no visible focus: {stop[0]}"
        assert stop[2], f"focus on nothing: {stop[0]}"
    assert len(seen) > 8


def test_the_menu_of_a_phone_opens_and_closes(visit):
    page = visit("/", *OFFICER, size=PHONE).page
    menu = page.locator("#navigation")
    expect(menu).to_be_hidden()
    page.locator("#menu-button").click()
    expect(menu).to_be_visible()
    expect(menu.locator("[aria-current=page]")).to_have_text("Accueil")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_on_a_phone_a_line_of_a_table_stands_on_end_and_says_its_columns(visit):
    page = visit("/personnes/unites/", *OFFICER, size=PHONE).page
    table = page.locator(".ccas-table").last
    cells = table.locator("tbody tr").first.locator("td")
    heads = table.locator("thead th")
    for rank in range(cells.count()):
        expect(cells.nth(rank)).to_have_attribute("data-column", heads.nth(rank + 1).inner_text())
    container = table.locator(".fr-table__container")
    wider = "(one) => one.scrollWidth - one.clientWidth"
    assert container.evaluate(wider) <= 0
    # The negative control: laid flat as on a desk, the same table leaves the screen.
    table.evaluate("(one) => one.classList.remove('ccas-table--named')")
    assert container.evaluate(wider) > 0


def test_the_theme_can_be_dark(visit):
    page = visit("/accessibilite/").page
    page.get_by_role("button", name="Paramètres d’affichage").click()
    page.get_by_text("Thème sombre").click()
    expect(page.locator("html")).to_have_attribute("data-fr-theme", "dark")
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)
    assert faults(page) == []


def test_a_figure_of_the_officer_opens_the_list_that_it_counts(visit):
    page = visit("/", *OFFICER).page
    figures = page.locator(".ccas-count:has(a)")
    for position in range(figures.count()):
        figure = figures.nth(position)
        number = int(figure.locator(".ccas-count__number").inner_text())
        if number == 0:
            continue
        figure.get_by_role("link").click()
        expect(page.locator(".ccas-lead")).to_contain_text(str(number))
        assert page.locator(".ccas-tasks > li").count() == min(number, 50)
        return
    pytest.fail("nothing waits in the demonstration")


def test_the_pages_work_without_scripts(visit):
    """Signing in and reading need no script at all."""
    page = visit("/compte/connexion/", java_script_enabled=False).page
    page.get_by_role("button", name=re.compile("Le Tallec")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    assert page.locator(".ccas-block").count() == 3


@pytest.mark.parametrize(
    "who", [OFFICER, AUDITOR, CANDIDATE, ADMINISTRATOR], ids=lambda who: who[1]
)
def test_the_menu_stands_on_one_line(visit, who):
    page = visit("/", *who).page
    tops = page.locator("#navigation > ul > li").evaluate_all(
        "(items) => items.map((item) => item.getBoundingClientRect().top)"
    )
    assert len(set(tops)) == 1, tops


def test_a_group_of_the_menu_opens_by_keyboard(visit):
    page = visit("/", *OFFICER).page
    group = page.get_by_role("button", name="Évaluation")
    inside = page.get_by_role("link", name="Scénarios")
    expect(inside).to_be_hidden()
    group.focus()
    page.keyboard.press("Enter")
    expect(group).to_have_attribute("aria-expanded", "true")
    expect(inside).to_be_visible()
    assert faults(page) == []
    inside.press("Enter")
    expect(page).to_have_url(re.compile("/sessions/scenarios/$"))
    expect(page.get_by_role("button", name="Évaluation")).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_menu_needs_no_script(visit, size):
    page = visit("/", *OFFICER, size=size, java_script_enabled=False).page
    page.get_by_role("link", name="Scénarios").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Scénarios")


def test_a_supervisor_attests_from_a_link_on_a_phone(visit):
    page = visit(f"/pratique/attestation/{SERVES_ONCE}/", size=PHONE).page
    expect(page.locator("h1")).to_have_text("Attester un exercice professionnel")
    page.get_by_label("Votre fonction").fill("Cheffe de salle opérationnelle")
    page.get_by_role("button", name="Envoyer ma réponse").click()
    expect(page.locator(".fr-alert--error")).to_contain_text("Choisissez l’une des deux réponses")
    assert page.get_by_label("Votre fonction").input_value() == "Cheffe de salle opérationnelle"
    page.get_by_text("J’atteste cette période").click()
    # What a paper attested already is not attested twice.
    assert page.get_by_label("Premier jour attesté").input_value() == "2026-09-01"
    page.get_by_text("J’encadrais cette personne").click()
    assert faults(page) == []
    assert overflow(page) <= 0
    page.get_by_role("button", name="Envoyer ma réponse").click()
    expect(page.locator("h1")).to_have_text("Merci, votre attestation est enregistrée")
    assert faults(page) == []
    page.goto(f"/pratique/attestation/{SERVES_ONCE}/")
    expect(page.locator("h1")).to_have_text("Ce lien n’ouvre plus rien")
