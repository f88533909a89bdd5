"""On a telephone: from the first word of an application to a file of validation submitted."""

import os
import time
from contextvars import ContextVar
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from ccas import clock
from ccas.accounts.models import RoleGrant, User
from ccas.accounts.proof import PROVEN_AT, SECOND_FACTOR
from ccas.files.examining import examine
from ccas.files.models import ReceivedFile
from certification.vae import actions
from certification.vae.models import EligibilityApplication, ValidationFile
from tests.ccas.files.samples import pdf, picture
from tests.factories.framework import shipped_revision
from tests.factories.vae import applicant, at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Playwright's own loop runs in the thread of the tests; our queries there are synchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
PATIENCE = 30_000  # milliseconds
NOW = at(date(2026, 2, 10))
PHONE = {"width": 390, "height": 844}
#: Where to leave pictures of the screens, for the eye; nothing by default.
PICTURES = os.environ.get("CCAS_PICTURES", "")
PAPER = {"name": "état de services.pdf", "mimeType": "application/pdf", "buffer": pdf()}
PHOTO = {"name": "main courante.jpg", "mimeType": "image/jpeg", "buffer": picture()}
NOTE = {"name": "note.txt", "mimeType": "text/plain", "buffer": b"Bonjour"}


@pytest.fixture
def day(monkeypatch):
    """Before the registration ends, for the server's threads too."""
    monkeypatch.setattr(clock, "_moved", ContextVar("day", default=NOW))


@pytest.fixture
def phone(chromium, day):
    """The candidate's page, signed in; whatever a script complains of fails the test."""
    shipped_revision()
    _, actor = applicant()
    server = LiveServer("127.0.0.1")
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id), settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["active_role"] = "candidate"
    session[SECOND_FACTOR], session[PROVEN_AT] = True, time.time()
    session.save()
    context = chromium.new_context(
        base_url=server.url, viewport=PHONE, reduced_motion="reduce", locale="fr-FR"
    )
    context.set_default_timeout(PATIENCE)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}
    context.add_cookies([{**cookie, "url": server.url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page, actor
    server.stop()
    connections.close_all()
    context.close()
    assert complaints == []


def look(page, name: str) -> None:
    """A picture when asked for; at 390 px nothing is wider than the screen."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{PICTURES}/{name}-390.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def send(page, file, by) -> None:
    """Send a file and have it examined, as the worker would."""
    before = ReceivedFile.objects.count()
    page.locator("form[data-upload] input[type=file]").first.set_input_files(file)
    end = time.monotonic() + PATIENCE / 1000
    while ReceivedFile.objects.count() == before and time.monotonic() < end:
        page.wait_for_timeout(100)
    for received in ReceivedFile.objects.filter(state="received"):
        examine(received.pk, by=by)
    page.reload()


def sure(page, label: str, answer: str) -> None:
    """Open what asks to confirm, and confirm."""
    page.locator("summary", has_text=label).click()
    page.get_by_role("button", name=answer).click()


def test_from_the_application_to_the_file_submitted(phone):
    page, actor = phone
    officer_user = User.objects.create_user("office@ccas.example", display_name="Le service")
    RoleGrant.objects.create(user=officer_user, role="officer", starts_on=date(2020, 1, 1))
    officer = officer_user.acting_as("officer")

    # The application: what is typed is saved before any button.
    page.goto(reverse("vae:mine"))
    page.get_by_role("button", name="Commencer une demande").click()
    look(page, "demande-vide")
    page.get_by_role("link", name="Ma situation et les blocs visés").click()
    page.locator("#id_situation").select_option("agent")
    page.locator("#id_education").select_option("level4")
    expect(page.locator("[data-saved]")).to_contain_text("Enregistré à")
    # Another window answers meanwhile: both answers are shown, and one is chosen.
    begun = EligibilityApplication.objects.get()
    actions.save_answers(begun, by=actor, training="Une FMPA, en 2024")
    page.locator("#id_training").fill("Aucune formation")
    expect(page.locator("[data-torn]")).to_contain_text("Une FMPA, en 2024")
    look(page, "demande-deux-fenetres")
    page.get_by_role("button", name="Prendre l’autre").click()
    expect(page.locator("#id_training")).to_have_value("Une FMPA, en 2024")
    expect(page.locator("[data-torn]")).to_be_hidden()
    page.locator("#id_training").fill("Une FMPA, en 2024, et la radio")
    expect(page.locator("[data-saved]")).to_contain_text("Enregistré à")
    page.get_by_role("button", name="Enregistrer et revenir").click()
    begun.refresh_from_db()
    assert begun.training == "Une FMPA, en 2024, et la radio"
    page.get_by_role("link", name="Mes expériences et leurs justificatifs").click()
    page.locator("#id_place").fill("CODIS des Sept-Îles")
    page.locator("#id_function").fill("opératrice")
    page.locator("#id_status").select_option("agent")
    page.locator("#id_starts_on").fill("2021-09-01")
    page.locator("#id_hours").fill("5200")
    page.get_by_role("button", name="Ajouter cette expérience").click()
    # A file that is no paper gets a sentence, and nothing is lost.
    page.locator("form[data-upload] input[type=file]").set_input_files(NOTE)
    expect(page.locator(".ccas-upload__list")).to_contain_text("note.txt")
    expect(page.locator(".ccas-upload__list")).to_contain_text("PDF")
    send(page, PAPER, actor)
    expect(page.get_by_role("link", name="état de services.pdf")).to_be_visible()
    application = EligibilityApplication.objects.get()
    page.goto(reverse("vae:identity", args=[application.pk]))
    send(page, PHOTO, actor)
    page.goto(reverse("vae:declaration", args=[application.pk]))
    page.locator("label[for=id_sworn]").click()
    page.get_by_role("button", name="Signer la déclaration").click()
    sure(page, "Déposer ma demande", "Oui, déposer")
    expect(page.locator("h1")).to_have_text("Demande de recevabilité")
    expect(page.get_by_text("10 avril 2026").first).to_be_visible()

    # The office asks for a paper; the candidate sends it; the office admits.
    application.refresh_from_db()
    actions.ask_for_papers(
        application, by=officer, items=["État de services signé"], deadline=date(2026, 3, 10)
    )
    page.reload()
    look(page, "pieces-demandees")
    send(page, PAPER, actor)
    application.refresh_from_db()
    assert application.state == "submitted"
    actions.decide(application, by=officer, decision="admissible", gaps="Radio : à revoir")
    page.reload()

    # Livret 2: told, saved as one types, proven, submitted.
    page.get_by_role("button", name="Commencer mon dossier de validation").click()
    expect(page.get_by_text("0 compétence racontée sur 42").first).to_be_visible()
    page.get_by_role("link", name="Choisir les blocs").click()
    for box in page.locator("input[name=blocks]").all()[1:]:
        page.locator(f"label[for={box.get_attribute('id')}]").click()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    look(page, "dossier-commence")
    page.locator("details.vae-lines a").first.click()
    page.locator("#id_situation").fill("Au centre, une nuit de tempête.")
    expect(page.locator("[data-words=situation]")).to_have_text("6 mots")
    expect(page.locator("[data-saved]")).to_contain_text("Enregistré à")
    page.locator("#id_action").fill("J’ai reformulé l’adresse.")
    page.locator("#id_result").fill("Les secours sont arrivés.")
    page.locator("#id_result").blur()
    file = ValidationFile.objects.get()
    narrative = file.narratives.first()
    end = time.monotonic() + PATIENCE / 1000
    while not narrative.result and time.monotonic() < end:
        page.wait_for_timeout(100)
        narrative.refresh_from_db()
    send(page, PHOTO, actor)
    expect(page.locator("#id_situation")).to_have_value("Au centre, une nuit de tempête.")
    look(page, "recit")

    # Another tab wrote in between: both texts are there, and one is chosen.
    actions.save_narrative(
        narrative, by=actor, answers={"result": "Écrit ailleurs."}, revision=narrative.revision
    )
    page.locator("#id_result").fill("Écrit ici.")
    page.locator("#id_result").blur()
    expect(page.locator("[data-conflict]")).to_contain_text("Écrit ailleurs.")
    look(page, "deux-textes")
    page.get_by_role("button", name="Garder le mien").click()
    expect(page.locator("[data-saved]")).to_contain_text("Enregistré à")
    narrative.refresh_from_db()
    assert narrative.result == "Écrit ici."
    tell_the_others(file, narrative, actor)
    page.goto(reverse("vae:file", args=[file.pk]))
    look(page, "dossier-complet")
    sure(page, "Déposer mon dossier", "Oui, déposer")
    expect(page.get_by_text("Version 1, déposée le 10 février 2026")).to_be_visible()
    look(page, "dossier-depose")
    file.refresh_from_db()
    assert (file.state, file.versions.get().papers.count()) == ("submitted", 1)


def tell_the_others(file, told, actor) -> None:
    """The other competencies of the block, as the page would."""
    answers = {"situation": "Au centre.", "action": "J’ai engagé.", "result": "Arrivés."}
    rows = file.narratives.filter(competency__block__in=file.blocks.all()).exclude(pk=told.pk)
    for narrative in rows:
        actions.save_narrative(narrative, by=actor, answers=answers, revision=0)
