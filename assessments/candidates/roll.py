"""The list of candidates: who, by which routes, and how many blocks they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from assessments.candidates.models import Candidate, Enrolment
from assessments.people.directory import listed_name
from assessments.people.models import sort_key

PAGE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate in the list; `ways`: (qualification, route, state, its label)."""

    pk: UUID
    name: str
    number: str
    ways: tuple[tuple[str, str, str, str], ...]
    held: int


def search(
    candidates: QuerySet[Candidate],
    *,
    q: str = "",
    qualification: str = "",
    route: str = "",
    state: str = "",
) -> QuerySet[Candidate]:
    """Narrow a queryset by name or number, and by one enrolment that meets all the filters."""
    if q:
        named = Q()
        for word in sort_key(q).split():
            named &= Q(person__sort_name__contains=word) | Q(person__birth_name__icontains=word)
        candidates = candidates.filter(Q(number__iexact=q.strip()) | named)
    if state == "none":
        return candidates.filter(enrolments__isnull=True)
    wanted = {
        "revision__qualification__code": qualification,
        "route": route,
        "state": state,
    }
    wanted = {name: value for name, value in wanted.items() if value}
    if wanted:
        meeting = Enrolment.objects.filter(**wanted).values("candidate_id")
        candidates = candidates.filter(pk__in=meeting)
    return candidates


def lines(candidates: QuerySet[Candidate], *, page: Any) -> tuple[Page, list[Line]]:
    """One page of the list, in three queries and the count whatever its length."""
    ordered = candidates.select_related("person").order_by("person__sort_name", "pk")
    current = Paginator(ordered, PAGE).get_page(page)
    return current, described(list(current))


def described(candidates: Sequence[Candidate]) -> list[Line]:
    """Some candidates as the list shows them, their person read already: two queries."""
    ids = [candidate.pk for candidate in candidates]
    ways: dict[UUID, list[tuple[str, str, str, str]]] = {}
    for enrolment in (
        Enrolment.objects.filter(candidate__in=ids)
        .select_related("revision__qualification")
        .only("candidate_id", "route", "state", "revision__qualification__code")
        .order_by("began_on")
    ):
        ways.setdefault(enrolment.candidate_id, []).append(
            (
                enrolment.revision.qualification.code,
                enrolment.get_route_display(),
                enrolment.state,
                enrolment.get_state_display(),
            )
        )
    held = dict(
        Candidate.objects.filter(pk__in=ids)
        .annotate(held=Count("acquired", filter=Q(acquired__ended_on__isnull=True)))
        .values_list("pk", "held")
    )
    return [
        Line(
            pk=candidate.pk,
            name=listed_name(candidate.person),
            number=candidate.number,
            ways=tuple(ways.get(candidate.pk, ())),
            held=held[candidate.pk],
        )
        for candidate in candidates
    ]
