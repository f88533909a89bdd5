"""A hand that steps over the triggers is seen by the queries."""

from datetime import date

import pytest
from django.db import connection

from ccas import clock
from certification.invariants import broken_invariants
from certification.surveys import actions
from tests.factories.surveys import answered, asked

pytestmark = pytest.mark.django_db
SURVEY, PROMOTION = "certification_insertionsurvey", "certification_promotionsnapshot"
BREAKS = [
    (60, "au jour de son titre",
     f"ALTER TABLE {SURVEY} DROP CONSTRAINT survey_answered_in_its_days;"
     f" UPDATE {SURVEY} SET refers_to = refers_to + 1"),
    (60, "incomplète", f"ALTER TABLE {SURVEY} DROP CONSTRAINT survey_answer_is_whole;"
     f" UPDATE {SURVEY} SET answered_on = NULL"),
    (60, "hors délai", f"ALTER TABLE {SURVEY} DROP CONSTRAINT survey_answered_in_its_days;"
     f" UPDATE {SURVEY} SET answered_on = closes_on + 1 WHERE state = 'answered'"),
    (60, "sans auteur", f"ALTER TABLE {SURVEY} DROP CONSTRAINT survey_call_has_its_officer;"
     f" UPDATE {SURVEY} SET taken_by_id = NULL"),
    (61, "empreinte", f"UPDATE {PROMOTION} SET facts = jsonb_set(facts, '{{year}}', '1')"),
    (61, "avant sa date", f"UPDATE {PROMOTION} SET frozen_on = '2099-01-01'"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "says", "sql"), BREAKS, ids=[each[1] for each in BREAKS])
def test_the_query_sees_it(awards, keeper, number, says, sql):
    first, _ = asked()
    answered(first, keeper)
    with clock.moved_to(date(2027, 8, 30)):
        actions.count_promotions()
    assert {60, 61} & set(broken_invariants()) == set()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    assert any(says in sentence for sentence in broken_invariants()[number])
