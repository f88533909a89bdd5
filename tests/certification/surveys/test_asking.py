"""Who is asked, when, how often; and that a job which did not run changes nothing."""

from datetime import date, timedelta

import pytest
from django.core import mail

from ccas import clock
from ccas.jobs import queue
from ccas.jobs.models import Job
from ccas.outbox.models import Message
from certification.home.clocks import BY_SLUG
from certification.surveys import actions, reading
from certification.surveys.models import InsertionSurvey, SurveyLink, SurveyState
from certification.surveys.tasks import daily
from tests.factories.awards import withdrawn
from tests.factories.surveys import SIX_MONTHS, TWO_YEARS, answered, asked

pytestmark = pytest.mark.django_db
LAST = SIX_MONTHS + timedelta(days=60)


def test_holders_are_asked_on_their_day_and_once(awards):
    assert asked(SIX_MONTHS - timedelta(days=1)) == []
    surveys = asked()
    assert {one.award for one in surveys} == set(awards)
    assert {(one.months, one.refers_to, one.closes_on) for one in surveys} == {
        (6, SIX_MONTHS, LAST)
    }
    assert asked() == surveys
    posted = Message.objects.filter(kind="surveys.survey")
    assert {each.to for each in posted} == {one.candidate.person.email for one in awards}
    assert [one.months for one in asked(TWO_YEARS)].count(24) == 2


def test_a_job_that_did_not_run_asks_later_and_until_the_same_day(awards):
    late = asked(SIX_MONTHS + timedelta(days=40))
    assert {one.closes_on for one in late} == {LAST}


def test_after_the_last_day_nobody_is_asked(awards):
    assert asked(LAST + timedelta(days=1)) == []
    assert len(asked(LAST)) == 2


def test_the_message_carries_a_link_and_no_answer(awards):
    asked()
    message = Message.objects.filter(kind="surveys.survey").first()
    assert "/enquetes/repondre/" not in message.text
    with clock.moved_to(SIX_MONTHS):
        queue.run(Job.objects.get(key=f"message:{message.pk}").pk)
    (sent,) = mail.outbox
    assert "/enquetes/repondre/" in sent.body
    assert SurveyLink.objects.count() == 1
    token = sent.body.partition("/enquetes/repondre/")[2].partition("/")[0]
    assert token not in SurveyLink.objects.get().digest


def test_a_message_that_leaves_too_late_leaves_without_link(awards, keeper):
    first, _ = asked()
    message = Message.objects.get(key=f"survey:{first.pk}:0")
    answered(first, keeper)
    with clock.moved_to(SIX_MONTHS):
        queue.run(Job.objects.get(key=f"message:{message.pk}").pk)
    message.refresh_from_db()
    assert (message.state, mail.outbox) == ("cancelled", [])


def test_reminders_leave_twice_then_the_officer_calls(awards, keeper):
    first, second = asked()
    answered(second, keeper)
    for days, posted in ((13, 0), (14, 1), (15, 0), (36, 1), (37, 0)):
        with clock.moved_to(SIX_MONTHS + timedelta(days=days)):
            before = Message.objects.count()
            actions.remind()
            assert Message.objects.count() - before == posted, days
            (line,) = reading.lines(reading.waiting())
            assert line.survey == first
            assert bool(line.call) is (days > 35)
            assert list(reading.to_call()) == ([first] if days > 35 else [])


def test_a_holder_without_an_address_is_called_at_once(awards):
    person = awards[0].candidate.person
    type(person).objects.filter(pk=person.pk).update(email="", user=None)
    asked()
    assert Message.objects.filter(kind="surveys.survey").count() == 1
    with clock.moved_to(SIX_MONTHS):
        called = [one for one in reading.lines(reading.waiting()) if one.call]
        assert [one.survey for one in called] == list(reading.to_call())
    assert [one.survey.award for one in called] == [awards[0]]
    assert "sans adresse" in called[0].call


def test_a_withdrawn_title_is_asked_nothing_and_its_survey_is_cancelled(awards, keeper):
    first, second = asked()
    with clock.moved_to(SIX_MONTHS + timedelta(days=2)):
        withdrawn(first.award)
        assert [one.pk for one in reading.waiting()] == [second.pk]
        assert actions.close_over() == 1
    first.refresh_from_db()
    assert first.state == SurveyState.CANCELLED
    assert len(asked(TWO_YEARS)) == 3, "only the title in force is asked at two years"


def test_what_nobody_answered_is_closed_and_the_clock_did_not_wait_for_it(awards):
    asked()
    with clock.moved_to(LAST):
        assert reading.waiting().count() == 2
        assert [BY_SLUG["enquete-sans-reponse"].due(one) for one in reading.waiting()] == [LAST] * 2
        assert actions.close_over() == 0
    with clock.moved_to(LAST + timedelta(days=1)):
        assert reading.waiting().count() == 0
        assert actions.close_over() == 2
        assert actions.close_over() == 0
    assert set(InsertionSurvey.objects.values_list("state", flat=True)) == {"unanswered"}


def test_the_day_does_it_all(awards):
    for day in (SIX_MONTHS, SIX_MONTHS + timedelta(days=14), date(2027, 8, 30)):
        with clock.moved_to(day):
            daily()
    assert set(InsertionSurvey.objects.values_list("state", flat=True)) == {"unanswered"}
    assert Message.objects.filter(kind="surveys.survey").count() == 4
