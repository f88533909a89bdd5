"""The job: search, or say why there is nothing to find. Twice changes nothing."""

from django.db import transaction

from ccas import clock
from ccas.jobs.models import Job
from certification.juries.composer.explain import explained
from certification.juries.composer.problem import Option, Problem
from certification.juries.composer.reading import problem_of
from certification.juries.composer.search import search
from certification.juries.models import CompositionProposal, CompositionState, Jury


def propose(job: Job) -> None:
    """Answer a proposal that is still in search."""
    proposal = CompositionProposal.objects.get(pk=job.payload["proposal"])
    if proposal.state != CompositionState.SEARCHING:
        return
    jury = Jury.objects.select_related("revision__qualification", "presiding_entity").get(
        pk=proposal.jury_id
    )
    problem = problem_of(jury)
    chosen, sentences = answer(problem)
    keys = dict(jury.seats.values_list("key", "pk"))
    with transaction.atomic():
        CompositionProposal.objects.filter(pk=proposal.pk, state=CompositionState.SEARCHING).update(
            state=CompositionState.IMPOSSIBLE if chosen is None else CompositionState.READY,
            problem_sha256=problem.digest(),
            seats=[[str(keys[one.seat]), one.person, one.capacity] for one in chosen or ()],
            sentences=sentences,
            found_at=clock.now(),
        )


def answer(problem: Problem) -> tuple[tuple[Option, ...] | None, list[str]]:
    """The choice and what is said of it, or None and why there is none."""
    if not _may_exist(problem):
        return None, explained(problem, lambda _balance, _candidates: False)
    outcome = search(problem)
    if outcome.chosen is None:
        return None, explained(
            problem,
            lambda balance, candidates: (
                search(problem, balance=balance, candidates=candidates).chosen is not None
            ),
        )
    return outcome.chosen, said_of(problem, outcome.chosen)


def _may_exist(problem: Problem) -> bool:
    return all(problem.of_seat(seat.id) for seat in problem.plan)


def said_of(problem: Problem, chosen: tuple[Option, ...]) -> list[str]:
    """What weighs on a choice: who withdraws for whom, and the share of women and men."""
    seated = {*(one.person for one in chosen), *(person for person, _ in problem.fixed.values())}
    sentences = [
        f"{problem.people[person].name} se déporterait pour {problem.candidates[candidate]}."
        for candidate, out in problem.recused.items()
        for person in sorted(out & seated)
    ]
    women = sum(problem.people[person].sex == "F" for person in seated)
    men = sum(problem.people[person].sex == "M" for person in seated)
    return [
        f"{women} femme{'s' if women > 1 else ''}, {men} homme{'s' if men > 1 else ''}.",
        *(sentences or ["Aucun membre n’aurait à se déporter."]),
    ]
