"""Is it alive, and is it fit to serve: what a proxy and an orchestrator ask.

Alive: this process answers. Fit: it reaches a database whose tables are those of this program.
Redis, the antivirus and the stores may be away: pages still read, save and decide, and mails and
documents wait; that is told, and does not take the process out of service.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

import redis
from django.conf import settings
from django.core.files.storage import storages
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.migrations.executor import MigrationExecutor

from ccas.files import scanner

logger = logging.getLogger(__name__)
#: Seconds that one check may take.
PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. needed: without it the process is not fit to serve."""

    name: str
    works: Callable[[], bool]
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found. words: « ok » or « absent », and never why: that is in the logs."""

    name: str
    ok: bool
    needed: bool

    @property
    def words(self) -> str:
        return "ok" if self.ok else "absent"


def database() -> bool:
    """PostgreSQL answers."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def tables() -> bool:
    """Every migration of this program has been applied: an older database is not served."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def broker() -> bool:
    """Redis answers."""
    link = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE
    )
    try:
        return bool(link.ping())
    finally:
        link.close()


def stores() -> bool:
    """Each store of files can be asked."""
    for name in ("documents", "originals", "files"):
        storages[name].exists("présence")
    return True


def antivirus() -> bool:
    """The scanner is there, or none is set (production refuses to start without)."""
    return not scanner.configured() or scanner.answers()


CHECKS = (
    Check("base", database, needed=True),
    Check("tables", tables, needed=True),
    Check("redis", broker),
    Check("fichiers", stores),
    Check("antivirus", antivirus),
)


def look(checks: tuple[Check, ...] = CHECKS) -> list[Finding]:
    """Ask each in turn; whatever goes wrong is an absence, told in the logs by its kind."""
    found = []
    for check in checks:
        begun = time.perf_counter()
        try:
            ok = check.works()
        except (Error, OSError, redis.RedisError, ValueError):
            logger.warning("health", exc_info=True, extra={"check": check.name})
            ok = False
        if not ok:
            spent = round((time.perf_counter() - begun) * 1000, 1)
            logger.warning("absent", extra={"check": check.name, "ms": spent})
        found.append(Finding(check.name, ok, check.needed))
    return found


def fit(found: list[Finding]) -> bool:
    """Whether the process may be sent requests."""
    return all(one.ok for one in found if one.needed)
