"""What a test commits is gone when it ends, and nothing else is."""

import threading

import pgtrigger
import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction

from ccas.accounts.models import RoleGrant, User
from ccas.journal.models import JournalEntry
from tests.emptying import LARGE, STANDING, empty, wait_to_be_alone
from tests.factories.deliberation import opened

pytestmark = pytest.mark.django_db(transaction=True)

GUARDS = "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger ORDER BY 1, 2"


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def inhabited() -> set[str]:
    """The tables that have at least one row."""
    return {
        table
        for table in connection.introspection.table_names()
        if rows(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")
    }


def test_a_whole_room_is_emptied_and_the_lists_of_django_stay():
    opened(1)
    assert {"ccas_journalentry", "assessments_candidate"} <= inhabited()
    kinds = ContentType.objects.count()

    empty()

    assert inhabited() == set(STANDING)
    assert ContentType.objects.count() == kinds > 0


def test_every_guard_stands_as_before():
    before = rows(GUARDS)
    user = User.objects.create_user("yoann@ccas.example", display_name="Yoann Le Goff-Ñuñez")

    empty()

    assert rows(GUARDS) == before
    assert len(before) > len(list(pgtrigger.registered()))
    with pytest.raises(DatabaseError), transaction.atomic():  # the account it names is gone
        RoleGrant.objects.create(user=user, role="officer", starts_on="2020-01-01")


def test_the_journal_is_as_closed_after_as_before():
    opened(1)
    empty()
    opened(1)

    with pytest.raises(DatabaseError), transaction.atomic():
        JournalEntry.objects.all()._raw_delete("default")


def test_a_large_table_gives_its_place_back():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_session SELECT md5(i::text), repeat('x', 900), now()"
            " FROM generate_series(1, 1000) i"
        )
    size = "SELECT pg_relation_size('django_session')"
    assert rows(size)[0][0] > LARGE

    empty()

    assert rows(size) == [(0,)]


@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_commits_the_next_does_not_find(turn):
    assert inhabited() == set(STANDING)
    User.objects.create_user("anaël@ccas.example", display_name="Anaël d’Hérouville")


def another_session(sql: str = "SELECT 1") -> psycopg.Connection:
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    other = psycopg.connect(**parameters, autocommit=True)
    other.execute(sql)
    return other


def test_who_leaves_in_time_is_not_disturbed():
    with another_session() as other:
        threading.Timer(0.5, other.close).start()
        assert wait_to_be_alone() == []


def test_who_stays_is_named_and_put_out():
    with another_session("SELECT 'le dossier de Maïwenn'") as other:
        (said,) = wait_to_be_alone(patience=0.2)
        assert "le dossier de Maïwenn" in said
        with pytest.raises(psycopg.OperationalError):
            other.execute("SELECT 1")
    assert wait_to_be_alone(patience=0) == []
