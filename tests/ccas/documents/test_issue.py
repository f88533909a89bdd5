"""Issuing numbers and freezes; rendering happens once."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import transaction

from ccas import clock, documents
from ccas.accounts.models import User
from ccas.actors import Actor
from ccas.documents import actions, files, kinds, sealing
from ccas.documents.actions import RENDER, canonical, render_document
from ccas.documents.models import Document, DocumentState, Series
from ccas.documents.renderer import RenderingError
from ccas.documents.sealing import Sealed, SealUnavailable
from ccas.jobs import Later
from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject():
    """subject() -> something new that a document may be about."""

    def make():
        count = User.objects.count() + 1
        return User.objects.create_user(f"person{count}@ccas.example", display_name="Anne")

    return make


@pytest.fixture
def issue(sample_kind, facts, subject, officer):
    """issue(…) -> a new document, with the sample's facts."""

    def make(**changes):
        arguments = {
            "subject": changes.pop("subject", None) or subject(),
            "facts": facts("certificate"),
            "by": officer,
            "series_scope": "RNCP1",
        }
        return documents.issue("sample", **arguments | changes)

    return make


def test_numbers_follow_each_other_by_series_and_year(issue):
    with clock.moved_to(date(2026, 5, 4)):
        numbers = [issue().number for _ in range(3)]
        other = issue(series_scope="RNCP2").number
        specimen = issue(specimen=True).number
    with clock.moved_to(date(2027, 1, 1)):
        later = issue().number
    assert numbers == [f"RNCP1-2026-{rank:06d}" for rank in (1, 2, 3)]
    assert other == "RNCP2-2026-000001"
    assert specimen == "SPECIMEN-RNCP1-2026-000001"
    assert later == "RNCP1-2027-000001"


def test_a_rollback_gives_the_number_back(issue):
    first = issue()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        issue()
        _ = 1 / 0
    assert (first.rank, issue().rank) == (1, 2)


def test_facts_are_frozen_with_what_identifies_the_document(issue, facts, settings):
    settings.PUBLIC_BASE_URL = "https://titres.exemple.fr/"
    given = facts("certificate")
    document = issue(facts=given, specimen=True)
    document.refresh_from_db()
    frozen = document.facts
    assert frozen["specimen"] is True
    assert frozen["document"]["number"] == document.number
    assert frozen["document"]["verification_code"] == document.verification_code
    assert frozen["document"]["verification_url"] == (
        f"https://titres.exemple.fr/verifier/{document.verification_code}/"
    )
    assert frozen["holder"] == given["holder"]
    assert document.facts_sha256 == hashlib.sha256(canonical(frozen)).hexdigest()


def test_the_code_has_at_least_128_bits(issue):
    codes = {issue().verification_code for _ in range(5)}
    assert len(codes) == 5
    assert all(
        len(code) == 32 and set(code) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for code in codes
    )


def test_facts_that_are_not_json_are_refused_and_nothing_stays(issue):
    with pytest.raises((TypeError, ValueError)), transaction.atomic():
        issue(facts={"when": float("nan")})
    assert Document.objects.count() == Series.objects.count() == 0


def test_a_subject_has_one_document_until_it_is_replaced(issue, subject):
    about = subject()
    first = issue(subject=about)
    with pytest.raises(Refusal, match=f"existe déjà, sous le numéro {first.number}"):
        issue(subject=about)
    second = issue(subject=about, replaces=first)
    assert second.facts["document"]["replaces"] == first.number
    with pytest.raises(Refusal, match=f"déjà remplacé par {second.number}"):
        issue(subject=about, replaces=first)
    with pytest.raises(Refusal, match="même objet"):
        issue(subject=subject(), replaces=second)
    assert Document.objects.count() == 2
    assert Series.objects.get().last_number == 2


def test_issuing_leaves_a_job_and_a_line(issue, officer):
    document = issue()
    job = Job.objects.get(kind=RENDER)
    assert job.payload == {"document": str(document.pk)}
    line = JournalEntry.objects.get(verb="documents.issue")
    assert (line.subject_id, line.actor_id) == (str(document.pk), officer.user_id)
    assert line.details["number"] == document.number
    assert "Maëlys" not in json.dumps(line.details)


def test_the_job_stores_a_file_and_its_fingerprint(issue):
    document = issue()
    actions.render_job(Job.objects.get(kind=RENDER))
    document.refresh_from_db()
    content = files.read(document)
    assert content.startswith(b"%PDF-1.7")
    assert document.state == DocumentState.STORED
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert (document.size, document.pages) == (len(content), 1)
    assert document.render_ms > 0
    assert document.stored_at is not None
    line = JournalEntry.objects.get(verb="documents.store").details
    assert (line["sha256"], line["seal"]) == (document.sha256, "B-B")
    assert line["certificate"] == document.seal_certificate
    assert sealing.validate(content).genuine


def test_rendering_twice_changes_nothing(issue, officer):
    document = issue()
    render_document(document.pk, by=officer)
    before = Document.objects.filter(pk=document.pk).values().get()
    path = Path(storages["documents"].path(before["file"]))
    stamp = path.stat().st_mtime_ns
    render_document(document.pk, by=officer)
    # A worker that began before the other ended, and comes late.
    late = Sealed(b"%PDF", "B-B", "0" * 64)
    assert not actions._mark_stored(document.pk, "late.pdf", late, 1, 1, officer)
    assert Document.objects.filter(pk=document.pk).values().get() == before
    assert path.stat().st_mtime_ns == stamp
    assert JournalEntry.objects.filter(verb="documents.store").count() == 1
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_document_without_a_seal_waits_and_says_why(issue, settings, officer):
    key = settings.SEAL_PKCS12
    settings.SEAL_PKCS12, settings.SEAL_THROWAWAY = "", False
    document = issue()
    job = Job.objects.get(kind=RENDER)
    for _ in range(2):
        with pytest.raises(Later, match="Aucune clé de sceau"):
            actions.render_job(job)
    document.refresh_from_db()
    assert document.state == DocumentState.RENDERED
    assert document.waits_for == "Aucune clé de sceau n’est configurée."
    aside = Path(storages["documents"].path(document.file))
    assert hashlib.sha256(aside.read_bytes()).hexdigest() == document.rendered_sha256
    assert JournalEntry.objects.filter(verb="documents.wait").count() == 1
    settings.SEAL_PKCS12 = key
    actions.render_job(job)
    document.refresh_from_db()
    assert (document.state, document.waits_for) == (DocumentState.STORED, "")
    assert sealing.validate(files.read(document)).genuine
    assert not aside.exists(), "nothing unsealed is left"


def test_a_waiting_file_that_was_touched_is_made_again(issue, settings, officer):
    key = settings.SEAL_PKCS12
    settings.SEAL_PKCS12, settings.SEAL_THROWAWAY = "", False
    document = issue()
    with pytest.raises(SealUnavailable):
        render_document(document.pk, by=officer)
    document.refresh_from_db()
    aside = Path(storages["documents"].path(document.file))
    aside.write_bytes(aside.read_bytes().replace(b"/Title", b"/Tutle"))
    settings.SEAL_PKCS12 = key
    render_document(document.pk, by=officer)
    document.refresh_from_db()
    assert b"/Tutle" not in files.read(document)


def test_a_throw_away_seal_makes_specimens_only(issue, settings, officer, tmp_path):
    real = issue()
    settings.SEAL_PKCS12, settings.SEAL_AUTHORITY_DIR = "", tmp_path / "authority"
    specimen = issue()
    assert (specimen.specimen, specimen.facts["specimen"]) == (True, True)
    assert specimen.number.startswith("SPECIMEN-")
    with pytest.raises(SealUnavailable, match="n’est plus configurée"):
        render_document(real.pk, by=officer)
    render_document(specimen.pk, by=officer)
    specimen.refresh_from_db()
    assert specimen.seal_is_throwaway
    real.refresh_from_db()
    assert real.state == DocumentState.RENDERED


def test_a_document_that_cannot_be_made_says_so_and_may_be_made_later(issue, facts, monkeypatch):
    given = facts("certificate")
    document = issue(facts=given)
    wrong = type(kinds.get("sample"))("sample", "x", "pdf/absent.html", (), "", lambda actor: None)
    right = kinds.get("sample")
    monkeypatch.setitem(kinds._kinds, "sample", wrong)
    with pytest.raises(RenderingError, match=r"absent\.html"):
        render_document(document.pk, by=Actor.system())
    document.refresh_from_db()
    assert document.state == DocumentState.FAILED
    monkeypatch.setitem(kinds._kinds, "sample", right)
    render_document(document.pk, by=Actor.system())
    document.refresh_from_db()
    assert document.state == DocumentState.STORED


def test_a_file_is_written_whole_or_not_at_all(monkeypatch):
    def broken(descriptor):
        raise OSError("disk full")

    monkeypatch.setattr("ccas.documents.files.os.fsync", broken)
    with pytest.raises(OSError, match="disk full"):
        files.store("2026/sample/x.pdf", b"%PDF")
    folder = Path(storages["documents"].path("2026/sample"))
    assert list(folder.iterdir()) == []


def test_a_changed_or_lost_file_is_not_read(issue, officer):
    document = issue()
    render_document(document.pk, by=officer)
    document.refresh_from_db()
    path = Path(storages["documents"].path(document.file))
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(files.AlteredFile):
        files.read(document)
    path.unlink()
    with pytest.raises(files.AlteredFile):
        files.read(document)


def test_progress_counts_in_one_query(issue, officer, django_assert_num_queries):
    made = [issue() for _ in range(3)]
    render_document(made[0].pk, by=officer)
    Document.objects.filter(pk=made[1].pk).update(state=DocumentState.FAILED)
    with django_assert_num_queries(1):
        state = documents.progress(Document.objects.all())
    assert (state.total, state.stored, state.failed, state.pending) == (3, 1, 1, 1)
    assert not state.finished
    assert state.sentence == "1 sur 3 disponible, 1 en échec."


def test_a_preview_is_no_act(facts, sample_kind):
    given = facts("certificate")
    content = documents.preview("sample", given)
    assert content.startswith(b"%PDF")
    assert Document.objects.count() == Series.objects.count() == Job.objects.count() == 0


def test_a_kind_is_registered_once(sample_kind):
    documents.register(sample_kind)
    with pytest.raises(ValueError, match="twice"):
        documents.register(
            documents.DocumentKind("sample", "autre", "x", (), "", lambda actor: None)
        )
