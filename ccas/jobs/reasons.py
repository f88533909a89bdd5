"""Why a job failed, as its row keeps it: the kind of error and the place, never its message.

A message repeats what it stumbled on: a name, an address, a value that PostgreSQL refused.
"""

import traceback
from pathlib import Path

from django.conf import settings

#: The longest reason kept, in characters.
LONGEST = 300


def reason_of(error: BaseException) -> str:
    """« IntegrityError (message_key_key), ccas/outbox/actions.py:71 post », the causes after it."""
    said = [_said(error)]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and cause is not error:
        said.append(_said(cause))
    return " ← ".join(said)[:LONGEST]


def _said(error: BaseException) -> str:
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    name = type(error).__qualname__ + (f" ({constraint})" if constraint else "")
    place = _place(error)
    return f"{name}, {place}" if place else name


def _place(error: BaseException) -> str:
    """The last line of ours that it went through; empty when none is."""
    root = Path(settings.BASE_DIR)
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(root) and ".venv" not in path.parts:
            return f"{path.relative_to(root)}:{frame.lineno} {frame.name}"
    return ""
