"""An answer goes five years after its promotion was counted; the promotion says the same."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from ccas import clock
from ccas.actors import Actor
from ccas.privacy import terms
from certification.invariants import broken_invariants
from certification.surveys import actions, promotions, responses
from certification.surveys.models import InsertionSurvey, PromotionSnapshot
from tests.factories.surveys import answered

pytestmark = pytest.mark.django_db
#: The promotion of 2026 is counted at six months on 30 August 2027.
COUNTED = date(2027, 8, 30)
TERM = COUNTED.replace(year=2032)


def due() -> int:
    return {one.rule.code: one.count for one in terms.due()}["surveys"]


@pytest.fixture
def told(survey, keeper):
    return answered(survey, keeper)


def test_what_is_not_counted_yet_stays(told):
    with clock.moved_to(date(2060, 1, 1)):
        assert due() == 0


def test_it_goes_at_its_term(told, keeper, sign_in):
    with clock.moved_to(COUNTED):
        actions.count_promotions()
    before = PromotionSnapshot.objects.get(months=6)
    with clock.moved_to(TERM):
        assert due() == 0
    with clock.moved_to(TERM + timedelta(days=1)):
        assert due() == 1
        assert terms.apply(by=Actor.system()).counts["surveys"] == 1
        assert due() == 0
        # The promotion of two years is counted late, of answers of its own.
        actions.count_promotions()
        told.refresh_from_db()
        said = (told.situation, told.contract, told.usefulness, told.channel)
        assert (told.state, *said) == ("forgotten", "", "", "", "")
        assert (told.target_job, told.answered_on, told.taken_by) == (None, None, None)
        assert told.ended_at is not None
        after = PromotionSnapshot.objects.get(months=6)
        assert (after.facts, after.sha256) == (before.facts, before.sha256)
        assert promotions.total_of(after.facts).respondents == 1
        at_six = next(one for one in responses.of_promotions() if one.promotion.months == 6)
        assert at_six.answered == 1
        page = sign_in(keeper).get(reverse("surveys:detail", args=[told.pk])).content.decode()
        assert "réponses effacées" in page
    assert broken_invariants() == {}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE certification_insertionsurvey SET state = 'forgotten'",
        "UPDATE certification_insertionsurvey SET state = 'asked', ended_at = NULL, situation = '',"
        " usefulness = '', contract = '', target_job = NULL, answered_on = NULL, channel = '',"
        " taken_by_id = NULL",
        "UPDATE certification_insertionsurvey SET usefulness = 'no'",
        "UPDATE certification_insertionsurvey SET state = 'forgotten', situation = '',"
        " usefulness = '', contract = '', target_job = NULL, answered_on = NULL, channel = '',"
        " taken_by_id = NULL, ended_at = now()",
    ],
)
def test_nothing_else_of_an_answer_changes(told, sql):
    assert InsertionSurvey.objects.get(pk=told.pk).state == "answered"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{sql} WHERE state = 'answered'")
