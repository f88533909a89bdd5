"""The rooms that the API opens, by name, in the order of a candidate's road."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from rest_framework.routers import SimpleRouter

#: Each of these modules names its `routes`. The platform imports no room: it follows these names.
ROOMS = (
    "assessments.framework.api",
    "assessments.candidates.api",
    "assessments.sessions.api",
    "assessments.grading.api",
    "certification.juries.api",
    "certification.deliberation.api",
    "ccas.api.documents",
)


class Routes(SimpleRouter):
    """The routes of a room. code: its scopes are `code:read` and, when it writes, `code:write`."""

    def __init__(self, code: str, label: str, *, writes: bool = False) -> None:
        super().__init__(use_regex_path=False)
        self.code, self.label, self.writes = code, label, writes

    def add(self, prefix: str, viewset: Any) -> None:
        """Route a viewset under /api/v1/<prefix>/; its view knows the scope that it needs."""
        viewset.room = self.code
        self.register(prefix, viewset, basename=prefix)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a token may be given. code: "candidates:read"."""

    code: str
    label: str


def routes() -> list[Routes]:
    """The routes of every room."""
    return [import_module(name).routes for name in ROOMS]


def scopes() -> list[Scope]:
    """Every scope there is, room by room."""
    found = []
    for room in routes():
        found.append(Scope(f"{room.code}:read", f"{room.label} : lire"))
        if room.writes:
            found.append(Scope(f"{room.code}:write", f"{room.label} : écrire"))
    return found
