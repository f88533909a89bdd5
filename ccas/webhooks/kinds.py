"""The kinds of events, filled by the rooms at start-up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """code: as receivers read it (`award.delivered`). says: what happened, in French."""

    code: str
    says: str


#: Sent by hand, to try an address.
PING = Kind("ping", "essai envoyé par un administrateur")
_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Make kinds known."""
    for kind in kinds:
        _kinds[kind.code] = kind


def all_kinds() -> tuple[Kind, ...]:
    """Every kind that a system may ask for, in the order of their codes."""
    return tuple(_kinds[code] for code in sorted(_kinds))


def says(code: str) -> str:
    """What a kind means."""
    return PING.says if code == PING.code else _kinds[code].says
