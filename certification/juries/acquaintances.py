"""What our own data hold between people who may sit and candidates: a constant number of queries.

Nothing is decided here: the rules of the room read these values and say what is a link.
"""

from collections import defaultdict
from uuid import UUID

from django.db.models import Count, Q

from assessments.people.models import Link, LinkKind, Person, Posting, Unit, sort_key
from assessments.practice.models import Attestation, Stint
from assessments.sessions.models import SimulationEvaluator, SimulationState
from certification.juries import rules
from certification.juries.models import AgendaItem, Nomination

#: Recorded links that bind both people, whoever is named first.
BOTH_WAYS = (LinkKind.FAMILY, LinkKind.PROFESSIONAL)


class Known:
    """What our data hold between two sets of people, by their ids: eight queries."""

    def __init__(self, members: set[UUID], candidates: set[UUID]) -> None:
        self.members, self.candidates = members, candidates
        self.services: dict[UUID, list[rules.Service]] = defaultdict(list)
        self.employers: dict[UUID, list[rules.Service]] = defaultdict(list)
        self.declared: dict[tuple[UUID, UUID], list[rules.Declared]] = defaultdict(list)
        self.simulations: dict[tuple[UUID, UUID], list[tuple[str, str]]] = defaultdict(list)
        self.attestations: dict[UUID, list[tuple[str, str, str]]] = defaultdict(list)
        self.annulled: dict[tuple[UUID, UUID], list[tuple[str, str]]] = defaultdict(list)
        self._read_services()
        self._read_links()
        self._read_simulations()
        self._read_attestations()
        self._read_annulled()

    def _read_services(self) -> None:
        everywhere = _employers_of_several_entities()
        for person, unit, name, employer, employer_name, *dates in Posting.objects.filter(
            person__in=self.members | self.candidates
        ).values_list(
            "person_id",
            "unit_id",
            "unit__name",
            "unit__employer_id",
            "unit__employer__name",
            "starts_on",
            "ends_on",
        ):
            self.services[person].append(rules.Service(str(unit), name, *dates))
            if employer and employer not in everywhere:
                self.employers[person].append(rules.Service(str(employer), employer_name, *dates))
        for person, employer, name, *dates in Stint.objects.filter(
            enrolment__candidate__person__in=self.candidates, cancelled_at__isnull=True
        ).values_list(
            "enrolment__candidate__person_id",
            "employer_id",
            "employer__name",
            "starts_on",
            "ends_on",
        ):
            if employer not in everywhere:
                self.employers[person].append(rules.Service(str(employer), name, *dates))

    def _read_links(self) -> None:
        for link in Link.objects.filter(
            Q(person__in=self.members, other__in=self.candidates)
            | Q(person__in=self.candidates, other__in=self.members, kind__in=BOTH_WAYS)
        ):
            pair = (link.person_id, link.other_id)
            value = rules.Declared(str(link.pk), link.kind, link.starts_on, link.ends_on)
            self.declared[pair].append(value)
            if link.kind in BOTH_WAYS:
                self.declared[pair[::-1]].append(value)

    def _read_simulations(self) -> None:
        for member, candidate, simulation, session in (
            SimulationEvaluator.objects.filter(
                person__in=self.members,
                simulation__registration__enrolment__candidate__person__in=self.candidates,
            )
            .exclude(simulation__state=SimulationState.CANCELLED)
            .values_list(
                "person_id",
                "simulation__registration__enrolment__candidate__person_id",
                "simulation_id",
                "simulation__registration__session__name",
            )
            .order_by("simulation__starts_at", "person_id")
        ):
            self.simulations[member, candidate].append((str(simulation), session))

    def _read_attestations(self) -> None:
        """By name only: the one who attests may have no account. It warns, it merges nobody."""
        for candidate, pk, name, signed_on in Attestation.objects.filter(
            stint__enrolment__candidate__person__in=self.candidates, voided_at__isnull=True
        ).values_list(
            "stint__enrolment__candidate__person_id", "pk", "supervisor_name", "signed_on"
        ):
            self.attestations[candidate].append(
                (
                    name_key(name),
                    str(pk),
                    f"attestation signée {name} le {signed_on:%d/%m/%Y}, même nom",
                )
            )

    def _read_annulled(self) -> None:
        """Who held a seat on the juries whose decision on a candidate was annulled."""
        annulled: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
        for candidate, jury, name in (
            AgendaItem.objects.filter(
                enrolment__candidate__person__in=self.candidates, annulled__isnull=False
            )
            .order_by("recorded_at")
            .values_list("enrolment__candidate__person_id", "annulled_id", "annulled__name")
        ):
            annulled[jury].append((candidate, name))
        if not annulled:
            return
        seated = Nomination.objects.filter(seat__jury__in=annulled, person__in=self.members)
        for person, jury in seated.order_by("pk").values_list("person_id", "seat__jury_id"):
            for candidate, name in annulled[jury]:
                self.annulled[person, candidate].append((str(jury), name))

    def acquaintance(self, member: Person, candidate: UUID) -> rules.Acquaintance:
        """What the rules read of one member and one candidate (the id of their person)."""
        name = name_key(f"{member.first_name} {member.usual_name or member.birth_name}")
        return rules.Acquaintance(
            person=str(member.pk),
            name=member.display_name,
            member_services=tuple(self.services[member.pk]),
            candidate_services=tuple(self.services[candidate]),
            declared=tuple(self.declared[member.pk, candidate]),
            simulations=tuple(self.simulations[member.pk, candidate]),
            same_person=member.pk == candidate,
            member_employers=tuple(self.employers[member.pk]),
            candidate_employers=tuple(self.employers[candidate]),
            attestations=tuple(
                (pk, label) for said, pk, label in self.attestations[candidate] if said == name
            ),
            annulled=tuple(self.annulled[member.pk, candidate]),
        )


def name_key(name: str) -> str:
    """A name whatever the order of its words, its accents and its letter case."""
    return " ".join(sorted(sort_key(name).split()))


def _employers_of_several_entities() -> set[UUID]:
    """Employers whose units belong to several entities (a ministry): sharing one ties nobody."""
    return set(
        Unit.objects.filter(employer__isnull=False)
        .order_by()
        .values("employer")
        .annotate(entities=Count("entity", distinct=True))
        .filter(entities__gt=1)
        .values_list("employer", flat=True)
    )
