"""What one may listen to, who may, and how a change is told.

PostgreSQL carries the word: a NOTIFY sent in a transaction leaves at its commit, and never if it
rolls back. It says which topic changed, nothing of what was written.
"""

import re
import threading
import time
from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from ccas.actors import Actor

CHANNEL = "ccas_live"
#: Ends the word of a topic that changes many times a second: another change may follow unsaid.
ECHO = "~"
#: Changes said `often` leave at most once in that time, in seconds, from one process.
PAUSE = 1.0

#: A topic: « <kind>/<id> ».
TOPIC = re.compile(
    r"(?P<kind>[a-z][a-z_-]{0,30})/(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)

type Predicate = Callable[[Actor, UUID], bool]
_predicates: dict[str, Predicate] = {}
_said: dict[str, float] = {}
_lock = threading.Lock()


def register(kind: str, predicate: Predicate) -> None:
    """Let `predicate(actor, id)` say who may listen to the topics of that kind."""
    if kind in _predicates:
        raise ValueError(f"live topics of kind {kind!r} are registered twice")
    _predicates[kind] = predicate


def may_listen(actor: Actor, topic: str) -> bool:
    """Whether the actor may listen; no for a kind or a form that nobody knows."""
    found = TOPIC.fullmatch(topic)
    if found is None or found["kind"] not in _predicates:
        return False
    return _predicates[found["kind"]](actor, UUID(found["id"]))


def changed(topic: str, *, often: bool = False) -> None:
    """Tell whoever listens to `topic` that it changed, once the present transaction commits.

    often: for what changes many times a second (a tap on a sheet). A process then says it at most
    once a second, and listeners are told again a little later, so that the last change is seen.
    Raises RuntimeError outside a transaction, ValueError for what is no topic.
    """
    if TOPIC.fullmatch(topic) is None:
        raise ValueError(f"{topic!r} is no topic: <kind>/<id>")
    if not connection.in_atomic_block:
        raise RuntimeError(f"live.changed({topic!r}) outside a transaction")
    if often and time.monotonic() - _said.get(topic, -PAUSE) < PAUSE:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, topic + ECHO if often else topic])
    if often:
        transaction.on_commit(partial(_remember, topic))


def _remember(topic: str) -> None:
    """Only what was committed was said: a transaction undone must not silence the next one."""
    now = time.monotonic()
    with _lock:
        if len(_said) > 1000:
            for old in [each for each, at in _said.items() if now - at >= PAUSE]:
                del _said[old]
        _said[topic] = now
