"""Sent from a telephone on a bad line: cut, closed, taken up again, paused: its bytes whole."""

import hashlib
import random
import re
import time
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.candidates.models import Candidate
from ccas import clock
from ccas.files import rules, store
from ccas.files.models import ReceivedFile, Upload
from certification.vae import actions
from certification.vae.models import EligibilityApplication
from tests.ccas.files.samples import pdf
from tests.certification.vae.test_journey_browser import PATIENCE, day, phone
from tests.factories.framework import shipped_revision
from tests.factories.vae import at

__all__ = ["day", "phone"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PIECES = re.compile(r"/morceaux/")


def scan(pieces: int) -> bytes:
    """A PDF of that many pieces, and some bytes more."""
    whole = pdf()
    size = pieces * rules.PART_BYTES + 17 - len(whole)
    return whole[:20] + random.Random(7).randbytes(size) + whole[20:]


@pytest.fixture
def place(phone):
    """The page where an identity paper is sent, and who sends it."""
    page, actor = phone
    candidate = Candidate.objects.get(person__user=actor.user_id)
    with clock.moved_to(at(date(2026, 2, 10))):
        begun = actions.start_application(candidate, shipped_revision(), by=actor)
    where = reverse("vae:identity", args=[begun.pk])
    page.goto(where)
    return page, where


def choose(page, content: bytes) -> None:
    file = {"name": "carte d’identité.pdf", "mimeType": "application/pdf", "buffer": content}
    page.locator("form[data-upload] input[type=file]").first.set_input_files(file)


def arrived(page, content: bytes) -> None:
    """The only file received is that one, to the byte."""
    end = time.monotonic() + PATIENCE / 1000
    while not ReceivedFile.objects.exists() and time.monotonic() < end:
        page.wait_for_timeout(100)
    file = ReceivedFile.objects.get()
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert store.read(store.ORIGINALS, file.original, file.sha256) == content


def test_a_line_cut_then_a_closed_tab_lose_nothing(place):
    page, where = place
    content, seen = scan(4), []

    def cut(route) -> None:
        """Two pieces pass, then the line is dead."""
        seen.append(route.request.url)
        route.continue_() if len(seen) <= 2 else route.abort()

    page.route(PIECES, cut)
    choose(page, content)
    expect(page.locator(".ccas-upload__list")).to_contain_text("Le réseau ne répond pas")
    assert Upload.objects.get().received == 2 * rules.PART_BYTES
    context = page.context
    page.close()  # as a telephone does by itself
    again, sent = context.new_page(), []
    again.on("request", lambda asked: sent.append(asked.url) if PIECES.search(asked.url) else None)
    again.goto(where)  # nothing is chosen anew: the device kept the file
    arrived(again, content)
    assert len(sent) == 3, "what had arrived is not sent again"
    assert Upload.objects.count() == 1


def test_a_pause_holds_and_ends(place):
    page, _where = place
    content = scan(6)
    under_way = []
    page.route(PIECES, lambda route: under_way.append(route))  # the first piece is on its way
    choose(page, content)
    expect(page.get_by_role("button", name="Suspendre")).to_be_visible()
    while not under_way:
        page.wait_for_timeout(50)
    page.get_by_role("button", name="Suspendre").click()
    under_way[0].continue_()
    expect(page.locator(".ccas-upload__list")).to_contain_text("Envoi suspendu.")
    page.unroute(PIECES)
    page.wait_for_timeout(500)
    assert Upload.objects.get().received == rules.PART_BYTES
    page.get_by_role("button", name="Reprendre").click()
    arrived(page, content)


def test_given_up_it_is_gone(place):
    page, where = place
    page.route(PIECES, lambda route: route.abort())
    choose(page, scan(2))
    expect(page.locator(".ccas-upload__list")).to_contain_text("Le réseau ne répond pas")
    page.unroute(PIECES)
    page.get_by_role("button", name="Abandonner").click()
    expect(page.locator(".ccas-upload__list li")).to_have_count(0)
    page.goto(where)
    expect(page.locator(".ccas-upload__list li")).to_have_count(0)
    assert not ReceivedFile.objects.exists()
    assert EligibilityApplication.objects.count() == 1
