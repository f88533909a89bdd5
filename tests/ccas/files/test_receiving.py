"""From the first byte to the verdict: nothing lost, nothing shown too early."""

import hashlib
from datetime import timedelta

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ccas import clock, jobs
from ccas.files import actions, inventory, scanner, store
from ccas.files.examining import examine
from ccas.files.models import FileState, ReceivedFile, Upload
from ccas.forgotten import FORGOTTEN
from ccas.jobs.models import Job, JobState
from ccas.journal.models import JournalEntry
from ccas.refusals import Conflict, Refusal
from tests.ccas.files.conftest import IDENTITY, PROOF
from tests.ccas.files.samples import pdf, picture

pytestmark = pytest.mark.django_db


def infected() -> bytes:
    return pdf().replace(b"%%EOF", b"%" + scanner.EICAR + b"\n%%EOF")


def test_a_clean_file_is_sealed_rewritten_and_journalled(receive, candidate, antivirus):
    content = pdf(2)
    file = receive(content, "Attestation d’Anaïs.pdf")
    assert file.state == FileState.RECEIVED and not file.can_be_opened
    examine(file.pk, by=candidate)
    file.refresh_from_db()
    assert (file.state, file.verdict, file.pages) == (FileState.CLEAN, "OK", 2)
    assert store.read(store.ORIGINALS, file.original) == content
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    shown = store.read(store.SHOWN, file.shown, file.shown_sha256)
    assert shown.startswith(b"%PDF-") and shown != content
    kinds = set(JournalEntry.objects.values_list("verb", flat=True))
    assert {"files.receive", "files.examine"} <= kinds


def test_an_infected_file_is_never_shown(receive, candidate, antivirus):
    file = receive(infected())
    examine(file.pk, by=candidate)
    file.refresh_from_db()
    assert file.state == FileState.INFECTED and not file.shown and "malveillant" in file.reason


def test_an_active_pdf_is_refused_after_its_scan(receive, candidate, antivirus):
    def scripted(made):
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1")

    file = receive(pdf(change=scripted))
    examine(file.pk, by=candidate)
    file.refresh_from_db()
    assert file.state == FileState.REFUSED and "script" in file.reason


def test_a_file_waits_as_long_as_the_scanner_is_away(receive, settings, antivirus, candidate):
    file = receive(pdf())
    settings.CLAMAV_URL = "tcp://127.0.0.1:9"
    scanner.forget()
    job = Job.objects.get(kind=actions.EXAMINE)
    for _ in range(12):  # more than a job may fail
        Job.objects.filter(pk=job.pk).update(not_before=None)
        assert jobs.run(job.pk)
    job.refresh_from_db()
    file.refresh_from_db()
    assert (job.state, job.attempts, file.state) == (JobState.WAITING, 0, FileState.SCANNING)
    settings.CLAMAV_URL = antivirus.url
    Job.objects.filter(pk=job.pk).update(not_before=None)
    assert jobs.run(job.pk)
    file.refresh_from_db()
    assert file.state == FileState.CLEAN


def test_without_a_scanner_only_development_shows_it_and_says_so(receive, settings, candidate):
    settings.CLAMAV_URL = ""
    file, other = receive(pdf()), receive(pdf(2))
    examine(file.pk, by=candidate)
    file.refresh_from_db()
    assert (file.state, file.verdict) == (FileState.CLEAN, "unscanned")
    settings.ENVIRONMENT = "production"
    with pytest.raises(jobs.Later):
        examine(other.pk, by=candidate)


def test_examining_twice_changes_nothing(receive, candidate, antivirus):
    file = receive(picture())
    examine(file.pk, by=candidate)
    first = ReceivedFile.objects.values().get(pk=file.pk)
    examine(file.pk, by=candidate)
    assert ReceivedFile.objects.values().get(pk=file.pk) == first
    assert JournalEntry.objects.filter(verb="files.examine").count() == 1


def test_a_file_without_its_bytes_is_not_declared_clean(receive, candidate, antivirus):
    file = receive(pdf())
    store.remove(store.ORIGINALS, file.original)
    with pytest.raises(store.Lost):
        examine(file.pk, by=candidate)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ccas_receivedfile SET state = 'clean' WHERE id = %s",
        "UPDATE ccas_receivedfile SET sha256 = 'x' WHERE id = %s",
        "UPDATE ccas_receivedfile SET original = 'x' WHERE id = %s",
        "UPDATE ccas_receivedfile SET shown = 'x', shown_size = 1 WHERE id = %s",
        "UPDATE ccas_receivedfile SET state = 'refused', decided_at = now() WHERE id = %s",
        "DELETE FROM ccas_receivedfile WHERE id = %s",
    ],
)
def test_the_database_refuses_what_no_verdict_allows(receive, sql):
    file = receive(pdf())
    with pytest.raises(Exception) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [file.pk])
    assert isinstance(refused.value, IntegrityError) or "pgtrigger" in str(refused.value)


def test_a_verdict_is_final(receive, candidate, antivirus):
    file = receive(infected())
    examine(file.pk, by=candidate)
    with pytest.raises(Exception, match="pgtrigger"), transaction.atomic():
        ReceivedFile.objects.filter(pk=file.pk).update(
            state="clean", verdict="OK", shown="x", shown_type="x", shown_sha256="x", shown_size=1
        )


def send(upload: Upload, content: bytes, by, step: int = 200_000) -> Upload:
    for at in range(upload.received, len(content), step):
        piece = content[at : at + step]
        upload = actions.add_part(
            upload, offset=at, content=piece, sha256=hashlib.sha256(piece).hexdigest(), by=by
        )
    return upload


def test_pieces_make_the_file(place, candidate, antivirus):
    content = picture("PNG", (900, 900), compress_level=0)
    upload = actions.begin_upload(PROOF, place, name="plan.png", size=len(content), by=candidate)
    upload = send(upload, content, candidate)
    file = actions.finish_upload(upload, kind=PROOF, place=place, by=candidate)
    assert store.read(store.ORIGINALS, file.original) == content
    assert actions.finish_upload(upload, kind=PROOF, place=place, by=candidate) == file
    assert ReceivedFile.objects.count() == 1


def test_a_piece_again_changes_nothing_and_a_wrong_one_is_told_where_to_go_on(place, candidate):
    content = pdf(30)
    upload = actions.begin_upload(PROOF, place, name="a.pdf", size=len(content), by=candidate)
    upload = actions.add_part(upload, offset=0, content=content[:500], by=candidate)
    again = actions.add_part(upload, offset=0, content=content[:500], by=candidate)
    assert again.received == 500
    with pytest.raises(Conflict) as told:
        actions.add_part(upload, offset=900, content=content[900:950], by=candidate)
    assert told.value.current == {"received": 500}
    with pytest.raises(Refusal, match="altéré"):
        actions.add_part(upload, offset=500, content=b"xx", sha256="0" * 64, by=candidate)
    with pytest.raises(Refusal, match="plus grand"):
        actions.add_part(upload, offset=500, content=bytes(len(content)), by=candidate)
    with pytest.raises(Refusal, match="morceaux"):
        actions.finish_upload(upload, kind=PROOF, place=place, by=candidate)


def test_an_upload_lives_a_day_and_belongs_to_who_began_it(place, candidate, make_actor):
    upload = actions.begin_upload(PROOF, place, name="a.pdf", size=100, by=candidate)
    with pytest.raises(Refusal, match="Seule la personne"):
        actions.add_part(upload, offset=0, content=b"x", by=make_actor("candidate"))
    with clock.moved_to(clock.now() + timedelta(hours=23)):
        actions.add_part(upload, offset=0, content=b"%PDF-", by=candidate)
        assert actions.drop_stale_uploads() == 0
    with clock.moved_to(clock.now() + timedelta(hours=25)):
        with pytest.raises(Refusal, match="24 heures"):
            actions.add_part(upload, offset=5, content=b"x", by=candidate)
        assert actions.drop_stale_uploads() == 1
    assert store.parts(upload.pk) == []


def test_a_set_has_a_quota_that_uploads_on_their_way_count_in(place, candidate):
    mega = 1024 * 1024
    actions.begin_upload(PROOF, place, name="a.pdf", size=18 * mega, by=candidate)
    with pytest.raises(Refusal, match="il reste 12 Mo"):
        actions.begin_upload(PROOF, place, name="b.pdf", size=13 * mega, by=candidate)
    actions.begin_upload(PROOF, place, name="c.pdf", size=12 * mega, by=candidate)


def test_a_removed_file_leaves_its_row_and_no_bytes(
    receive, candidate, antivirus, django_capture_on_commit_callbacks
):
    file = receive(pdf())
    examine(file.pk, by=candidate)
    file.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_file(file, by=candidate, why="retention")
    file.refresh_from_db()
    assert not file.can_be_opened and file.removed_at is not None
    assert file.name == FORGOTTEN, "a name may say whose it is"
    for alias, name in ((store.ORIGINALS, file.original), (store.SHOWN, file.shown)):
        with pytest.raises(store.Lost):
            store.read(alias, name)
    assert list(inventory.take()) == []


def test_the_inventory_finds_what_is_lost_altered_or_stray(receive, candidate, antivirus, capsys):
    kept, lost, altered = receive(pdf()), receive(pdf(2)), receive(picture(), "p.jpg")
    for file in (kept, lost, altered):
        examine(file.pk, by=candidate)
    call_command("inventory_files")
    store.remove(store.ORIGINALS, lost.original)
    altered.refresh_from_db()
    store.write(store.SHOWN, altered.shown, b"other")
    store.write(store.ORIGINALS, "2026/01/stranger", b"x")
    with pytest.raises(CommandError, match="2 fichier"):
        call_command("inventory_files")
    assert "stranger" not in capsys.readouterr().out  # younger than an hour: on its way
    with clock.moved_to(timezone.now() + timedelta(hours=2)), pytest.raises(CommandError):
        call_command("inventory_files", "--sweep")
    assert "1 fichier(s) sans ligne" in capsys.readouterr().out
    assert {f.trouble for f in inventory.take()} == {"lost"}


def test_an_identity_paper_is_watermarked(receive, candidate, antivirus):
    paper, proof = receive(pdf(), kind=IDENTITY), receive(pdf())
    for file in (paper, proof):
        examine(file.pk, by=candidate)
        file.refresh_from_db()
    assert paper.shown_size > proof.shown_size + 5000
