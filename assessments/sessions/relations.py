"""What ties evaluators to candidates, read once for a whole session."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from assessments.people.models import Link, Person, Posting
from assessments.sessions.reading import named
from assessments.sessions.rules import Service, Tie, conflict_sentences


@dataclass(frozen=True, slots=True)
class Relations:
    """Where people served, and the links recorded between them; two queries, loaded once."""

    services: dict[UUID, list[Service]]
    ties: dict[tuple[UUID, UUID], list[Tie]]
    entities: dict[UUID, list[tuple[Service, str]]]

    @classmethod
    def among(cls, people: Iterable[UUID]) -> "Relations":
        """Everything recorded about these people (ids)."""
        ids = set(people)
        services: dict[UUID, list[Service]] = defaultdict(list)
        entities: dict[UUID, list[tuple[Service, str]]] = defaultdict(list)
        postings = Posting.objects.filter(person__in=ids).select_related("unit__entity")
        for posting in postings.order_by("starts_on", "pk"):
            service = Service(
                posting.unit_id, posting.unit.name, posting.starts_on, posting.ends_on
            )
            services[posting.person_id].append(service)
            if posting.unit.entity:
                entities[posting.person_id].append((service, posting.unit.entity.short_name))
        ties: dict[tuple[UUID, UUID], list[Tie]] = defaultdict(list)
        links = Link.objects.filter(Q(person__in=ids) & Q(other__in=ids)).order_by("recorded_at")
        for link in links:
            ties[link.person_id, link.other_id].append(Tie(link.kind, from_evaluator=True))
            ties[link.other_id, link.person_id].append(Tie(link.kind, from_evaluator=False))
        return cls(services, ties, entities)

    def conflicts(self, evaluator: Person, candidate: Person, number: str, day: date) -> list[str]:
        """Why this person may not evaluate that candidate on `day`; empty when they may."""
        return conflict_sentences(
            evaluator.display_name,
            named(candidate, number),
            same_person=evaluator.pk == candidate.pk,
            ties=self.ties.get((evaluator.pk, candidate.pk), ()),
            evaluator_services=self.services.get(evaluator.pk, ()),
            candidate_services=self.services.get(candidate.pk, ()),
            day=day,
        )

    def entity(self, person: UUID, day: date) -> str | None:
        """The short name of the entity a person serves on that day."""
        found = [name for service, name in self.entities.get(person, ()) if service.covers(day)]
        return found[-1] if found else None
