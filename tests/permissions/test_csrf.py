"""Every unsafe request without a CSRF token is a 403, before any other question."""

import pytest

from tests.permissions.cast import ANONYMOUS, OFFICER
from tests.permissions.policy import POLICY
from tests.permissions.table import Table, address

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("permissions"), pytest.mark.slow]
#: Whoever would be let in, and whoever would not.
ASK = (ANONYMOUS, OFFICER)


@pytest.fixture
def strict(table: Table):
    """Browsers that have just signed in, and whose requests are held to the token."""
    return {who: table.world.client(who, enforce_csrf_checks=True) for who in ASK}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_unsafe_request_without_a_token(table: Table, strict, method: str):
    found = []
    for row in POLICY:
        for who in ASK:
            path = address(row, table.world)
            answer = table.ask(who, method, path, browser=strict[who])
            # A program without a session has nothing that another site could borrow.
            nobody = who == ANONYMOUS and path.startswith("/api/") and answer.status == 401
            if answer.status != 403 and not nobody:
                found.append(f"{row.key} · {method} · {who} : {answer.status}")
    assert found == []


def test_with_its_token_the_same_request_goes_through(table: Table, strict):
    """The control: it is the token that is asked for, not the method that is refused."""
    row = next(row for row in POLICY if row.key == "accounts:role")
    path = address(row, table.world)
    strict[OFFICER].get(path)
    token = strict[OFFICER].cookies["csrftoken"].value
    answer = table.ask(
        OFFICER, "POST", path, browser=strict[OFFICER], headers={"X-CSRFToken": token}
    )
    assert answer.status == 302
