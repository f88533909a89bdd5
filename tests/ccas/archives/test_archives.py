"""Everything held about a person, in one archive: whole, theirs alone, gone after some days."""

import csv
import io
import json
import uuid
import zipfile
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from assessments.candidates.models import AcquiredBlock
from assessments.practice.scans import SCAN, destination
from ccas import clock
from ccas.accounts.models import User
from ccas.actors import Actor
from ccas.archives import actions
from ccas.archives.models import PersonalArchive
from ccas.exchange.cells import safe
from ccas.files import actions as files
from ccas.files.examining import examine
from ccas.jobs import queue
from ccas.jobs.models import Job
from ccas.refusals import Refusal
from tests.ccas.files.samples import pdf
from tests.factories.candidates import AcquiredBlockFactory
from tests.factories.practice import AttestationFactory, StintFactory
from tests.factories.sessions import with_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def stint():
    return StintFactory(function="Opératrice 17-18-112")


@pytest.fixture
def candidate(stint) -> Actor:
    return with_account(stint.enrolment.candidate.person, "candidate")


def made(by: Actor) -> PersonalArchive:
    """Asked for, then made by the job, as a worker does."""
    archive = actions.ask_archive(by=by)
    queue.run(Job.objects.get(key=f"archive:{archive.pk}").pk)
    archive.refresh_from_db()
    assert archive.state == "ready", Job.objects.get(key=f"archive:{archive.pk}").error
    return archive


def opened(archive: PersonalArchive) -> zipfile.ZipFile:
    with actions.storage().open(archive.file) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def test_the_archive_holds_rows_reasons_documents_and_files(stint, candidate, officer) -> None:
    attestation = AttestationFactory(stint=stint)
    place = destination(officer, attestation.pk)
    scan = files.receive(SCAN, place, name="attestation.pdf", pieces=[pdf()], by=officer)
    examine(scan.pk, by=officer)
    scan.refresh_from_db()
    bundle = opened(made(candidate))
    assert bundle.testzip() is None
    data = json.loads(bundle.read("donnees.json"))
    table = data["tables"]["assessments.Stint"]
    assert table["lignes"][0]["function"] == "Opératrice 17-18-112"
    why = table["colonnes"]["function"]
    assert "preuve" in why["finalite"] and "50 ans" in why["conservation"]
    assert (
        data["tables"]["assessments.Attestation"]["lignes"][0]["reference"] == attestation.reference
    )
    rows = list(csv.reader(
        io.StringIO(bundle.read("tables/assessments.stint.csv").decode("utf-8-sig")), delimiter=";"
    ))  # fmt: skip
    assert len(rows) == 2 and "Opératrice 17-18-112" in rows[1]
    names = bundle.namelist()
    assert "fichiers/001 attestation.pdf" in names
    assert bundle.read("fichiers/001 attestation.pdf").startswith(b"%PDF")
    assert "Ce qui n'y est pas" in bundle.read("LISEZ-MOI.txt").decode()
    text = bundle.read("donnees.json").decode()
    assert scan.original not in text and scan.shown not in text


def test_it_holds_nothing_of_another(stint, candidate) -> None:
    other = StintFactory(function="Le poste d’une autre")
    with_account(other.enrolment.candidate.person, "candidate")
    text = opened(made(candidate)).read("donnees.json").decode()
    assert "Opératrice 17-18-112" in text
    for secret in (
        "Le poste d’une autre",
        other.enrolment.candidate.number,
        str(other.enrolment.candidate.person_id),
    ):
        assert secret not in text


def test_a_result_is_not_told_before_its_publication(stint, candidate) -> None:
    mine = stint.enrolment.candidate
    told = AcquiredBlockFactory(candidate=mine)
    assert told.source == "equivalence"
    data = json.loads(opened(made(candidate)).read("donnees.json"))
    assert len(data["tables"]["assessments.AcquiredBlock"]["lignes"]) == 1
    assert AcquiredBlock.objects.filter(candidate=mine).count() == 1
    assert "state" not in data["tables"]["assessments.Enrolment"]["lignes"][0]


def test_its_owner_is_told_by_mail_without_the_data(candidate) -> None:
    made(candidate)
    for job in Job.objects.filter(kind="outbox.send"):
        queue.run(job.pk)
    (letter,) = mail.outbox
    assert letter.to == [User.objects.get(pk=candidate.user_id).email]
    assert "/mes-donnees/" in letter.body and letter.attachments == []


def test_one_archive_at_a_time_and_a_new_one_erases_the_former(candidate) -> None:
    actions.ask_archive(by=candidate)
    with pytest.raises(Refusal, match="déjà en préparation"):
        actions.ask_archive(by=candidate)
    first = PersonalArchive.objects.get()
    queue.run(Job.objects.get(kind="archives.make").pk)
    first.refresh_from_db()
    name = first.file
    with pytest.raises(Refusal, match="son propre compte"):
        actions.ask_archive(by=Actor.system())
    second = made(candidate)
    first.refresh_from_db()
    assert (first.state, first.file) == ("erased", "") and second.state == "ready"
    assert actions.storage().exists(name), "the bytes go once the act is committed"


def test_making_twice_changes_nothing(candidate) -> None:
    archive = made(candidate)
    actions.make(archive.pk, by=candidate)
    again = PersonalArchive.objects.get()
    assert (again.sha256, again.file) == (archive.sha256, archive.file)


@pytest.mark.django_db(transaction=True)
def test_an_expired_archive_loses_its_bytes(make_actor) -> None:
    archive = made(make_actor("evaluator"))
    name = archive.file
    assert actions.erase_expired() == 0
    with clock.moved_to(archive.expires_at):
        assert actions.erase_expired() == 1
        assert actions.erase_expired() == 0
    assert not actions.storage().exists(name)


def test_only_its_owner_downloads_it_and_only_in_time(candidate, officer, sign_in) -> None:
    archive = made(candidate)
    url = reverse("archives:download", args=[archive.pk])
    absent = sign_in(officer).get(reverse("archives:download", args=[uuid.uuid4()]))
    refused = sign_in(officer).get(url)
    assert refused.status_code == absent.status_code == 404
    assert refused.content == absent.content
    answer = sign_in(candidate).get(url)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).testzip() is None
    assert "attachment" in answer["Content-Disposition"]
    with clock.moved_to(archive.expires_at):
        gone = sign_in(candidate).get(url)
    assert gone.status_code == 410 and "plus là" in gone.content.decode()


def test_an_archive_that_lost_its_file_is_a_sentence(candidate, sign_in) -> None:
    archive = made(candidate)
    actions.storage().delete(archive.file)
    answer = sign_in(candidate).get(reverse("archives:download", args=[archive.pk]))
    assert answer.status_code == 503 and "Demandez-en une autre" in answer.content.decode()


def test_the_page_says_where_it_stands(candidate, sign_in) -> None:
    client = sign_in(candidate)
    page = reverse("archives:own")
    assert "Préparer mon archive" in client.get(page).content.decode()
    assert client.get(reverse("archives:ask")).status_code == 405
    assert client.post(reverse("archives:ask")).status_code == 302
    content = client.get(page).content.decode()
    assert "se prépare" in content and "Préparer mon archive" not in content
    queue.run(Job.objects.get(kind="archives.make").pk)
    assert "Télécharger" in client.get(page).content.decode()
    with clock.moved_to(clock.now() + timedelta(days=8)):
        content = sign_in(candidate).get(page).content.decode()
    assert "Télécharger" not in content and "Effacée" in content


RAW = [
    ("UPDATE ccas_personalarchive SET state = 'ready'", "ready_has_its_file"),
    ("UPDATE ccas_personalarchive SET file = 'x'", "not_ready_has_no_file"),
    ("UPDATE ccas_personalarchive SET user_id = gen_random_uuid()", "owner_s|foreign key"),
]


@pytest.mark.parametrize(("statement", "words"), RAW)
def test_the_database_itself_refuses(candidate, statement, words) -> None:
    actions.ask_archive(by=candidate)
    with (
        pytest.raises(Exception, match=words),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_two_archives_are_never_made_at_once(candidate) -> None:
    actions.ask_archive(by=candidate)
    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        PersonalArchive.objects.create(user_id=candidate.user_id)


FORMULAS = ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1", "\0=1", "  =cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_spreadsheet_runs_nothing(text) -> None:
    assert safe(text).startswith("'")
    assert "\0" not in safe(text)


def test_dates_and_choices_are_words(stint, candidate) -> None:
    data = json.loads(opened(made(candidate)).read("donnees.json"))
    line = data["tables"]["assessments.Stint"]["lignes"][0]
    assert line["starts_on"] == date(2025, 9, 1).isoformat()
    enrolment = data["tables"]["assessments.Enrolment"]["lignes"][0]
    assert enrolment["route"] == stint.enrolment.get_route_display()
