"""What a person has been: evaluator of that session, holder of that seat.

The rooms further down the road know it; they register what they have to say of somebody, and this
room imports none of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from assessments.people.models import Person
from ccas.actors import Actor


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role on a day. what: « Opérateur – Police nationale »; where: of what, with its address.

    note: how it ended, or stands: « clos », « remplacée ».
    """

    on: date
    what: str
    where: str
    address: str
    note: str = ""


type Roles = Callable[[Person, Actor], Iterable[RoleHeld]]

_givers: list[Roles] = []


def register_roles(giver: Roles) -> None:
    """Add a giver of roles; it tells only what the actor may open, in a constant cost."""
    _givers.append(giver)


def roles_of(person: Person, actor: Actor) -> list[RoleHeld]:
    """Everything that person has been, the latest first."""
    found = [role for giver in _givers for role in giver(person, actor)]
    return sorted(found, key=lambda role: (role.on, role.where, role.what), reverse=True)
