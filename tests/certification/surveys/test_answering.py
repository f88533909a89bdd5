"""A link serves once and in its days; an officer takes down a call; who objects is left alone."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from ccas import clock
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from certification.surveys import actions
from certification.surveys.models import InsertionSurvey, SurveyObjection
from tests.factories.surveys import (
    SEEKS,
    SIX_MONTHS,
    STUDIES,
    TWO_YEARS,
    WORKS,
    answered,
    asked,
    linked,
)

pytestmark = pytest.mark.django_db
SAID = {"situation": "employed", "target_job": "yes", "contract": "fixed", "usefulness": "progress"}
LAST = SIX_MONTHS + timedelta(days=60)


@pytest.fixture
def address(survey):
    """The page of a link."""
    return reverse("surveys:answer", args=[linked(survey, "un-lien")])


@pytest.fixture(autouse=True)
def _on_its_day():
    with clock.moved_to(SIX_MONTHS):
        yield


def test_looking_changes_nothing(client, survey, address):
    page = client.get(address)
    assert page.status_code == 200
    assert "6 avril 2027, 6 mois après" in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0")
    survey.refresh_from_db()
    assert survey.state == "asked"


def test_four_answers_use_the_link_up_and_every_other(client, survey, address):
    other = reverse("surveys:answer", args=[linked(survey, "un-autre")])
    assert client.post(address, SAID).status_code == 200
    survey.refresh_from_db()
    assert (survey.situation, survey.target_job, survey.contract, survey.usefulness) == (
        "employed", True, "fixed", "progress",
    )  # fmt: skip
    assert (survey.channel, survey.answered_on, survey.taken_by) == ("link", SIX_MONTHS, None)
    for used in (address, other):
        assert client.get(used).status_code == 404
        assert client.post(used, SAID | {"situation": "seeking"}).status_code == 404
    survey.refresh_from_db()
    assert survey.situation == "employed"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"situation": ""}, "Choisissez votre situation"),
        ({"target_job": ""}, "dans le métier visé"),
        ({"contract": ""}, "sous quel statut"),
        ({"usefulness": "\x00"}, "Sélectionnez un choix valide"),
        ({"situation": "x" * 300}, "Sélectionnez un choix valide"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(client, survey, address, said, sentence):
    page = client.post(address, SAID | said)
    text = page.content.decode()
    assert page.status_code == 422
    assert sentence in text
    assert text.count(" checked") == 4 - len(said)
    survey.refresh_from_db()
    assert survey.state == "asked"


def test_who_does_not_work_answers_two_questions(client, survey, address):
    assert client.post(address, {"situation": "abroad", "usefulness": "enter"}).status_code == 200
    survey.refresh_from_db()
    assert (survey.target_job, survey.contract) == (None, "")


def test_the_last_day_is_the_last_though_no_job_closed_it(client, survey, address):
    with clock.moved_to(LAST):
        assert client.get(address).status_code == 200
    with clock.moved_to(LAST + timedelta(days=1)):
        assert client.get(address).status_code == 404
        assert client.post(address, SAID).status_code == 404
        with pytest.raises(Refusal, match="close"):
            actions.answer_survey("un-lien", **WORKS)


def test_whoever_objects_is_asked_nothing_more(client, survey, address, keeper):
    where = reverse("surveys:decline", args=["un-lien"])
    assert client.get(where).status_code == 405
    assert client.post(where).status_code == 200
    assert client.post(where).status_code == 422
    survey.refresh_from_db()
    assert (survey.state, survey.situation) == ("declined", "")
    assert client.get(address).status_code == 404
    assert len(asked(TWO_YEARS)) == 3, "the other holder only"
    actions.lift_objection(survey.award.candidate, by=keeper)
    assert len(asked(TWO_YEARS)) == 4
    with pytest.raises(Refusal, match="ne s’oppose pas"):
        actions.lift_objection(survey.award.candidate, by=keeper)


def test_an_officer_takes_a_call_down(survey, keeper):
    with clock.moved_to(SIX_MONTHS + timedelta(days=3)):
        actions.record_call(survey, called_on=SIX_MONTHS, by=keeper, **SEEKS)
    survey.refresh_from_db()
    assert (survey.channel, survey.answered_on) == ("phone", SIX_MONTHS)
    assert survey.taken_by_id == keeper.user_id
    with pytest.raises(Refusal, match="plus recevoir"):
        answered(survey, keeper)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_call_was_made_since_the_day_and_not_tomorrow(survey, keeper, days):
    with pytest.raises(Refusal, match="date"):
        actions.record_call(
            survey, called_on=SIX_MONTHS + timedelta(days=days), by=keeper, **STUDIES
        )


def test_only_an_officer_and_not_about_oneself(survey, keeper, make_actor):
    with pytest.raises(Refusal, match="gestionnaire"):
        answered(survey, make_actor("auditor"))
    person = survey.award.candidate.person
    person.user_id = keeper.user_id
    person.save()
    survey.award.candidate.refresh_from_db()
    fresh = InsertionSurvey.objects.get(pk=survey.pk)
    with pytest.raises(Refusal):
        answered(fresh, keeper)
    with pytest.raises(Refusal):
        actions.record_objection(fresh.award.candidate, by=keeper)


def test_the_journal_says_that_not_what(client, survey, address):
    client.post(address, SAID)
    lines = JournalEntry.objects.filter(subject_id=str(survey.pk))
    assert {"survey.ask", "survey.answer"} <= set(lines.values_list("verb", flat=True))
    assert "employed" not in str(list(lines.values_list("details", flat=True)))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE certification_insertionsurvey SET situation = 'seeking'",
        "UPDATE certification_insertionsurvey SET target_job = false",
        "UPDATE certification_insertionsurvey SET state = 'asked', ended_at = NULL",
        "DELETE FROM certification_insertionsurvey",
        "INSERT INTO certification_insertionsurvey SELECT (jsonb_populate_record(s,"
        " jsonb_build_object('id', gen_random_uuid()))).* FROM certification_insertionsurvey s",
    ],
)
def test_an_answer_is_final_against_sql_too(survey, keeper, sql):
    answered(survey, keeper)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sets",
    [
        "state = 'answered', ended_at = now()",
        "situation = 'employed'",
        "refers_to = refers_to + 1",
        "closes_on = closes_on + 30",
        "state = 'closed'",
        "state = 'answered', ended_at = now(), situation = 'seeking', usefulness = 'no',"
        " channel = 'link', answered_on = closes_on + 1",
        "state = 'answered', ended_at = now(), situation = 'seeking', usefulness = 'no',"
        " channel = 'phone', answered_on = closes_on",
        "state = 'answered', ended_at = now(), situation = 'seeking', usefulness = 'no',"
        " channel = 'link', answered_on = closes_on, target_job = true",
    ],
)
def test_the_database_refuses_half_an_answer(survey, sets):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE certification_insertionsurvey SET {sets}")


def test_one_objection_in_force(survey, keeper):
    actions.record_objection(survey.award.candidate, by=keeper)
    with pytest.raises(Refusal, match="déjà"):
        actions.record_objection(survey.award.candidate, by=keeper)
    with pytest.raises(DatabaseError), transaction.atomic():
        SurveyObjection.objects.create(candidate=survey.award.candidate, channel="phone")
