"""The gate. Closed by default: the stranger's object and the absent one look alike.

Login is required everywhere by Django's LoginRequiredMiddleware; a view that needs none says so
with `public`. A GET cannot write, but for five named writers. Whoever opens somebody's file leaves
a line behind (`opened`).
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import connection, models, transaction
from django.http import Http404, HttpRequest, HttpResponse

from ccas import journal
from ccas.actors import Actor

public = login_not_required

#: The only tables a GET may write, and why.
GET_WRITERS = {
    "session": frozenset({"django_session"}),
    "access journal": frozenset({"ccas_journalentry"}),
    "attempt counters": frozenset({"ccas_attempt"}),
    # A public question is counted, whatever asked it (certification.register.counting).
    "verification counters": frozenset({"certification_verificationcount"}),
    # ProConnect and FranceConnect send the person back by a GET, and that is the sign-in.
    "sign-in by a provider": frozenset(
        {"ccas_attempt", "ccas_journalentry", "ccas_opensession", "ccas_user"}
    ),
}
_allowed: ContextVar[frozenset[str]] = ContextVar("get_may_write", default=frozenset())
_WRITE = re.compile(
    r"(?:^|;)\s*(?:/\*.*?\*/\s*)?(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?|"
    r"ALTER|CREATE|DROP|GRANT|COPY)\s+\"?(\w+)\"?",
    re.IGNORECASE | re.DOTALL,
)
_WITH_WRITE = re.compile(r"(?:^|;)\s*WITH\b.*\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\b", re.I | re.S)

type Condition = Callable[[Actor], models.Q | None]
_visibility: dict[str, list[Condition]] = {}


def get_or_404[M: models.Model](queryset: models.QuerySet[M], **lookup: Any) -> M:
    """The object if the queryset (already narrowed to what the actor may see) has it, else 404.

    A malformed id, an absent row and a forbidden one give the same answer.
    """
    try:
        return queryset.get(**lookup)
    except (ObjectDoesNotExist, ValidationError, ValueError, OverflowError):
        raise Http404 from None


def roles(*allowed: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let a view answer these roles only; any other actor gets the 404 of an unknown address."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = getattr(request, "actor", None)
            if actor is None or actor.role not in allowed:
                raise Http404
            return view(request, *args, **kwargs)

        guarded.allowed_roles = frozenset(allowed)  # type: ignore[attr-defined]
        return guarded

    return decorate


def register_visibility(kind: str, condition: Condition) -> None:
    """Add a room's condition to "who may see a …". `condition(actor)` gives a Q, or None."""
    _visibility.setdefault(kind, []).append(condition)


def visibility(kind: str, actor: Actor) -> models.Q:
    """The union of the conditions that the rooms registered; nothing when none applies."""
    union = models.Q(pk__in=[])
    for condition in _visibility.get(kind, ()):
        found = condition(actor)
        if found is not None:
            union |= found
    return union


@contextmanager
def may_write(why: str) -> Iterator[None]:
    """Let one of the named writers write during a GET. `why` is a key of GET_WRITERS."""
    token = _allowed.set(_allowed.get() | GET_WRITERS[why])
    try:
        yield
    finally:
        _allowed.reset(token)


#: The verb of the access journal.
OPENED = "access.open"


def opened(
    request: HttpRequest, subject: models.Model, *, whose: UUID | None, **details: Any
) -> None:
    """Write in the access journal that the actor of this request opens `subject`.

    whose: the account of the person concerned; opening one's own file is no access to record.
    details: as `journal.record` takes them (`screen`: what was opened).
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if whose is not None and actor.user_id == whose:
        return
    with may_write("access journal"), transaction.atomic():
        journal.record(OPENED, subject, by=actor, **details)


class WriteDuringGet(RuntimeError):
    """A safe request tried to change the database."""


def _refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Several statements may be sent together: each is looked at."""
    allowed = _allowed.get() | GET_WRITERS["session"]
    written = {table.lower() for table in _WRITE.findall(sql)}
    if written - allowed or _WITH_WRITE.search(sql):
        raise WriteDuringGet(f"a GET cannot write: {sql[:120]}")
    return execute(sql, params, many, context)


class ReadOnlyGetMiddleware:
    """Refuse every SQL write while a GET, HEAD or OPTIONS is served."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            return self.get_response(request)
        with connection.execute_wrapper(_refuse_writes):
            return self.get_response(request)
