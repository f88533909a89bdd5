"""The room in a real Chromium, with the real server of events: in direct, then without it."""

import os
import re
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connections
from django.test import Client, override_settings
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer as PageServer

from assessments.grading import actions
from assessments.sessions.models import AssessmentSession
from ccas import clock
from ccas.accounts.models import User
from ccas.accounts.proof import SECOND_FACTOR
from tests.factories.grading import actor_of
from tests.factories.room import a_full_room
from tests.streams import LiveServer, free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

#: Playwright's own loop runs in the thread of the tests; our queries there are synchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
PATIENCE = 30_000  # milliseconds
#: The page has its first answer from the normal gate.
ASKED = """() => performance.getEntriesByType("resource").some(
  (one) => one.name.includes("contenu") && one.responseEnd > 0)"""
CALLED = "vous appelle depuis"


@pytest.fixture
def room(transactional_db):
    """A room of one station, whose day is the day of the simulation."""
    session = a_full_room(1)
    AssessmentSession.objects.filter(pk=session.pk).update(ends_on=clock.today())
    return session


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def events(transactional_db, tmp_path, port):
    server = LiveServer(tmp_path, port)
    yield server
    server.stop()


@pytest.fixture
def site(transactional_db, port):
    """The pages, which listen on that port."""
    policy = dict(settings.SECURE_CSP)
    policy["connect-src"] = [*policy["connect-src"], f"http://127.0.0.1:{port}"]
    with override_settings(LIVE_URL=f":{port}", SECURE_CSP=policy):
        server = PageServer("127.0.0.1")
        yield server.url
        server.stop()


@pytest.fixture
def visit(chromium, site, room, officer):
    """visit() -> the room as the officer sees it, and what the browser complained of."""
    client = Client()
    client.force_login(
        User.objects.get(pk=officer.user_id), backend=settings.AUTHENTICATION_BACKENDS[0]
    )
    session = client.session
    session["active_role"], session[SECOND_FACTOR] = "officer", True
    session.save()
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": site}
    context.add_cookies([cookie])
    complaints = []

    def go():
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text)
                if "Content Security Policy" in said.text or "CORS" in said.text
                else None
            ),
        )
        page.goto(site + reverse("grading:room", args=[room.pk]) + "?jour=2026-03-17")
        return page

    yield go
    connections.close_all()
    context.close()
    assert complaints == []


def call(room):
    """Somebody calls the lead: the moment at which it was committed."""
    sheet = room.stations.get().simulations.get(state="running").sheets.first()
    made = actions.call_lead(sheet, by=actor_of(sheet.evaluator))
    return made, time.monotonic()


def state(page):
    return page.locator("[data-live-state]")


def test_the_page_is_in_direct_and_an_act_shows_in_a_second(
    events, visit, room, officer, record_property
):
    page = visit()
    expect(state(page)).to_have_text("En direct")
    page.wait_for_timeout(1500)
    # Negative control: nothing was said, nothing is asked again.
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "contenu" in request.url else 0)
    page.wait_for_timeout(2000)
    assert asked == []
    made, at = call(room)
    page.locator(".room-call").wait_for()
    seen = time.monotonic() - at
    record_property("FIGURE room_event_to_screen_ms", f"{1000 * seen:.0f} ms")
    assert CALLED in page.locator(".room-call").inner_text()
    assert asked
    # The machine of the tests is shared: the event itself is timed in test_streams.
    assert seen < 5
    # The answer of another lead takes it away, and focus stays where it was.
    page.get_by_role("link", name="Signaler un incident").first.focus()
    actions.answer_call(made, by=officer)
    expect(page.locator(".room-call")).to_have_count(0)
    assert page.evaluate("document.activeElement.textContent") == "Signaler un incident"


def test_the_server_of_events_killed_the_page_asks_every_five_seconds(events, visit, room):
    page = visit()
    expect(state(page)).to_have_text("En direct")
    events.kill()
    expect(state(page)).to_have_text("Actualisé toutes les 5 secondes")
    call(room)
    expect(page.locator(".room-call")).to_have_count(1)


def test_back_again_it_is_in_direct_again(visit, room, port, tmp_path):
    page = visit()
    expect(state(page)).to_have_text("Actualisé toutes les 5 secondes")
    server = LiveServer(tmp_path, port)
    try:
        expect(state(page)).to_have_text("En direct", timeout=60_000)
        call(room)
        expect(page.locator(".room-call")).to_have_count(1)
    finally:
        server.stop()


def test_nowhere_to_listen_the_page_asks_every_five_seconds(visit, room):
    with override_settings(LIVE_URL=""):
        page = visit()
        expect(state(page)).to_have_text("Actualisé toutes les 5 secondes")
        call(room)
        expect(page.locator(".room-call")).to_have_count(1)


def test_a_session_that_ended_says_so_and_shows_nothing_more(events, visit, room):
    page = visit()
    expect(state(page)).to_have_text("En direct")
    # The page asks once as it begins to listen: an answer already allowed may still show.
    page.wait_for_function(ASKED)
    Session.objects.all().delete()
    call(room)
    expect(state(page)).to_have_text(re.compile("connexion a pris fin"))
    page.wait_for_timeout(1000)
    assert page.locator(".room-call").count() == 0


def test_the_clock_of_the_station_runs_between_two_readings(visit, room):
    running = room.stations.get().simulations.get(state="running")
    running.started_at = clock.now() - timedelta(minutes=3)
    running.save()
    page = visit()
    left = page.locator("[data-until]").first
    before = left.inner_text()
    assert re.fullmatch(r"Reste 2[12]:\d\d", before)
    expect(left).not_to_have_text(before)
