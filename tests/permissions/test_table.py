"""Nobody reaches what is not theirs: every address × method × actor, against the policy."""

import pytest
from django.conf import settings

from tests.permissions.cast import (
    ANONYMOUS,
    CONTROL,
    EVERYBODY,
    NOBODY,
    OFFICER,
    OTHER_CANDIDATE,
    OTHER_EVALUATOR,
    OTHER_PRESIDENT,
    OWNER,
    RECUSED,
    TUTOR,
)
from tests.permissions.policy import POLICY, Row, page
from tests.permissions.table import Table, routes, routes_without_row, rows_without_route

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("permissions"), pytest.mark.slow]


def test_every_route_has_a_row_and_every_row_a_route(record_property):
    assert rows_without_route(POLICY) == set()
    assert len({row.key for row in POLICY}) == len(POLICY), "the same row twice"
    without = routes_without_row(POLICY)
    record_property("FIGURE routes_without_row", f"{len(without)} routes")
    record_property("FIGURE permission_rows", f"{len(POLICY) * len(EVERYBODY) * 3} rows")
    assert without == set(), "add a line to tests/permissions/policy.py"
    assert len(routes()) > 100


@pytest.mark.parametrize("row", POLICY, ids=lambda row: row.key)
def test_the_answers_are_those_of_the_policy(table: Table, row: Row):
    assert table.deviations(row) == []


def test_there_is_no_second_door_to_the_tables():
    """No Django admin, as decision 5 says: accounts have their room, legal tables their rooms."""
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert [name for name in routes() if name.startswith("admin")] == []


@pytest.fixture
def rogue(settings):
    """The resolver with two addresses that nobody thought about."""
    settings.ROOT_URLCONF = "tests.permissions.rogue"


def test_a_rogue_view_without_a_row_is_seen(rogue):
    assert routes_without_row(POLICY) == {
        "rogue_public",
        "rogue_leak",
        "rogue_nested",
    }


def test_a_row_that_leads_nowhere_is_seen():
    assert rows_without_route([*POLICY, page("candidates:gone", NOBODY, "")]) == {"candidates:gone"}


def test_a_view_public_by_mistake_is_seen(rogue, table):
    found = table.deviations(page("rogue_public", frozenset({OFFICER}), "le gestionnaire"))
    for who in (ANONYMOUS, OTHER_CANDIDATE, TUTOR):
        assert any(
            line.startswith(f"rogue_public · GET · {who} : attendu") and "reçu 200" in line
            for line in found
        ), found
    assert not any(f"GET · {OFFICER}" in line for line in found)


def test_a_view_that_shows_the_file_of_another_is_seen(rogue, table):
    world = table.world
    world.addresses["rogue_leak"] = world.addresses["candidates:detail"]
    row = page("rogue_leak", CONTROL | {OWNER}, "son propre dossier")
    found = [line for line in table.deviations(row) if "GET" in line]
    for who in (OTHER_CANDIDATE, OTHER_EVALUATOR, RECUSED, OTHER_PRESIDENT, TUTOR):
        assert f"rogue_leak · GET · {who} : attendu 404, reçu 200 (son propre dossier)" in found
    assert not any(OWNER in line or ANONYMOUS in line for line in found)
