"""Importing the pool: each line by the verbs one would use by hand, all of them or none.

A preview does the very same and takes it all back: what it says is what would happen.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from assessments.people.actions import accredit_person, create_person, post_person
from assessments.people.capacities import known_capacities
from assessments.people.directory import in_force
from assessments.people.models import Accreditation, Entity, Person, Posting, Unit, sort_key
from assessments.people.permissions import WHO_MAY_WRITE, may_write
from assessments.people.pool.columns import IDENTIFIER, days_of
from assessments.people.pool.files import Line
from ccas import clock
from ccas.actors import Actor
from ccas.refusals import Refusal

NEW = "nouveau"
DAYS = ("Habilité à compter du", "Habilité jusqu’au", "Date de l’acte", "En poste depuis")
SEXES = {"f": "F", "femme": "F", "m": "M", "h": "M", "homme": "M"}


@dataclass(frozen=True, slots=True)
class Said:
    """What becomes of a line: its rank in the file, who it is about, what is done or wrong."""

    rank: int
    who: str
    done: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether the line writes anything."""
        return bool(self.done) and not self.wrong


@dataclass
class _Desk:
    """What is known while a file is read, and the new people it makes, by their mark."""

    by: Actor
    capacities: dict[str, str] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    namesakes: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    made: dict[str, Person] = field(default_factory=dict)
    fresh: set[UUID] = field(default_factory=set)

    @classmethod
    def of(cls, by: Actor) -> "_Desk":
        desk = cls(by)
        for code, known in known_capacities().items():
            desk.capacities[sort_key(code)] = desk.capacities[sort_key(known.label)] = code
        for entity in Entity.objects.all():
            desk.entities[sort_key(entity.code)] = desk.entities[sort_key(entity.short_name)] = (
                entity
            )
        desk.units = {sort_key(unit.name): unit for unit in Unit.objects.all()}
        for person in Person.objects.all():
            desk.people[str(person.pk)] = person
            desk.namesakes[_name(person.birth_name, person.given_names)].append(person)
        return desk


class _TakenBack(Exception):
    """A preview ends: nothing stays."""


def preview(lines: Sequence[Line], *, by: Actor) -> list[Said]:
    """What each line would do. Nothing is written."""
    said: list[Said] = []
    try:
        with transaction.atomic():
            said = _enlist(lines, by=by)
            raise _TakenBack
    except _TakenBack:
        return said


@transaction.atomic
def enlist(lines: Sequence[Line], *, by: Actor) -> list[Said]:
    """Import every line, or none: Refusal, with the sentences of the lines that are wrong."""
    said = _enlist(lines, by=by)
    faults = [f"Ligne {one.rank} : {sentence}" for one in said for sentence in one.wrong]
    if faults:
        raise Refusal(faults)
    return said


def _enlist(lines: Sequence[Line], *, by: Actor) -> list[Said]:
    if not may_write(by):
        raise Refusal(WHO_MAY_WRITE)
    desk = _Desk.of(by)
    said = []
    for rank, line in enumerate(lines, start=2):  # the first line is the titles
        name = line.get("Nom d’usage") or line.get("Nom de naissance", "")
        who = f"{line.get('Prénoms', '')} {name}"
        try:
            with transaction.atomic():
                said.append(Said(rank, who.strip(), done=tuple(_line(desk, line))))
        except Refusal as refusal:
            said.append(Said(rank, who.strip(), wrong=tuple(refusal.sentences)))
    return said


def _line(desk: _Desk, line: Line) -> Iterable[str]:
    """Do one line; the sentences of what it does, none when everything is there already."""
    days, faults = days_of(line, DAYS)
    capacity = desk.capacities.get(sort_key(line.get("Qualité", "")))
    if capacity is None:
        faults.append(f"La qualité « {line.get('Qualité', '')[:60]} » n’est pas connue.")
    entity = _known(desk.entities, line, "Entité", "L’entité", faults)
    unit = _known(desk.units, line, "Unité", "L’unité", faults)
    if days["Habilité à compter du"] is None and not faults:
        faults.append("Dites à compter de quel jour la personne est habilitée.")
    if faults:
        raise Refusal(faults)
    person, done = _person(desk, line)
    starts_on = days["Habilité à compter du"]
    act = line.get("Acte", ""), days["Date de l’acte"]
    same = Accreditation.objects.filter(
        person=person, capacity=capacity, entity=entity, starts_on=starts_on
    ).first()
    if same is None:
        accredit_person(
            person,
            by=desk.by,
            capacity=capacity,
            entity=entity,
            starts_on=starts_on,
            ends_on=days["Habilité jusqu’au"],
            act_reference=act[0],
            act_date=act[1],
        )
        done.append("habilitation ajoutée")
    elif (same.ends_on, same.act_reference, same.act_date) != (days["Habilité jusqu’au"], *act):
        raise Refusal(
            "Cette habilitation existe déjà, avec une autre fin ou un autre acte : un fichier "
            "n’écrase rien."
        )
    since = days["En poste depuis"]
    if unit and since and not Posting.objects.filter(person=person, unit=unit).exists():
        post_person(person, by=desk.by, unit=unit, starts_on=since)
        done.append("affectation ajoutée")
    return done


def _known(known: dict, line: Line, title: str, words: str, faults: list[str]):
    text = line.get(title, "")
    found = known.get(sort_key(text)) if text else None
    if text and found is None:
        faults.append(f"{words} « {text[:60]} » n’est pas dans l’annuaire.")
    return found


def _person(desk: _Desk, line: Line) -> tuple[Person, list[str]]:
    """The person of a line: by their identifier, or a new one. Never by their name."""
    mark = line.get(IDENTIFIER, "").casefold()
    name = _name(line.get("Nom de naissance", ""), line.get("Prénoms", ""))
    if mark in desk.made:
        return _same(desk.made[mark], name), []
    if mark and not mark.startswith(NEW):
        person = desk.people.get(mark)
        if person is None:
            raise Refusal("Cet identifiant n’est pas dans l’annuaire.")
        return _same(person, name), []
    namesakes = desk.namesakes[name]
    if namesakes and not mark:
        raise Refusal(
            [
                f"Homonyme d’une ligne plus haut : écrivez « {NEW} 1 » comme identifiant des deux "
                f"lignes s’il s’agit de la même personne, « {NEW} » s’il s’agit d’une autre."
                if one.pk in desk.fresh
                else f"Homonyme : {one.given_names} {one.birth_name}, identifiant {one.pk}. "
                f"Écrivez cet identifiant s’il s’agit de cette personne, « {NEW} » s’il s’agit "
                "d’une autre."
                for one in namesakes
            ]
        )
    person = create_person(
        by=desk.by,
        birth_name=line.get("Nom de naissance", ""),
        given_names=line.get("Prénoms", ""),
        usual_name=line.get("Nom d’usage", ""),
        sex=SEXES.get(line.get("Sexe", "").casefold(), ""),
        email=line.get("Adresse électronique", ""),
    )
    namesakes.append(person)
    desk.fresh.add(person.pk)
    if mark not in ("", NEW):
        desk.made[mark] = person
    return person, ["personne ajoutée à l’annuaire"]


def _same(person: Person, name: str) -> Person:
    if _name(person.birth_name, person.given_names) != name:
        raise Refusal(
            f"Cet identifiant est celui de {person.given_names} {person.birth_name} : un fichier "
            "ne corrige pas une identité."
        )
    return person


def _name(birth_name: str, given_names: str) -> str:
    return sort_key(birth_name, given_names)


def exported() -> list[Line]:
    """One line for each accreditation, as the import reads it. Two queries."""
    postings: dict[UUID, Posting] = {}
    for posting in Posting.objects.filter(in_force(clock.today())).select_related("unit"):
        postings.setdefault(posting.person_id, posting)
    labels = {code: known.label for code, known in known_capacities().items()}
    rows = Accreditation.objects.select_related("person", "entity").order_by(
        "person__sort_name", "person_id", "starts_on", "pk"
    )
    return [_exported(row, postings.get(row.person_id), labels) for row in rows]


def _exported(row: Accreditation, posting: Posting | None, labels: dict[str, str]) -> Line:
    person = row.person

    def day(value) -> str:
        return f"{value:%d/%m/%Y}" if value else ""

    return {
        IDENTIFIER: str(person.pk),
        "Nom de naissance": person.birth_name,
        "Nom d’usage": person.usual_name,
        "Prénoms": person.given_names,
        "Sexe": person.sex,
        "Adresse électronique": person.email,
        "Qualité": labels.get(row.capacity, row.capacity),
        "Entité": row.entity.code if row.entity else "",
        "Habilité à compter du": day(row.starts_on),
        "Habilité jusqu’au": day(row.ends_on),
        "Acte": row.act_reference,
        "Date de l’acte": day(row.act_date),
        "Unité": posting.unit.name if posting else "",
        "En poste depuis": day(posting.starts_on) if posting else "",
    }
