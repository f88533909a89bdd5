"""The directory as a list: who, where they serve now, in what capacity they may sit now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.people.models import Accreditation, Person, Posting, sort_key

PAGE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One person in the list."""

    pk: UUID
    name: str
    units: tuple[str, ...]
    capacities: tuple[str, ...]


def in_force(day: date) -> Q:
    """Rows whose period covers the day, both ends included."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def search(
    people: QuerySet[Person], *, day: date, q: str = "", entity: str = "", capacity: str = ""
) -> QuerySet[Person]:
    """Narrow a queryset by name (every word of it), entity served or sat for, capacity."""
    for word in sort_key(q).split():
        people = people.filter(Q(sort_name__contains=word) | Q(birth_name__icontains=word))
    accreditations = Accreditation.objects.filter(in_force(day), person=OuterRef("pk"))
    if entity:
        postings = Posting.objects.filter(
            in_force(day), person=OuterRef("pk"), unit__entity__code=entity
        )
        people = people.filter(
            Exists(postings) | Exists(accreditations.filter(entity__code=entity))
        )
    if capacity:
        people = people.filter(Exists(accreditations.filter(capacity=capacity)))
    return people


def lines(
    people: QuerySet[Person], *, page: Any, day: date, labels: dict[str, str]
) -> tuple[Page, list[Line]]:
    """One page of the list, in three queries and the count whatever its length.

    labels: capacity code → label.
    """
    current = Paginator(people.order_by("sort_name", "pk"), PAGE).get_page(page)
    return current, described(list(current), day=day, labels=labels)


def described(people: Sequence[Person], *, day: date, labels: dict[str, str]) -> list[Line]:
    """Some people as the list shows them: two queries. labels: see `lines`."""
    ids = [person.pk for person in people]
    units: dict[UUID, list[str]] = {}
    for pk, unit, entity in (
        Posting.objects.filter(in_force(day), person__in=ids)
        .order_by("starts_on")
        .values_list("person_id", "unit__name", "unit__entity__short_name")
    ):
        units.setdefault(pk, []).append(f"{unit} ({entity})" if entity else unit)
    capacities: dict[UUID, list[str]] = {}
    for pk, code, entity in (
        Accreditation.objects.filter(in_force(day), person__in=ids)
        .order_by("starts_on")
        .values_list("person_id", "capacity", "entity__short_name")
    ):
        label = labels.get(code, code)
        capacities.setdefault(pk, []).append(f"{label} ({entity})" if entity else label)
    return [
        Line(
            pk=person.pk,
            name=listed_name(person),
            units=tuple(units.get(person.pk, ())),
            capacities=tuple(capacities.get(person.pk, ())),
        )
        for person in people
    ]


def listed_name(person: Person) -> str:
    """A name as a list shows it, in the order it sorts: « Le Goff Maëlys »."""
    return f"{person.usual_name or person.birth_name} {person.first_name}".strip()
