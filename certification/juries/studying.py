"""Which files the members of a jury opened, and when: read from the access journal.

Opening a candidate's page, the coverage of their competencies or their screen before the jury
leaves a line; nothing else is asked of members, and nobody ticks that they read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assessments.candidates.models import Candidate
from assessments.people.models import Person
from ccas import access, clock
from ccas.accounts.roles import Role
from ccas.journal.models import JournalEntry
from certification.juries.models import Jury, Recusal

ROLES = (Role.JURY_MEMBER, Role.PRESIDENT)


@dataclass(frozen=True)
class Studied:
    """first: (person, candidate) → the first opening. judged: person → candidates they judge."""

    first: Mapping[tuple[UUID, UUID], datetime]
    judged: Mapping[UUID, frozenset[UUID]]

    @classmethod
    def of(
        cls, jury: Jury, people: Iterable[Person], recusals: Iterable[Recusal] | None = None
    ) -> "Studied":
        """Three queries, whatever the number of people and candidates.

        recusals: of the jury, when the caller has read them: one query less.
        """
        people = list(people)
        members = {one.user_id: one.pk for one in people if one.user_id}
        agenda = list(jury.agenda.values_list("enrolment_id", "enrolment__candidate_id"))
        if recusals is None:
            recusals = jury.recusals.only("person", "enrolment")
        left = {(row.person_id, row.enrolment_id) for row in recusals}
        first: dict[tuple[UUID, UUID], datetime] = {}
        lines = JournalEntry.objects.filter(
            verb=access.OPENED,
            subject_type=Candidate._meta.label_lower,
            subject_id__in=[str(candidate) for _, candidate in agenda],
            actor__in=members,
            role__in=ROLES,
        )
        if jury.convened_at:
            lines = lines.filter(occurred_at__gte=jury.convened_at)
        for user, candidate, at in lines.order_by("-occurred_at").values_list(
            "actor_id", "subject_id", "occurred_at"
        ):
            first[members[user], UUID(candidate)] = at
        judged: dict[UUID, set[UUID]] = defaultdict(set)
        for person in people:
            for enrolment, candidate in agenda:
                if (person.pk, enrolment) not in left:
                    judged[person.pk].add(candidate)
        return cls(first, {person: frozenset(found) for person, found in judged.items()})

    def unread(self, person: UUID) -> int:
        """How many files of those they judge that person has not opened."""
        return sum(
            1
            for candidate in self.judged.get(person, frozenset())
            if (person, candidate) not in self.first
        )

    def of_candidate(self, candidate: UUID) -> dict[str, str]:
        """Person → when they first opened that candidate's file, in words."""
        return {
            str(person): f"le {clock.paris(at):%d/%m/%Y à %H:%M}"
            for (person, about), at in self.first.items()
            if about == candidate
        }
