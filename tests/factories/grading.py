"""Simulations ready to be graded, and sheets filled by the same actions as in real life."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4
from zoneinfo import ZoneInfo

from assessments.framework.models import Competency, QualificationRevision
from assessments.grading import actions
from assessments.grading.models import AssessmentSheet, Consensus
from assessments.people.models import Person
from assessments.sessions.models import (
    AssessmentSession,
    Inject,
    Registration,
    Scenario,
    SessionState,
    Simulation,
    SimulationEvaluator,
    Site,
    Station,
)
from ccas.accounts.models import RoleGrant, User
from ccas.actors import Actor
from tests.factories.candidates import EnrolmentFactory
from tests.factories.framework import shipped_revision
from tests.factories.people import PersonFactory

PARIS = ZoneInfo("Europe/Paris")
#: A day in the past for which the demonstration's registration was still open.
DAY = datetime(2026, 3, 17, 9, 30, tzinfo=PARIS)
_numbers = count(1)


def a_person(role: str = "evaluator", **identity: str) -> Person:
    """A person with an account that holds the role for long."""
    number = next(_numbers)
    person = PersonFactory(**identity)
    person.user = User.objects.create_user(
        f"{role}-{number}@grading.invalid", display_name=person.display_name
    )
    person.save()
    RoleGrant.objects.create(user=person.user, role=role, starts_on="2020-01-01")
    return person


def actor_of(person: Person, role: str = "evaluator") -> Actor:
    """That person's account under one role."""
    return person.user.acting_as(role)


def a_session(revision: QualificationRevision | None = None, **fields) -> AssessmentSession:
    """A convened session of two days."""
    number = next(_numbers)
    fields = {
        "starts_on": DAY.date(),
        "ends_on": DAY.date() + timedelta(days=1),
        "state": SessionState.CONVENED,
        "ready_at": DAY,
        "convened_at": DAY,
    } | fields
    return AssessmentSession.objects.create(
        revision=revision or shipped_revision(),
        site=Site.objects.create(name=f"Plateau technique n° {number}"),
        name=f"Session d’essai n° {number}",
        **fields,
    )


def a_scenario(revision: QualificationRevision, *, unseen: int = 0) -> Scenario:
    """A story with two injects; the last `unseen` competencies of each block are not observable."""
    scenario = Scenario.objects.create(
        revision=revision,
        code=f"scenario-{next(_numbers)}",
        title="Feu de cave, rue des Tanneurs",
        brief="Vous prenez l’appel d’un gardien d’immeuble essoufflé.",
        state="published",
        published_at=DAY,
    )
    Inject.objects.create(
        scenario=scenario,
        minute=2,
        channel="phone",
        text="L’appelant donne une adresse incomplète.",
        expected="Fait préciser la commune et le numéro.",
    )
    Inject.objects.create(
        scenario=scenario,
        minute=9,
        channel="radio",
        text="Le chef d’agrès demande un renfort.",
        expected="Engage le renfort et rend compte.",
    )
    for block in revision.blocks.all():
        competencies = list(block.competencies.order_by("position"))
        scenario.competencies.add(*competencies[: len(competencies) - unseen])
    return scenario


def a_simulation(
    *,
    enrolment=None,
    blocks: Sequence[int] = (1,),
    evaluators: Sequence[Person] | None = None,
    starts_at: datetime = DAY,
    session: AssessmentSession | None = None,
    unseen: int = 0,
) -> Simulation:
    """One candidate on one station of its own, two evaluators. blocks: positions."""
    enrolment = enrolment or EnrolmentFactory()
    session = session or a_session(enrolment.revision)
    registration, _ = Registration.objects.get_or_create(session=session, enrolment=enrolment)
    chosen = list(enrolment.revision.blocks.filter(position__in=blocks))
    registration.blocks.add(*chosen)
    simulation = Simulation.objects.create(
        registration=registration,
        station=Station.objects.create(session=session, name=f"Poste {next(_numbers)}"),
        scenario=a_scenario(enrolment.revision, unseen=unseen),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=25),
    )
    simulation.blocks.add(*chosen)
    people = [a_person(), a_person()] if evaluators is None else evaluators
    for position, person in enumerate(people, start=1):
        SimulationEvaluator.objects.create(simulation=simulation, person=person, position=position)
    return simulation


def opened_sheets(simulation: Simulation) -> list[AssessmentSheet]:
    """The blind sheets of a simulation, in the evaluators' order."""
    return actions.open_sheets(simulation, by=Actor.system())


def competencies_of(simulation: Simulation) -> list[Competency]:
    """What its sheets rate, in order."""
    return list(
        Competency.objects.filter(block__simulations=simulation).order_by(
            "block__position", "position"
        )
    )


def tap(sheet: AssessmentSheet, competency: Competency, value: str, **said) -> actions.Receipt:
    """One rating by the sheet's own evaluator, after the last one on that competency."""
    last = (
        sheet.acts.filter(competency=competency, kind__in=["rate", "undo"], followers=None)
        .order_by("-received_at")
        .first()
    )
    said = {
        "client_id": uuid4(),
        "sequence": 1,
        "previous_act": last,
        "by": actor_of(sheet.evaluator),
    } | said
    return actions.record_act(sheet, kind="rate", competency=competency, value=value, **said)


def fill(sheet: AssessmentSheet, values: Mapping[int, str] | str = "A") -> None:
    """Rate every competency. values: one level for all, or rank on the sheet (from 0) → level."""
    client = uuid4()
    for rank, competency in enumerate(competencies_of(sheet.simulation)):
        value = values if isinstance(values, str) else values.get(rank, "A")
        tap(sheet, competency, value, client_id=client, sequence=rank)


def signed_sheets(
    simulation: Simulation, *values: Mapping[int, str] | str
) -> list[AssessmentSheet]:
    """Both sheets filled and signed; `values` as in `fill`, one per evaluator."""
    sheets = opened_sheets(simulation)
    for rank, sheet in enumerate(sheets):
        fill(sheet, values[rank] if rank < len(values) else "A")
        actions.sign_sheet(sheet, by=actor_of(sheet.evaluator))
    return sheets


def signed_consensus(simulation: Simulation, values: Mapping[int, str] | str = "A") -> Consensus:
    """A consensus signed by each evaluator, all having given the same values."""
    evaluators = [seat.person for seat in simulation.evaluators.order_by("position")]
    signed_sheets(simulation, *[values for _ in evaluators])
    consensus = actions.open_consensus(simulation, by=actor_of(evaluators[0]))
    for person in evaluators:
        consensus = actions.sign_consensus(consensus, by=actor_of(person))
    return consensus


def see(sheet: AssessmentSheet, text: str, second: int | None, competency=None, **said) -> None:
    """Words of the sheet's own evaluator on the station clock."""
    actions.record_act(
        sheet,
        client_id=uuid4(),
        sequence=1,
        kind="observe",
        text=text,
        second=second,
        competency=competency,
        by=actor_of(sheet.evaluator),
        **said,
    )


def lived(simulation: Simulation, *values: Mapping[int, str]) -> list[AssessmentSheet]:
    """Both sheets filled along the station clock, with words, then signed. values: as `fill`."""
    sheets = opened_sheets(simulation)
    lines = competencies_of(simulation)
    for seat, sheet in enumerate(sheets):
        client = uuid4()
        for rank, line in enumerate(lines):
            tap(
                sheet,
                line,
                (values[seat] if seat < len(values) else {}).get(rank, "A"),
                client_id=client,
                sequence=rank,
                second=70 + 95 * rank + 20 * seat,
            )
        see(sheet, "Adresse reformulée et confirmée par l’appelant.", 150 + seat, lines[0])
        see(sheet, "Priorité annoncée à la salle.", 610, lines[3])
        see(sheet, "Ton maîtrisé malgré les cris.", 300 + 40 * seat)
        actions.sign_sheet(sheet, by=actor_of(sheet.evaluator))
    return sheets
