"""Crash an action after each of its SQL statements, and look at what is left.

An action is one transaction: whatever the statement after which everything stops, the database
must be, to the last row, what it was before; and no invariant may be broken that was not (a
factory may have skipped an act, such as convening the session: that is its own shortcut). Two
ways to stop: `raise_crash` (the process goes on, as after a bug) and `cut_connection` (the server
loses us, as after a power cut: PostgreSQL alone undoes the work).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.apps import apps
from django.db import connection

from certification.invariants import broken_invariants

#: The three apps whose tables are watched, many-to-many tables included.
APPS = ("ccas", "assessments", "certification")


class Crash(BaseException):
    """Nothing catches it: an action that swallowed errors would not swallow this one."""


def raise_crash() -> None:
    """Stop by an exception."""
    raise Crash


def cut_connection() -> None:
    """Stop by losing the connection, then an exception, as a driver would."""
    connection.connection.close()
    raise Crash


class Crasher:
    """Database wrapper that lets `after` statements run, then stops. None: never, only count."""

    def __init__(self, after: int | None, stop: Callable[[], None] = raise_crash) -> None:
        self.after, self.stop, self.seen = after, stop, 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        self.seen += 1
        if self.seen == self.after:
            self.stop()
        return result


def tables() -> list[str]:
    """Every table of our apps."""
    models = [
        model
        for label in APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if not model._meta.proxy
    ]
    return sorted({model._meta.db_table for model in models})


def picture() -> dict[str, tuple[int, str]]:
    """For each table, its number of rows and a digest of their contents. One query."""
    parts = [
        f"SELECT '{table}', count(*), COALESCE(string_agg(md5(t::text), '' ORDER BY md5(t::text)),"
        f" '') FROM \"{table}\" t"
        for table in tables()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {
            table: (rows, hashlib.sha256(digests.encode()).hexdigest())
            for table, rows, digests in cursor.fetchall()
        }


def changed(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> list[str]:
    """The tables whose contents differ, with their row counts."""
    return [
        f"{table}: {before[table][0]} → {after[table][0]} row(s)"
        for table in sorted(before)
        if before[table] != after[table]
    ]


@dataclass(frozen=True)
class Report:
    """statements: how many the action ran. wrote: the tables it changed in the end."""

    statements: int
    wrote: list[str]


def crash_everywhere(
    action: Callable[[], object], stop: Callable[[], None] = raise_crash, *, step: int = 1
) -> Report:
    """Run `action`, stopping it after statement 1, 2, 3… until it runs to its end.

    `action` takes no argument and can be tried again after a crash. step: only every n-th
    statement is a crash, to shorten long actions (each is then hit by another `stop`).
    AssertionError as soon as a crash leaves something behind.
    """
    before, known = picture(), broken_invariants()
    for after in count(1, step):
        crasher = Crasher(after, stop)
        try:
            with connection.execute_wrapper(crasher):
                action()
        except Crash:
            if stop is cut_connection:
                connection.close()
            # Invariants read these tables alone: to the last row what it was, none is broken.
            left = changed(before, picture())
            assert not left, f"after statement {after}: {left}"
            continue
        # With a step, the crash that falls beyond the end is not one: the action is done.
        assert crasher.seen < after, "the crash was swallowed"
        break
    found = broken_invariants()
    assert found == known, f"broken by the action itself: {found}, {known} before"
    return Report(crasher.seen, changed(before, picture()))
