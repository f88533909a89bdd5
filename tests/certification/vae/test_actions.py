"""From the first word to the decision, silence included."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from ccas import clock
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.outbox.models import Message
from ccas.refusals import Refusal
from certification.vae import actions, messages, papers, reading
from certification.vae.models import EligibilityApplication, RequestedPaper
from tests.factories.framework import shipped_revision
from tests.factories.vae import applicant, at, draft, send_paper, submitted

pytestmark = pytest.mark.django_db
SUBMITTED_ON = date(2026, 1, 12)
LAST_DAY = date(2026, 3, 12)


def fresh(application: EligibilityApplication) -> EligibilityApplication:
    return EligibilityApplication.objects.get(pk=application.pk)


def test_a_complete_application_is_frozen_acknowledged_and_told():
    application, actor = submitted(SUBMITTED_ON)
    assert application.received_on == SUBMITTED_ON and application.state == "submitted"
    assert application.content["experiences"][0]["proofs"][0]["sha256"]
    letter = Document.objects.get(kind="vae_acknowledgement")
    assert letter.owner_id == actor.user_id
    assert any("12 mars 2026" in line for line in letter.facts["after"])
    mail = Message.objects.get(kind="vae.acknowledged")
    assert "papier" not in mail.text and "/vae/" in mail.text
    assert "Ouvrir mon dossier" in mail.html and mail.attachments == []
    assert application.thread.get().author is None


def test_an_incomplete_one_says_everything_that_lacks():
    candidate, actor = applicant()
    with clock.moved_to(at(SUBMITTED_ON)):
        application = actions.start_application(candidate, shipped_revision(), by=actor)
        with pytest.raises(Refusal) as refused:
            actions.submit(application, by=actor)
    assert len(refused.value.sentences) == 5
    assert fresh(application).state == "draft"


def test_nothing_begins_after_the_registration_end_and_only_one_at_a_time():
    candidate, actor = applicant()
    with clock.moved_to(at(date(2026, 4, 20))), pytest.raises(Refusal, match="a pris fin"):
        actions.start_application(candidate, shipped_revision(), by=actor)
    with clock.moved_to(at(SUBMITTED_ON)):
        actions.start_application(candidate, shipped_revision(), by=actor)
        with pytest.raises(Refusal, match="déjà en cours"):
            actions.start_application(candidate, shipped_revision(), by=actor)


def test_another_person_can_neither_write_nor_submit(make_actor):
    candidate, actor = applicant()
    with clock.moved_to(at(SUBMITTED_ON)):
        application = draft(actor, candidate)
        for stranger in (make_actor("candidate"), make_actor("officer"), Actor.system()):
            with pytest.raises(Refusal, match="Seul le candidat"):
                actions.submit(application, by=stranger)
            with pytest.raises(Refusal, match="Seul le candidat"):
                actions.save_answers(application, by=stranger, situation="other")


def test_an_admission_begins_the_enrolment_on_its_day(officer):
    application, _ = submitted(SUBMITTED_ON)
    with clock.moved_to(at(date(2026, 2, 3))):
        actions.decide(application, by=officer, decision="admissible", gaps="Radio : à revoir")
    application = fresh(application)
    assert application.state == "admissible" and application.decided_on == date(2026, 2, 3)
    enrolment = application.enrolment
    assert (enrolment.route, enrolment.began_on) == ("VAE", date(2026, 2, 3))
    letter = Document.objects.get(kind="vae_decision")
    assert enrolment.admissibility_reference == letter.number
    assert letter.facts["items"] == ["Radio : à revoir"]


def test_a_refusal_needs_reasons_and_states_the_appeals(officer):
    application, _ = submitted(SUBMITTED_ON)
    with clock.moved_to(at(LAST_DAY)):
        with pytest.raises(Refusal, match="motifs"):
            actions.decide(application, by=officer, decision="refused")
        actions.decide(application, by=officer, decision="refused", reasons="Sans rapport.")
    facts = Document.objects.get(kind="vae_decision").facts
    assert "refus" in facts["title"] and "tribunal administratif" in facts["after"][0]
    assert fresh(application).enrolment is None


def test_silence_admits_at_its_date_whether_or_not_the_job_ran(officer):
    application, actor = submitted(SUBMITTED_ON)
    with clock.moved_to(at(LAST_DAY + timedelta(days=1), hour=0)):
        assert reading.state_today(fresh(application)) == "tacitly_admissible"
        with pytest.raises(Refusal, match="trop tard"):
            actions.decide(application, by=officer, decision="refused", reasons="Trop tard.")
        with pytest.raises(Refusal, match="recevable"):
            actions.abandon(application, by=actor)
    with clock.moved_to(at(LAST_DAY + timedelta(days=20))):
        assert actions.settle_silences() == 1
        assert actions.settle_silences() == 0
    application = fresh(application)
    assert (application.state, application.decided_on) == ("tacitly_admissible", LAST_DAY)
    assert application.enrolment.began_on == LAST_DAY
    assert "silence" in Document.objects.get(kind="vae_decision").facts["paragraphs"][0]


def test_the_job_does_nothing_before_the_last_day_is_over():
    submitted(SUBMITTED_ON)
    with clock.moved_to(at(LAST_DAY, hour=23)):
        assert actions.settle_silences() == 0


def test_an_admission_after_the_registration_end_is_kept_and_says_why_nothing_begins():
    application, _ = submitted(date(2026, 3, 2))
    with clock.moved_to(at(date(2026, 5, 10))):
        assert actions.settle_silences() == 1
    application = fresh(application)
    assert application.state == "tacitly_admissible" and application.enrolment is None
    assert "ne peut pas encore commencer" in application.thread.last().text


def test_papers_stop_the_clock_until_the_last_of_them(officer):
    application, actor = submitted(SUBMITTED_ON)
    with clock.moved_to(at(date(2026, 2, 1))):
        asked = actions.ask_for_papers(
            application,
            by=officer,
            items=["Diplôme", "État de services"],
            deadline=date(2026, 3, 1),
        )
    first, second = asked.papers.order_by("recorded_at")
    with clock.moved_to(at(date(2026, 4, 5))):
        assert reading.state_today(fresh(application)) == "incomplete"
        assert actions.settle_silences() == 0
        with pytest.raises(Refusal, match="complet"):
            actions.decide(application, by=officer, decision="refused", reasons="Rien reçu.")
        send_paper(papers.REQUESTED, first.pk, actor)
        assert fresh(application).state == "incomplete"
    with clock.moved_to(at(date(2026, 4, 6))):
        send_paper(papers.REQUESTED, second.pk, actor)
        assert fresh(application).state == "submitted"
        assert reading.clocks.clock(reading.proceedings(fresh(application))).last_day == date(
            2026, 6, 6
        )
    assert RequestedPaper.objects.filter(received_on=None).count() == 0
    assert papers.REQUESTED.destination(actor, second.pk) is None


def test_one_application_a_year_and_the_sworn_ones_count():
    application, actor = submitted(SUBMITTED_ON)
    with clock.moved_to(at(date(2026, 1, 20))):
        actions.abandon(application, by=actor)
        again = draft(actor, application.candidate)
        with pytest.raises(Refusal, match="Une seule demande"):
            actions.submit(again, by=actor)
        actions.abandon(again, by=actor)
    candidate, other = applicant()
    with clock.moved_to(at(SUBMITTED_ON)), pytest.raises(Refusal, match="Trois demandes"):
        actions.submit(draft(other, candidate, elsewhere=3), by=other)


def test_the_thread_keeps_what_was_said(officer):
    application, actor = submitted(SUBMITTED_ON)
    messages.write(application, "  Ai-je bien joint l’état de services ?  ", by=actor)
    messages.write(application, "Oui.", by=officer)
    said = list(application.thread.values_list("role", "text"))
    assert said[1:] == [
        ("candidate", "Ai-je bien joint l’état de services ?"),
        ("officer", "Oui."),
    ]
    assert Message.objects.filter(kind="vae.message").count() == 1
    for text in ("", " \n", "x" * 4001, "a\0b"):
        with pytest.raises(Refusal):
            messages.write(application, text, by=actor)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE certification_eligibilityapplication SET situation = 'other' WHERE id = %s",
        "UPDATE certification_eligibilityapplication SET content = '{}' WHERE id = %s",
        "UPDATE certification_eligibilityapplication SET received_on = '2026-01-01' WHERE id = %s",
        "DELETE FROM certification_eligibilityapplication WHERE id = %s",
        "UPDATE certification_eligibilityapplication SET state = 'refused', reasons = 'x',"
        " decided_on = '2026-03-13' WHERE id = %s",
        "UPDATE certification_eligibilityapplication SET state = 'refused',"
        " decided_on = '2026-03-01' WHERE id = %s",
        "UPDATE certification_experience SET hours = 1 WHERE application_id = %s",
        "DELETE FROM certification_application_blocks WHERE application_id = %s",
        "UPDATE certification_threadmessage SET text = 'x' WHERE application_id = %s",
    ],
)
def test_the_database_refuses_what_must_never_be(sql):
    application, _ = submitted(SUBMITTED_ON)
    with pytest.raises(Exception) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [application.pk])
    assert isinstance(refused.value, IntegrityError) or "pgtrigger" in str(refused.value)


def test_a_refusal_in_time_passes_the_trigger():
    """Negative control of the one above."""
    application, _ = submitted(SUBMITTED_ON)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE certification_eligibilityapplication SET state = 'refused', reasons = 'x',"
            " decided_on = '2026-03-12' WHERE id = %s",
            [application.pk],
        )
    assert fresh(application).state == "refused"
