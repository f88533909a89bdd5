"""A QR code checked in Chromium, the network cut."""

import os

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from ccas.names import name_parts
from tests.certification.register.claims import CODE, NAME, a_claim

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

NAMES = [
    NAME, "Yann-Ewen ÐẶNG NGUYỄN", "Łucja Øyvind ßtraße", "ΑΒΓ", "N’Diaye—d'Aubigny", "ﬁ ½", "İı",
]  # fmt: skip


@pytest.fixture
def phone(chromium):
    server = LiveServer("127.0.0.1")
    context = chromium.new_context(base_url=server.url, locale="fr-FR")
    context.set_default_timeout(15_000)
    yield context
    context.close()
    server.stop()


def test_a_square_is_checked_with_the_network_cut(phone):
    page = phone.new_page()
    refused = []
    page.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)
    page.goto("/verifier/hors-ligne/")
    expect(page.get_by_text("est gardée sur cet appareil")).to_be_visible()
    word = page.locator("[data-part=word]")
    phone.set_offline(True)

    def check(pasted: str) -> None:
        page.get_by_label("Texte du carré noir").fill(pasted)
        page.get_by_role("button", name="Vérifier ici").click()

    genuine = f"https://exemple.fr/verifier/{CODE}/#{a_claim()}"
    check(genuine)
    expect(word).to_have_text("AUTHENTIQUE")
    expect(page.locator("[data-part=number]")).to_have_text("RNCP35553-2026-000123")
    expect(page.locator("[data-part=kind]")).to_have_text("Parchemin")
    expect(page.locator("[data-part=day]")).to_have_text("06/10/2026")
    for name, answer in {"lacaze eleonore maud d'hoest": "Oui", "Éléonore Lacaze": "Non"}.items():
        page.get_by_label("Nom du titulaire").fill(name)
        page.get_by_role("button", name="Comparer le nom").click()
        expect(page.locator("[data-part=same]")).to_contain_text(answer)
    for forged in (
        genuine.replace("000123", "000124"),
        genuine.replace(CODE, "0" * 32),
        genuine.replace("certificate", "transcript"),
        genuine[:-4],
        "n’importe quoi",
        "#~~~~~",
        f"https://exemple.fr/verifier/{CODE}/#1~a~b~c~d~%",
    ):
        check(forged)
        expect(word).to_have_text("INCONNU")
        check(genuine)
        expect(word).to_have_text("AUTHENTIQUE")
    # Scanned by the telephone itself: the address of the square opens the page that was kept.
    page.goto(f"/verifier/{CODE}/#{a_claim()}")
    expect(word).to_have_text("AUTHENTIQUE")
    assert refused == []


def test_names_compare_in_the_browser_as_on_the_server(phone):
    page = phone.new_page()
    page.goto("/verifier/hors-ligne/")
    said = page.evaluate(
        "async (names) => (await import('/static/certification/claim.js')) && names.map("
        "(await import('/static/certification/claim.js')).parts)",
        NAMES,
    )
    assert said == [name_parts(name) for name in NAMES]


def test_a_file_is_sent_by_a_real_browser(phone):
    """From a real page, with its own Origin and token: a test client sends neither."""
    page = phone.new_page()
    page.goto("/verifier/")
    file = {"name": "papier.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 faux"}
    page.set_input_files("#file", files=[file])
    page.get_by_role("button", name="Vérifier le fichier").click()
    expect(page.locator(".ccas-verdict__word")).to_have_text("INCONNU")
