"""Writing to the journal: ids, codes, numbers, dates and digests. Never a name, never free text."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, models

from ccas import clock
from ccas.actors import Actor
from ccas.journal.models import JournalEntry

_CODE = re.compile(r"[A-Za-z0-9_.:/+\-]{0,120}\Z")


def record(verb: str, subject: models.Model, *, by: Actor, **details: Any) -> JournalEntry:
    """Write one line in the current transaction.

    details: ids, codes (letters, digits and `_.:/+-`), numbers, booleans, dates, and lists or
    mappings of these; a free text is refused with ValueError (give its `digest`).
    Raises RuntimeError outside a transaction: the act and its line stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"journal line {verb!r} written outside a transaction")
    return JournalEntry.objects.create(
        occurred_at=clock.now(),
        actor_id=by.user_id,
        role=by.role,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        details=plain(details),
    )


def digest(text: str) -> str:
    """A salted digest that lets one prove a text later without keeping it: `hmac:<64 hex>`."""
    key = settings.JOURNAL_SALT.encode()
    return "hmac:" + hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def plain(value: Any) -> Any:
    """The value as JSON: ids, codes, numbers, dates, lists and mappings of these. ValueError for a
    free text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, str) and _CODE.match(value):
        return str(value)
    raise ValueError(f"the journal takes ids, codes, dates and digests, not {value!r}")
