"""The job: a search in a thread, its progress in the row, its end asked for by anyone.

Killed, it begins again from nothing when another worker takes the lease: the row is still in
search, and only its last line writes a plan.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction

from assessments.sessions.flow import PROPOSAL
from assessments.sessions.models import AssessmentSession, PlanProposal, ProposalState
from assessments.sessions.planner import arithmetic
from assessments.sessions.planner.checker import faults
from assessments.sessions.planner.explain import explain
from assessments.sessions.planner.problem import Problem
from assessments.sessions.planner.reading import problem_of
from assessments.sessions.planner.search import Outcome, Search
from ccas.jobs.models import Job
from ccas.jobs.queue import keep_lease

logger = logging.getLogger(__name__)

#: How often the row is written and the wish to stop is read, in seconds.
BEAT = 1.0
EXPLAINING = "Recherche de ce qui empêche"


def search_plan(job: Job) -> None:
    """Search for the timetable of a proposal that is still in search."""
    proposal = PlanProposal.objects.get(pk=job.payload["proposal"])
    if proposal.state != ProposalState.SEARCHING:
        return
    session = AssessmentSession.objects.select_related("revision__qualification", "site").get(
        pk=proposal.session_id
    )
    problem = problem_of(session)
    refused = arithmetic.refusals(problem)
    if refused:
        _write(proposal, problem, Outcome("impossible"), refused, job)
        return
    search = Search(problem, seconds=settings.PLANNING_SECONDS, workers=settings.PLANNING_WORKERS)
    outcome = _beside(job, proposal, search.run, search)
    if outcome is None:
        return
    sentences: list[str] = []
    if outcome.status == "impossible":
        PlanProposal.objects.filter(pk=proposal.pk).update(stage=EXPLAINING)
        sentences = _beside(
            job,
            proposal,
            lambda: explain(
                problem,
                seconds=settings.PLANNING_SECONDS,
                workers=settings.PLANNING_WORKERS,
            ),
        )
    elif outcome.plan is None:
        sentences = [
            f"Aucun emploi du temps n’a été trouvé en {round(outcome.seconds)} secondes, sans qu’il"
            " soit prouvé qu’il n’en existe pas : donnez plus de temps, ou desserrez les"
            " contraintes (horaires, postes, évaluateurs)."
        ]
    else:
        wrong = faults(problem, outcome.plan)
        if wrong:
            raise RuntimeError(f"the checker refuses the plan of {proposal.pk}: {wrong[:3]}")
    _write(proposal, problem, outcome, sentences or [], job)


def _beside(
    job: Job, proposal: PlanProposal, work: Callable[[], Any], search: Search | None = None
):
    """Do the work in a thread; here, keep the lease, publish, and listen. Gives its result.

    None when the proposal was set aside meanwhile.
    """
    results: list[Any] = []
    errors: list[BaseException] = []

    def body() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=body, name=f"plan {proposal.pk}", daemon=True)
    thread.start()
    aside = False
    while thread.is_alive():
        thread.join(BEAT)
        keep_lease(job)
        if search is not None:
            _publish(proposal, search)
        now = PlanProposal.objects.values("state", "stop_asked").get(pk=proposal.pk)
        aside = now["state"] != ProposalState.SEARCHING
        if search is not None and (aside or now["stop_asked"]):
            search.stop()
    if errors:
        raise errors[0]
    return None if aside and search is not None else results[0]


def _publish(proposal: PlanProposal, search: Search) -> None:
    PlanProposal.objects.filter(pk=proposal.pk, state=ProposalState.SEARCHING).update(
        stage=search.stage,
        solutions=search.solutions,
        objective=search.objective,
        bound=search.bound,
        seconds=round(search.elapsed, 1),
    )


@transaction.atomic
def _write(
    proposal: PlanProposal, problem: Problem, outcome: Outcome, sentences: list[str], job: Job
) -> None:
    row = PlanProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if row.state != ProposalState.SEARCHING:
        return
    row.problem_sha256 = problem.digest()
    row.sentences = sentences
    row.seconds = round(outcome.seconds, 1)
    row.solutions = outcome.solutions
    verb = {"impossible": "refuse", "unknown": "give_up"}.get(outcome.status, "offer")
    if outcome.plan is not None:
        row.plan = outcome.plan.to_json()
        row.made_of = outcome.made_of
        row.objective, row.bound = outcome.objective, outcome.bound
    row.save()
    PROPOSAL.move(row, verb, by=job.actor, session=row.session_id, solutions=row.solutions)
