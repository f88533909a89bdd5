"""Sittings opened by the same action as in real life, and candidates with or without proposals.

`convened(n)` is a convened jury whose members have accounts, with n candidates on its agenda;
`opened(n)` is its deliberation, everybody present. `Room` says who presides and who sits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pgtrigger

from assessments.candidates.models import Enrolment
from assessments.framework.models import Competency
from assessments.grading.models import AssessmentSheet, Consensus, ConsensusLine
from assessments.people.models import Person
from assessments.sessions.models import Simulation
from ccas import clock
from ccas.accounts.models import RoleGrant, User
from ccas.actors import Actor
from certification.deliberation import actions
from certification.deliberation.models import (
    BallotRound,
    BlockDecision,
    Deliberation,
    Presentation,
)
from certification.juries.models import Jury
from tests.factories.candidates import EnrolmentFactory
from tests.factories.grading import DAY, a_simulation
from tests.factories.juries import AgendaItemFactory, jury_in
from tests.factories.people import PersonFactory
from tests.factories.practice import AttestationFactory, StintFactory

PARIS = ZoneInfo("Europe/Paris")
#: The morning of the jury that `tests.factories.juries` convenes.
MORNING = datetime(2026, 10, 6, 9, tzinfo=PARIS)
NOON = datetime(2026, 10, 6, 12, tzinfo=PARIS)
EVENING = datetime(2026, 10, 6, 17, tzinfo=PARIS)
_numbers = count(1)


def account(person: Person, role: str) -> Actor:
    """That person acting under a role, with an account made when they have none."""
    if person.user is None:
        person.user = User.objects.create_user(
            f"{role}-{next(_numbers)}@jury.invalid", display_name=person.display_name
        )
        person.save(update_fields=["user"])
    RoleGrant.objects.get_or_create(
        user=person.user, role=role, defaults={"starts_on": "2020-01-01"}
    )
    return person.user.acting_as(role)


@dataclass
class Room:
    """A jury, its president and its other members as actors."""

    jury: Jury
    president: Actor
    members: list[Actor]
    people: list[Person]
    deliberation: Deliberation | None = None

    @property
    def presentations(self) -> list[Presentation]:
        """The presentations in order."""
        return list(self.deliberation.presentations.order_by("position"))

    def person(self, rank: int) -> Person:
        """The holder of a seat; 0 presides."""
        return self.people[rank]


def with_practice(enrolment: Enrolment) -> Enrolment:
    """Nine months of practice, attested."""
    stint = StintFactory(enrolment=enrolment)
    AttestationFactory(stint=stint)
    return enrolment


def candidate(*, practice: bool = True, account_too: bool = False, **values) -> Enrolment:
    """An enrolment, its practice attested unless told otherwise."""
    enrolment = EnrolmentFactory(**values)
    if practice and enrolment.revision.rules.route(enrolment.route).practice_months:
        with_practice(enrolment)
    if account_too:
        account(enrolment.candidate.person, "candidate")
    return enrolment


def proposed(enrolment: Enrolment, *positions: int, value: str = "A") -> None:
    """A signed consensus that gives this level to every competency of these blocks."""
    before = Simulation.objects.filter(registration__enrolment=enrolment).count()
    simulation = a_simulation(
        enrolment=enrolment, blocks=positions, starts_at=DAY + timedelta(hours=before)
    )
    # Past the guards of the grading room, which want each of the 42 lines tapped by each evaluator.
    with pgtrigger.ignore():
        for seat in simulation.evaluators.all():
            AssessmentSheet.objects.create(
                simulation=simulation,
                evaluator=seat.person,
                state="signed",
                signed_at=clock.now(),
            )
        consensus = Consensus.objects.create(
            simulation=simulation, state="signed", signed_at=clock.now()
        )
        ConsensusLine.objects.bulk_create(
            ConsensusLine(consensus=consensus, competency=competency, value=value)
            for competency in Competency.objects.filter(block__simulations=simulation)
        )


def convened(enrolments: int | Iterable[Enrolment] = 1, **values) -> Room:
    """A convened jury with these candidates (or so many new ones) on its agenda."""
    jury = jury_in("convened", **values)
    if isinstance(enrolments, int):
        enrolments = [candidate(revision=jury.revision) for _ in range(enrolments)]
    for enrolment in enrolments:
        AgendaItemFactory(jury=jury, enrolment=enrolment)
    people = []
    for seat in jury.seats.order_by("position"):
        person = seat.nominations.get().person
        person.email = person.email or f"membre-{next(_numbers)}@jury.invalid"
        person.save()
        people.append(person)
    actors = [
        account(person, "jury_member" if rank else "president")
        for rank, person in enumerate(people)
    ]
    return Room(jury, actors[0], actors[1:], people)


def opened(enrolments: int | Iterable[Enrolment] = 1, *, voting: str = "hands", **values) -> Room:
    """The same, open since nine o'clock on the day of the jury, everybody present."""
    room = convened(enrolments, **values)
    with clock.moved_to(MORNING):
        room.deliberation = actions.open_deliberation(
            room.jury, present=room.people, by=room.president, voting=voting
        )
    return room


def balloted(
    room: Room, presentation: Presentation, position: int, choices: str | list[str] = "for"
) -> BallotRound:
    """A ballot opened, cast by everybody (one choice each, or the same for all) and closed."""
    block = presentation.enrolment.revision.blocks.get(position=position)
    row = actions.open_ballot(presentation, block, by=room.president)
    everybody = [room.president, *room.members]
    if isinstance(choices, str):
        choices = [choices] * len(everybody)
    for actor, choice in zip(everybody, choices, strict=True):
        actions.cast_ballot(row, choice=choice, by=actor)
    return actions.close_ballot(row, by=room.president)


def decide(
    room: Room, presentation: Presentation, position: int, verdict: str = "validated", **said
) -> BlockDecision:
    """A decision by the president, everybody of one mind."""
    voters = len(room.people)
    said = {
        "decision": verdict,
        "votes_for": voters if verdict == "validated" else 0,
        "votes_against": 0 if verdict == "validated" else voters,
        "reasons": "L’entretien et le dossier le montrent.",
        "what_would_show": ""
        if verdict == "validated"
        else "Une mise en situation à engagements multiples.",
        "by": room.president,
    } | said
    block = presentation.enrolment.revision.blocks.get(position=position)
    return actions.decide_block(presentation, block, **said)


def concluded(room: Room, presentation: Presentation, **verdicts: str) -> Presentation:
    """Present, every block validated but those said otherwise (`b2="not_validated"`)."""
    actions.mark_present(presentation, by=room.president)
    for block in presentation.blocks.order_by("position"):
        decide(room, presentation, block.position, verdicts.get(f"b{block.position}", "validated"))
    return actions.conclude_presentation(presentation, by=room.president)


def signed(room: Room) -> Room:
    """Close, sign by all the members, the president last."""
    with clock.moved_to(EVENING):
        actions.close_deliberation(room.deliberation, by=room.president)
        for member in [*room.members, room.president]:
            actions.sign_minutes(room.deliberation, by=member)
    room.deliberation.refresh_from_db()
    return room


def other_president() -> Actor:
    """A president, of no jury."""
    return account(PersonFactory(), "president")
