"""A published result that may be challenged, an appeal against it, and another jury."""

from datetime import date, datetime, timedelta

from assessments.people.models import Person
from ccas import clock
from ccas.actors import Actor
from certification.appeals import actions
from certification.appeals.models import Appeal
from certification.deliberation.models import Presentation
from tests.factories.awards import SignatoryFactory, an_officer, published
from tests.factories.deliberation import (
    EVENING,
    NOON,
    PARIS,
    Room,
    account,
    candidate,
    concluded,
    opened,
    proposed,
    signed,
)
from tests.factories.juries import JuryFactory, in_state, nominate

#: Six days after the publication.
SOON = EVENING + timedelta(days=6)
#: The delay to challenge has run out.
LATE = datetime(2026, 12, 8, 9, tzinfo=PARIS)
ANOTHER_DAY = date(2026, 12, 15)
GROUNDS = "Le jury n’a pas entendu l’enregistrement de la deuxième communication."


def challenged(*, email: bool = True, signatory: bool = True) -> Room:
    """A published deliberation: one candidate, with an account, whose second block is missed."""
    if signatory:
        SignatoryFactory()
    enrolment = candidate(account_too=True)
    proposed(enrolment, 1, 3)
    proposed(enrolment, 2, value="N")
    if not email:
        person = enrolment.candidate.person
        person.email = person.user.email = ""
        person.save()
        person.user.save()
    room = opened([enrolment])
    with clock.moved_to(NOON):
        concluded(room, room.presentations[0], b2="not_validated")
    return published(signed(room), an_officer())


def first(room: Room) -> Presentation:
    """The presentation of the only candidate."""
    return room.presentations[0]


def owner(room: Room) -> Actor:
    """Its candidate."""
    return account(first(room).enrolment.candidate.person, "candidate")


def received(room: Room, by: Actor | None = None, **said) -> Appeal:
    """An appeal made on screen, six days after the publication, or as said."""
    with clock.moved_to(SOON):
        return actions.receive_appeal(first(room), grounds=GROUNDS, by=by or owner(room), **said)


def accepted(room: Room, officer: Actor) -> Appeal:
    """The same, accepted the day after."""
    appeal = received(room)
    with clock.moved_to(SOON + timedelta(days=1)):
        return actions.answer_appeal(
            appeal, accepts=True, reasons="Une communication n’a pas été entendue.", by=officer
        )


def another_jury(former: Person | None = None) -> Room:
    """A jury of December, convened, of other people; `former` holds its last seat."""
    jury = JuryFactory(sits_on=ANOTHER_DAY)
    *seats, last = jury.seats.order_by("position")
    people = [nominate(seat).person for seat in seats] + [nominate(last, former).person]
    in_state(jury, "convened")
    president, *members = (
        account(person, "jury_member" if rank else "president")
        for rank, person in enumerate(people)
    )
    return Room(jury, president, members, people)
