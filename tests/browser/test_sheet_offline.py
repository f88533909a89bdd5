"""The live sheet when the network, the tab or the session goes: nothing lost, nothing twice."""

import os
import random
import re

import pytest
from django.db import connections
from playwright.sync_api import Error, expect
from pytest_django.live_server_helper import LiveServer

from assessments.grading.models import SheetAct
from ccas.accounts.models import User
from tests.browser.stations import (
    Wire,
    a_tablet,
    all_sent,
    arrived,
    kept,
    live,
    open_sheet,
    path_of,
    sign_in,
    state,
    tap_on,
    target,
    until,
    values,
    wait_for,
)
from tests.factories.grading import (
    a_person,
    a_simulation,
    competencies_of,
    fill,
    opened_sheets,
    tap,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

LEVELS = "AENO"


@pytest.fixture
def sheet():
    return opened_sheets(a_simulation(blocks=(1,)))[0]


@pytest.fixture
def wire(sheet):
    server = LiveServer("127.0.0.1")
    wire = Wire(server.url)
    yield wire
    wire.close()
    server.stop()


@pytest.fixture
def tablet(chromium, wire, sheet):
    context = a_tablet(chromium, wire.url, sheet.evaluator)
    yield context
    # While Playwright's loop runs, Django gives this thread a connection of its own.
    connections.close_all()
    context.close()


@pytest.fixture
def page(tablet, wire, sheet):
    return open_sheet(tablet, wire.url, sheet)


def kill(page) -> None:
    """The process of the tab dies at once, with whatever it had in memory: no handler runs."""
    with pytest.raises(Error, match="chrome://crash"):
        page.goto("chrome://crash")
    page.close()


def some_taps(number: int, lines: int, seed: int) -> list[tuple[int, int]]:
    """Taps that each change something: rank of the line, rank of the level."""
    chance, standing, made = random.Random(seed), {}, []
    while len(made) < number:
        line, level = chance.randrange(lines), chance.randrange(4)
        if standing.get(line) != level:
            standing[line] = level
            made.append((line, level))
    return made


def test_the_network_cut_the_tab_killed_two_tabs_open(tablet, page, sheet, wire, record_property):
    """A whole simulation: every tap arrives once, in the order it was made."""
    lines = competencies_of(sheet.simulation)
    taps = some_taps(36, len(lines), seed=17)
    kept(page)
    other = open_sheet(tablet, wire.url, sheet)
    tabs = [page, other]
    for rank, (line, level) in enumerate(taps[:12]):
        tap_on(tabs[rank % 2], line, level)
    all_sent(page)
    tablet.set_offline(True)
    wire.snap()
    for rank, (line, level) in enumerate(taps[12:18]):
        tap_on(tabs[rank % 2], line, level)
    expect(state(page)).to_contain_text("6\u00a0actes")
    kill(page)
    page = open_sheet(tablet, wire.url, sheet)  # from the device alone
    for line in range(len(lines)):
        last = [level for one, level in taps[:18] if one == line]
        if last:
            expect(target(page, line, last[-1])).to_have_attribute("aria-pressed", "true")
    tabs = [page, other]
    for rank, (line, level) in enumerate(taps[18:24]):
        tap_on(tabs[rank % 2], line, level)
    expect(state(page)).to_contain_text("12\u00a0actes")
    assert len(arrived(sheet)) == 12, "nothing left while the network was cut"
    wire.mend()
    tablet.set_offline(False)
    for rank, (line, level) in enumerate(taps[24:]):
        tap_on(tabs[rank % 2], line, level)
    all_sent(page)
    all_sent(other)
    made = [(lines[line].pk, LEVELS[level]) for line, level in taps]
    wait_for(lambda: len(arrived(sheet)) >= len(made))
    got = arrived(sheet)
    lost = sum(max(0, made.count(one) - got.count(one)) for one in set(made))
    twice = sum(max(0, got.count(one) - made.count(one)) for one in set(got))
    record_property("FIGURE offline_taps_lost", f"{lost} taps")
    record_property("FIGURE offline_taps_twice", f"{twice} taps")
    assert got == made
    assert SheetAct.objects.filter(sheet=sheet).values("client").distinct().count() == 1
    expected = {}
    for competency, value in made:
        expected[competency] = value
    assert values(sheet) == expected


def test_without_the_journal_the_same_taps_are_lost(tablet, page, sheet, wire):
    """Negative control: a device that forgets loses what it had not sent."""
    kept(page)
    wire.snap()
    tablet.set_offline(True)
    tap_on(page, 0, 0)
    tap_on(page, 1, 0)
    forget = """async () => {
      const opening = indexedDB.open("ccas-grilles");
      const database = await new Promise((done) => {
        opening.onsuccess = () => done(opening.result);
      });
      const transaction = database.transaction(["acts"], "readwrite");
      transaction.objectStore("acts").clear();
      await new Promise((done) => { transaction.oncomplete = done; });
    }"""
    page.evaluate(forget)
    kill(page)
    page = open_sheet(tablet, wire.url, sheet)
    expect(page.locator("#grille-compte")).to_contain_text("0/13")
    wire.mend()
    tablet.set_offline(False)
    tap_on(page, 2, 0)
    all_sent(page)
    assert len(arrived(sheet)) == 1


def test_a_reply_lost_on_the_way_counts_once(page, sheet, wire):
    """The server has the act, the device does not know: it sends again, and nothing is doubled."""
    wire.lose_replies(3)
    tap_on(page, 0, 0)
    tap_on(page, 1, 2)
    page.get_by_role("button", name="Noter", exact=True).click()
    page.get_by_role("button", name="Oubli").click()
    all_sent(page)
    wait_for(lambda: sheet.acts.count() == 3)
    assert wire.lost_replies
    assert sheet.observations.count() == 1


def test_a_server_that_errs_is_asked_again(page, sheet):
    """Whatever is not an answer for that act leaves it on the device."""
    answers = [500, 413, 400, 502]

    def refuse(route):
        if answers and route.request.method == "POST":
            route.fulfill(status=answers.pop(), body="{}", content_type="application/json")
        else:
            route.continue_()

    page.route("**/journal/", refuse)
    tap_on(page, 0, 0)
    expect(state(page)).to_contain_text("Non envoyé")
    while answers:
        page.get_by_role("button", name="Réessayer").click()
        page.wait_for_timeout(200)
    page.get_by_role("button", name="Réessayer").click()
    all_sent(page)
    assert len(arrived(sheet)) == 1


def test_a_slow_server_is_said_to_be_waited_for(page, wire):
    wire.delay = 6
    tap_on(page, 0, 0)
    expect(state(page)).to_contain_text("Envoyé, en attente de confirmation (1\u00a0acte)")
    wire.delay = 0
    all_sent(page)


def test_offline_longer_than_the_session(tablet, page, sheet, wire):
    """The acts wait for the same person to sign in again; nothing is dropped."""
    kept(page)
    wire.snap()
    tablet.set_offline(True)
    for line in range(3):
        tap_on(page, line, 0)
    tablet.clear_cookies()
    tablet.set_offline(False)
    wire.mend()
    expect(state(page)).to_contain_text("Reconnectez-vous pour envoyer 3\u00a0actes")
    tap_on(page, 3, 1)  # one goes on all the same
    expect(state(page)).to_contain_text("4\u00a0actes")
    assert arrived(sheet) == []
    link = state(page).get_by_role("link", name="Se reconnecter")
    assert re.search(r"/connexion/\?next=.*grilles", link.get_attribute("href"))
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    sign_in(tablet, wire.url, sheet.evaluator)
    page.goto(wire.url + path_of(sheet))
    live(page)
    all_sent(page)
    assert [value for _, value in arrived(sheet)] == ["A", "A", "A", "E"]


def test_a_token_of_before_the_new_sign_in_is_renewed(tablet, page, sheet, wire):
    """Another window signed in again: this one goes on without being reloaded."""
    tap_on(page, 0, 0)
    all_sent(page)
    tablet.clear_cookies(name="csrftoken")
    other = tablet.new_page()
    other.goto(wire.url + "/compte/")
    tap_on(page, 1, 0)
    expect(page.locator("#grille-compte")).to_contain_text("2/13")
    all_sent(page)
    wait_for(lambda: len(arrived(sheet)) == 2)


def test_another_person_on_the_same_device_sees_and_sends_nothing(tablet, page, sheet, wire):
    """Not even the copy of the page; the acts wait, sealed, for whoever made them."""
    kept(page)
    wire.snap()
    tablet.set_offline(True)
    tap_on(page, 0, 0)
    page.close()
    tablet.set_offline(False)
    wire.mend()
    tablet.clear_cookies()
    intruder = a_person()
    sign_in(tablet, wire.url, intruder)
    page = tablet.new_page()
    page.goto(wire.url + "/")  # any page of the site
    left = until(
        page,
        """async () => {
          const names = await caches.keys();
          if (names.length) return false;
          const opening = indexedDB.open("ccas-grilles");
          const database = await new Promise((done) => {
            opening.onsuccess = () => done(opening.result);
          });
          const all = (name) => new Promise((done) => {
            const asked = database.transaction([name]).objectStore(name).getAll();
            asked.onsuccess = () => done(asked.result);
          });
          const found = {keys: await all("keys"), acts: await all("acts")};
          found.sheets = await all("sheets");
          database.close();
          return found.keys.length ? false : {
            acts: found.acts.map((act) => [act.state, Object.keys(act).sort(), act.kind ?? null]),
            sealed: found.sheets.every((row) => row.label.box instanceof ArrayBuffer),
          };
        }""",
    )
    sealed = ["at", "person", "sealed", "sentence", "sequence", "sheet", "state"]
    assert left == {"acts": [["waiting", sealed, None]], "sealed": True}
    assert page.goto(wire.url + path_of(sheet)).status == 404
    wire.snap()
    tablet.set_offline(True)
    with pytest.raises(Error, match="ERR_"):
        page.goto(wire.url + path_of(sheet))
    assert arrived(sheet) == []
    wire.mend()
    tablet.set_offline(False)
    tablet.clear_cookies()
    sign_in(tablet, wire.url, sheet.evaluator)
    page.goto(wire.url + path_of(sheet))
    live(page)
    all_sent(page)
    assert [value for _, value in arrived(sheet)] == ["A"]


def test_signing_out_leaves_only_what_was_not_sent_and_sealed(tablet, page, sheet, wire):
    kept(page)
    tap_on(page, 0, 0)
    all_sent(page)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Se déconnecter").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    assert page.evaluate("caches.keys()") == []
    assert stored(page) == {"keys": 0, "sheets": 0, "acts": 0}


def stored(page) -> dict[str, int]:
    return page.evaluate(
        """async () => {
          const opening = indexedDB.open("ccas-grilles");
          const database = await new Promise((done) => {
            opening.onsuccess = () => done(opening.result);
          });
          const found = {};
          for (const name of ["keys", "sheets", "acts"]) {
            const asked = database.transaction([name]).objectStore(name).count();
            found[name] = await new Promise((done) => {
              asked.onsuccess = () => done(asked.result);
            });
          }
          database.close();
          return found;
        }"""
    )


def test_an_hour_after_signing_nothing_is_left(tablet, page, sheet, wire):
    tap_on(page, 0, 0)
    all_sent(page)
    kept(page)
    for competency in competencies_of(sheet.simulation)[1:]:
        tap(sheet, competency, "A")
    page.reload()
    live(page)
    expect(page.locator("#grille-compte")).to_contain_text("13/13")
    page.get_by_text("Signer ma grille").click()
    page.get_by_role("button", name="Oui, je signe").click()
    expect(page.get_by_text("Grille signée le")).to_be_visible()
    until(
        page,
        """async () => {
          for (const name of await caches.keys()) {
            if (await (await caches.open(name)).match(location.pathname)) return false;
          }
          return true;
        }""",
    )
    page.clock.install()
    page.reload()  # a page whose clock we hold; everything else stays
    page.clock.fast_forward("00:58:00")
    page.wait_for_timeout(500)
    assert stored(page)["acts"] == 1, "kept for an hour"
    page.clock.fast_forward("00:03:00")
    page.wait_for_timeout(500)
    assert stored(page) == {"keys": 1, "sheets": 0, "acts": 0}


def test_a_sheet_signed_elsewhere_refuses_and_says_so(tablet, page, sheet, wire):
    """The device keeps its copy until it is told, then says what was refused."""
    from assessments.grading import actions
    from tests.factories.grading import actor_of

    wire.snap()
    tap_on(page, 0, 2)
    fill(sheet)
    actions.sign_sheet(sheet, by=actor_of(sheet.evaluator))
    wire.mend()
    page.get_by_role("button", name="Réessayer").click()
    expect(page.get_by_text("Grille signée le").first).to_be_visible()
    assert len(arrived(sheet)) == 13


def test_the_worker_keeps_the_sheet_and_no_other_page(tablet, page, sheet, wire):
    kept(page)
    page.goto(wire.url + "/grilles/")
    page.goto(wire.url + path_of(sheet) + "historique/")
    page.goto(wire.url + path_of(sheet))
    live(page)
    pages = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            for (const request of await (await caches.open(name)).keys()) {
              const {pathname} = new URL(request.url);
              if (!pathname.startsWith("/static/")) found.push(pathname);
            }
          }
          return found.sort();
        }"""
    )
    assert pages == sorted(["/grilles/hors-ligne/", path_of(sheet)])
    assert User.objects.count() == 2
