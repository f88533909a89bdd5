"""A page asks each question once: the same statement with the same values is not sent again.

Over every address of the policy that somebody reads, by the first who may.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from assessments.framework.models import Qualification
from tests.permissions.cast import EVERYBODY
from tests.permissions.policy import POLICY
from tests.permissions.table import Table, address

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("permissions"), pytest.mark.slow]

#: Row → statements sent once more than needed. This list may only shrink.
KNOWN = {
    "awards:publication": 1,
    "candidates:enrol": 1,
    "figures:renewal_file": 3,
    "home:clocks": 1,
    "juries:detail": 2,
    "mfa_add_webauthn": 1,
    "privacy:erasure": 2,
    "privacy:own": 2,
    # The world compares a version with itself.
    "sessions:compare_scenarios": 6,
    "sessions:create_scenario": 1,
    "sessions:edit_scenario": 1,
    "sessions:planner": 1,
    "sessions:timetable": 1,
    "vae:add": 1,
    "vae:detail draft": 1,
    "vae:file draft": 1,
}


class Asked(Counter[tuple[str, str]]):
    """Reads, by statement and values."""

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT"):
            self[sql, repr(params)] += 1
        return execute(sql, params, many, context)

    @property
    def repeated(self) -> int:
        """How many were sent in vain."""
        return self.total() - len(self)


@contextmanager
def asked() -> Iterator[Asked]:
    """What is read of the database meanwhile."""
    seen = Asked()
    with connection.execute_wrapper(seen):
        yield seen


def test_no_page_asks_twice_what_it_was_told(table: Table, record_property):
    found = {}
    for row in POLICY:
        readers = [who for who in EVERYBODY if row.reads and who in row.reads]
        if not readers:
            continue
        with asked() as seen:
            table.ask(readers[0], "GET", address(row, table.world))
        if seen.repeated:
            found[row.key] = seen.repeated
    record_property("FIGURE repeated_reads", f"{sum(found.values())} statements")
    assert found == KNOWN


def test_a_read_made_twice_is_counted_once(db):
    """Control: other values make another statement."""
    with asked() as seen:
        for code in ("RNCP35553", "RNCP35553", "RNCP1"):
            list(Qualification.objects.filter(code=code))
    assert seen.repeated == 1
