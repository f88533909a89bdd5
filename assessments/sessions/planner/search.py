"""The search: a bound first, names on the shortest hours, then the whole model if need be.

It runs in a thread of its own; whoever watches reads its attributes and may stop it.
"""

import threading
import time
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from assessments.sessions.planner import assigning, pattern
from assessments.sessions.planner.model import Whole
from assessments.sessions.planner.problem import Placement, Plan, Problem
from assessments.sessions.planner.tasks import Tasks
from assessments.sessions.planner.weights import measures, objective

#: The search ends by itself when no plan could be better by more than this share.
CLOSE_ENOUGH = 0.02
#: How many sets of hours are tried before the whole model, and the share of the time they may take.
ROUNDS = 4
PATTERNS = 0.7


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search gives. status: "optimal", "found", "impossible" or "unknown" (out of time).

    bound: proven; no plan has a smaller objective. seconds: wall time.
    """

    status: str
    plan: Plan | None = None
    objective: int = 0
    bound: int = 0
    solutions: int = 0
    seconds: float = 0.0
    made_of: dict[str, int] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """How much better a plan could be at most, as a share of this one's objective."""
        return gap(self.objective, self.bound)


def gap(objective: int, bound: int) -> float:
    """(objective - bound) / objective; 0 when proven."""
    return max(objective - bound, 0) / objective if objective else 0.0


class Search:
    """One search. seconds: wall limit. any_plan: the first plan will do (is there one at all?)."""

    def __init__(
        self,
        problem: Problem,
        *,
        seconds: float,
        workers: int = 2,
        seed: int = 1,
        any_plan: bool = False,
    ) -> None:
        self.problem = problem
        self.limit = seconds
        self.workers = workers
        self.seed = seed
        self.any_plan = any_plan
        self.solutions = 0
        self.objective: int | None = None
        self.bound = 0
        self.placements: list[Placement] | None = None
        self.stage = ""
        self._begun = 0.0
        self._stopped = threading.Event()
        self._solver: cp_model.CpSolver | None = None
        self._lock = threading.Lock()

    # -- for whoever watches -----------------------------------------------------------------------

    def stop(self) -> None:
        """Ask the search to end with the best found so far."""
        with self._lock:
            self._stopped.set()
            if self._solver is not None:
                self._solver.stop_search()

    @property
    def stopped(self) -> bool:
        """Whether somebody asked it to end."""
        return self._stopped.is_set()

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._begun if self._begun else 0.0

    # -- the work ----------------------------------------------------------------------------------

    def run(self) -> Outcome:
        """Search until proven, close enough, stopped, or out of time.

        Errors: Uncoverable when no set of scenarios serves a candidate.
        """
        self._begun = time.monotonic()
        tasks = Tasks(self.problem)
        if not tasks.all:
            self._found(list(self.problem.pinned))
            self.bound = self.objective or 0
            return self._outcome("optimal")
        if any(not tasks.candidate_starts(task) for task in tasks.all):
            return self._outcome("impossible")
        if self._short_days(tasks) == "impossible":
            return self._outcome("impossible")
        if self._done():
            return self._outcome("optimal" if self._proven() else "found")
        status = self._whole(tasks)
        if status == "impossible":
            return self._outcome("impossible")
        if self.placements is None:
            return self._outcome("unknown")
        return self._outcome("optimal" if self._proven() else "found")

    def _short_days(self, tasks: Tasks) -> str:
        """The bound and, often, a plan as short as it says; several hours are tried."""
        for turn in range(ROUNDS):
            self.stage = "Durée des journées"
            solver = self._new_solver(share=0.3, turn=turn)
            found = pattern.find(tasks, solver)
            if found.impossible:
                return "impossible"
            self.bound = max(self.bound, found.bound)
            if found.starts is None or self.stopped:
                return "unknown"
            self.stage = "Répartition des candidats et des évaluateurs"
            seated = None
            for days in (found.day_of, {}):
                solver = self._new_solver(share=0.08, turn=turn)
                seated = seated or assigning.seat(tasks, found.starts, days, solver)
            if seated is not None and not self.stopped:
                self._name(tasks, found.starts, seated, share=0.4)
            if self.placements is None and not self.stopped:
                self._name(tasks, found.starts, None, share=0.5)
            if self._done() or self.stopped or self.elapsed > self.limit * PATTERNS:
                break
        return "tried"

    def _name(self, tasks: Tasks, starts, seated, *, share: float) -> None:
        names = assigning.Assigning(tasks, starts, seated)

        def read(value):
            return assigning.on_stations(tasks, names.read(value))

        self._new_solver(share=share).solve(names.model, _Watching(self, read))

    def _whole(self, tasks: Tasks) -> str:
        self.stage = "Recherche complète"
        whole = Whole(tasks, judged=not self.any_plan)
        if self.placements is not None:
            whole.hint(self.placements)
        solver = self._new_solver(share=1.0)
        solver.best_bound_callback = self._bounded
        status = solver.solve(whole.model, _Watching(self, whole.read))
        if status == cp_model.INFEASIBLE:
            return "impossible"
        if status == cp_model.OPTIMAL and not self.any_plan:
            self._bounded(solver.best_objective_bound)
        return "tried"

    def _bounded(self, bound: float) -> None:
        if not self.any_plan:
            self.bound = max(self.bound, int(-(-(bound - 1e-6) // 1)))

    def _found(self, placements: list[Placement] | None) -> None:
        """Keep a plan when it is better than the one at hand."""
        if placements is None:
            return
        value = objective(measures(self.problem, placements))
        if self.objective is None or value < self.objective:
            self.solutions += 1
            self.placements, self.objective = placements, value
        if self._done():
            with self._lock:
                if self._solver is not None:
                    self._solver.stop_search()

    def _proven(self) -> bool:
        return self.objective is not None and self.objective <= self.bound

    def _done(self) -> bool:
        if self.stopped or (self.any_plan and self.placements is not None):
            return self.placements is not None
        return self.objective is not None and gap(self.objective, self.bound) <= CLOSE_ENOUGH

    def _new_solver(self, *, share: float, turn: int = 0) -> cp_model.CpSolver:
        """A solver for a share of the time that is left."""
        solver = cp_model.CpSolver()
        left = max(self.limit - self.elapsed, 0.05)
        solver.parameters.max_time_in_seconds = left * share
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = self.seed + turn
        solver.parameters.randomize_search = turn > 0
        with self._lock:
            self._solver = solver
            if self.stopped:
                solver.parameters.max_time_in_seconds = 0.05
        return solver

    def _outcome(self, status: str) -> Outcome:
        with self._lock:
            self._solver = None
        if self.placements is None:
            return Outcome(status, bound=self.bound, seconds=self.elapsed)
        return Outcome(
            status,
            Plan(tuple(sorted(self.placements, key=lambda row: (row.start, row.station)))),
            self.objective or 0,
            min(self.bound, self.objective or 0),
            self.solutions,
            self.elapsed,
            measures(self.problem, self.placements),
        )


class _Watching(cp_model.CpSolverSolutionCallback):
    """Each solution the solver meets, read as a plan and given to the search."""

    def __init__(self, search: Search, read) -> None:
        super().__init__()
        self._search = search
        self._read = read

    def on_solution_callback(self) -> None:
        """Called by the solver."""
        self._search._found(self._read(self.value))
