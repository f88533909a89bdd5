"""How rooms make themselves known: each may have a `registration.py`, imported at start-up."""

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec


def register_rooms(package: str, rooms: Iterable[str]) -> None:
    """Import `<package>.<room>.registration` and `.checks` of every room that has one."""
    for room in rooms:
        for piece in ("registration", "checks"):
            module = f"{package}.{room}.{piece}"
            if find_spec(module) is not None:
                import_module(module)
