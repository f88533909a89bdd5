"""Who is in the room, and what the rules say of it: plain values from few queries."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from assessments.candidates.models import AcquiredBlock, Enrolment
from assessments.candidates.rules import ledger_code
from assessments.framework.models import CompetencyBlock
from assessments.practice.summary import summary
from ccas import clock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from certification.deliberation import permissions
from certification.deliberation.models import AttendanceKind, Deliberation, Presentation
from certification.deliberation.rules import RULE_VERSION, in_the_way, may_decide
from certification.juries.models import Jury, Nomination
from certification.juries.reading import Reading
from certification.juries.rules import Indicator

__all__ = [
    "Review",
    "Sitting",
    "Stored",
    "held_among",
    "held_codes",
    "in_the_way",
    "may_decide_now",
    "outcome_inputs",
    "people",
    "presides_now",
    "said_of_the_room",
    "sitting_now",
    "sitting_of",
    "stored",
]

#: An indicator as it is stored and replayed: the fields of `juries.rules.Indicator`.
type Stored = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Review:
    """What holds for one candidate: indicators without the recused, and who is recused."""

    indicators: list[Stored]
    recused: frozenset[UUID]


def stored(indicators: Iterable[Indicator]) -> list[Stored]:
    """Indicators as JSON values."""
    return [asdict(indicator) for indicator in indicators]


def people(nominations: Iterable[Nomination]) -> list[UUID]:
    """The ids of the people nominated."""
    return [held.person_id for held in nominations]


def holders(reading: Reading) -> list[Nomination]:
    """Who holds a seat at the moment read, in the order of the seats; each with its `seat`."""
    found = []
    for seat in reading.seats:
        for held in seat.holders:
            held.seat = seat
            found.append(held)
    return found


def present_ids(deliberation: Deliberation, at: datetime) -> set[UUID]:
    """Who signed in and did not leave since, at that moment."""
    here: dict[UUID, bool] = {}
    rows = deliberation.attendances.filter(at__lte=at).order_by("at", "recorded_at")
    for person, kind in rows.values_list("person_id", "kind"):
        here[person] = kind == AttendanceKind.ARRIVAL
    return {person for person, inside in here.items() if inside}


@dataclass(frozen=True, slots=True)
class Sitting:
    """The room at one moment: who holds a seat, who of them is present, what the rules say."""

    reading: Reading
    holders: list[Nomination]
    present: list[Nomination]

    @property
    def president(self) -> Nomination | None:
        """Who holds the presiding seat and is present."""
        return next((held for held in self.present if held.seat.presides), None)

    @property
    def absent(self) -> list[Nomination]:
        """Who holds a seat and is not in the room."""
        return [held for held in self.holders if held not in self.present]

    def indicators(self, present: Iterable[Nomination] | None = None) -> list[Stored]:
        """The sitting set, for those present or for others."""
        return stored(self.reading.sitting(people(self.present if present is None else present)))

    def review(self, enrolment: Enrolment) -> Review:
        """The candidate set for one enrolment."""
        return self.reviews([enrolment])[enrolment.pk]

    def reviews(self, enrolments: Iterable[Enrolment]) -> dict[UUID, Review]:
        """The candidate set for each enrolment, in a constant number of queries."""
        found = self.reading.reviews(enrolments, people(self.present))
        return {
            pk: Review(
                stored(review.indicators), frozenset(UUID(person) for person in review.recused)
            )
            for pk, review in found.items()
        }

    def presided_by(self, actor: Actor) -> bool:
        """Whether the actor acts as president and holds the presiding seat, present or not."""
        if actor.role != Role.PRESIDENT or actor.user_id is None:
            return False
        return any(
            held.seat.presides and held.person.user_id == actor.user_id for held in self.holders
        )

    def voters(self, review: Review) -> list[Nomination]:
        """Those present who are not recused for this candidate."""
        return [held for held in self.present if held.person_id not in review.recused]


def sitting_of(jury: Jury, at: datetime, present: Iterable[UUID]) -> Sitting:
    """The room of a jury at a moment, with these people in it."""
    reading = Reading(jury, at)
    seated = holders(reading)
    inside = set(present)
    return Sitting(reading, seated, [held for held in seated if held.person_id in inside])


def sitting_now(deliberation: Deliberation, at: datetime) -> Sitting:
    """The room of a deliberation at a moment, from its attendance rows."""
    return sitting_of(deliberation.jury, at, present_ids(deliberation, at))


def presides_now(actor: Actor, deliberation: Deliberation, sitting: Sitting) -> bool:
    """`permissions.presides`, by the room that was read; one that is closed was read as it was."""
    if deliberation.closed_at is not None:
        return permissions.presides(actor, deliberation.jury)
    return sitting.presided_by(actor)


def said_of_the_room(
    deliberation: Deliberation,
    presentation: Presentation,
    sitting: Sitting,
    review: Review,
    *,
    presides: bool,
) -> dict[str, Any]:
    """The keyword arguments of `rules.may_decide`, as JSON values: kept with a decision."""
    president = sitting.president
    return {
        "state": str(deliberation.state),
        "presides": presides,
        "president_present": president is not None,
        "president_recused": president is not None and president.person_id in review.recused,
        "attendance": str(presentation.attendance),
        "concluded": presentation.concluded_at is not None,
        "sitting": sitting.indicators(),
        "for_candidate": review.indicators,
    }


def may_decide_now(deliberation: Deliberation, presentation: Presentation, by: Actor) -> list[str]:
    """Why nothing may be decided for this candidate now; empty when it may."""
    now = clock.now()
    sitting = sitting_now(deliberation, now)
    review = sitting.review(presentation.enrolment)
    presides = permissions.presides(by, deliberation.jury, now)
    return may_decide(
        **said_of_the_room(deliberation, presentation, sitting, review, presides=presides)
    )


def held_codes(candidates: Iterable[UUID]) -> dict[UUID, set[str]]:
    """Candidate id → ledger codes of the blocks they hold. One query."""
    found: dict[UUID, set[str]] = {candidate: set() for candidate in candidates}
    rows = AcquiredBlock.objects.filter(candidate__in=found, ended_on__isnull=True)
    for candidate, code in rows.values_list("candidate_id", "block_code"):
        found[candidate].add(code)
    return found


def held_among(
    enrolment: Enrolment, blocks: Iterable[CompetencyBlock], held: set[str]
) -> list[CompetencyBlock]:
    """Which of these blocks of the enrolment's revision stand among ledger codes."""
    qualification = enrolment.revision.qualification.code
    return [block for block in blocks if ledger_code(qualification, block.code) in held]


def outcome_inputs(presentation: Presentation, decided: Mapping[str, str]) -> dict[str, Any]:
    """What the outcome is derived from, as JSON values: kept with it, so that it replays."""
    enrolment = presentation.enrolment
    required = list(enrolment.revision.blocks.order_by("position"))
    ledger = held_codes([enrolment.candidate_id])[enrolment.candidate_id]
    held = held_among(enrolment, required, ledger)
    practice = summary(enrolment)
    return {
        "rule_version": RULE_VERSION,
        "blocks_required": [block.code for block in required],
        "held_before": [block.code for block in held],
        "decided": dict(decided),
        "practice_required": practice.required_months > 0,
        "practice_attested": practice.complete,
        "attendance": str(presentation.attendance),
        "practice": {
            "required_months": practice.required_months,
            "attested": str(practice.attested),
            "sentences": list(practice.sentences),
        },
    }
