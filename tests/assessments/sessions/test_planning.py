"""Registering and planning: each refusal beside the plan that passes."""

from datetime import date, timedelta

import pytest

from assessments.sessions import actions, reading
from assessments.sessions.models import Registration, Simulation
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.factories.candidates import AcquiredBlockFactory, EnrolmentFactory
from tests.factories.framework import other_revision
from tests.factories.people import LinkFactory, PersonFactory, PostingFactory, UnitFactory
from tests.factories.sessions import (
    FIRST_DAY,
    PanelMemberFactory,
    RegistrationFactory,
    ScenarioFactory,
    SessionFactory,
    StationFactory,
    a_panel,
    a_simulation,
    at,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionFactory()


@pytest.fixture
def plan(session, officer):
    """plan(**changes) plans a simulation that lacks nothing but what is changed."""
    registration = RegistrationFactory(session=session)
    arranged = {
        "registration": registration,
        "station": StationFactory(session=session, name="P1"),
        "scenario": ScenarioFactory(),
        "blocks": list(session.revision.blocks.all()),
        "starts_at": at(9),
        "evaluators": a_panel(session),
        "by": officer,
    }

    def planned(**changes) -> Simulation:
        values = arranged | changes
        return actions.plan_simulation(values.pop("registration"), **values)

    planned.arranged = arranged
    return planned


def blocks_of(session, *positions):
    return list(session.revision.blocks.filter(position__in=positions))


def test_register_for_some_blocks(session, officer) -> None:
    enrolment = EnrolmentFactory()
    registration = actions.register_enrolment(
        session, enrolment=enrolment, blocks=blocks_of(session, 2), by=officer
    )
    assert [block.position for block in registration.blocks.all()] == [2]
    line = JournalEntry.objects.get(verb="session.register")
    assert line.details["blocks"] == ["RNCP35553BC02"]


def test_a_block_held_is_not_presented_again(session, officer) -> None:
    enrolment = EnrolmentFactory()
    held = AcquiredBlockFactory(candidate=enrolment.candidate)
    with pytest.raises(Refusal, match=f"détient déjà le bloc {held.block_code}"):
        actions.register_enrolment(
            session, enrolment=enrolment, blocks=blocks_of(session, 1, 2), by=officer
        )
    assert not Registration.objects.exists()
    held.ended_on, held.end_reference = date(2026, 1, 5), "Retrait 2026-3"
    held.save()
    assert actions.register_enrolment(
        session, enrolment=enrolment, blocks=blocks_of(session, 1, 2), by=officer
    )


def test_registration_refusals(session, officer) -> None:
    def refused(enrolment, blocks, words) -> None:
        with pytest.raises(Refusal, match=words):
            actions.register_enrolment(session, enrolment=enrolment, blocks=blocks, by=officer)

    all_blocks = blocks_of(session, 1, 2, 3)
    refused(EnrolmentFactory(), [], "au moins un bloc")
    other = other_revision("RNCP35419")
    refused(EnrolmentFactory(revision=other), all_blocks, "relève de RNCP35419")
    refused(EnrolmentFactory(), list(other.blocks.all()), "n’est pas de la certification")
    refused(EnrolmentFactory(state="ended", ended_at=at(8)), all_blocks, "clos sans titre")
    twice = RegistrationFactory(session=session)
    refused(twice.enrolment, all_blocks, "déjà inscrit")
    evaluator = PanelMemberFactory(session=session)
    refused(EnrolmentFactory(candidate__person=evaluator.person), all_blocks, "évaluateur de cette")
    refused(EnrolmentFactory(route="CL"), all_blocks, "ne comporte pas de mise en situation")


@pytest.mark.parametrize("role", ["evaluator", "candidate", "auditor", "president", "tutor"])
def test_only_the_officer_prepares(session, plan, make_actor, role) -> None:
    actor = make_actor(role)
    with pytest.raises(Refusal, match="Seul le gestionnaire"):
        actions.register_enrolment(
            session, enrolment=EnrolmentFactory(), blocks=blocks_of(session, 1), by=actor
        )
    with pytest.raises(Refusal, match="Seul le gestionnaire"):
        plan(by=actor)


def test_a_simulation_is_planned_with_its_pair(plan) -> None:
    simulation = plan()
    assert simulation.ends_at == at(9, 35), "five minutes of briefing, then the scenario"
    assert [row.position for row in simulation.evaluators.all()] == [1, 2]
    assert simulation.blocks.count() == 3
    assert JournalEntry.objects.get(verb="simulation.plan").subject_id == str(simulation.pk)


def test_extra_time_lengthens_the_slot(plan) -> None:
    candidate = plan.arranged["registration"].enrolment.candidate
    candidate.extra_time_percent = 33
    candidate.save()
    assert plan().ends_at == at(9, 47), "7 minutes of briefing, 40 of scenario"


def test_a_plan_is_refused_with_every_reason_at_once(plan, session) -> None:
    with pytest.raises(Refusal) as refused:
        plan(starts_at=at(9, day=FIRST_DAY + timedelta(days=3)), blocks=[], evaluators=[])
    assert len(refused.value.sentences) == 3
    assert not Simulation.objects.exists()


def test_the_wrong_place_story_or_people(plan, session) -> None:
    first, second = plan.arranged["evaluators"]
    stranger = PersonFactory()
    cases = [
        ({"station": StationFactory(name="P9")}, "poste P9 n’est pas de cette session"),
        ({"scenario": ScenarioFactory(revision=other_revision("RNCP35419"))}, "n’est pas écrit"),
        ({"evaluators": [first]}, "demande 2 évaluateurs ; 1 est désigné"),
        ({"evaluators": [first, first]}, "demande 2 évaluateurs ; 1 est désigné"),
        ({"evaluators": [first, stranger]}, "n’est pas évaluateur de cette session"),
        ({"starts_at": at(23, 45, day=session.ends_on)}, "sort de la session"),
    ]
    for change, words in cases:
        with pytest.raises(Refusal, match=words):
            plan(**change)
    assert plan(evaluators=[second, first])


def test_a_block_that_is_not_presented_or_not_observable(plan, session) -> None:
    one = RegistrationFactory(session=session, blocks=[1])
    with pytest.raises(Refusal, match="ne présente pas le bloc RNCP35553BC02"):
        plan(registration=one)
    first = session.revision.blocks.get(position=1)
    calls_only = ScenarioFactory(competencies=list(first.competencies.all()))
    with pytest.raises(Refusal, match="aucune compétence du bloc RNCP35553BC02"):
        plan(scenario=calls_only)
    assert plan(scenario=calls_only, blocks=[first])


def test_nobody_in_two_places(plan, session) -> None:
    plan()
    other = RegistrationFactory(session=session)
    later = at(9, 29)
    with pytest.raises(Refusal) as refused:
        plan(registration=other, starts_at=later)
    assert len(refused.value.sentences) == 3  # the station and both evaluators
    second = StationFactory(session=session, name="P2")
    with pytest.raises(Refusal, match="passe déjà une mise en situation"):
        plan(starts_at=later, station=second, evaluators=a_panel(session))
    with pytest.raises(Refusal, match="évalue déjà"):
        plan(registration=other, starts_at=later, station=second)
    assert plan(registration=other, starts_at=later, station=second, evaluators=a_panel(session))
    assert plan(registration=RegistrationFactory(session=session), starts_at=at(9, 59))


def test_an_evaluator_is_busy_in_another_session_too(plan, session) -> None:
    people = plan.arranged["evaluators"]
    elsewhere = SessionFactory()
    a_simulation(RegistrationFactory(session=elsewhere), evaluators=people, starts_at=at(9, 15))
    with pytest.raises(Refusal, match="évalue déjà"):
        plan()
    assert plan(starts_at=at(9, 45))


def test_who_trained_or_serves_with_the_candidate_does_not_evaluate(plan) -> None:
    person = plan.arranged["registration"].enrolment.candidate.person
    first, _ = plan.arranged["evaluators"]
    link = LinkFactory(person=first, other=person)
    with pytest.raises(Refusal, match="a formé"):
        plan()
    link.delete()
    unit = UnitFactory(name="CROSS Étel")
    PostingFactory(person=person, unit=unit, starts_on=date(2025, 1, 1))
    posting = PostingFactory(person=first, unit=unit, starts_on=date(2025, 1, 1))
    with pytest.raises(Refusal, match="même unité \\(CROSS Étel\\)"):
        plan()
    posting.ends_on = FIRST_DAY - timedelta(days=1)
    posting.save()
    assert plan()


def test_a_candidate_does_not_evaluate_themselves(plan, session) -> None:
    person = plan.arranged["registration"].enrolment.candidate.person
    PanelMemberFactory(session=session, person=person)
    first, _ = plan.arranged["evaluators"]
    with pytest.raises(Refusal, match="s’évaluer soi-même"):
        plan(evaluators=[first, person])


def test_a_cancelled_simulation_frees_place_and_people(plan, officer) -> None:
    simulation = plan()
    with pytest.raises(Refusal):
        plan()
    actions.cancel_simulation(simulation, by=officer)
    assert plan()
    with pytest.raises(Refusal, match="« annulée »"):
        actions.cancel_simulation(simulation, by=officer)


def test_only_a_draft_is_planned(plan, session, officer) -> None:
    simulation = plan()
    actions.ready(session, by=officer)
    for attempt in (
        lambda: plan(starts_at=at(10)),
        lambda: actions.add_station(session, name="P3", by=officer),
        lambda: actions.add_evaluator(session, person=PersonFactory(), by=officer),
        lambda: actions.register_enrolment(
            session, enrolment=EnrolmentFactory(), blocks=blocks_of(session, 1), by=officer
        ),
    ):
        with pytest.raises(Refusal, match="« prête »"):
            attempt()
    with pytest.raises(Refusal, match="reprenez sa préparation"):
        actions.cancel_simulation(simulation, by=officer)
    actions.rework(session, by=officer)
    assert plan(starts_at=at(10))


def test_withdrawing_a_registration(session, officer) -> None:
    registration = RegistrationFactory(session=session)
    actions.withdraw_registration(registration, by=officer)
    assert not Registration.objects.exists()
    planned = a_simulation(RegistrationFactory(session=session))
    with pytest.raises(Refusal, match="ont été planifiées"):
        actions.withdraw_registration(planned.registration, by=officer)


def test_coverage_reads_each_candidate_s_own_plan(session) -> None:
    first = session.revision.blocks.get(position=1)
    partial = ScenarioFactory(competencies=list(first.competencies.all()[:12]))
    lacking = a_simulation(RegistrationFactory(session=session, blocks=[1]), scenario=partial)
    whole = a_simulation(RegistrationFactory(session=session), starts_at=at(14))
    found = dict(reading.session_coverage(session))
    (block,) = found[lacking.registration]
    assert [line.position for line in block.missing] == [13]
    assert all(each.complete for each in found[whole.registration])
    Simulation.objects.filter(pk=whole.pk).update(state="excused")
    found = dict(reading.session_coverage(session))
    assert [len(each.missing) for each in found[whole.registration]] == [13, 15, 14]


def test_coverage_takes_as_many_queries_for_three_as_for_one(
    session, django_assert_num_queries
) -> None:
    for expected in (1, 3):
        while session.registrations.count() < expected:
            hour = 9 + session.registrations.count()
            a_simulation(RegistrationFactory(session=session), starts_at=at(hour))
        with django_assert_num_queries(6):
            assert len(reading.session_coverage(session)) == expected
