"""Whom an officer may choose: people who fit a seat, candidates who may come before a jury."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, time
from uuid import UUID

from django.db.models import QuerySet

from assessments.candidates.models import AcquiredBlock, Enrolment, EnrolmentState
from assessments.people.models import Accreditation, Availability, Person
from ccas import clock
from certification.juries import rules
from certification.juries.models import AgendaItem, Jury, JuryState, Seat
from certification.juries.reading import Reading, Standing

#: Stands for an act that the officer is about to type: its absence excludes nobody here.
TO_BE_TYPED = "…"


@dataclass(frozen=True, slots=True)
class Choice:
    """A person who may take a seat in a capacity. value: what the form sends back.

    away: said they are not free that day. actless: the act that this capacity needs is not
    recorded. renewal: accredited for longer than a mandate lasts.
    """

    person: Person
    capacity: str
    label: str
    away: bool = False
    actless: bool = False
    renewal: bool = False

    @property
    def ready(self) -> bool:
        """Whether nothing is left to ask before they take the seat."""
        return not (self.away or self.actless)

    @property
    def value(self) -> str:
        return f"{self.person.pk}|{self.capacity}"


@dataclass(frozen=True, slots=True)
class SeatChoices:
    """Those who fit a seat, and how many accredited people do not."""

    fitting: tuple[Choice, ...]
    left_out: int

    @property
    def sentence(self) -> str:
        """How many people are offered and how many are not, in French."""
        offered, out = len(self.fitting), self.left_out
        first = f"{offered} personne{'s' if offered > 1 else ''} {_can(offered)} tenir ce siège"
        if not out:
            return f"{first}."
        return (
            f"{first} ; {out} autre{'s' if out > 1 else ''} habilitée{'s' if out > 1 else ''} "
            f"n’{_are(out)} pas proposée{'s' if out > 1 else ''} : entité, qualité ou date "
            "d’habilitation, ou déjà dans ce jury."
        )


def _can(number: int) -> str:
    return "peuvent" if number > 1 else "peut"


def _are(number: int) -> str:
    return "sont" if number > 1 else "est"


def seat_choices(reading: Reading) -> dict[UUID, SeatChoices]:
    """Seat id → who may take it on the day of the jury. A constant number of queries."""
    jury = reading.jury
    capacities = {code for seat in reading.seats for code in seat.capacities}
    people = {
        row.person_id: row.person
        for row in Accreditation.objects.filter(capacity__in=capacities)
        .select_related("person")
        .order_by("person__sort_name", "person_id")
    }
    standing = Standing.of(people, jury.sits_on)
    away = _away(jury)
    seated = {nomination.person_id for nomination in reading.nominations}
    labels = {one.code: one.label for one in jury.rules.capacities}
    agenda = [item.enrolment for item in jury.agenda.select_related("enrolment__candidate")]
    found = reading.ties_of(people.values(), agenda)
    ties = Counter(person for one in found.values() for person in {tie.person for tie in one})
    return {
        seat.pk: _choices(reading, seat, people, standing, seated, away, labels, ties)
        for seat in reading.seats
    }


def _choices(
    reading: Reading,
    seat: Seat,
    people: dict[UUID, Person],
    standing: Standing,
    seated: set[UUID],
    away: set[UUID],
    labels: dict[str, str],
    ties: Counter[str],
) -> SeatChoices:
    plan = next(one for one in reading.plan if one.id == seat.key)
    presiding = reading.jury.presiding_entity
    acts = {one.code for one in reading.jury.rules.capacities if one.designation_required}
    fitting = []
    for person in people.values():
        if person.pk in seated:
            continue
        for capacity in seat.capacities:
            occupant = standing.occupant(person, capacity, plan.entity)
            if not occupant.designation:
                occupant = replace(occupant, designation=TO_BE_TYPED)
            if rules.misfits(
                plan,
                occupant,
                presiding=presiding.code if presiding else None,
                capacities=reading.jury.rules.capacities,
                day=reading.jury.sits_on,
                names=reading.names,
            ):
                continue
            entity = reading.names.get(occupant.entity or "", "")
            words = [person.display_name, labels.get(capacity, capacity), entity]
            label = " — ".join(word for word in words if word)
            gone = person.pk in away
            tied = ties[str(person.pk)]
            notes = [
                "indisponible ce jour-là" if gone else "",
                f"lien avec {tied} candidat{'s' if tied > 1 else ''}" if tied else "",
            ]
            if any(notes):
                label += f" ({', '.join(note for note in notes if note)})"
            fitting.append(
                Choice(
                    person,
                    capacity,
                    label,
                    away=gone,
                    actless=capacity in acts and occupant.designation == TO_BE_TYPED,
                    renewal=rules.mandate_over(
                        occupant.accreditations or (),
                        reading.jury.rules.mandate_years,
                        reading.jury.sits_on,
                    ),
                )
            )
    offered = {choice.person.pk for choice in fitting}
    return SeatChoices(tuple(fitting), len(people) - len(offered))


def _away(jury: Jury) -> set[UUID]:
    """Those who said they are not free at some time of the day of the jury."""
    start = datetime.combine(jury.sits_on, time.min, tzinfo=clock.PARIS)
    end = datetime.combine(jury.sits_on, time.max, tzinfo=clock.PARIS)
    return set(
        Availability.objects.filter(
            available=False, starts_at__lt=end, ends_at__gt=start
        ).values_list("person_id", flat=True)
    )


def enrolments_to_present(jury: Jury) -> QuerySet[Enrolment]:
    """Open enrolments that this jury serves and that no other jury still to decide has taken."""
    taken = AgendaItem.objects.exclude(
        jury__state__in=[JuryState.CLOSED, JuryState.CANCELLED]
    ).values("enrolment")
    return (
        Enrolment.objects.filter(
            state=EnrolmentState.OPEN,
            revision__qualification=jury.revision.qualification_id,
            route__in=jury.rules.routes,
        )
        .exclude(pk__in=taken)
        .exclude(agenda_items__jury=jury)
        .select_related("candidate__person")
        .order_by("candidate__person__sort_name", "pk")
    )


def held_blocks(enrolments: list[Enrolment]) -> dict[UUID, set[str]]:
    """Candidate id → codes of the blocks they hold now, in one query."""
    held: dict[UUID, set[str]] = defaultdict(set)
    rows = AcquiredBlock.objects.filter(
        candidate__in={one.candidate_id for one in enrolments}, ended_on__isnull=True
    )
    for candidate, code in rows.values_list("candidate_id", "block_code"):
        held[candidate].add(code)
    return held
