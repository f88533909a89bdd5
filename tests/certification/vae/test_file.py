"""Livret 2: told, proven, submitted, verified, given back, before the jury."""

import hashlib
import uuid
from datetime import date

import pgtrigger
import pytest
from django.db import connection, transaction
from django.db.utils import Error

from ccas import clock
from ccas.actors import Actor
from ccas.documents.actions import canonical
from ccas.documents.models import Document
from ccas.files import store
from ccas.files.examining import examine
from ccas.files.permissions import visible_files as files_seen
from ccas.outbox.models import Message
from ccas.refusals import Conflict, Refusal
from certification.vae import actions, gathering
from certification.vae.evidence import EVIDENCE
from certification.vae.models import Evidence, Narrative, ValidationFile, ValidationVersion
from tests.factories.vae import (
    admitted,
    applicant,
    at,
    presented_file,
    send_paper,
    started,
    submitted_file,
    tell,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 20)


def fresh(file: ValidationFile) -> ValidationFile:
    return ValidationFile.objects.get(pk=file.pk)


def test_a_file_begins_with_the_blocks_of_the_admissibility(officer):
    application, actor = admitted(officer)
    file = actions.start_file(application.enrolment, by=actor)
    assert file.blocks.count() == 3 and file.narratives.count() == 42
    with pytest.raises(Refusal, match="déjà commencé"):
        actions.start_file(application.enrolment, by=actor)
    _, other = applicant()
    for stranger in (other, officer, Actor.system()):
        with pytest.raises(Refusal, match="Seul le candidat"):
            actions.start_file(application.enrolment, by=stranger)


def test_what_is_missing_is_said_and_nothing_moves(officer):
    file, actor = started(officer)
    with clock.moved_to(at(DAY)), pytest.raises(Refusal) as refused:
        actions.submit_file(file, by=actor)
    assert "13 compétences" in refused.value.sentences[0]
    assert fresh(file).state == "draft"


def test_a_submission_is_frozen_by_its_hash_and_acknowledged(officer):
    file, actor = submitted_file(officer, DAY)
    version = file.versions.get()
    assert (file.state, file.version, file.submitted_on) == ("submitted", 1, DAY)
    assert hashlib.sha256(canonical(version.facts)).hexdigest() == version.sha256
    assert version.papers.count() == 1
    copy = Document.objects.get(kind="vae_file")
    assert copy.owner_id == actor.user_id and copy.facts["version"]["sha256"] == version.sha256
    mail = Message.objects.get(kind="vae.file_submitted")
    assert "Ouvrir mon dossier" in mail.html and "papier" not in mail.text
    said = file.enrolment.application.thread.last()
    assert "30 juin 2026" in said.text
    narrative = file.narratives.first()
    with pytest.raises(Refusal, match="ne change plus"):
        actions.save_narrative(narrative, by=actor, answers={"action": "x"}, revision=1)


def test_returned_completed_submitted_again_is_a_second_version(officer):
    file, actor = submitted_file(officer, DAY)
    with clock.moved_to(at(date(2026, 3, 25))):
        with pytest.raises(Refusal, match="ce qu’il faut revoir"):
            actions.return_file(file, by=officer, reasons="  ")
        actions.return_file(file, by=officer, reasons="Compétence 3 : dites votre part.")
    first = file.versions.get(number=1)
    with clock.moved_to(at(date(2026, 4, 2))):
        narrative = file.narratives.get(competency__position=3, competency__block__position=1)
        actions.save_narrative(narrative, by=actor, answers={"action": "Moi seule."}, revision=1)
        actions.submit_file(file, by=actor)
    file = fresh(file)
    second = file.versions.get(number=2)
    assert file.submitted_on == date(2026, 4, 2) and second.sha256 != first.sha256
    first.refresh_from_db()
    assert "Moi seule." not in str(first.facts) and "Moi seule." in str(second.facts)
    assert first.returns.get().reasons.startswith("Compétence 3")


def test_the_jury_reads_the_version_presented_while_another_is_written(officer):
    file, actor = presented_file(officer)
    assert file.state == "before_jury" and file.presented.number == 1
    assert file.presented.verified_by_id == officer.user_id
    with clock.moved_to(at(date(2026, 6, 20))):
        actions.return_file(file, by=officer, reasons="Représentez le bloc non validé.")
        file = fresh(file)
        assert file.presented.number == 1 and file.verified_on is None
        actions.submit_file(file, by=actor)
    file = fresh(file)
    assert (file.version, file.presented.number, file.state) == (2, 1, "submitted")


@pytest.mark.parametrize(
    ("verb", "state"), [("verify_file", "draft"), ("present_file", "submitted")]
)
def test_nothing_is_verified_or_presented_out_of_order(officer, verb, state):
    file, actor = started(officer) if state == "draft" else submitted_file(officer)
    with pytest.raises(Refusal):
        getattr(actions, verb)(file, by=officer)
    with pytest.raises(Refusal, match="Seul le gestionnaire"):
        getattr(actions, verb)(file, by=actor)
    assert fresh(file).state == state


def test_expired_validity_stops_a_new_submission_and_voids_nothing(officer):
    file, actor = started(officer)
    application = file.enrolment.application
    with pgtrigger.ignore("certification.EligibilityApplication:application_decision_is_final"):
        type(application).objects.update(valid_until=date(2026, 3, 31))
    tell(file, actor)
    with clock.moved_to(at(date(2026, 4, 1), hour=0)), pytest.raises(Refusal, match="31 mars"):
        actions.submit_file(file, by=actor)
    with clock.moved_to(at(date(2026, 3, 31), hour=23)):
        actions.submit_file(file, by=actor)
    with clock.moved_to(at(date(2026, 5, 4))):
        actions.return_file(file, by=officer, reasons="Page 2 illisible.")
        actions.submit_file(fresh(file), by=actor)
        actions.verify_file(file, by=officer)
        actions.present_file(file, by=officer)
        actions.return_file(file, by=officer, reasons="Revenez pour le bloc manquant.")
        with pytest.raises(Refusal, match="31 mars"):
            actions.submit_file(fresh(file), by=actor)
    assert fresh(file).presented.number == 2


def test_the_same_save_twice_changes_nothing_and_a_stale_one_is_told(officer):
    file, actor = started(officer)
    narrative = file.narratives.first()
    mine, save = {"situation": "Au centre, en juin."}, uuid.uuid4()
    for _ in range(2):
        saved = actions.save_narrative(narrative, by=actor, answers=mine, revision=0, save=save)
        assert saved.revision == 1
    with pytest.raises(Conflict) as stale:
        actions.save_narrative(
            narrative, by=actor, answers={"situation": "Autre"}, revision=0, save=uuid.uuid4()
        )
    assert stale.value.current["answers"]["situation"] == "Au centre, en juin."
    assert stale.value.current["revision"] == 1
    # The same words from an old page are no contradiction.
    assert actions.save_narrative(narrative, by=actor, answers=mine, revision=0).revision == 1
    assert Narrative.objects.get(pk=narrative.pk).situation == "Au centre, en juin."


def test_a_piece_may_show_several_competencies_and_be_taken_out(officer):
    file, actor = started(officer)
    first, second = file.narratives.all()[:2]
    received = send_paper(EVIDENCE, first.pk, actor)
    piece = Evidence.objects.get(received=received)
    assert piece.title == "papier" and [row.pk for row in piece.competencies.all()] == [
        first.competency_id
    ]
    both = [first.competency, second.competency]
    with pytest.raises(Refusal, match="au moins une compétence"):
        actions.describe_evidence(piece, by=actor, title="Ordre de départ", competencies=[])
    actions.describe_evidence(piece, by=actor, title=" Ordre  de départ ", competencies=both)
    whole = gathering.dossier(file)
    assert [len(line.pieces) for line in whole.lines[:3]] == [1, 1, 0]
    actions.detach_evidence(piece, by=actor)
    assert gathering.dossier(file).pieces == ()
    received.refresh_from_db()
    assert received.removed_at is not None


def test_a_piece_that_a_version_holds_keeps_its_bytes(officer, django_capture_on_commit_callbacks):
    file, actor = submitted_file(officer)
    actions.return_file(file, by=officer, reasons="Une autre pièce, plus lisible.")
    piece = Evidence.objects.get(file=file)
    with django_capture_on_commit_callbacks(execute=True):
        actions.detach_evidence(piece, by=actor)
    received = piece.received
    received.refresh_from_db()
    assert received.removed_at is None
    assert store.read(store.ORIGINALS, received.original, received.sha256)


def test_a_piece_not_examined_stops_the_submission_and_nobody_reads_it(officer):
    file, actor = started(officer)
    tell(file, actor, proven=0)
    received = send_paper(EVIDENCE, file.narratives.first().pk, actor, examined=False)
    with pytest.raises(Refusal, match="antivirus"):
        actions.submit_file(file, by=actor)
    assert not received.can_be_opened
    assert not files_seen(officer).filter(pk=received.pk).exists()
    examine(received.pk, by=actor)
    actions.submit_file(file, by=actor)
    assert files_seen(officer).filter(pk=received.pk).exists()
    assert EVIDENCE.destination(actor, file.narratives.first().pk) is None


def test_pieces_go_only_to_one_s_own_narrative(officer, make_actor):
    file, _ = started(officer)
    narrative = file.narratives.first()
    for stranger in (officer, make_actor("candidate"), make_actor("president")):
        assert EVIDENCE.destination(stranger, narrative.pk) is None


SQL = {
    "the facts": "UPDATE certification_validationversion SET facts = '{}' WHERE file_id = %s",
    "its hash": "UPDATE certification_validationversion SET sha256 = 'x' WHERE file_id = %s",
    "erasing it": "DELETE FROM certification_validationversion WHERE file_id = %s",
    "a narrative": "UPDATE certification_narrative SET action = 'x', revision = 9"
    " WHERE file_id = %s",
    "its piece": "UPDATE certification_evidence SET title = 'x' WHERE file_id = %s",
    "its blocks": "DELETE FROM certification_targetedblock WHERE file_id = %s",
    "the links": "DELETE FROM certification_evidencecompetency WHERE evidence_id IN"
    " (SELECT id FROM certification_evidence WHERE file_id = %s)",
    "a version’s papers": "DELETE FROM certification_versionpaper WHERE version_id IN"
    " (SELECT id FROM certification_validationversion WHERE file_id = %s)",
    "the state alone": "UPDATE certification_validationfile SET state = 'before_jury'"
    " WHERE id = %s",
    "back to the draft": "UPDATE certification_validationfile SET state = 'draft' WHERE id = %s",
    "a version less": "UPDATE certification_validationfile SET version = 0 WHERE id = %s",
    "a version too far": "INSERT INTO certification_validationversion (id, occurred_at, file_id,"
    " number, submitted_on, facts, sha256) SELECT gen_random_uuid(), now(), file_id, 7,"
    " submitted_on, facts, sha256 FROM certification_validationversion WHERE file_id = %s",
}


def test_the_database_refuses_what_must_never_be(officer):
    file, _ = submitted_file(officer)
    passed = []
    for name, sql in SQL.items():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, [file.pk])
            passed.append(name)
        except Error:
            continue
    assert passed == []


def test_while_it_is_written_the_same_passes(officer):
    """Negative control of the one above."""
    file, _ = started(officer)
    with connection.cursor() as cursor:
        cursor.execute(SQL["a narrative"], [file.pk])
        assert cursor.rowcount == 42
        cursor.execute(SQL["its blocks"], [file.pk])
        assert cursor.rowcount == 1
    assert not ValidationVersion.objects.exists()
