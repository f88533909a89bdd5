"""The number that ties together what one request, or one job, left in the logs."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("trace", default="")


def current() -> str:
    """The number of what is being done; empty outside a request and a job."""
    return _current.get()


def new() -> str:
    """A number that nothing bears yet: 32 hex digits."""
    return uuid.uuid4().hex


@contextmanager
def traced(number: str) -> Iterator[None]:
    """Every line written meanwhile bears this number."""
    token = _current.set(number)
    try:
        yield
    finally:
        _current.reset(token)
