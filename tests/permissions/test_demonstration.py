"""The one-click sign-in: its rows where it exists, nothing where it does not."""

import pytest

from ccas.accounts.models import User
from tests.permissions.cast import EVERYBODY, OFFICER
from tests.permissions.policy import POLICY
from tests.permissions.policy_of_sign_in import DEMONSTRATION
from tests.permissions.table import Table, routes, routes_without_row

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("permissions"), pytest.mark.slow]


@pytest.fixture
def development(settings, table: Table) -> None:
    """The addresses of a developer's machine, and one of the cast."""
    settings.ROOT_URLCONF = "tests.browser.addresses"
    settings.DEMONSTRATION_SIGN_IN = True
    invented = User.objects.create_user("cast@table.invalid", demonstration=True)
    real = table.world.actors[OFFICER].user_id
    table.world.addresses |= {
        "accounts:sign_in_as": {"pk": invented.pk},
        "accounts:sign_in_as not of the cast": {"pk": real},
    }


@pytest.mark.parametrize("row", DEMONSTRATION, ids=lambda row: row.key)
def test_the_answers_are_those_of_the_policy(development, table: Table, row):
    assert table.deviations(row) == []


def test_development_has_no_other_address(development, record_property):
    assert routes_without_row([*POLICY, *DEMONSTRATION]) == set()
    rows = len(DEMONSTRATION) * len(EVERYBODY) * 3
    record_property("FIGURE permission_rows_of_the_demonstration", f"{rows} rows")


def test_production_has_none_of_it():
    assert "accounts:sign_in_as" not in routes()


def test_a_row_of_the_demonstration_left_out_would_be_seen(development):
    """Negative control."""
    assert routes_without_row(POLICY) == {"accounts:sign_in_as"}
