"""What must be placed: which scenario each candidate plays for which blocks, and for how long.

Scenarios are chosen before hours, the shortest set that lets one observe what is owed. Whatever
the hours, a plan needs that much time; the choice therefore costs nothing to the timetable.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from assessments.sessions.planner.problem import (
    Candidate,
    Need,
    Placement,
    Problem,
    Scenario,
    Span,
)
from assessments.sessions.rules.slots import lengthened


@dataclass(frozen=True, slots=True)
class Task:
    """One simulation to place, in minutes.

    present: the candidate's time. held: the station's. engaged: the evaluators', rating included.
    """

    candidate: int
    scenario: str
    blocks: tuple[str, ...]
    present: int
    held: int
    engaged: int

    @property
    def shape(self) -> tuple[int, int, int]:
        """Tasks of one shape take the same room."""
        return self.present, self.held, self.engaged

    @property
    def length(self) -> int:
        """How long somebody is at work for it."""
        return max(self.held, self.engaged)


class Uncoverable(Exception):
    """No set of scenarios lets one observe what a candidate presents."""

    def __init__(self, lacking: list[tuple[Candidate, Need, frozenset[str]]]) -> None:
        super().__init__(f"{len(lacking)} blocks cannot be observed")
        self.lacking = lacking


class Tasks:
    """The tasks of a problem, and where each may begin."""

    def __init__(self, problem: Problem) -> None:
        """Errors: Uncoverable, with each candidate and block and what cannot be observed."""
        self.problem = problem
        self.all = tuple(choose(problem))
        self.starts_of_shape = {
            task.shape: tuple(starts(problem, task.length)) for task in self.all
        }
        self.kept_by_candidate = _kept(problem, lambda pin: (pin.candidate,))
        self.kept_by_evaluator = _kept(problem, lambda pin: pin.evaluators)
        self.kept_by_station = _kept(problem, lambda pin: (pin.station,))
        self._free: dict[object, set[int]] = {}
        self.barred = {
            (conflict.candidate, conflict.evaluator, conflict.day) for conflict in problem.conflicts
        }

    @cached_property
    def index_of_day(self) -> dict[int, int]:
        """Minute of a start → index of its day."""
        return {
            start: day.index
            for found in self.starts_of_shape.values()
            for start in found
            for day in self.problem.days
            if day.windows[0][0] <= start < day.windows[-1][1]
        }

    def candidate_starts(self, task: Task) -> list[int]:
        """Where the candidate may begin, their kept simulations and absences considered."""
        rest = self.problem.terms.rest
        candidate = self.problem.candidates[task.candidate]
        kept = [(pin.start, pin.leaves + rest) for pin in self.kept_by_candidate[candidate.id]]
        return [
            start
            for start in self.starts_of_shape[task.shape]
            if not _taken((start, start + task.present), candidate.busy)
            and not _taken((start, start + task.present + rest), kept)
        ]

    def evaluator_starts(self, task: Task, evaluator: int) -> set[int]:
        """Where an evaluator is free for a simulation of this length, whoever the candidate."""
        key = task.shape, evaluator
        if key not in self._free:
            self._free[key] = self._evaluator_starts(task, evaluator)
        return self._free[key]

    def _evaluator_starts(self, task: Task, evaluator: int) -> set[int]:
        terms = self.problem.terms
        person = self.problem.evaluators[evaluator]
        kept = [
            (pin.start, pin.leaves + terms.rating + terms.evaluator_rest)
            for pin in self.kept_by_evaluator[person.id]
        ]
        return {
            start
            for start in self.starts_of_shape[task.shape]
            if not _taken((start, start + task.engaged), person.busy)
            and not _taken((start, start + task.engaged + terms.evaluator_rest), kept)
        }

    def station_starts(self, task: Task, station: int) -> set[int]:
        """Where a station is free of what is kept."""
        kept = [
            (pin.start, pin.leaves + held_after(self.problem))
            for pin in self.kept_by_station[self.problem.stations[station].id]
        ]
        return {
            start
            for start in self.starts_of_shape[task.shape]
            if not _taken((start, start + task.held), kept)
        }

    def may_evaluate(self, evaluator: int, candidate: int, start: int) -> bool:
        """Whether nothing ties the two on the day of that start."""
        people = self.problem.candidates[candidate].id, self.problem.evaluators[evaluator].id
        return (*people, self.index_of_day[start]) not in self.barred


def held_after(problem: Problem) -> int:
    """Minutes a station is held once the candidate has left."""
    return problem.terms.rating if problem.terms.rating_on_station else 0


def starts(problem: Problem, length: int) -> Iterator[int]:
    """Every minute at which something of that length fits in a window."""
    step = problem.terms.step
    for day in problem.days:
        for begin, end in day.windows:
            yield from range(-(-begin // step) * step, end - length + 1, step)


def choose(problem: Problem) -> Iterator[Task]:
    """The tasks, candidate by candidate. Errors: Uncoverable."""
    terms = problem.terms
    known: dict[object, list[tuple[Scenario, tuple[str, ...]]] | None] = {}
    lacking: list[tuple[Candidate, Need, frozenset[str]]] = []
    tasks = []
    for index, candidate in enumerate(problem.candidates):
        owed = _owed(problem, candidate)
        usable = [
            each for each in problem.scenarios if each.offered and each.id not in candidate.seen
        ]
        for need in owed:
            seen = frozenset().union(*(story.sees(need.block) for story in usable))
            if need.competencies - seen:
                lacking.append((candidate, need, need.competencies - seen))
        key = (owed, candidate.seen)
        if key not in known and not lacking:
            known[key] = _cheapest(owed, usable, terms.briefing + terms.rating)
        if lacking:
            continue
        for story, blocks in known[key] or []:
            present = lengthened(terms.briefing, candidate.extra_percent) + lengthened(
                story.minutes, candidate.extra_percent
            )
            tasks.append(
                Task(
                    index,
                    story.id,
                    blocks,
                    present,
                    present + held_after(problem),
                    present + terms.rating,
                )
            )
    if lacking:
        raise Uncoverable(lacking)
    yield from tasks


def _owed(problem: Problem, candidate: Candidate) -> tuple[Need, ...]:
    """What the simulations kept for a candidate leave to observe."""
    stories = {story.id: story for story in problem.scenarios}
    kept = [pin for pin in problem.pinned if pin.candidate == candidate.id]
    owed = []
    for need in candidate.needs:
        seen = frozenset().union(
            *(stories[pin.scenario].sees(need.block) for pin in kept if need.block in pin.blocks)
        )
        if need.competencies - seen:
            owed.append(Need(need.block, need.code, need.competencies - seen))
    return tuple(owed)


def _cheapest(
    owed: tuple[Need, ...], usable: list[Scenario], overhead: int
) -> list[tuple[Scenario, tuple[str, ...]]]:
    """The shortest set of scenarios that shows everything; then the fewest blocks in each."""
    # Seconds of code to load: a page that only counts minutes does not pay for it at start-up.
    from ortools.sat.python import cp_model  # noqa: PLC0415

    model = cp_model.CpModel()
    played = [model.new_bool_var(story.id) for story in usable]
    serves = {
        (index, need.block): model.new_bool_var(f"{story.id} {need.block}")
        for index, story in enumerate(usable)
        for need in owed
        if story.sees(need.block) & need.competencies
    }
    for (index, _block), literal in serves.items():
        model.add_implication(literal, played[index])
    for need in owed:
        for competency in sorted(need.competencies):
            model.add_bool_or(
                serves[index, need.block]
                for index, story in enumerate(usable)
                if competency in story.sees(need.block)
            )
    minutes = sum(
        (story.minutes + overhead) * literal for story, literal in zip(usable, played, strict=True)
    )
    model.minimize(100 * minutes + sum(serves.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 5
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise RuntimeError("a cover exists and was not found")
    return [
        (
            story,
            tuple(
                need.block
                for need in owed
                if (index, need.block) in serves and solver.value(serves[index, need.block])
            ),
        )
        for index, story in enumerate(usable)
        if solver.value(played[index])
    ]


def _kept(problem: Problem, whose) -> dict[str, list[Placement]]:
    found: dict[str, list[Placement]] = {
        each.id: [] for each in (*problem.candidates, *problem.evaluators, *problem.stations)
    }
    for pin in problem.pinned:
        for who in whose(pin):
            found.setdefault(who, []).append(pin)
    return found


def _taken(span: Span, others) -> bool:
    return any(span[0] < end and begin < span[1] for begin, end in others)
