"""The search: one CP-SAT model, small enough for one worker and a second.

Forbidden: a vacant seat, a person on two seats, a candidate whom the jury could not judge once
those tied to them have withdrawn. Then, in that order of weight: the balance of women and men, as
few withdrawals as possible, mandates that are not over, those who sat the least lately.
"""

from dataclasses import dataclass
from math import ceil

from ortools.sat.python import cp_model

from certification.juries.composer.problem import Option, Problem
from certification.juries.rules.sitting import seats_needed

UNBALANCED, RECUSAL, RENEWAL, BURDEN = 1000, 100, 20, 5
#: A burden beyond it weighs no more: the last criterion never outweighs the others.
HEAVIEST = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search gives: the options chosen for the vacant seats, or None when none exists.

    proven: no better choice exists, or none at all.
    """

    chosen: tuple[Option, ...] | None
    proven: bool


def search(
    problem: Problem,
    *,
    seconds: float = 10.0,
    balance: bool = True,
    candidates: frozenset[str] | None = None,
) -> Outcome:
    """The best choice. balance, candidates: what is asked for (all by default), to explain."""
    model = cp_model.CpModel()
    options = list(problem.everything())
    taken = {option: model.new_bool_var(f"{rank}") for rank, option in enumerate(options)}
    for seat in problem.plan:
        model.add_exactly_one(taken[option] for option in problem.of_seat(seat.id))
    for person in problem.people:
        model.add_at_most_one(taken[option] for option in options if option.person == person)
    costs = []
    wanted = problem.recused.keys() if candidates is None else candidates
    for candidate in wanted:
        _judged(model, problem, candidate, taken)
    for option in options:
        someone = problem.people[option.person]
        withdrawals = sum(option.person in out for out in problem.recused.values())
        costs.append(
            taken[option]
            * (
                RECUSAL * withdrawals
                + RENEWAL * someone.renewal
                + BURDEN * min(someone.burden, HEAVIEST)
            )
        )
    if balance:
        costs.append(UNBALANCED * _unbalanced(model, problem, taken))
    model.minimize(sum(costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        chosen = tuple(
            option
            for option in options
            if option.seat not in problem.fixed and solver.value(taken[option])
        )
        return Outcome(chosen, status == cp_model.OPTIMAL)
    return Outcome(None, status == cp_model.INFEASIBLE)


def _judged(
    model: cp_model.CpModel,
    problem: Problem,
    candidate: str,
    taken: dict[Option, cp_model.IntVar],
) -> None:
    """The sitting set holds for that candidate, once those tied to them have withdrawn."""
    rules, out = problem.rules, problem.recused[candidate]
    seats = {seat.id: seat for seat in problem.plan}
    left = [option for option in taken if option.person not in out]
    least = max(seats_needed(rules.quorum_share, len(seats)), rules.minimum_members)
    model.add(sum(taken[option] for option in left) >= least)
    model.add(sum(taken[option] for option in left if seats[option.seat].trade) >= 1)
    if rules.quorum_president and any(seat.presides for seat in problem.plan):
        model.add(sum(taken[option] for option in left if seats[option.seat].presides) >= 1)


def _unbalanced(
    model: cp_model.CpModel, problem: Problem, taken: dict[Option, cp_model.IntVar]
) -> cp_model.IntVar:
    """1 when a sex holds less than its share; refused outright when the rules block it."""
    total = len(problem.plan)
    rules = problem.rules
    least = 1 if total <= rules.balance_small else ceil(rules.balance_share * total)
    unbalanced = model.new_bool_var("unbalanced")
    for sex in ("F", "M"):
        held = sum(taken[one] for one in taken if problem.people[one.person].sex == sex)
        model.add(held >= least).only_enforce_if(unbalanced.negated())
    if problem.balance_blocks:
        model.add(unbalanced == 0)
    return unbalanced
