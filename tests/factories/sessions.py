"""Invented sessions, from the site to a simulation with its two evaluators."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from assessments.framework.models import QualificationRevision
from assessments.people.models import Person
from assessments.sessions.models import (
    AssessmentSession,
    Inject,
    PanelMember,
    Registration,
    Scenario,
    Simulation,
    SimulationEvaluator,
    Site,
    Station,
)
from ccas.accounts.models import RoleGrant, User
from ccas.actors import Actor
from tests.factories.candidates import EnrolmentFactory
from tests.factories.framework import shipped_revision
from tests.factories.people import PersonFactory, PostingFactory

PARIS = ZoneInfo("Europe/Paris")
FIRST_DAY = date(2026, 3, 24)


def at(hour: int, minute: int = 0, day: date = FIRST_DAY) -> datetime:
    """A moment of the first day of the session, on a Paris clock."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)


def with_account(person: Person, role: str) -> Actor:
    """The person signs in, under that role."""
    if person.user is None:
        person.user = User.objects.create_user(person.email, display_name=person.display_name)
        person.save()
    RoleGrant.objects.get_or_create(
        user=person.user, role=role, defaults={"starts_on": date(2020, 1, 1)}
    )
    return person.user.acting_as(role)


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site

    name = factory.Sequence(lambda n: f"Plateau d’entraînement n° {n}")
    address = "4, quai des Célestins, 69002 Lyon"


class SessionFactory(DjangoModelFactory):
    """Two days, in preparation."""

    class Meta:
        model = AssessmentSession

    revision = factory.LazyFunction(shipped_revision)
    site = factory.SubFactory(SiteFactory)
    name = factory.Sequence(lambda n: f"Session de printemps n° {n}")
    starts_on = FIRST_DAY
    ends_on = factory.LazyAttribute(lambda session: session.starts_on + timedelta(days=1))


class StationFactory(DjangoModelFactory):
    class Meta:
        model = Station

    session = factory.SubFactory(SessionFactory)
    name = factory.Sequence(lambda n: f"P{n}")


class ScenarioFactory(DjangoModelFactory):
    """Published; lets one observe every competency of its revision, unless `competencies` says."""

    class Meta:
        model = Scenario
        skip_postgeneration_save = True

    revision = factory.LazyFunction(shipped_revision)
    code = factory.Sequence(lambda n: f"histoire-{n}")
    title = factory.Sequence(lambda n: f"Feu de broussailles n° {n}")
    brief = "Il est 15 h 20, vent fort. Vous prenez les appels."
    duration_minutes = 30
    state = "published"
    published_at = at(8, day=date(2026, 1, 5))

    @factory.post_generation
    def competencies(self, create, extracted, **kwargs):
        chosen = extracted
        if chosen is None:
            chosen = [
                competency
                for block in self.revision.blocks.all()
                for competency in block.competencies.all()
            ]
        self.competencies.set(chosen)


class InjectFactory(DjangoModelFactory):
    class Meta:
        model = Inject

    scenario = factory.SubFactory(ScenarioFactory)
    minute = 2
    channel = "radio"
    text = "Le premier engin signale une ligne électrique au sol."
    expected = "Prévient les moyens engagés et le gestionnaire du réseau."


class PanelMemberFactory(DjangoModelFactory):
    class Meta:
        model = PanelMember

    session = factory.SubFactory(SessionFactory)
    person = factory.SubFactory(PersonFactory)


class RegistrationFactory(DjangoModelFactory):
    """For every block, unless `blocks` lists their positions."""

    class Meta:
        model = Registration
        skip_postgeneration_save = True

    session = factory.SubFactory(SessionFactory)
    enrolment = factory.SubFactory(EnrolmentFactory)

    @factory.post_generation
    def blocks(self, create, extracted, **kwargs):
        found = self.session.revision.blocks.all()
        self.blocks.set(found if extracted is None else found.filter(position__in=extracted))


def a_panel(session: AssessmentSession, number: int = 2) -> list[Person]:
    """Evaluators of the session, each of an entity of their own."""
    people = [PersonFactory() for _ in range(number)]
    for person in people:
        PostingFactory(person=person)
        PanelMemberFactory(session=session, person=person)
    return people


def a_simulation(
    registration: Registration,
    *,
    starts_at: datetime | None = None,
    station: Station | None = None,
    scenario: Scenario | None = None,
    evaluators: list[Person] | None = None,
    blocks: list[int] | None = None,
    **fields,
) -> Simulation:
    """A row put in place directly, for what comes after planning. blocks: positions."""
    session = registration.session
    start = starts_at or at(9)
    simulation = Simulation.objects.create(
        registration=registration,
        station=station or StationFactory(session=session),
        scenario=scenario or ScenarioFactory(revision=session.revision),
        starts_at=start,
        ends_at=fields.pop("ends_at", start + timedelta(minutes=30)),
        **fields,
    )
    chosen = registration.blocks.all()
    simulation.blocks.set(chosen if blocks is None else chosen.filter(position__in=blocks))
    people = a_panel(session) if evaluators is None else evaluators
    for position, person in enumerate(people, start=1):
        SimulationEvaluator.objects.create(simulation=simulation, person=person, position=position)
    return simulation


def a_full_session(candidates: int = 1, revision: QualificationRevision | None = None, **fields):
    """A session in preparation that lacks nothing: stations, panel, one simulation each."""
    session = SessionFactory(revision=revision or shipped_revision(), **fields)
    people = a_panel(session)
    station, scenario = StationFactory(session=session), ScenarioFactory(revision=session.revision)
    for rank in range(candidates):
        a_simulation(
            RegistrationFactory(session=session, enrolment__revision=session.revision),
            starts_at=at(9) + timedelta(minutes=40 * rank),
            station=station,
            scenario=scenario,
            evaluators=people,
        )
    return session
