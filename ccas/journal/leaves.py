"""A line of the journal as the bytes that the log hashes: canonical JSON, nothing personal in it.

Each leaf holds 16 random bytes of its own, so that nobody can find a line again by guessing at it
from its published hash. The actor stands as a digest made with them: a leaf shown as a proof says
that the same row named the same actor, and not who.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from ccas.journal.models import JournalEntry

VERSION = 1


def leaf_of(entry: JournalEntry, salt: bytes) -> bytes:
    """The leaf of a line: JSON with sorted keys, no blanks, UTF-8, instants in UTC."""
    return canonical(
        {
            "v": VERSION,
            "id": entry.pk,
            "occurred_at": _instant(entry.occurred_at),
            "recorded_at": _instant(entry.recorded_at),
            "actor": blinded(str(entry.actor_id), salt) if entry.actor_id else None,
            "role": entry.role,
            "verb": entry.verb,
            "subject_type": entry.subject_type,
            "subject_id": entry.subject_id,
            "details": entry.details,
            "salt": salt.hex(),
        }
    )


def canonical(value: Any) -> bytes:
    """JSON as the bytes that are hashed."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def blinded(actor: str, salt: bytes) -> str:
    """The digest that stands for an actor (an account's id) in one leaf."""
    return hashlib.sha256(salt + actor.encode()).hexdigest()


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
