"""From the question to the simulations: proposed, applied, moved by hand, proposed again, told."""

from datetime import datetime, time, timedelta

import pytest

from assessments.sessions import actions
from assessments.sessions.models import PlanProposal, Simulation, SummonedSlot
from assessments.sessions.planner.checker import faults
from assessments.sessions.planner.problem import Plan
from assessments.sessions.planner.reading import problem_of
from assessments.sessions.reading import session_coverage
from ccas.jobs import queue
from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message
from ccas.refusals import Refusal
from tests.factories.people import AvailabilityFactory, LinkFactory
from tests.factories.sessions import (
    FIRST_DAY,
    RegistrationFactory,
    ScenarioFactory,
    SessionFactory,
    StationFactory,
    a_panel,
    a_simulation,
    at,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.PLANNING_SECONDS = 15
    settings.PLANNING_WORKERS = 1


@pytest.fixture
def session():
    """Two candidates for one block each, two posts, four evaluators, one scenario, two days."""
    session = SessionFactory(name="Lyon, mars 2026")
    for name in ("Poste A", "Poste B"):
        StationFactory(session=session, name=name)
    a_panel(session, 4)
    block = session.revision.blocks.get(position=1)
    ScenarioFactory(competencies=list(block.competencies.all()), duration_minutes=25)
    RegistrationFactory(session=session, blocks=[1], enrolment__candidate__extra_time_percent=33)
    RegistrationFactory(session=session, blocks=[1])
    return session


def searched(session, by) -> PlanProposal:
    """A proposal, after its job."""
    proposal = actions.propose_plan(session, by=by)
    job = Job.objects.get(key=f"proposal:{proposal.pk}")
    assert queue.run(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.error
    proposal.refresh_from_db()
    return proposal


@pytest.fixture
def planned(session, officer):
    actions.accept_proposal(searched(session, officer), by=officer)
    return session


def standing(session):
    return Simulation.objects.filter(registration__session=session, state="planned").order_by(
        "starts_at", "pk"
    )


def test_a_session_becomes_a_problem(session) -> None:
    problem = problem_of(session)
    assert [day.windows for day in problem.days] == [
        ((510, 750), (810, 1050)),
        ((1950, 2190), (2250, 2490)),
    ]
    assert sorted(candidate.extra_percent for candidate in problem.candidates) == [0, 33]
    assert [len(each.needs[0].competencies) for each in problem.candidates] == [13, 13]
    assert (problem.terms.briefing, problem.terms.rating, problem.terms.evaluators) == (5, 10, 2)
    assert len({person.entity for person in problem.evaluators}) == 4


def test_what_people_said_of_their_days(session) -> None:
    first, second, third, _ = [member.person for member in session.panel.all()]
    AvailabilityFactory(person=first, starts_at=at(8), ends_at=at(12), available=False)
    AvailabilityFactory(person=second, starts_at=at(14), ends_at=at(17))
    a_simulation(
        RegistrationFactory(session=SessionFactory()),
        starts_at=at(15),
        evaluators=[third],
    )
    busy = {person.id: person.busy for person in problem_of(session).evaluators}
    assert busy[str(first.pk)] == ((480, 720),)
    assert busy[str(second.pk)] == ((0, 840), (1020, 2880)), "free only when they said so"
    assert busy[str(third.pk)] == ((900, 940),), "elsewhere, and rating"


def test_links_and_played_scenarios_are_read(session) -> None:
    registration = session.registrations.first()
    person = registration.enrolment.candidate.person
    evaluator = session.panel.first().person
    LinkFactory(person=evaluator, other=person)
    (played,) = problem_of(session).scenarios
    past = RegistrationFactory(session=SessionFactory(), enrolment=registration.enrolment)
    from assessments.sessions.models import Scenario

    scenario = Scenario.objects.get(pk=played.id)
    a_simulation(past, scenario=scenario, starts_at=at(9) - timedelta(days=40))
    problem = problem_of(session)
    assert {(each.candidate, each.evaluator) for each in problem.conflicts} == {
        (str(registration.pk), str(evaluator.pk))
    }
    seen = {candidate.id: candidate.seen for candidate in problem.candidates}
    assert seen[str(registration.pk)] == {played.id}
    assert sum(map(len, seen.values())) == 1


def test_reading_takes_as_many_queries_for_three_as_for_one(
    session, django_assert_num_queries
) -> None:
    for expected in (2, 4):
        while session.registrations.count() < expected:
            RegistrationFactory(session=session)
        with django_assert_num_queries(15):
            assert len(problem_of(session).candidates) == expected


def test_a_timetable_is_proposed_then_applied(session, officer) -> None:
    proposal = searched(session, officer)
    assert proposal.state == "ready"
    assert faults(problem_of(session), Plan.from_json(proposal.plan)) == []
    assert proposal.bound <= proposal.objective
    assert proposal.gap_percent <= 2
    assert not Simulation.objects.exists(), "a proposal is not a timetable"
    applied = actions.accept_proposal(proposal, by=officer)
    assert (applied.planned, applied.moved, applied.cancelled, applied.told) == (2, 0, 0, 0)
    first, second = standing(session)
    assert {first.evaluators.count(), second.evaluators.count()} == {2}
    lengths = sorted((row.ends_at - row.starts_at).seconds // 60 for row in (first, second))
    assert lengths == [30, 41], "briefing and scenario, each a third longer"
    assert all(found.complete for _, blocks in session_coverage(session) for found in blocks)
    line = JournalEntry.objects.get(verb="proposal.accept")
    assert line.details["planned"] == 2
    assert JournalEntry.objects.filter(verb="simulation.plan").count() == 2
    with pytest.raises(Refusal, match="« appliquée »"):
        actions.accept_proposal(proposal, by=officer)


def test_a_session_that_changed_is_not_overwritten(session, officer) -> None:
    proposal = searched(session, officer)
    RegistrationFactory(session=session, blocks=[1])
    with pytest.raises(Refusal, match="a changé depuis cette proposition"):
        actions.accept_proposal(proposal, by=officer)
    assert not Simulation.objects.exists()


def test_a_plan_that_the_checker_refuses_is_not_applied(session, officer) -> None:
    proposal = searched(session, officer)
    proposal.plan[0]["evaluators"] = proposal.plan[0]["evaluators"][:1]
    proposal.save()
    with pytest.raises(Refusal, match="a 1 évaluateurs"):
        actions.accept_proposal(proposal, by=officer)
    assert not Simulation.objects.exists()


def test_impossible_is_said_in_sentences(session, officer) -> None:
    session.panel.first().delete()
    person = session.registrations.first().enrolment.candidate.person
    for member in list(session.panel.all())[:2]:
        LinkFactory(person=member.person, other=person)
    proposal = searched(session, officer)
    assert proposal.state == "impossible"
    assert "n’a que 1 évaluateur sans lien" in proposal.sentences[0]
    assert person.display_name in proposal.sentences[0]
    with pytest.raises(Refusal, match="« impossible »"):
        actions.accept_proposal(proposal, by=officer)


def test_pinned_stays_and_the_rest_moves_around_it(planned, officer) -> None:
    first, second = standing(planned)
    actions.move_simulation(
        first,
        station=second.station,
        starts_at=at(15, 10),
        evaluators=[row.person for row in first.evaluators.all()],
        by=officer,
    )
    actions.pin_simulation(first, by=officer)
    proposal = searched(planned, officer)
    applied = actions.accept_proposal(proposal, by=officer)
    first.refresh_from_db()
    assert first.starts_at == at(15, 10)
    assert (applied.planned, applied.cancelled) == (0, 0)
    assert standing(planned).count() == 2
    actions.unpin_simulation(first, by=officer)
    again = actions.accept_proposal(searched(planned, officer), by=officer)
    first.refresh_from_db()
    assert first.starts_at < at(15), "free again, it comes back to the morning"
    assert again.moved >= 1


def test_two_that_change_places_do_not_meet_on_the_way(planned, officer) -> None:
    """A third station is not needed: rows wait apart while the others are written."""
    proposal = searched(planned, officer)
    rows = proposal.plan
    assert len(rows) == 2
    rows[0]["station"], rows[1]["station"] = rows[1]["station"], rows[0]["station"]
    rows[0]["evaluators"], rows[1]["evaluators"] = rows[1]["evaluators"], rows[0]["evaluators"]
    proposal.save()
    before = {row.pk: row.station_id for row in standing(planned)}
    applied = actions.accept_proposal(proposal, by=officer)
    after = {row.pk: row.station_id for row in standing(planned)}
    assert applied.moved + applied.same == 2
    assert set(before) == set(after)


def test_a_move_by_hand_names_every_conflict(planned, officer) -> None:
    first, second = standing(planned)
    with pytest.raises(Refusal) as refused:
        actions.move_simulation(
            first,
            station=second.station,
            starts_at=second.starts_at,
            evaluators=[row.person for row in second.evaluators.all()],
            by=officer,
        )
    said = " ".join(refused.value.sentences)
    assert f"poste {second.station.name} est déjà pris" in said
    assert said.count("évalue déjà") == 2
    with pytest.raises(Refusal, match="sort de la session"):
        actions.move_simulation(
            first,
            station=second.station,
            starts_at=at(9, day=FIRST_DAY + timedelta(days=9)),
            evaluators=[row.person for row in second.evaluators.all()],
            by=officer,
        )


@pytest.fixture
def convened(planned, officer):
    actions.ready(planned, by=officer)
    actions.convene(planned, by=officer)
    planned.refresh_from_db()
    return planned


def test_only_those_whose_hours_change_are_told(convened, officer) -> None:
    assert SummonedSlot.objects.count() == 6, "two candidates and four evaluations"
    before = Message.objects.count()
    first, second = standing(convened)
    late = second if second.starts_at >= first.starts_at else first
    actions.move_simulation(
        late,
        station=late.station,
        starts_at=at(16),
        evaluators=[row.person for row in late.evaluators.all()],
        by=officer,
    )
    told = set(Message.objects.order_by("recorded_at").values_list("to", flat=True)[before:])
    concerned = {late.registration.enrolment.candidate.person.email} | {
        row.person.email for row in late.evaluators.all()
    }
    assert told == concerned
    assert set(SummonedSlot.objects.filter(simulation=late).values_list("sequence", flat=True)) == {
        1
    }
    assert set(
        SummonedSlot.objects.exclude(simulation=late).values_list("sequence", flat=True)
    ) == {0}


def test_the_same_hours_again_tell_nobody(convened, officer) -> None:
    for simulation in standing(convened):
        actions.pin_simulation(simulation, by=officer)
    before = Message.objects.count()
    applied = actions.accept_proposal(searched(convened, officer), by=officer)
    assert applied.told == applied.moved == 0
    assert Message.objects.count() == before


def test_a_search_is_stopped_or_set_aside(session, officer) -> None:
    proposal = actions.propose_plan(session, by=officer)
    actions.stop_search(proposal, by=officer)
    queue.run(Job.objects.get(key=f"proposal:{proposal.pk}").pk)
    proposal.refresh_from_db()
    assert proposal.state in ("ready", "unfound")
    other = actions.propose_plan(session, by=officer)
    proposal.refresh_from_db()
    assert proposal.state == "discarded"
    actions.discard_proposal(other, by=officer)
    queue.run(Job.objects.get(key=f"proposal:{other.pk}").pk)
    other.refresh_from_db()
    assert (other.state, other.plan) == ("discarded", [])
    with pytest.raises(Refusal, match="déjà terminée"):
        actions.stop_search(other, by=officer)


def test_a_search_whose_worker_died_begins_again(session, officer) -> None:
    proposal = actions.propose_plan(session, by=officer)
    job = Job.objects.get(key=f"proposal:{proposal.pk}")
    lapsed = at(8) - timedelta(days=900)
    Job.objects.filter(pk=job.pk).update(state="running", lease_until=lapsed, attempts=1)
    PlanProposal.objects.filter(pk=proposal.pk).update(stage="Recherche complète", solutions=3)
    assert queue.run(job.pk)
    proposal.refresh_from_db()
    assert proposal.state == "ready"
    assert queue.run(job.pk) is False, "done once"
    before = proposal.plan
    Job.objects.filter(pk=job.pk).update(state="waiting", finished_at=None)
    assert queue.run(job.pk)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.plan) == ("ready", before), "twice changes nothing"


def test_only_the_officer_proposes(session, make_actor, officer) -> None:
    proposal = searched(session, officer)
    for role in ("evaluator", "auditor", "candidate", "president"):
        actor = make_actor(role)
        for act in (
            lambda actor=actor: actions.propose_plan(session, by=actor),
            lambda actor=actor: actions.accept_proposal(proposal, by=actor),
            lambda actor=actor: actions.discard_proposal(proposal, by=actor),
        ):
            with pytest.raises(Refusal, match="Seul le gestionnaire"):
                act()


def test_a_ready_or_closed_session_is_not_planned(planned, officer) -> None:
    actions.ready(planned, by=officer)
    with pytest.raises(Refusal, match="reprenez sa préparation"):
        actions.propose_plan(planned, by=officer)
    with pytest.raises(Refusal, match="reprenez sa préparation"):
        actions.pin_simulation(standing(planned).first(), by=officer)
    actions.cancel_session(planned, by=officer)
    with pytest.raises(Refusal, match="« annulée »"):
        actions.propose_plan(planned, by=officer)


def test_a_session_has_hours_of_its_own(session, officer) -> None:
    actions.set_hours(
        session, day_starts=time(9), day_ends=time(12), lunch_starts=time(12),
        lunch_ends=time(12), rest_minutes=0, by=officer,
    )  # fmt: skip
    session.refresh_from_db()
    problem = problem_of(session)
    assert problem.days[0].windows == ((540, 720),)
    assert problem.terms.rest == 0
    with pytest.raises(Refusal, match="reprend puis finit"):
        actions.set_hours(session, day_starts=time(18), by=officer)


def test_a_day_of_another_clock(session, officer) -> None:
    """On the last Sunday of March, 8:30 in Paris is 6:30 in Greenwich; the day before, 7:30."""
    session.starts_on, session.ends_on = FIRST_DAY + timedelta(4), FIRST_DAY + timedelta(5)
    session.save()
    from assessments.sessions.timing import minute_of, moment_of

    saturday, sunday = (moment_of(day * 1440 + 510, session.starts_on) for day in (0, 1))
    assert saturday.utcoffset() == timedelta(hours=1)
    assert sunday.utcoffset() == timedelta(hours=2)
    assert minute_of(sunday, session.starts_on) == 1950
    assert isinstance(sunday, datetime)
