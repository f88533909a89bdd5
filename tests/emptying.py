"""The database after tests that commit: emptied of what they wrote, and of that alone.

Django truncates the hundred and fifty tables, then remakes its lists of types and rights and every
trigger: more than a second of CPU after each test, all of it to come back to the same schema. Here
the tables that somebody wrote in are emptied, and what migrations leave stays.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase

#: What stands in a migrated database that nobody wrote in: Django's own lists.
STANDING = ["django_migrations", "django_content_type", "auth_permission"]
#: Bytes from which the place of deleted rows is given back: else each later test reads over them.
LARGE = 1 << 18
WRITTEN = """
SELECT quote_ident(relname), pg_relation_size(oid) > %s FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
AND relname <> ALL (%s) AND pg_relation_size(oid) > 0
"""
OTHERS = """
SELECT pid, concat_ws(' ', application_name, state, left(query, 200)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


def empty() -> None:
    """Delete every row that is not of the schema, guards and foreign keys held back meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [LARGE, STANDING])
        written = cursor.fetchall()
        with transaction.atomic():
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, _large in written:
                cursor.execute(f"DELETE FROM {table}")
        for table, large in written:
            if large:
                cursor.execute(f"VACUUM {table}")


def wait_to_be_alone(patience: float = 10) -> list[str]:
    """Wait for the sessions of others to leave our database, end those that stay; gives what they
    were doing.

    A process that was killed takes a moment to be gone, a thread of a browser's server too; a
    database that somebody is in cannot be dropped.
    """
    until = time.monotonic() + patience
    with connection.cursor() as cursor:
        while True:
            cursor.execute(OTHERS)
            others = cursor.fetchall()
            if not others or time.monotonic() > until:
                break
            time.sleep(0.1)
        for pid, _doing in others:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    return [doing for _pid, doing in others]


@contextmanager
def lightly() -> Iterator[None]:
    """Meanwhile, tests that commit end by `empty`."""
    heavily = TransactionTestCase._fixture_teardown

    def emptied(_test: Any) -> None:
        empty()

    TransactionTestCase._fixture_teardown = emptied
    yield
    TransactionTestCase._fixture_teardown = heavily
