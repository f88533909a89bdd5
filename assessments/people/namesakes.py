"""People told apart by identifier while a file is read: never by their name."""

from collections import defaultdict
from collections.abc import Callable
from uuid import UUID

from assessments.people.models import Person, sort_key
from ccas.refusals import Refusal

#: What a file writes as identifier of somebody who is not in the directory yet.
NEW = "nouveau"
IDENTIFIER = "Identifiant"


class Namesakes:
    """The directory as a file meets it, and the people that the file adds, by their mark."""

    def __init__(self, described: Callable[[Person], str] = lambda person: "") -> None:
        """described: what tells a homonym from another, besides the identifier."""
        self._described = described
        self._people: dict[str, Person] = {}
        self._alike: dict[str, list[Person]] = defaultdict(list)
        self._made: dict[str, Person] = {}
        self._fresh: set[UUID] = set()
        for person in Person.objects.all():
            self._people[str(person.pk)] = person
            self._alike[_name(person.birth_name, person.given_names)].append(person)

    def person(self, mark: str, *, birth_name: str, given_names: str) -> Person | None:
        """The person of a line, None for somebody new.

        mark: an identifier, « nouveau », « nouveau 1 » on each line of one new person, or nothing.
        Raises Refusal: unknown identifier, somebody else's, or a homonym and no mark.
        """
        mark, name = mark.casefold(), _name(birth_name, given_names)
        if mark in self._made:
            return _same(self._made[mark], name)
        if mark and not mark.startswith(NEW):
            person = self._people.get(mark)
            if person is None:
                raise Refusal("Cet identifiant n’est pas dans l’annuaire.")
            return _same(person, name)
        if not mark and self._alike[name]:
            raise Refusal([self._shown(one) for one in self._alike[name]])
        return None

    def add(self, mark: str, person: Person) -> None:
        """Somebody that the file has just added, under the mark of their line."""
        mark = mark.casefold()
        self._alike[_name(person.birth_name, person.given_names)].append(person)
        self._fresh.add(person.pk)
        if mark not in ("", NEW):
            self._made[mark] = person

    def _shown(self, one: Person) -> str:
        if one.pk in self._fresh:
            return (
                f"Homonyme d’une ligne plus haut : écrivez « {NEW} 1 » comme identifiant des deux "
                f"lignes s’il s’agit de la même personne, « {NEW} » s’il s’agit d’une autre."
            )
        return (
            f"Homonyme : {one.given_names} {one.birth_name}{self._described(one)}, identifiant "
            f"{one.pk}. Écrivez cet identifiant s’il s’agit de cette personne, « {NEW} » s’il "
            "s’agit d’une autre."
        )


def _same(person: Person, name: str) -> Person:
    if _name(person.birth_name, person.given_names) != name:
        raise Refusal(
            f"Cet identifiant est celui de {person.given_names} {person.birth_name} : un fichier "
            "ne corrige pas une identité."
        )
    return person


def _name(birth_name: str, given_names: str) -> str:
    return sort_key(birth_name, given_names)
