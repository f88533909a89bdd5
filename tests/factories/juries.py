"""Invented juries of RNCP35553 (or of other rules), empty or filled, in any state.

`JuryFactory()` is a draft with its seats. `member_for(seat)` is somebody who fits a seat;
`nominate(seat)` puts them there. `jury_in("convened")` is a whole jury in a state, its seats held
since long before the day it sits; `state="open"`, `"closed"`… likewise.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from assessments.people.models import Entity, Person
from ccas.access import OPENED
from ccas.journal.models import JournalEntry
from certification.juries.models import (
    AgendaItem,
    CompositionProposal,
    ImpartialityDeclaration,
    Jury,
    JurySummons,
    LinkDismissal,
    Nomination,
    Recusal,
    Seat,
)
from certification.juries.rules import seat_plan
from tests.factories.candidates import EnrolmentFactory
from tests.factories.framework import shipped_revision
from tests.factories.people import (
    AccreditationFactory,
    EntityFactory,
    PersonFactory,
    PostingFactory,
    UnitFactory,
)

PARIS = ZoneInfo("Europe/Paris")
SITS_ON = date(2026, 10, 6)
NAMED_AT = datetime(2026, 8, 24, 9, tzinfo=PARIS)
STAMPS = {
    "composed_at": datetime(2026, 9, 1, 10, tzinfo=PARIS),
    "convened_at": datetime(2026, 9, 8, 10, tzinfo=PARIS),
    "opened_at": datetime(2026, 10, 6, 9, tzinfo=PARIS),
    "closed_at": datetime(2026, 10, 6, 17, tzinfo=PARIS),
}
STATES = ("draft", "composed", "convened", "open", "closed")


def entity(code: str | None) -> Entity | None:
    """The entity with that code, made when it does not exist yet."""
    return EntityFactory(code=code) if code else None


class JuryFactory(DjangoModelFactory):
    """A draft with the seats its rules ask for."""

    class Meta:
        model = Jury
        skip_postgeneration_save = True

    revision = factory.LazyFunction(shipped_revision)
    route = "FC"
    name = factory.Sequence(lambda n: f"Jury d’automne n° {n + 1}")
    sits_on = SITS_ON
    place = "École de formation, Limonest"
    presiding_entity = factory.LazyAttribute(
        lambda jury: entity(next(iter(jury.revision.rules.jury_for(jury.route).rotation), None))
    )
    proposed_entity = factory.SelfAttribute("presiding_entity")

    @factory.post_generation
    def seats(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """`seats=False` leaves the plan empty."""
        if not create or extracted is False:
            return
        presiding = self.presiding_entity.code if self.presiding_entity else None
        for planned in seat_plan(self.rules, presiding):
            Seat.objects.create(
                jury=self,
                position=planned.position,
                key=planned.id,
                label=planned.label,
                presides=planned.presides,
                trade=planned.trade,
                entity=entity(planned.entity),
                capacities=list(planned.capacities),
            )


def member_for(seat: Seat, *, capacity: str | None = None, **person: Any) -> Person:
    """Somebody of the seat's entity, accredited in a capacity it accepts, alone in their unit."""
    someone = PersonFactory(**person)
    AccreditationFactory(
        person=someone,
        capacity=capacity or seat.capacities[0],
        entity=seat.entity,
        act_reference="Arrêté de nomination 2026-31",
        act_date=date(2026, 6, 1),
    )
    PostingFactory(person=someone, unit=UnitFactory(entity=seat.entity))
    return someone


class NominationFactory(DjangoModelFactory):
    """Somebody who fits the seat holds it, since NAMED_AT."""

    class Meta:
        model = Nomination

    seat = factory.LazyFunction(lambda: JuryFactory().seats.order_by("position").first())
    person = factory.LazyAttribute(lambda row: member_for(row.seat))
    capacity = factory.LazyAttribute(lambda row: row.seat.capacities[0])
    starts_at = NAMED_AT


def nominate(seat: Seat, person: Person | None = None, **values: Any) -> Nomination:
    """Put somebody (who fits, unless given) on a seat."""
    if person is not None:
        values["person"] = person
    return NominationFactory(seat=seat, **values)


def in_state(jury: Jury, state: str) -> Jury:
    """Bring a jury to a state, with the dates that go with it, past every guard."""
    jury.state = state
    for rank, (stamp, moment) in enumerate(STAMPS.items()):
        setattr(
            jury, stamp, (getattr(jury, stamp) or moment) if rank < STATES.index(state) else None
        )
    jury.save()
    if state in {"convened", "open", "closed"}:
        declared(jury)
    return jury


def jury_in(state: str = "draft", *, filled: bool = True, **values: Any) -> Jury:
    """A jury in a state, every seat held by somebody who fits it."""
    jury = JuryFactory(**values)
    if filled:
        for seat in jury.seats.order_by("position"):
            nominate(seat)
    return in_state(jury, state)


def declared(jury: Jury) -> Jury:
    """Whoever holds a seat has signed their declaration of impartiality."""
    for nomination in Nomination.objects.filter(seat__jury=jury):
        ImpartialityDeclaration.objects.get_or_create(
            jury=jury,
            person=nomination.person,
            defaults={"words": "Je déclare n’avoir aucun lien."},
        )
    return jury


def studied(jury: Jury) -> Jury:
    """Whoever holds a seat has opened every file, a week before the jury."""
    at = datetime.combine(jury.sits_on, time(9), tzinfo=PARIS) - timedelta(days=7)
    for nomination in Nomination.objects.filter(seat__jury=jury).select_related("person__user"):
        for item in jury.agenda.select_related("enrolment__candidate"):
            JournalEntry.objects.create(
                occurred_at=at,
                actor=nomination.person.user,
                role="president" if nomination.seat.presides else "jury_member",
                verb=OPENED,
                subject_type="assessments.candidate",
                subject_id=str(item.enrolment.candidate_id),
                details={"screen": "file"},
            )
    return jury


class AgendaItemFactory(DjangoModelFactory):
    """An enrolment on the agenda, for every block of its revision unless `blocks` says which."""

    class Meta:
        model = AgendaItem
        skip_postgeneration_save = True

    jury = factory.SubFactory(JuryFactory)
    enrolment = factory.SubFactory(EnrolmentFactory)
    position = factory.LazyAttribute(lambda row: row.jury.agenda.count() + 1)

    @factory.post_generation
    def blocks(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            self.blocks.set(
                self.enrolment.revision.blocks.all() if extracted is None else extracted
            )


class LinkDismissalFactory(DjangoModelFactory):
    class Meta:
        model = LinkDismissal

    jury = factory.SubFactory(JuryFactory)
    person = factory.SubFactory(PersonFactory)
    enrolment = factory.SubFactory(EnrolmentFactory)
    link = "shared_unit:00000000-0000-4000-8000-000000000001"
    reason = "Deux centres du même nom : vérifié auprès des deux chefs de salle."


class RecusalFactory(DjangoModelFactory):
    class Meta:
        model = Recusal

    jury = factory.SubFactory(JuryFactory)
    person = factory.SubFactory(PersonFactory)
    enrolment = factory.SubFactory(EnrolmentFactory)
    ground = "A formé le candidat au printemps."
    found_by = "member"


class CompositionProposalFactory(DjangoModelFactory):
    """A proposal that found nobody."""

    class Meta:
        model = CompositionProposal

    jury = factory.SubFactory(JuryFactory)
    state = "impossible"
    sentences = factory.LazyFunction(lambda: ["Personne ne peut tenir ce siège."])
    found_at = NAMED_AT


class JurySummonsFactory(DjangoModelFactory):
    class Meta:
        model = JurySummons

    seat = factory.LazyFunction(lambda: JuryFactory().seats.order_by("position").first())
    jury = factory.SelfAttribute("seat.jury")
    person = factory.SubFactory(PersonFactory)


def summoned(jury: Jury) -> Jury:
    """Whoever holds a seat has their summons."""
    for nomination in Nomination.objects.filter(seat__jury=jury):
        JurySummonsFactory(seat=nomination.seat, person=nomination.person)
    return jury


def addresses_of_proposal(jury: Jury) -> dict[str, dict[str, Any]]:
    """A proposal, still shown, for that jury: the two buttons it has."""
    made = CompositionProposalFactory(jury=jury)
    return {f"juries:{verb}": {"pk": jury.pk, "proposal": made.pk} for verb in ("keep", "discard")}
