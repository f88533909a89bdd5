"""The one clock that actions read.

Deadlines, summonses and nine months of practice are computed from `now()`. The demonstration and
the tests may move it (settings.CLOCK_MAY_MOVE); production refuses to start with that allowed.
`recorded_at` columns never read this clock: the database server stamps them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

PARIS = ZoneInfo("Europe/Paris")
_moved: ContextVar[datetime | None] = ContextVar("clock_moved_to", default=None)


def now() -> datetime:
    """The present moment of business, aware, in UTC."""
    return _moved.get() or datetime.now(UTC)


def today() -> date:
    """The present civil day in Europe/Paris, the one deadlines are counted in."""
    return paris(now()).date()


def paris(moment: datetime) -> datetime:
    """The same moment on a Paris clock."""
    return moment.astimezone(PARIS)


@contextmanager
def moved_to(moment: datetime | date) -> Iterator[None]:
    """Set the clock for the block. A bare date means nine o'clock in Paris that day.

    Raises RuntimeError unless settings.CLOCK_MAY_MOVE.
    """
    if not settings.CLOCK_MAY_MOVE:
        raise RuntimeError("The clock may only be moved by the demonstration and the tests.")
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(9), tzinfo=PARIS)
    token = _moved.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)
