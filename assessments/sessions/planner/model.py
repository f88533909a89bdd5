"""The whole timetable as one model of constraints (CP-SAT): complete, and proven when it ends.

An interval for each simulation, one for each station and each evaluator it might have. What is
kept is a wall around which the rest is placed.
"""

from collections import defaultdict
from itertools import pairwise

from ortools.sat.python import cp_model

from assessments.sessions.planner.assigning import placement, spread
from assessments.sessions.planner.problem import DAY, Placement
from assessments.sessions.planner.tasks import Task, Tasks
from assessments.sessions.planner.weights import FURTHER_DAY, LENGTH, SAME_ENTITY, WAIT

type Rows = list[tuple[Task, int, int, tuple[int, ...]]]


class Whole:
    """Variables: a start for each task, a literal for each station and evaluator it may have."""

    def __init__(self, tasks: Tasks, *, judged: bool = True) -> None:
        """judged: with the objective; else any plan will do."""
        self.tasks = tasks
        self.problem = tasks.problem
        self.model = cp_model.CpModel()
        self.impossible: list[Task] = []
        self.start: list[cp_model.IntVar] = []
        self.on: dict[tuple[int, int], cp_model.IntVar] = {}
        self.watches: dict[tuple[int, int], cp_model.IntVar] = {}
        self.days: list[dict[int, cp_model.IntVar]] = []
        step = self.problem.terms.step
        for index, task in enumerate(tasks.all):
            open_at = tasks.candidate_starts(task)
            if not open_at:
                self.impossible.append(task)
            domain = cp_model.Domain.from_values([at // step for at in open_at] or [0])
            self.start.append(self.model.new_int_var_from_domain(domain, f"start {index}"))
        if self.impossible:
            self.model.add_bool_or([])
            return
        self._stations()
        self._evaluators()
        self._candidates()
        self._alike()
        if judged:
            self.model.minimize(self._cost())

    def minute(self, index: int):
        """When a task begins, in minutes."""
        return self.problem.terms.step * self.start[index]

    def _stations(self) -> None:
        lines: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
        for index, task in enumerate(self.tasks.all):
            mine = []
            for station in range(len(self.problem.stations)):
                literal = self._literal(
                    index, self.tasks.station_starts(task, station), f"on {index} {station}"
                )
                if literal is None:
                    continue
                self.on[index, station] = literal
                mine.append(literal)
                lines[station].append(
                    self.model.new_optional_fixed_size_interval_var(
                        self.minute(index), task.held, literal, f"held {index} {station}"
                    )
                )
            self.model.add_exactly_one(mine)
        for line in lines.values():
            self.model.add_no_overlap(line)

    def _evaluators(self) -> None:
        lines: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
        terms = self.problem.terms
        for index, task in enumerate(self.tasks.all):
            mine = []
            for evaluator in range(len(self.problem.evaluators)):
                open_at = {
                    at
                    for at in self.tasks.evaluator_starts(task, evaluator)
                    if self.tasks.may_evaluate(evaluator, task.candidate, at)
                }
                literal = self._literal(index, open_at, f"watches {index} {evaluator}")
                if literal is None:
                    continue
                self.watches[evaluator, index] = literal
                mine.append(literal)
                lines[evaluator].append(
                    self.model.new_optional_fixed_size_interval_var(
                        self.minute(index),
                        task.engaged + terms.evaluator_rest,
                        literal,
                        f"engaged {index} {evaluator}",
                    )
                )
            self.model.add(sum(mine) == terms.evaluators)
        for line in lines.values():
            self.model.add_no_overlap(line)

    def _literal(self, index: int, open_at: set[int], name: str) -> cp_model.IntVar | None:
        """A choice open at some starts only; None when it is open at none."""
        possible = set(self.tasks.candidate_starts(self.tasks.all[index]))
        if not possible & open_at:
            return None
        literal = self.model.new_bool_var(name)
        if possible - open_at:
            step = self.problem.terms.step
            domain = cp_model.Domain.from_values([at // step for at in sorted(open_at)])
            self.model.add_linear_expression_in_domain(self.start[index], domain).only_enforce_if(
                literal
            )
        return literal

    def _candidates(self) -> None:
        rest = self.problem.terms.rest
        for mine in self._by_candidate().values():
            self.model.add_no_overlap(
                self.model.new_fixed_size_interval_var(
                    self.minute(index), self.tasks.all[index].present + rest, f"present {index}"
                )
                for index in mine
            )

    def _alike(self) -> None:
        """Simulations of one candidate that take the same room follow the order of the list."""
        for mine in self._by_candidate().values():
            for before, after in pairwise(mine):
                if self.tasks.all[before].shape == self.tasks.all[after].shape:
                    self.model.add(self.start[before] < self.start[after])

    def _by_candidate(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for index, task in enumerate(self.tasks.all):
            found[task.candidate].append(index)
        return found

    # -- what makes a plan better ------------------------------------------------------------------

    def _cost(self):
        self.days = [self._day_of(index) for index in range(len(self.tasks.all))]
        return (
            LENGTH * self._lengths()
            + self._entities()
            + spread(self.model, self.tasks, self.watches)
            + self._comfort()
        )

    def _day_of(self, index: int) -> dict[int, cp_model.IntVar]:
        step = self.problem.terms.step
        possible = defaultdict(list)
        for at in self.tasks.candidate_starts(self.tasks.all[index]):
            possible[at // DAY].append(at // step)
        literals = {}
        for day, values in possible.items():
            literals[day] = literal = self.model.new_bool_var(f"task {index} on day {day}")
            self.model.add_linear_expression_in_domain(
                self.start[index], cp_model.Domain.from_values(values)
            ).only_enforce_if(literal)
        self.model.add_exactly_one(literals.values())
        return literals

    def _lengths(self):
        total = 0
        rating = self.problem.terms.rating
        for day in self.problem.days:
            opening, closing = day.windows[0][0], day.windows[-1][1]
            kept = [pin.leaves + rating for pin in self.problem.pinned if self._on(pin, day.index)]
            least = max(kept) - opening if kept else 0
            length = self.model.new_int_var(
                least, max(least, closing - opening), f"length {day.index}"
            )
            for index, task in enumerate(self.tasks.all):
                if day.index in self.days[index]:
                    self.model.add(
                        length >= self.minute(index) + task.length - opening
                    ).only_enforce_if(self.days[index][day.index])
            total += length
        return total

    def _entities(self):
        cost = 0
        groups = defaultdict(list)
        for (evaluator, index), literal in self.watches.items():
            entity = self.problem.evaluators[evaluator].entity
            if entity:
                groups[index, entity].append(literal)
        for (index, entity), group in groups.items():
            if len(group) > 1:
                over = self.model.new_int_var(
                    0, self.problem.terms.evaluators, f"same {index} {entity}"
                )
                self.model.add(over >= sum(group) - 1)
                cost += SAME_ENTITY * over
        return cost

    def _comfort(self):
        cost = 0
        for candidate, mine in self._by_candidate().items():
            person = self.problem.candidates[candidate]
            pins = self.tasks.kept_by_candidate[person.id]
            comes = {}
            for day in {day for index in mine for day in self.days[index]}:
                came = comes[day] = self.model.new_bool_var(f"comes {candidate} {day}")
                there = [self.days[index][day] for index in mine if day in self.days[index]]
                for literal in there:
                    self.model.add_implication(literal, came)
            kept = {pin.start // DAY for pin in pins}
            further = self.model.new_int_var(0, len(self.problem.days), f"further {candidate}")
            new = [came for day, came in comes.items() if day not in kept]
            self.model.add(further >= sum(new) + len(kept) - 1)
            cost += FURTHER_DAY * further
            cost += self._waiting(candidate, mine)
        return cost

    def _waiting(self, candidate: int, mine: list[int]):
        """Presence on a day beyond simulations and long waits, as `weights.measures` counts it."""
        cost = 0
        longest = self.problem.terms.longest_wait
        pins = self.tasks.kept_by_candidate[self.problem.candidates[candidate].id]
        for day in sorted({day for index in mine for day in self.days[index]}):
            here = [(index, self.days[index][day]) for index in mine if day in self.days[index]]
            kept = [pin for pin in pins if pin.start // DAY == day]
            if len(here) + len(kept) < 2:
                continue
            over = self.model.new_int_var(0, DAY, f"waits {candidate} {day}")
            allowed = -longest + sum(pin.leaves - pin.start + longest for pin in kept)
            allowed += sum((self.tasks.all[index].present + longest) * var for index, var in here)
            ends = [
                (self.minute(index) + self.tasks.all[index].present, var) for index, var in here
            ]
            begins = [(self.minute(index), var) for index, var in here]
            ends += [(pin.leaves, True) for pin in kept]
            begins += [(pin.start, True) for pin in kept]
            for end, one in ends:
                for begin, other in begins:
                    self.model.add(over >= end - begin - allowed).only_enforce_if([one, other])
            cost += WAIT * over
        return cost

    @staticmethod
    def _on(pin: Placement, day: int) -> bool:
        return pin.start // DAY == day

    # -- in and out --------------------------------------------------------------------------------

    def hint(self, placements: list[Placement]) -> None:
        """Begin from a plan already found."""
        index_of = {
            (self.problem.candidates[task.candidate].id, task.scenario): index
            for index, task in enumerate(self.tasks.all)
        }
        for row in placements:
            index = index_of.get((row.candidate, row.scenario))
            if row.pinned or index is None:
                continue
            self.model.add_hint(self.start[index], row.start // self.problem.terms.step)
            for station, each in enumerate(self.problem.stations):
                if (index, station) in self.on:
                    self.model.add_hint(self.on[index, station], each.id == row.station)
            for evaluator, person in enumerate(self.problem.evaluators):
                if (evaluator, index) in self.watches:
                    self.model.add_hint(self.watches[evaluator, index], person.id in row.evaluators)

    def read(self, value) -> list[Placement]:
        """The plan, what is kept included. value: variable → number."""
        rows = list(self.problem.pinned)
        step = self.problem.terms.step
        for index, task in enumerate(self.tasks.all):
            station = next(
                place for (each, place), var in self.on.items() if each == index and value(var)
            )
            pair = tuple(
                who for (who, each), var in self.watches.items() if each == index and value(var)
            )
            rows.append(placement(self.tasks, task, value(self.start[index]) * step, station, pair))
        return rows
