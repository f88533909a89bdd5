"""The kernel in one breath: an actor, a move, a line."""

import pytest
from django.db import DatabaseError, connection, transaction

from ccas import journal
from ccas.accounts.models import User
from ccas.journal.models import JournalEntry

pytestmark = pytest.mark.django_db


def test_a_line_is_written_with_its_act(officer):
    user = User.objects.get(pk=officer.user_id)
    journal.record("user.test", user, by=officer, count=1)
    line = JournalEntry.objects.get(verb="user.test")
    assert (line.role, line.subject_id, line.details) == ("officer", str(user.pk), {"count": 1})


@pytest.mark.parametrize("sql", ["UPDATE", "DELETE", "TRUNCATE"])
def test_lines_never_change(officer, sql):
    journal.record("user.test", User.objects.get(pk=officer.user_id), by=officer)
    statement = {
        "UPDATE": "UPDATE ccas_journalentry SET verb = 'x'",
        "DELETE": "DELETE FROM ccas_journalentry",
        "TRUNCATE": "TRUNCATE ccas_journalentry",
    }[sql]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_free_text_is_refused(officer):
    with pytest.raises(ValueError, match="digests"):
        journal.record("user.test", User.objects.get(pk=officer.user_id), by=officer, why="le nom")
