"""Which jury's decision on a candidate is annulled, and not decided anew yet.

Rooms to the right know it (an appeal that was accepted) and register how to find it; this room only
asks, so that no candidate comes back before a jury that forgets whom to exclude.
"""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

#: Ids of enrolments → for some of them, the id of the jury whose decision is annulled.
type Finder = Callable[[Iterable[UUID]], Mapping[UUID, UUID]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Say how to find annulled decisions. The same finder twice counts once."""
    if finder not in _finders:
        _finders.append(finder)


def annulled_juries(enrolments: Iterable[UUID]) -> dict[UUID, UUID]:
    """Enrolment → the jury whose members do not judge it again. One query for each room."""
    wanted = list(enrolments)
    found: dict[UUID, UUID] = {}
    for finder in _finders:
        found |= finder(wanted)
    return found
