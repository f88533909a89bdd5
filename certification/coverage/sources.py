"""Where support comes from. A room adds its own kind of source here, and no page changes.

A source answers for many enrolments at once, in a number of queries that does not grow with them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from assessments.candidates.models import Enrolment
from ccas.actors import Actor
from certification.coverage.rules import Column

#: Enrolment id → its columns, in the order they are shown.
type Columns = Mapping[UUID, Sequence[Column]]


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of source. read(enrolments, actor) gives only what that actor may know."""

    code: str
    label: str
    order: int
    read: Callable[[Sequence[Enrolment], Actor], Columns]


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Add a kind of source; the same code twice is a fault of start-up."""
    if source.code in _sources:
        raise ValueError(f"two sources are called {source.code}")
    _sources[source.code] = source


def sources() -> list[Source]:
    """Every kind of source, in order."""
    return sorted(_sources.values(), key=lambda source: (source.order, source.code))


def columns_of(enrolments: Sequence[Enrolment], actor: Actor) -> dict[UUID, list[Column]]:
    """What every source says of these enrolments, to that actor."""
    found: dict[UUID, list[Column]] = {enrolment.pk: [] for enrolment in enrolments}
    for source in sources():
        for pk, columns in source.read(enrolments, actor).items():
            found[pk] += columns
    return found
