"""What the rules of juries read, gathered as plain values by few queries.

Nothing here decides and nothing is stored: screens, convening and the deliberation ask the same
questions and get the same indicators, whatever the number of members and candidates.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from uuid import UUID

from django.db.models import Prefetch

from assessments.candidates.models import Enrolment
from assessments.framework.models import QualificationRevision
from assessments.people.models import Accreditation, Person, Posting
from ccas import clock
from certification.juries import rules
from certification.juries.acquaintances import Known
from certification.juries.models import Jury, JuryState, Nomination, Recusal, Seat
from certification.juries.studying import Studied


def day_end(day: date) -> datetime:
    """The last moment of a civil day in Paris."""
    return datetime.combine(day, time.max, tzinfo=clock.PARIS)


def past_presidencies(revision: QualificationRevision, up_to: date) -> list[rules.Presidency]:
    """Who presided, or is to preside, the juries of this qualification up to that day included."""
    juries = (
        Jury.objects.filter(
            revision__qualification_id=revision.qualification_id,
            sits_on__lte=up_to,
            presiding_entity__isnull=False,
        )
        .exclude(state=JuryState.CANCELLED)
        .order_by("sits_on", "recorded_at")
    )
    return [
        rules.Presidency(code, on)
        for code, on in juries.values_list("presiding_entity__code", "sits_on")
    ]


def entity_names(revision: QualificationRevision) -> dict[str, str]:
    """Entity code → short name, as the rules file names them."""
    return {entity.code: entity.short_name for entity in revision.rules.entities}


def rotation_proposal(revision: QualificationRevision, route: str, sits_on: date) -> rules.Proposal:
    """Whose turn it is to preside a jury that would sit on that day, and why."""
    jury_rules = revision.rules.jury_for(route)
    rotation = jury_rules.rotation if jury_rules else ()
    return rules.next_presiding_entity(
        rotation, past_presidencies(revision, sits_on), entity_names(revision)
    )


@dataclass(frozen=True)
class Standing:
    """What the people room says of some people on one day: where they serve, as what."""

    day: date
    postings: Mapping[UUID, tuple[Posting, ...]]
    accreditations: Mapping[UUID, tuple[Accreditation, ...]]

    @classmethod
    def of(cls, people: Iterable[UUID], day: date) -> "Standing":
        """Two queries, whatever the number of people."""
        people = list(people)
        postings = defaultdict(list)
        for posting in Posting.objects.filter(person__in=people).select_related("unit__entity"):
            postings[posting.person_id].append(posting)
        accreditations = defaultdict(list)
        for row in Accreditation.objects.filter(person__in=people).select_related("entity"):
            accreditations[row.person_id].append(row)
        return cls(
            day,
            {person: tuple(rows) for person, rows in postings.items()},
            {person: tuple(rows) for person, rows in accreditations.items()},
        )

    def accredited(self, person: UUID, capacity: str) -> list[Accreditation]:
        """Every accreditation of that person in that capacity, in force or not."""
        return [row for row in self.accreditations.get(person, ()) if row.capacity == capacity]

    def entity(self, person: UUID, capacity: str, seat_entity: str | None) -> str | None:
        """The entity a person belongs to that day: where they serve, else the one of their act.

        Somebody who serves two entities is read as of the seat's, when it is one of the two.
        """
        serving = {
            posting.unit.entity.code
            for posting in self.postings.get(person, ())
            if posting.covers(self.day) and posting.unit.entity
        }
        if not serving:
            serving = {
                row.entity.code
                for row in self.accredited(person, capacity)
                if row.covers(self.day) and row.entity
            }
        return seat_entity if seat_entity in serving else min(serving, default=None)

    def occupant(
        self, person: Person, capacity: str, seat_entity: str | None, designation: str = ""
    ) -> rules.Occupant:
        """A person as the rules read them on a seat of that entity."""
        accredited = [
            row
            for row in self.accredited(person.pk, capacity)
            # An act for another entity gives no right to this seat.
            if seat_entity is None or row.entity is None or row.entity.code == seat_entity
        ]
        act = next((row.act_reference for row in accredited if row.covers(self.day)), "")
        return rules.Occupant(
            person=str(person.pk),
            name=person.display_name,
            entity=self.entity(person.pk, capacity, seat_entity),
            capacity=capacity,
            designation=designation or act,
            accreditations=tuple(
                rules.Accreditation(row.starts_on, row.ends_on) for row in accredited
            ),
            sex=person.sex,
        )


def planned(seat: Seat) -> rules.PlannedSeat:
    """A stored seat as the rules read it."""
    return rules.PlannedSeat(
        id=seat.key,
        kind=seat.key.partition(":")[0],
        label=seat.label,
        entity=seat.entity.code if seat.entity else None,
        capacities=tuple(seat.capacities),
        presides=seat.presides,
        trade=seat.trade,
        position=seat.position,
    )


class Reading:
    """One jury, read once: its plan, who holds which seat at a moment, and what follows.

    at: the moment read; by default the end of the day it sits, so that nominations made in
    advance and last-minute substitutes count.
    """

    def __init__(self, jury: Jury, at: datetime | None = None) -> None:
        self.jury = jury
        self.at = at or day_end(jury.sits_on)
        self.names = entity_names(jury.revision)

    @cached_property
    def seats(self) -> list[Seat]:
        """Seats in order, each with `holders`: the nominations in force at the moment read."""
        in_force = Nomination.objects.in_force(self.at).select_related("person")
        return list(
            self.jury.seats.order_by("position")
            .select_related("entity")
            .prefetch_related(Prefetch("nominations", queryset=in_force, to_attr="holders"))
        )

    @cached_property
    def plan(self) -> tuple[rules.PlannedSeat, ...]:
        return tuple(planned(seat) for seat in self.seats)

    @cached_property
    def nominations(self) -> list[Nomination]:
        return [nomination for seat in self.seats for nomination in seat.holders]

    @cached_property
    def standing(self) -> Standing:
        people = [nomination.person_id for nomination in self.nominations]
        return Standing.of(people, self.jury.sits_on)

    def appointed(self) -> tuple[rules.Indicator, ...]:
        """The appointed set. Before convening, the summonses are supposed to leave today."""
        jury = self.jury
        occupants = {
            seat.key: tuple(
                self.standing.occupant(
                    one.person,
                    one.capacity,
                    seat.entity.code if seat.entity else None,
                    one.designation_reference,
                )
                for one in seat.holders
            )
            for seat in self.seats
        }
        return rules.appointed_indicators(
            jury.rules,
            rules.Composition(
                plan=self.plan,
                occupants=occupants,
                presiding=jury.presiding_entity.code if jury.presiding_entity else None,
                proposed=jury.proposed_entity.code if jury.proposed_entity else None,
                reason=jury.rotation_reason,
                sits_on=jury.sits_on,
                summoned_on=clock.paris(jury.convened_at).date()
                if jury.convened_at
                else clock.today(),
                names=self.names,
            ),
        )

    @cached_property
    def declared(self) -> set[UUID]:
        """Those who signed their declaration of impartiality."""
        return set(self.jury.declarations.values_list("person_id", flat=True))

    @cached_property
    def studied(self) -> Studied:
        """Which files those who hold a seat opened, and when."""
        people = [one.person for one in self.nominations]
        return Studied.of(self.jury, people, self.recusals)

    @cached_property
    def recusals(self) -> list[Recusal]:
        """Every recusal of the jury with its person, the oldest first."""
        return list(self.jury.recusals.select_related("person"))

    def presences(self, present: Iterable[Person | UUID] | None = None) -> list[rules.Presence]:
        """Those present, on the seat they hold; None stands for everybody who holds one."""
        wanted = None if present is None else {getattr(one, "pk", one) for one in present}
        return [
            rules.Presence(
                seat.key,
                str(one.person_id),
                one.person.display_name,
                one.capacity,
                declared=one.person_id in self.declared,
                unread=self.studied.unread(one.person_id),
            )
            for seat in self.seats
            for one in seat.holders
            if wanted is None or one.person_id in wanted
        ]

    def sitting(self, present: Iterable[Person | UUID] | None) -> tuple[rules.Indicator, ...]:
        """The sitting set for those present: two queries more than `seats`, one for recusals."""
        return rules.sitting_indicators(self.jury.rules, self.plan, self.presences(present))

    def reviews(
        self,
        enrolments: Iterable[Enrolment],
        present: Iterable[Person | UUID] | None = None,
        ties: Mapping[UUID, tuple[rules.Tie, ...]] | None = None,
    ) -> dict[UUID, rules.CandidateReview]:
        """The candidate set for each enrolment: a handful of queries for all of them.

        ties: those of `ties(enrolments)`, when the caller has read them already.
        """
        enrolments = list(enrolments)
        ties = self.ties(enrolments) if ties is None else ties
        dismissals, recusals = defaultdict(list), defaultdict(list)
        for row in self.jury.dismissals.filter(enrolment__in=enrolments):
            dismissals[row.enrolment_id].append(
                rules.Dismissal(str(row.person_id), row.link, row.reason)
            )
        for row in self.recusals:
            recusals[row.enrolment_id].append(
                rules.Recused(str(row.person_id), row.person.display_name, row.ground)
            )
        here = self.presences(present)
        return {
            enrolment.pk: rules.candidate_review(
                self.jury.rules,
                self.plan,
                here,
                ties[enrolment.pk],
                dismissals=dismissals[enrolment.pk],
                recused=recusals[enrolment.pk],
                studied=self.studied.of_candidate(enrolment.candidate_id),
            )
            for enrolment in enrolments
        }

    def ties(self, enrolments: Iterable[Enrolment]) -> dict[UUID, tuple[rules.Tie, ...]]:
        """The links our data show between each holder of a seat and each candidate."""
        enrolments = list(enrolments)
        members = {one.person_id: one.person for one in self.nominations}
        return self.ties_of(members.values(), enrolments)

    @staticmethod
    def ties_of(
        people: Iterable[Person], enrolments: Iterable[Enrolment]
    ) -> dict[UUID, tuple[rules.Tie, ...]]:
        """The same for any people, whether they hold a seat or not. A constant number of queries.

        enrolments: with their candidate and its person.
        """
        members = {one.pk: one for one in people}
        enrolments = list(enrolments)
        candidates = {one.pk: one.candidate.person_id for one in enrolments}
        known = Known(set(members), set(candidates.values()))
        return {
            enrolment: tuple(
                tie
                for member in members.values()
                for tie in rules.ties_between(known.acquaintance(member, candidate))
            )
            for enrolment, candidate in candidates.items()
        }


def indicators_for(jury: Jury, when: datetime | None = None) -> tuple[rules.Indicator, ...]:
    """The appointed set of a jury, with those who hold its seats at that moment."""
    return Reading(jury, when).appointed()


def sitting_indicators(
    jury: Jury, present: Iterable[Person | UUID], at: datetime
) -> tuple[rules.Indicator, ...]:
    """The sitting set, for those present at that moment."""
    return Reading(jury, at).sitting(present)


def candidate_review(
    jury: Jury, enrolment: Enrolment, present: Iterable[Person | UUID] | None, at: datetime
) -> rules.CandidateReview:
    """Who withdraws for this candidate, and the sitting set without them. None: all members."""
    return Reading(jury, at).reviews([enrolment], present)[enrolment.pk]


def candidate_indicators(
    jury: Jury, enrolment: Enrolment, present: Iterable[Person | UUID] | None, at: datetime
) -> tuple[rules.Indicator, ...]:
    """The candidate set, for those present at that moment."""
    return candidate_review(jury, enrolment, present, at).indicators


def candidate_reviews(
    jury: Jury,
    enrolments: Iterable[Enrolment],
    present: Iterable[Person | UUID] | None,
    at: datetime,
) -> dict[UUID, rules.CandidateReview]:
    """The same for many candidates at once, in a constant number of queries."""
    return Reading(jury, at).reviews(enrolments, present)


def find_links(jury: Jury, at: datetime | None = None) -> dict[UUID, tuple[rules.Tie, ...]]:
    """Enrolment id → links found with the jury's members. Computed each time, never stored."""
    enrolments = [item.enrolment for item in jury.agenda.select_related("enrolment__candidate")]
    return Reading(jury, at).ties(enrolments)
