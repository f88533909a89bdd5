"""Evaluators at their stations, for the tests of the live sheet: signed in, on a network to cut."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assessments.grading.models import AssessmentSheet, Rating, SheetAct
from assessments.people.models import Person
from ccas.accounts.proof import PROVEN_AT, SECOND_FACTOR
from tests.factories.grading import actor_of

PATIENCE = 20_000  # milliseconds
PHONE = {"width": 390, "height": 844}


class Wire:
    """A network between browsers and the server, that can be cut or lose the replies.

    A browser cannot tell it from a real one: nothing in the page or its worker is replaced.
    """

    def __init__(self, server: str) -> None:
        where = urlsplit(server)
        self._server = (where.hostname, where.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.cut = False
        self.lost_replies = 0
        self.delay = 0.0  # seconds that each posted journal takes more
        self._to_lose = 0
        self.heard = bytearray()  # all that the server has answered
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def lose_replies(self, number: int) -> None:
        """The next `number` posted journals reach the server; their replies reach nobody."""
        self._to_lose = number

    def snap(self) -> None:
        """No network, and what was under way is lost."""
        self.cut = True
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self.cut = False

    def close(self) -> None:
        self.snap()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.cut:
                client.close()
                continue
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        """One connection: requests one way, replies the other, each in its thread."""
        try:
            server = socket.create_connection(self._server)
        except OSError:
            client.close()
            return
        self._open += [client, server]
        losing = threading.Event()

        def replies() -> None:
            for data in _pieces(server):
                if losing.is_set():
                    self.lost_replies += 1
                    break
                self.heard += data
                with suppress(OSError):
                    client.sendall(data)
            _hang_up(client, server)

        other = threading.Thread(target=replies, daemon=True)
        other.start()
        for data in _pieces(client):
            if self.cut:
                break
            if data.startswith(b"POST") and b"/journal/" in data[:200]:
                time.sleep(self.delay)
                if self._to_lose:
                    self._to_lose -= 1
                    losing.set()
            with suppress(OSError):
                server.sendall(data)
        _hang_up(client, server)
        # Closed once nobody reads them: a number freed under a reader would serve another socket.
        other.join()
        self._open.remove(client)
        self._open.remove(server)
        client.close()
        server.close()


def _pieces(one: socket.socket) -> Iterator[bytes]:
    while True:
        try:
            data = one.recv(65536)
        except OSError:
            return
        if not data:
            return
        yield data


def _hang_up(*sockets: socket.socket) -> None:
    for one in sockets:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


def session_key(person: Person) -> str:
    """A session of that person as an evaluator, by two factors."""
    client = Client()
    client.force_login(person.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["active_role"] = actor_of(person).role
    session[SECOND_FACTOR] = True
    session[PROVEN_AT] = time.time()
    session.save()
    return session.session_key


def sign_in(context: BrowserContext, site: str, person: Person) -> str:
    """That person is signed in, in this browser: the key of the session."""
    key = session_key(person)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])
    return key


def a_tablet(chromium: Browser, site: str, person: Person, size: dict | None = None, **options):
    """A browser of its own, signed in."""
    context = chromium.new_context(
        viewport=size or PHONE,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        reduced_motion="reduce",
        **options,
    )
    context.set_default_timeout(PATIENCE)
    sign_in(context, site, person)
    return context


def path_of(sheet: AssessmentSheet) -> str:
    return reverse("grading:sheet", args=[sheet.pk])


def open_sheet(context: BrowserContext, site: str, sheet: AssessmentSheet) -> Page:
    """The sheet in a new window, live."""
    page = context.new_page()
    page.goto(site + path_of(sheet))
    live(page)
    return page


def live(page: Page) -> None:
    """Wait until the journal of the page is open."""
    expect(page.locator("[data-sheet='live']")).to_be_visible(timeout=PATIENCE)


def kept(page: Page) -> None:
    """Wait until the service worker has this page: it can be opened again without a network."""
    until(
        page,
        """async () => {
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            if (await cache.match(location.pathname, {ignoreVary: true})) return true;
          }
          return false;
        }""",
    )


def until(page: Page, script: str) -> object:
    """What an asynchronous script says once it is not false (a promise would pass for true)."""
    end = time.monotonic() + 20
    while not (found := page.evaluate(script)):
        assert time.monotonic() < end, "never came true"
        page.wait_for_timeout(200)
    return found


def target(page: Page, line: int, level: int):
    """One of the large targets: rank of the line, rank of the level, both from 0."""
    return page.locator("[data-line]").nth(line).locator(".grid-target").nth(level)


def tap_on(page: Page, line: int, level: int) -> None:
    """A tap, made once the screen shows it."""
    target(page, line, level).click()
    expect(target(page, line, level)).to_have_attribute("aria-pressed", "true")


def state(page: Page):
    return page.locator("#grille-etat")


def values(sheet: AssessmentSheet) -> dict[int, str]:
    return dict(Rating.objects.filter(sheet=sheet).values_list("competency", "value"))


def arrived(sheet: AssessmentSheet) -> list[tuple[int, str]]:
    """What the server has received, in the order of arrival: competency and value."""
    acts = SheetAct.objects.filter(sheet=sheet, kind="rate").order_by("received_at", "sequence")
    return list(acts.values_list("competency", "value"))


def all_sent(page: Page) -> None:
    """Wait until the screen says that nothing waits."""
    expect(state(page)).to_contain_text("Enregistré à", timeout=PATIENCE)


def wait_for(fact: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until the database says so."""
    until = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < until, "never came true"
        time.sleep(0.2)
