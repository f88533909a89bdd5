"""A token opens what its scope and its person both open: every address × scope × person.

The room of each address is written here by hand, as the policy is: a route moved to another scope
by mistake is red.
"""

import pytest
from django.test import Client

from ccas.accounts.models import User
from ccas.actors import Actor
from ccas.api.actions import create_token
from ccas.api.rooms import scopes
from tests.permissions.cast import ANONYMOUS, EVALUATOR, OFFICER, OWNER
from tests.permissions.policy import POLICY
from tests.permissions.policy_of_programs import API, ROOM_OF
from tests.permissions.rows import Row
from tests.permissions.table import Table, address

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("permissions"), pytest.mark.slow]
#: A reader of nearly everything, one who writes, and one who reads their own.
ASK = (OFFICER, EVALUATOR, OWNER)
ALL = tuple(scope.code for scope in scopes())
METHODS = ("GET", "POST")
#: The addresses that want a scope; the guide and the schema are public, tokens have their page.
SCOPED = [row for row in API if row.name.partition(":")[2].split("-")[0] in ROOM_OF]


def expected(row: Row, who: str, method: str, given: set[str]) -> frozenset[int]:
    """The statuses that the policy allows to a token of these scopes."""
    granted = row.reads if method == "GET" else row.acts
    if granted is None:
        return frozenset({405})
    room = ROOM_OF[row.name.partition(":")[2].split("-")[0]]
    if f"{room}:{'read' if method == 'GET' else 'write'}" not in given:
        return frozenset({403})
    if who not in granted:
        return frozenset({404})
    return row.gives if method == "GET" else row.done


def program(table: Table, who: str, given: tuple[str, ...]) -> dict[str, str]:
    """The header of a fresh token of that person."""
    actor = table.world.actors[who]
    _token, secret = create_token(
        User.objects.get(pk=actor.user_id),
        role=actor.role,
        name="table",
        scopes=given,
        known_scopes=ALL,
        by=Actor.system(),
    )
    return {"Authorization": f"Bearer {secret}"}


def deviations(table: Table, who: str, given: tuple[str, ...], header: dict[str, str]) -> list[str]:
    """What a token is answered and the policy does not allow."""
    found = []
    for row in SCOPED:
        for method in METHODS:
            path = address(row, table.world)
            answer = table.ask(who, method, path, browser=Client(), headers=header)
            wanted = expected(row, who, method, set(given))
            if answer.status not in wanted:
                found.append(f"{row.key} · {method} · {who} · {given} : {answer.status} {wanted}")
    return found


@pytest.mark.parametrize("scope", ALL)
@pytest.mark.parametrize("who", ASK)
def test_a_scope_opens_its_room_to_its_person(table: Table, who: str, scope: str):
    assert deviations(table, who, (scope,), program(table, who, (scope,))) == []


def test_the_rows_are_counted(record_property):
    rows = len(SCOPED) * len(ALL) * len(ASK) * len(METHODS)
    record_property("FIGURE permission_rows_of_tokens", f"{rows} rows")
    assert {row.name.partition(":")[2].split("-")[0] for row in SCOPED} == set(ROOM_OF)
    assert rows > 1000


def test_a_token_of_another_scope_would_be_seen(table: Table):
    """Negative control: the table told that the token has one scope, while it has them all."""
    header = program(table, OFFICER, ALL)
    found = deviations(table, OFFICER, ("juries:read",), header)
    assert any(line.startswith("api:candidates-detail · GET") and ": 200" in line for line in found)


def test_a_token_opens_no_page(table: Table):
    """Pages want a session: a token there is nobody."""
    header = program(table, OFFICER, ALL)
    found = []
    for row in POLICY:
        path = address(row, table.world)
        if path.startswith("/api/"):
            continue
        answer = table.ask(ANONYMOUS, "GET", path, browser=Client(), headers=header)
        if answer.status != table.look(ANONYMOUS, path).status:
            found.append(f"{row.key} : {answer.status}")
    assert found == []
