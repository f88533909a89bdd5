"""Calling the lead from a sheet, and answering."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from assessments.grading import actions
from assessments.grading.models import LeadCall
from assessments.sessions.models import SessionState
from ccas import clock
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.factories.grading import a_person, a_simulation, actor_of, opened_sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet():
    return opened_sheets(a_simulation())[0]


def test_a_call_waits_once_and_is_answered_once(sheet, officer):
    by = actor_of(sheet.evaluator)
    call = actions.call_lead(sheet, by=by)
    assert actions.call_lead(sheet, by=by) == call
    actions.answer_call(call, by=officer)
    answered = LeadCall.objects.get()
    assert answered.answered_by_id == officer.user_id
    assert actions.answer_call(call, by=officer).answered_at == answered.answered_at
    assert actions.call_lead(sheet, by=by) != call
    verbs = JournalEntry.objects.filter(verb__startswith="call.").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["call.make", "call.answer", "call.make"]


def test_only_its_evaluator_calls_and_only_the_lead_answers(sheet, officer, make_actor):
    other = sheet.simulation.sheets.exclude(pk=sheet.pk).get()
    for by in (actor_of(other.evaluator), actor_of(a_person()), officer, make_actor("candidate")):
        with pytest.raises(Refusal, match="Seul l’évaluateur"):
            actions.call_lead(sheet, by=by)
    call = actions.call_lead(sheet, by=actor_of(sheet.evaluator))
    for by in (actor_of(other.evaluator), actor_of(a_person()), make_actor("auditor")):
        with pytest.raises(Refusal, match="répond à un appel"):
            actions.answer_call(call, by=by)
    session = sheet.simulation.registration.session
    session.lead = a_person()
    session.save()
    assert actions.answer_call(call, by=actor_of(session.lead)).answered_at


def test_nobody_is_called_once_the_session_is_closed(sheet):
    session = sheet.simulation.registration.session
    session.state, session.closed_at = SessionState.CLOSED, clock.now()
    session.save()
    with pytest.raises(Refusal, match="à personne"):
        actions.call_lead(sheet, by=actor_of(sheet.evaluator))


def test_sql_does_not_rewrite_a_call(sheet, officer):
    call = actions.call_lead(sheet, by=actor_of(sheet.evaluator))
    actions.answer_call(call, by=officer)
    for statement in (
        "UPDATE assessments_leadcall SET answered_at = now()",
        "UPDATE assessments_leadcall SET answered_at = NULL",
        "DELETE FROM assessments_leadcall",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_sheet_s_script_gets_a_sentence_and_a_form_a_message(sheet, sign_in):
    browser = sign_in(actor_of(sheet.evaluator))
    address = reverse("grading:call", args=[sheet.pk])
    with clock.moved_to(clock.now()):
        answer = browser.post(address, headers={"accept": "application/json"})
    assert answer.status_code == 200
    assert "Le responsable de la session est appelé depuis" in answer.json()["sentence"]
    page = browser.post(address, follow=True)
    assert "est appelé depuis" in page.content.decode()
    assert LeadCall.objects.count() == 1
    session = sheet.simulation.registration.session
    session.state, session.closed_at = SessionState.CLOSED, clock.now()
    session.save()
    refused = browser.post(address, headers={"accept": "application/json"})
    assert (refused.status_code, "à personne" in refused.json()["sentence"]) == (422, True)
    assert sign_in(actor_of(a_person())).post(address).status_code == 404
    assert browser.get(address).status_code == 405


def test_the_lead_answers_from_the_room(sheet, officer, sign_in):
    call = actions.call_lead(sheet, by=actor_of(sheet.evaluator))
    address = reverse("grading:answer_call", args=[call.pk])
    assert sign_in(actor_of(sheet.evaluator)).post(address).status_code == 404
    assert sign_in(officer).post(address).status_code == 302
    assert LeadCall.objects.get().answered_at
