"""The invariants of the room hold, and each sees what it is there for."""

from datetime import date

import pytest
from django.db import connection, transaction

from ccas import clock
from certification.invariants import broken_invariants
from certification.vae import actions
from tests.factories.vae import at, presented_file, submitted

pytestmark = pytest.mark.django_db

FILE = "UPDATE certification_validationfile SET"
APPLICATION = "UPDATE certification_eligibilityapplication SET"
BREAKS = {
    20: [
        "UPDATE certification_validationversion SET facts = facts || '{\"x\": 1}'",
        "UPDATE certification_validationversion SET number = 3",
        f"{APPLICATION} content = '{{}}' WHERE content IS NOT NULL",
    ],
    21: ["UPDATE certification_validationversion SET verified_at = NULL, verified_by_id = NULL"],
    22: ["DELETE FROM certification_versionpaper"],
    23: [
        f"{APPLICATION} decided_on = '2026-03-13' WHERE state = 'refused'",
        f"{APPLICATION} state = 'withdrawn' WHERE state = 'admissible'",
    ],
    24: ["UPDATE certification_threadmessage SET role = 'officer'"],
    10: [f"{FILE} state = 'returned', verified_on = NULL"],
}


def test_all_hold_and_each_break_is_seen(officer):
    presented_file(officer)
    refused, _ = submitted(date(2026, 1, 12))
    with clock.moved_to(at(date(2026, 3, 12))):
        actions.decide(refused, by=officer, decision="refused", reasons="Hors du champ.")
    assert broken_invariants() == {}
    for number, attempts in BREAKS.items():
        for sql in attempts:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(sql)
                seen = broken_invariants()
                transaction.set_rollback(True)
            assert number in seen, sql
