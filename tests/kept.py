"""What the tests of a module share in the database: made once, then each test's changes undone.

    room = Kept(opened, 1)          # at the level of the module

    def test_…():
        presentation = room().presentations[0]

Not for tests that commit (`transaction=True`): the whole module is in one transaction.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from django.db import connection, transaction


class Kept:
    """What `build(*args, **options)` makes, made when the first test of the module begins.

    Called, it gives a copy of its own to each test: objects that a test changes are not the next
    one's.
    """

    def __init__(self, build: Callable[..., Any], *args: Any, **options: Any) -> None:
        self._build = build
        self._args, self._options = args, options
        self._made: Any = None

    def make(self) -> None:
        self._made = self._build(*self._args, **self._options)

    def __call__(self) -> Any:
        return deepcopy(self._made)


@contextmanager
def standing(blocker: Any) -> Iterator[None]:
    """A transaction that the tests of a module run in, undone after them."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def sound() -> None:
    """What was made satisfies the constraints that wait for the end of a transaction."""
    connection.check_constraints()
