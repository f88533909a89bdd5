"""How an invariant is said: its number, its promise, the query that must return nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

type Query = Callable[[], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Invariant:
    """number: its rank among what must never be false. says: the promise, in French."""

    number: int
    says: str
    broken: Query


def rows(sql: str) -> list[tuple[Any, ...]]:
    """Every row of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
