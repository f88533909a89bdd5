"""Letters for every outcome, sent with the publication, told on screen or proven on paper."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from assessments.sessions.models import AssessmentSession
from ccas import clock
from ccas.documents.actions import render_document
from ccas.documents.models import Document
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message
from ccas.refusals import Refusal
from certification.awards import actions
from certification.awards.letters import LETTER, letter_facts
from certification.awards.models import ResultNotice
from certification.awards.notices import to_tell_on_paper, window_of
from certification.deliberation import actions as deliberating
from tests.certification.awards.test_road import sat
from tests.factories.awards import SignatoryFactory, an_officer, published
from tests.factories.deliberation import (
    EVENING,
    NOON,
    account,
    candidate,
    concluded,
    opened,
    proposed,
    signed,
)
from tests.factories.sessions import SessionFactory
from tests.kept import Kept

pytestmark = pytest.mark.django_db


def letters():
    return {one.subject_id: one.facts for one in Document.objects.filter(kind=LETTER)}


def _every_outcome():
    """Six candidates, six outcomes, published."""
    SignatoryFactory()
    people = [candidate(account_too=True) for _ in range(5)]
    waiting = candidate(account_too=True, practice=False)
    room = opened([*people, waiting])
    full, partial, nothing, absent, excused, adjourned = room.presentations
    with clock.moved_to(NOON):
        concluded(room, full)
        concluded(room, partial, b2="not_validated")
        concluded(room, nothing, b1="not_validated", b2="not_validated", b3="not_validated")
        for one, said in ((absent, False), (excused, True)):
            deliberating.mark_absent(one, excused=said, by=room.president)
            deliberating.conclude_presentation(one, by=room.president)
        concluded(room, adjourned)
    signed(room)
    return published(room, an_officer())


EVERY_OUTCOME = Kept(_every_outcome)


@pytest.fixture
def every_outcome(db):
    """A copy, for this test."""
    return EVERY_OUTCOME()


def test_every_outcome_has_its_letter(every_outcome):
    facts = letters()
    room = every_outcome
    outcomes = [facts[one.pk]["outcome"]["code"] for one in room.presentations]
    assert outcomes == ["awarded", "partial", "not_validated", "absent", "excused", "adjourned"]
    for one in room.presentations:
        said = facts[one.pk]
        assert said["title"] and said["opening"] and said["after"]
        assert len(said["appeals"]) == 2
        assert said["minutes_number"]
        assert "7 décembre 2026" in said["appeals"][1]
    partial = facts[room.presentations[1].pk]
    assert [one["decision"] for one in partial["blocks"]] == [
        "validated", "not_validated", "validated",
    ]  # fmt: skip
    missed = partial["blocks"][1]
    assert missed["reasons"] and missed["way_back"] and len(missed["missing"]) == 15
    assert [one["since"] for one in partial["kept"]] == ["par ce jury"] * 2
    assert facts[room.presentations[3].pk]["blocks"] == []
    assert facts[room.presentations[3].pk]["kept"] == []


def test_a_letter_renders_for_every_outcome(every_outcome, officer):
    for document in Document.objects.filter(kind=LETTER):
        render_document(document.pk, by=officer)
        document.refresh_from_db()
        assert document.state == "stored"
        assert document.pages <= 4


def test_each_missing_competency_says_what_it_came_to_and_which_sessions_show_it():
    SignatoryFactory()
    enrolment = candidate()
    block = enrolment.revision.blocks.get(position=2)
    proposed(enrolment, 2, value="E")
    room = sat(enrolment, c1={"b2": "not_validated"})
    soon = SessionFactory(
        revision=enrolment.revision, starts_on=date(2026, 11, 3), ends_on=date(2026, 11, 4)
    )
    SessionFactory(
        revision=enrolment.revision, starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 1)
    )
    with clock.moved_to(EVENING):
        facts = letter_facts(room.presentations[0], None)
    missed = next(one for one in facts["blocks"] if one["code"] == block.code)
    assert {line["level"] for line in missed["missing"]} == {"En cours d’acquisition"}
    assert [one["name"] for one in facts["sessions"]] == [soon.name], "the past shows nothing"
    assert facts["sessions"][0]["days"] == "du 3 novembre 2026 au 4 novembre 2026"
    assert {tuple(line["sessions"]) for line in missed["missing"]} == {("A",)}
    AssessmentSession.objects.filter(pk=soon.pk).update(state="cancelled", cancelled_at=clock.now())
    with clock.moved_to(EVENING):
        assert letter_facts(room.presentations[0], None)["sessions"] == []


def test_the_message_waits_for_the_letter_and_the_notice_dates_the_delay(every_outcome):
    first = every_outcome.presentations[0]
    message = Message.objects.get(key=f"presentation:{first.pk}")
    assert [one.kind for one in message.documents.all()] == [LETTER]
    assert message.attachments == []
    notice = ResultNotice.objects.get(presentation=first)
    assert (notice.way, notice.notified_on) == ("screen", date(2026, 10, 6))
    assert window_of(first).last_day == date(2026, 12, 7)
    assert JournalEntry.objects.filter(verb="result.notify").count() == 6
    actions.issue_results(every_outcome.deliberation.pk, by=an_officer())
    assert ResultNotice.objects.count() == 6


@pytest.fixture
def silent():
    """One candidate without any electronic address, published."""
    SignatoryFactory()
    enrolment = candidate()
    enrolment.candidate.person.email = ""
    enrolment.candidate.person.save()
    return published(sat(enrolment, c1={"b2": "not_validated"}), an_officer())


def test_a_paper_letter_is_recorded_once_with_its_proof(silent, officer):
    (presentation,) = silent.presentations
    assert list(to_tell_on_paper()) == [presentation]
    assert window_of(presentation).open and window_of(presentation).last_day is None
    said = {"notified_on": date(2026, 10, 9), "reference": "Recommandé 1A 203", "by": officer}
    with clock.moved_to(EVENING + timedelta(days=5)):
        for wrong in (
            {"notified_on": date(2026, 10, 5)},
            {"notified_on": date(2026, 10, 12)},
            {"reference": " "},
            {"by": silent.president},
        ):
            with pytest.raises(Refusal):
                actions.record_paper_notice(presentation, **said | wrong)
        actions.record_paper_notice(presentation, **said)
        with pytest.raises(Refusal, match="déjà notifié, le 09/10/2026"):
            actions.record_paper_notice(presentation, **said)
    assert list(to_tell_on_paper()) == []
    assert window_of(presentation).last_day == date(2026, 12, 10)


def test_a_hidden_result_is_told_to_nobody_and_a_notice_stays():
    room = sat(candidate())
    (presentation,) = room.presentations
    with pytest.raises(IntegrityError, match="told to nobody"), transaction.atomic():
        ResultNotice.objects.create(
            presentation=presentation, way="screen", notified_on=date(2026, 10, 6)
        )
    SignatoryFactory()
    published(room, an_officer())
    for sql in (
        "UPDATE certification_resultnotice SET notified_on = '2027-01-01'",
        "DELETE FROM certification_resultnotice",
    ):
        with (
            pytest.raises(Exception, match="Cannot"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_the_officer_reads_the_letters_before_publishing(client, sign_in, officer, make_actor):
    room = sat(candidate(), candidate(), c2={"b2": "not_validated"})
    address = reverse("awards:letter", args=[room.presentations[1].pk])
    publication = reverse("awards:publication", args=[room.deliberation.pk])
    sign_in(officer)
    with clock.moved_to(EVENING):
        assert address in client.get(publication).content.decode()
        paper = client.get(address)
        assert paper["Content-Type"] == "application/pdf" and paper.content[:5] == b"%PDF-"
        told = [one.pk for one in room.presentations]
        assert not Document.objects.filter(kind=LETTER, subject_id__in=told).exists()
        published(room, officer)
        given = Document.objects.get(kind=LETTER, subject_id=room.presentations[1].pk)
        assert client.get(address).url == reverse("document", args=[given.pk])
    for actor in (make_actor("auditor"), room.president):
        sign_in(actor)
        assert client.get(address).status_code == 404


def test_the_handing_over_is_recorded_from_the_screen(silent, client, sign_in, officer):
    (presentation,) = silent.presentations
    address = reverse("awards:notify", args=[presentation.pk])
    sign_in(officer)
    with clock.moved_to(EVENING + timedelta(days=5)):
        publication = reverse("awards:publication", args=[silent.deliberation.pk])
        assert address in client.get(publication).content.decode()
        assert address in client.get("/").content.decode()
        said = {"notified_on": "12/12/2026", "reference": "Reçu signé"}
        wrong = client.post(address, said)
        assert wrong.status_code == 422 and "dans l’avenir" in wrong.content.decode()
        assert "Reçu signé" in wrong.content.decode()
        done = client.post(address, said | {"notified_on": "09/10/2026"})
        assert done.url == publication
        page = client.get(publication).content.decode()
    assert "Reçu signé" in page and address not in page


def test_the_candidate_reads_the_letter_with_the_result(every_outcome, client, sign_in):
    partial, absent = every_outcome.presentations[1], every_outcome.presentations[3]
    sign_in(account(partial.enrolment.candidate.person, "candidate"))
    with clock.moved_to(EVENING):
        page = client.get(reverse("awards:result", args=[partial.pk])).content.decode()
    letter = Document.objects.get(kind=LETTER, subject_id=partial.pk)
    assert reverse("document", args=[letter.pk]) in page
    assert "Ce qui reste à montrer" in page and "Ce qui vous reste acquis" in page
    assert "15 compétences" in page
    assert "jusqu’au" in page and "7 décembre 2026" in page
    sign_in(account(absent.enrolment.candidate.person, "candidate"))
    with clock.moved_to(EVENING + timedelta(days=100)):
        page = client.get(reverse("awards:result", args=[absent.pk])).content.decode()
    assert "Lettre de résultat" in page and "demander un nouveau passage" in page
    assert "a fini le" in page
