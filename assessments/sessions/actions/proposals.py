"""Asking for a timetable, ending the search, looking at what it gave, applying it."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from assessments.framework.models import CompetencyBlock
from assessments.people.models import Person
from assessments.sessions import permissions
from assessments.sessions.actions.moving import cancel_locked, require_changeable, write_move
from assessments.sessions.actions.planning import Known, place
from assessments.sessions.actions.telling import tell_changes
from assessments.sessions.flow import PROPOSAL, locked
from assessments.sessions.models import (
    AssessmentSession,
    PlanProposal,
    ProposalState,
    Registration,
    Scenario,
    SessionState,
    Simulation,
    Station,
)
from assessments.sessions.planner.checker import faults
from assessments.sessions.planner.problem import Placement, Plan, Problem
from assessments.sessions.planner.reading import movable, problem_of
from assessments.sessions.timing import moment_of
from ccas import jobs, journal
from ccas.actors import Actor
from ccas.refusals import Refusal

#: The kind of the job that searches.
SEARCH = "sessions.search_plan"
#: While rows change places, each waits far from the others: the database compares at each write.
APART = timedelta(days=3650)


@transaction.atomic
def propose_plan(session: AssessmentSession, *, by: Actor) -> PlanProposal:
    """Ask a worker for a timetable. What is pinned, begun or graded stays where it is.

    Proposals not applied yet are set aside: one is looked at, at a time.
    """
    permissions.require_plan(by)
    session = locked(session)
    require_changeable(session)
    for old in session.proposals.select_for_update().filter(
        state__in=[state for state in ProposalState if PROPOSAL.moves["discard"].sources & {state}]
    ):
        PROPOSAL.move(old, "discard", by=by, session=session.pk)
    proposal = PlanProposal.objects.create(session=session)
    journal.record("session.propose_plan", proposal, by=by, session=session.pk)
    jobs.enqueue(
        SEARCH, key=f"proposal:{proposal.pk}", payload={"proposal": str(proposal.pk)}, by=by
    )
    return proposal


@transaction.atomic
def stop_search(proposal: PlanProposal, *, by: Actor) -> PlanProposal:
    """End the search early: the best found so far is proposed."""
    permissions.require_plan(by)
    proposal = _locked(proposal)
    if proposal.state != ProposalState.SEARCHING:
        raise Refusal("La recherche est déjà terminée.")
    if not proposal.stop_asked:
        proposal.stop_asked = True
        proposal.save(update_fields=["stop_asked"])
        journal.record("proposal.stop", proposal, by=by, session=proposal.session_id)
    return proposal


@transaction.atomic
def discard_proposal(proposal: PlanProposal, *, by: Actor) -> PlanProposal:
    """Set a proposal aside; a search under way ends."""
    permissions.require_plan(by)
    proposal = _locked(proposal)
    PROPOSAL.move(proposal, "discard", by=by, session=proposal.session_id)
    return proposal


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a plan did: how many simulations it planned, moved, cancelled, left."""

    planned: int
    moved: int
    cancelled: int
    same: int
    told: int


@transaction.atomic
def accept_proposal(proposal: PlanProposal, *, by: Actor) -> Applied:
    """Make simulations of a plan: all of it or nothing, by the verbs one would use by hand.

    Refused when the session is no longer the one that was planned, or when the checker, which
    shares no code with the search, finds a fault. Once convened, those whose hours change are
    summoned again.
    """
    permissions.require_plan(by)
    session = locked(proposal.session)
    require_changeable(session)
    proposal = _locked(proposal)
    sentence = PROPOSAL.sentence_if_not("accept", proposal)
    if sentence:
        raise Refusal(sentence)
    problem = problem_of(session)
    if problem.digest() != proposal.problem_sha256:
        raise Refusal(
            "La session a changé depuis cette proposition (candidats, évaluateurs, disponibilités,"
            " scénarios, horaires ou mises en situation) : demandez-en une autre."
        )
    plan = Plan.from_json(proposal.plan)
    found = faults(problem, plan)
    if found:
        raise Refusal(found)
    applied = _apply(session, problem, plan, by=by)
    PROPOSAL.move(
        proposal,
        "accept",
        by=by,
        session=session.pk,
        planned=applied.planned,
        moved=applied.moved,
        cancelled=applied.cancelled,
        same=applied.same,
        told=applied.told,
    )
    return applied


def _apply(session: AssessmentSession, problem: Problem, plan: Plan, *, by: Actor) -> Applied:
    people = {str(row.person_id): row.person for row in session.panel.select_related("person")}
    stations = {str(each.pk): each for each in session.stations.all()}
    new = [row for row in plan.placements if not row.pinned]
    wanted = {(row.candidate, row.scenario): row for row in new}
    held = {
        (str(row.registration_id), str(row.scenario_id)): row
        for row in movable(session)
        .select_for_update(of=("self",))
        .select_related("registration__enrolment__candidate__person", "scenario", "station")
        .prefetch_related("evaluators", "blocks")
        .order_by("starts_at", "pk")
    }
    kept = {
        key: row
        for key, row in held.items()
        if key in wanted and _blocks(row) == set(wanted[key].blocks)
    }
    dropped = [row for key, row in held.items() if key not in kept]
    moved = [row for key, row in kept.items() if not stands(session, row, wanted[key])]
    for row in dropped:
        cancel_locked(session, row, by=by)
    for rank, row in enumerate(moved, start=1):
        row.starts_at += APART * rank
        row.ends_at += APART * rank
        row.save(update_fields=["starts_at", "ends_at"])
    candidates = session.registrations.values_list("enrolment__candidate__person_id", flat=True)
    known = Known.of(session, {*candidates, *(person.pk for person in people.values())})
    for row in moved:
        aim = wanted[str(row.registration_id), str(row.scenario_id)]
        write_move(
            session,
            row,
            stations[aim.station],
            moment_of(aim.start, session.starts_on),
            [people[who] for who in aim.evaluators],
            by=by,
            known=known,
        )
    fresh = [row for row in new if (row.candidate, row.scenario) not in kept]
    _plan(session, fresh, stations, people, known, by=by)
    told = tell_changes(session, by=by) if session.state == SessionState.CONVENED else []
    return Applied(len(fresh), len(moved), len(dropped), len(kept) - len(moved), len(told))


def _plan(
    session: AssessmentSession,
    rows: list[Placement],
    stations: dict[str, Station],
    people: dict[str, Person],
    known: Known,
    *,
    by: Actor,
) -> None:
    registrations = {
        str(each.pk): each
        for each in Registration.objects.filter(session=session)
        .select_related("enrolment__candidate__person", "session")
        .prefetch_related("blocks")
    }
    scenarios = {
        str(each.pk): each
        for each in Scenario.objects.filter(pk__in={row.scenario for row in rows})
    }
    blocks = {
        str(each.pk): each for each in CompetencyBlock.objects.filter(revision=session.revision_id)
    }
    for row in rows:
        simulation = Simulation(
            registration=registrations[row.candidate],
            station=stations[row.station],
            scenario=scenarios[row.scenario],
            starts_at=moment_of(row.start, session.starts_on),
        )
        place(
            session,
            simulation,
            blocks=[blocks[each] for each in row.blocks],
            people=[people[who] for who in row.evaluators],
            by=by,
            known=known,
        )


def stands(session: AssessmentSession, row: Simulation, aim: Placement) -> bool:
    """Whether a simulation is already where a plan wants it, before the same people."""
    return (
        row.starts_at == moment_of(aim.start, session.starts_on)
        and row.ends_at == moment_of(aim.leaves, session.starts_on)
        and str(row.station_id) == aim.station
        and {str(each.person_id) for each in row.evaluators.all()} == set(aim.evaluators)
    )


def _blocks(row: Simulation) -> set[str]:
    return {str(block.pk) for block in row.blocks.all()}


def _locked(proposal: PlanProposal) -> PlanProposal:
    return PlanProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
