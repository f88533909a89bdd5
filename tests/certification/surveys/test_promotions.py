"""A promotion is counted once, for its day, whenever the job runs."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from assessments.people.models import Posting
from ccas import clock
from certification.surveys import actions, promotions, responses
from certification.surveys.models import PromotionSnapshot
from tests.factories.awards import withdrawn
from tests.factories.people import EntityFactory, PostingFactory, UnitFactory
from tests.factories.surveys import SIX_MONTHS, answered, asked

pytestmark = pytest.mark.django_db
FROZEN = date(2027, 8, 30)


@pytest.fixture
def counted(awards, keeper):
    """One holder works, in the target job; the other did not answer. Nothing is counted yet."""
    unit = UnitFactory(entity=EntityFactory(code="BSPP"))
    PostingFactory(person=awards[0].candidate.person, unit=unit)
    for survey in asked():
        if survey.award == awards[0]:
            answered(survey, keeper)
    return awards


def count(on: date) -> PromotionSnapshot | None:
    with clock.moved_to(on):
        actions.count_promotions()
    return PromotionSnapshot.objects.first()


def test_it_is_counted_on_its_day(counted):
    assert count(FROZEN - timedelta(days=1)) is None
    row = count(FROZEN)
    assert (row.year, row.months, row.frozen_on) == (2026, 6, FROZEN)
    total = promotions.total_of(row.facts)
    assert (total.certified, total.asked, total.respondents) == (2, 2, 1)
    assert (total.counted, total.employed, total.target_job) == (1, 1, 1)
    by_entity = promotions.groups_of(row.facts, "entity")
    assert by_entity["BSPP"].respondents == 1
    assert by_entity[promotions.UNKNOWN].certified == 1
    assert set(promotions.groups_of(row.facts, "route")) == {"FC"}
    assert count(FROZEN) == row
    assert PromotionSnapshot.objects.count() == 1


def test_counted_late_it_says_the_same(counted, keeper):
    with clock.moved_to(FROZEN):
        (due,) = promotions.due(FROZEN)
        on_its_day = promotions.facts_of(due, FROZEN)
    with clock.moved_to(FROZEN + timedelta(days=20)):
        withdrawn(counted[0])
    Posting.objects.update(ends_on=FROZEN)
    late = count(FROZEN + timedelta(days=400))
    assert late.facts == on_its_day
    assert late.frozen_on == FROZEN


def test_a_title_withdrawn_before_is_not_counted(counted, keeper):
    with clock.moved_to(SIX_MONTHS + timedelta(days=9)):
        withdrawn(counted[0])
    assert promotions.total_of(count(FROZEN).facts).certified == 1


@pytest.mark.parametrize("verb", ["UPDATE {} SET year = 2027", "DELETE FROM {}"])
def test_it_never_changes_against_sql_too(counted, verb):
    count(FROZEN)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format("certification_promotionsnapshot"))


def test_responses_of_each_promotion(counted, django_assert_num_queries):
    with clock.moved_to(SIX_MONTHS), django_assert_num_queries(4):
        (at_six,) = responses.of_promotions()
    assert (at_six.certified, at_six.asked, at_six.answered, at_six.rate) == (2, 2, 1, 50)
    assert at_six.counted is None
    with clock.moved_to(date(2026, 12, 1)):
        assert len(responses.of_promotions()) == 1, "asked already"
    row = count(FROZEN)
    with clock.moved_to(FROZEN):
        assert responses.of_promotions()[0].counted == row
