"""A hand that steps over the triggers is seen by the query."""

import pytest
from django.db import connection

from certification.invariants import broken_invariants
from certification.passport import actions
from tests.certification.passport.test_actions import deposited, receipt

pytestmark = pytest.mark.django_db

BREAKS = {
    "déclaré deux fois": "DROP INDEX passport_line_one_living;"
    " INSERT INTO certification_passportline (id, occurred_at, recorded_at, passport_return_id,"
    " award_id, technical_id, position, state, message, code) SELECT gen_random_uuid(), now(),"
    " now(), passport_return_id, award_id, gen_random_uuid(), 99, 'waiting', '', ''"
    " FROM certification_passportline WHERE state = 'accepted'",
    "répondue avant": "UPDATE certification_passportline SET answered_at = '2020-01-01'"
    " WHERE state = 'accepted'",
    "empreinte": "UPDATE certification_passportreturn SET xml = xml || ' '",
}


@pytest.mark.parametrize(("says", "sql"), BREAKS.items(), ids=BREAKS)
def test_the_query_sees_it(awards, keeper, says, sql):
    made = deposited(keeper)
    first, _ = made.lines.order_by("position")
    actions.read_answer(made, receipt(made, ok=[first]), by=keeper)
    assert 50 not in broken_invariants()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    assert any(says in sentence for sentence in broken_invariants()[50])
