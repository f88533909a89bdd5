"""The room's lists as they leave: people, units, and the pool of those who may sit."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from assessments.people.capacities import known_capacities
from assessments.people.directory import described, in_force, listed_name, search
from assessments.people.forms import DirectoryFilter
from assessments.people.models import Accreditation, Person, Posting, Unit
from assessments.people.permissions import READERS, people_seen_by
from ccas import clock
from ccas.actors import Actor
from ccas.exchange.lists import Column, Listing


def _people(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[Person]:
    found = search(people_seen_by(actor), day=clock.today(), **chosen)
    return found.order_by("sort_name", "pk")


def _described(people: Sequence[Person]) -> Iterator[tuple[Person, Any]]:
    labels = {code: known.label for code, known in known_capacities().items()}
    return zip(people, described(people, day=clock.today(), labels=labels), strict=True)


def _units(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[Unit]:
    return Unit.objects.select_related("entity", "employer").order_by("name", "pk")


def _pool(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[Accreditation]:
    found = Accreditation.objects.filter(person__in=people_seen_by(actor))
    return found.select_related("person", "entity").order_by(
        "person__sort_name", "person_id", "starts_on", "pk"
    )


def _in_the_pool(
    rows: Sequence[Accreditation],
) -> Iterator[tuple[Accreditation, Posting | None, str]]:
    """Each accreditation, where the person serves today, in what capacity they sit."""
    people = {row.person_id for row in rows}
    postings: dict[UUID, Posting] = {}
    serving = Posting.objects.filter(in_force(clock.today()), person__in=people)
    for posting in serving.select_related("unit").order_by("starts_on", "pk"):
        postings.setdefault(posting.person_id, posting)
    labels = {code: known.label for code, known in known_capacities().items()}
    for row in rows:
        yield row, postings.get(row.person_id), labels.get(row.capacity, row.capacity)


PEOPLE = Listing(
    slug="personnes",
    title="Personnes",
    roles=frozenset(READERS),
    address="people:list",
    counted=("personne", "personnes"),
    filters=DirectoryFilter,
    rows=_people,
    described=_described,
    columns=(
        Column("identifiant", "Identifiant", lambda one: str(one[0].pk), offered=False),
        Column("nom", "Nom", lambda one: listed_name(one[0])),
        Column("affectations", "Affectations", lambda one: one[1].units),
        Column("habilitations", "Habilitations", lambda one: one[1].capacities),
        Column("adresse", "Adresse électronique", lambda one: one[0].email, offered=False),
    ),
)
UNITS = Listing(
    slug="unites",
    title="Unités",
    roles=frozenset(READERS),
    address="people:units",
    counted=("unité", "unités"),
    rows=_units,
    columns=(
        Column("nom", "Unité", lambda unit: unit.name),
        Column("commune", "Commune", lambda unit: unit.city),
        Column("entite", "Entité", lambda unit: str(unit.entity or "")),
        Column("employeur", "Employeur", lambda unit: str(unit.employer or "")),
    ),
)
POOL = Listing(
    slug="vivier",
    title="Vivier des membres de jury",
    roles=frozenset(READERS),
    address="people:list",
    counted=("habilitation", "habilitations"),
    rows=_pool,
    described=_in_the_pool,
    columns=tuple(
        Column(key, title, value, imported=True)
        for key, title, value in (
            ("identifiant", "Identifiant", lambda one: str(one[0].person_id)),
            ("naissance", "Nom de naissance", lambda one: one[0].person.birth_name),
            ("usage", "Nom d’usage", lambda one: one[0].person.usual_name),
            ("prenoms", "Prénoms", lambda one: one[0].person.given_names),
            ("sexe", "Sexe", lambda one: one[0].person.sex),
            ("adresse", "Adresse électronique", lambda one: one[0].person.email),
            ("qualite", "Qualité", lambda one: one[2]),
            ("entite", "Entité", lambda one: one[0].entity.code if one[0].entity else ""),
            ("debut", "Habilité à compter du", lambda one: one[0].starts_on),
            ("fin", "Habilité jusqu’au", lambda one: one[0].ends_on),
            ("acte", "Acte", lambda one: one[0].act_reference),
            ("date-acte", "Date de l’acte", lambda one: one[0].act_date),
            ("unite", "Unité", lambda one: one[1].unit.name if one[1] else ""),
            ("en-poste", "En poste depuis", lambda one: one[1].starts_on if one[1] else None),
        )
    ),
)
LISTS = (PEOPLE, UNITS, POOL)
