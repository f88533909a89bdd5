"""The pool of those who may sit, read from a spreadsheet: one accreditation a line."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from assessments.people.actions import accredit_person, create_person, post_person
from assessments.people.capacities import known_capacities
from assessments.people.exchange import POOL
from assessments.people.models import Accreditation, Entity, Person, Posting, Unit, sort_key
from assessments.people.namesakes import IDENTIFIER, Namesakes
from assessments.people.permissions import WHO_MAY_WRITE, WRITERS, may_write
from ccas.actors import Actor
from ccas.exchange.importing import Importing, Play, days_of, known_in
from ccas.exchange.reading import Line
from ccas.refusals import Refusal

SINCE, UNTIL, ACT, ACT_DAY, SERVES = (
    "Habilité à compter du",
    "Habilité jusqu’au",
    "Acte",
    "Date de l’acte",
    "En poste depuis",
)
#: How a civil status is written, as the directory keeps it.
SEXES = {"f": "F", "femme": "F", "m": "M", "h": "M", "homme": "M"}


def identity_of(line: Line) -> dict[str, str]:
    """The identity that a line says, as `create_person` takes it."""
    return {
        "birth_name": line.get("Nom de naissance", ""),
        "given_names": line.get("Prénoms", ""),
        "usual_name": line.get("Nom d’usage", ""),
        "sex": SEXES.get(line.get("Sexe", "").casefold(), ""),
        "email": line.get("Adresse électronique", ""),
    }


def who(line: Line) -> str:
    """The person of a line, as one says their name."""
    name = line.get("Nom d’usage") or line.get("Nom de naissance", "")
    return f"{line.get('Prénoms', '')} {name}".strip()


@dataclass
class _Desk:
    """What is known while a file is read."""

    by: Actor
    known: Namesakes = field(default_factory=Namesakes)
    capacities: dict[str, str] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)


def opened(by: Actor) -> Play:
    """The desk at which the lines of the pool are played. Raises Refusal for who may not."""
    if not may_write(by):
        raise Refusal(WHO_MAY_WRITE)
    desk = _Desk(by)
    for code, known in known_capacities().items():
        desk.capacities[sort_key(code)] = desk.capacities[sort_key(known.label)] = code
    for entity in Entity.objects.all():
        for name in (entity.code, entity.short_name):
            desk.entities[sort_key(name)] = entity
    desk.units = {sort_key(unit.name): unit for unit in Unit.objects.all()}
    return lambda line: _line(desk, line)


def _line(desk: _Desk, line: Line) -> Iterable[str]:
    """Do one line; the sentences of what it does, none when everything is there already."""
    days, faults = days_of(line, (SINCE, UNTIL, ACT_DAY, SERVES))
    capacity = desk.capacities.get(sort_key(line.get("Qualité", "")))
    if capacity is None:
        faults.append(f"La qualité « {line.get('Qualité', '')[:60]} » n’est pas connue.")
    entity = _named(desk.entities, line, "Entité", "L’entité", faults)
    unit = _named(desk.units, line, "Unité", "L’unité", faults)
    starts_on = days[SINCE]
    if starts_on is None and not faults:
        faults.append("Dites à compter de quel jour la personne est habilitée.")
    if faults or starts_on is None or capacity is None:
        raise Refusal(faults)
    person, done = _person(desk, line)
    act = line.get(ACT, ""), days[ACT_DAY]
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
            ends_on=days[UNTIL],
            act_reference=act[0],
            act_date=act[1],
        )
        done.append("habilitation ajoutée")
    elif (same.ends_on, same.act_reference, same.act_date) != (days[UNTIL], *act):
        raise Refusal(
            "Cette habilitation existe déjà, avec une autre fin ou un autre acte : un fichier "
            "n’écrase rien."
        )
    since = days[SERVES]
    if unit and since and not Posting.objects.filter(person=person, unit=unit).exists():
        post_person(person, by=desk.by, unit=unit, starts_on=since)
        done.append("affectation ajoutée")
    return done


def _named[T](known: dict[str, T], line: Line, title: str, words: str, faults: list) -> T | None:
    text = line.get(title, "")
    return known_in(known, sort_key(text), text, words, faults)


def _person(desk: _Desk, line: Line) -> tuple[Person, list[str]]:
    identity, mark = identity_of(line), line.get(IDENTIFIER, "")
    person = desk.known.person(
        mark, birth_name=identity["birth_name"], given_names=identity["given_names"]
    )
    if person is not None:
        return person, []
    person = create_person(by=desk.by, **identity)
    desk.known.add(mark, person)
    return person, ["personne ajoutée à l’annuaire"]


IMPORT = Importing(
    listing=POOL,
    title="Importer le vivier",
    lead="Une ligne par habilitation : qui, en quelle qualité, pour quelle entité, par quel acte, "
    "de quand à quand.",
    roles=frozenset(WRITERS),
    required=frozenset({"Nom de naissance", "Prénoms", "Sexe", "Qualité", SINCE}),
    opened=opened,
    who=who,
    done="people:list",
)
