"""The screens of livret 2: what a candidate types is kept, who reads what, what leaves a line."""

from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ccas import access, clock
from ccas.accounts.models import User
from ccas.accounts.proof import SECOND_FACTOR
from ccas.journal.models import JournalEntry
from certification.vae import actions, messages
from certification.vae.evidence import EVIDENCE
from certification.vae.models import Evidence, Narrative, ThreadMessage, ValidationFile
from tests.factories.candidates import EnrolmentFactory
from tests.factories.vae import (
    admitted,
    at,
    presented_file,
    send_paper,
    started,
    submitted_file,
    tell,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 20)


@pytest.fixture
def sign_in():
    """One browser for each person: two may be at work in one test."""

    def enter(actor):
        browser = Client()
        user = User.objects.get(pk=actor.user_id)
        browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = browser.session
        session["active_role"], session[SECOND_FACTOR] = actor.role, True
        session.save()
        return browser

    return enter


@pytest.fixture(autouse=True)
def _that_day():
    with clock.moved_to(at(DAY)):
        yield


def autosave(browser, narrative, **typed):
    said = {"situation": "", "action": "", "result": "", "revision": 0, **typed}
    return browser.post(
        reverse("vae:narrative", args=[narrative.pk]), said, headers={"X-Autosave": "1"}
    )


def test_from_the_admissibility_to_a_submitted_file(officer, sign_in):
    application, actor = admitted(officer)
    browser = sign_in(actor)
    assert "Commencer mon dossier" in browser.get(reverse("vae:mine")).content.decode()
    begun = browser.post(reverse("vae:start_file", args=[application.enrolment_id]), follow=True)
    assert "42 compétences" in begun.content.decode() or "sur 42" in begun.content.decode()
    file = ValidationFile.objects.get()
    first = application.revision.blocks.order_by("position").first()
    assert browser.get(reverse("vae:blocks", args=[file.pk])).status_code == 200
    browser.post(reverse("vae:blocks", args=[file.pk]), {"blocks": [first.pk]})
    refused = browser.post(reverse("vae:submit_file", args=[file.pk]), follow=True)
    assert "sans récit" in refused.content.decode()
    tell(file, actor)
    page = browser.get(reverse("vae:preview", args=[file.pk]))
    assert page.content.startswith(b"%PDF-")
    done = browser.post(reverse("vae:submit_file", args=[file.pk]), follow=True).content.decode()
    assert "Version 1" in done and "Attendre" not in done
    for name in ("blocks", "preview"):
        status = browser.get(reverse(f"vae:{name}", args=[file.pk])).status_code
        assert status == (404 if name == "blocks" else 200)


def test_typing_is_saved_and_a_stale_page_gets_both_texts(officer, sign_in):
    file, actor = started(officer)
    browser, narrative = sign_in(actor), file.narratives.first()
    assert browser.get(reverse("vae:narrative", args=[narrative.pk])).status_code == 200
    saved = autosave(browser, narrative, situation="Au centre,\r\nla nuit.")
    assert saved.json()["revision"] == 1 and saved.json()["words"]["situation"] == 4
    stale = autosave(browser, narrative, situation="Autre texte")
    assert stale.status_code == 409
    assert stale.json()["answers"]["situation"] == "Au centre,\nla nuit."
    assert stale.json()["yours"]["situation"] == "Autre texte"
    plain = {"situation": "Autre texte", "action": "", "result": "", "revision": 0}
    page = browser.post(reverse("vae:narrative", args=[narrative.pk]), plain)
    said = page.content.decode()
    assert page.status_code == 409 and "Autre texte" in said and "la nuit." in said
    kept = browser.post(reverse("vae:narrative", args=[narrative.pk]), {**plain, "revision": 1})
    assert kept["Location"] == reverse("vae:file", args=[file.pk])
    assert Narrative.objects.get(pk=narrative.pk).situation == "Autre texte"


def test_a_piece_is_described_then_taken_out(officer, sign_in):
    file, actor = started(officer)
    first, second = file.narratives.all()[:2]
    send_paper(EVIDENCE, first.pk, actor)
    piece, browser = Evidence.objects.get(), sign_in(actor)
    address = reverse("vae:piece", args=[piece.pk])
    assert "papier" in browser.get(address).content.decode()
    assert browser.post(address, {"title": ""}).status_code == 422
    both = [first.competency_id, second.competency_id]
    browser.post(address, {"title": "Main courante", "competencies": both})
    page = browser.get(reverse("vae:narrative", args=[second.pk])).content.decode()
    assert "Main courante" in page
    browser.post(reverse("vae:detach", args=[piece.pk]))
    assert browser.get(address).status_code == 404


def test_the_office_reads_verifies_and_presents(officer, sign_in):
    file, _ = submitted_file(officer, DAY)
    browser, version = sign_in(officer), file.versions.get()
    listed = browser.get(reverse("vae:files")).content.decode()
    assert str(file.pk) in listed and "30 juin 2026" in listed
    assert browser.get(reverse("vae:file", args=[file.pk])).status_code == 200
    page = browser.get(reverse("vae:version", args=[version.pk])).content.decode()
    assert "Carte des compétences" in page and version.sha256 in page
    code = version.facts["blocks"][0]["code"]
    told = browser.get(reverse("vae:version_block", args=[version.pk, code])).content.decode()
    assert "<strong>reformulé</strong>" in told and "<li>suivi</li>" in told
    assert browser.get(reverse("vae:version_block", args=[version.pk, "XX"])).status_code == 404
    assert (
        browser.post(reverse("vae:give_back", args=[file.pk]), {"reasons": ""}).status_code == 422
    )
    browser.post(reverse("vae:verify", args=[file.pk]))
    browser.post(reverse("vae:present", args=[file.pk]))
    file.refresh_from_db()
    assert file.state == "before_jury"


def test_a_draft_and_its_pieces_are_nobody_else_s_business(officer, sign_in, make_actor):
    file, actor = started(officer)
    narrative = file.narratives.first()
    piece = send_paper(EVIDENCE, narrative.pk, actor)
    for stranger in (
        officer,
        make_actor("auditor"),
        make_actor("candidate"),
        make_actor("president"),
    ):
        browser = sign_in(stranger)
        for name, pk in (("file", file.pk), ("narrative", narrative.pk), ("preview", file.pk)):
            assert browser.get(reverse(f"vae:{name}", args=[pk])).status_code == 404
        assert browser.get(reverse("files:show", args=[piece.pk])).status_code == 404


def test_marks_typed_by_a_candidate_never_become_markup(officer, sign_in):
    file, actor = started(officer)
    tell(file, actor)
    narrative = file.narratives.first()
    trap = "<script>alert(1)</script> <img src=x onerror=y> **<b>gras</b>**"
    actions.save_narrative(narrative, by=actor, answers={"result": trap}, revision=1)
    actions.submit_file(file, by=actor)
    version = file.versions.get()
    code = version.facts["blocks"][0]["code"]
    page = sign_in(officer).get(reverse("vae:version_block", args=[version.pk, code]))
    said = page.content.decode()
    assert "<script>alert" not in said and "<img src=x" not in said
    assert "&lt;script&gt;" in said and "<strong>&lt;b&gt;gras" in said


def test_the_thread_is_one_and_says_what_is_not_read(officer, sign_in):
    file, actor = submitted_file(officer, DAY)
    candidate, office = sign_in(actor), sign_in(officer)
    address = reverse("vae:file", args=[file.pk])
    # What the service said by itself waits for the candidate.
    assert "3 non lus" in candidate.get(address).content.decode()
    candidate.post(reverse("vae:file_read", args=[file.pk]))
    assert "non lu" not in candidate.get(address).content.decode()
    candidate.post(reverse("vae:file_message", args=[file.pk]), {"text": "Une question."})
    assert "1 message à lire" in office.get(reverse("vae:files")).content.decode()
    # The same words stand on both pages: one thread.
    application = reverse("vae:detail", args=[file.enrolment.application.pk])
    assert "Une question." in office.get(application).content.decode()
    office.post(reverse("vae:file_message", args=[file.pk]), {"text": "Une réponse."})
    assert "à lire" not in office.get(reverse("vae:files")).content.decode()
    assert "1 message à lire" in candidate.get(reverse("vae:mine")).content.decode()
    assert ThreadMessage.objects.filter(role="candidate", read_at=None).count() == 0


def test_a_file_without_application_has_a_thread_of_its_own(officer):
    file = ValidationFile.objects.create(enrolment=EnrolmentFactory(vae=True))
    messages.write(file, "Bonjour.", by=officer)
    assert messages.thread(file).get().file_id == file.pk


def test_opening_a_version_leaves_a_line_and_one_s_own_does_not(officer, sign_in):
    file, actor = submitted_file(officer, DAY)
    version = file.versions.get()
    code = version.facts["blocks"][0]["code"]
    address = reverse("vae:version_block", args=[version.pk, code])
    for who, lines in ((actor, 0), (officer, 1)):
        before = JournalEntry.objects.filter(verb=access.OPENED).count()
        assert sign_in(who).get(address).status_code == 200
        assert JournalEntry.objects.filter(verb=access.OPENED).count() - before == lines


def test_as_many_queries_for_more_messages_and_files(officer, sign_in):
    file, _ = submitted_file(officer, DAY)
    browser, version = sign_in(officer), file.versions.get()
    code = version.facts["blocks"][0]["code"]
    pages = {
        "files": [],
        "file": [file.pk],
        "version": [version.pk],
        "version_block": [version.pk, code],
    }
    counted = []
    for more in (False, True):
        if more:
            presented_file(officer)
            messages.write(file, "Encore un mot.", by=officer)
        for name, args in pages.items():
            address = reverse(f"vae:{name}", args=args)
            browser.get(address)
            with CaptureQueriesContext(connection) as asked:
                browser.get(address)
            counted.append((name, len(asked)))
    assert counted[:4] == counted[4:]


def test_bad_input_gets_a_sentence(officer, sign_in):
    file, actor = started(officer)
    browser, narrative = sign_in(actor), file.narratives.first()
    for typed, sentence in (
        ({"situation": "x" * 6001}, "6000"),
        ({"action": "a\0b"}, "caractère"),
        ({"revision": "demain"}, "entier"),
        ({"revision": "-1"}, "0"),
        ({"save": "pas-un-identifiant"}, "UUID"),
    ):
        answer = autosave(browser, narrative, **typed)
        assert answer.status_code == 422, typed
        assert sentence in " ".join(answer.json()["sentences"])
