"""The civil status that FranceConnect vouches for, and who keeps it: a room says so at start-up."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ccas.accounts.models import User
from ccas.actors import Actor

_BIRTH = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")
FRANCE = "99100"


@dataclass(frozen=True, slots=True)
class CivilStatus:
    """Who somebody is at the civil registry.

    birth_month, birth_day: None when unknown (a presumed date: YYYY-MM-00, YYYY-00-00).
    birth_place: INSEE code of the commune, or of the country for a birth abroad; "" when not said.
    sex: "F", "M", or "" when not said.
    """

    family_name: str
    given_names: str
    sex: str
    birth_year: int
    birth_month: int | None
    birth_day: int | None
    birth_place: str

    @property
    def birth(self) -> str:
        """The birth date as a person reads it: « 28/02/1994 », « 1990 (date présumée) »."""
        if self.birth_month is None:
            return f"{self.birth_year} (date présumée)"
        month = f"{self.birth_month:02d}/{self.birth_year}"
        return (
            f"{month} (date présumée)"
            if self.birth_day is None
            else (f"{self.birth_day:02d}/{month}")
        )


def read(claims: Mapping[str, Any]) -> CivilStatus | None:
    """The civil status in verified claims; None when name or birth is missing or malformed."""
    names = {name: claims.get(name) for name in ("family_name", "given_name", "birthdate")}
    if not all(isinstance(value, str) and value.strip() for value in names.values()):
        return None
    born = _BIRTH.match(str(names["birthdate"]).strip())
    if born is None:
        return None
    year, month, day = (int(part) for part in born.groups())
    if year == 0 or (month == 0 and day != 0):
        return None
    place, country = (str(claims.get(key) or "").strip() for key in ("birthplace", "birthcountry"))
    abroad = country if country != FRANCE else ""
    return CivilStatus(
        family_name=str(names["family_name"]).strip(),
        given_names=str(names["given_name"]).strip(),
        sex={"female": "F", "male": "M"}.get(str(claims.get("gender")), ""),
        birth_year=year,
        birth_month=month or None,
        birth_day=day or None,
        birth_place=(place or abroad).upper()[:5],
    )


#: `keeper(user, status, by=actor)`, in the transaction that links the identity, gives sentences
#: for the person (none: all is well) and raises Refusal when this is another person's file.
type Keeper = Callable[..., list[str]]
_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """A room keeps civil status."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def keep(user: User, status: CivilStatus, *, by: Actor) -> list[str]:
    """Hand it to the rooms that keep it; what they have to say to the person."""
    return [sentence for keeper in _keepers for sentence in keeper(user, status, by=by)]
