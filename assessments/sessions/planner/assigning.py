"""Names put on the hours of a pattern: who plays at each start, before which evaluators.

Quick, and complete only for that pattern: when it fails, the whole model (`model`) decides.
"""

from collections import Counter, defaultdict

from ortools.sat.python import cp_model

from assessments.sessions.planner.pattern import Shape
from assessments.sessions.planner.problem import DAY, Placement
from assessments.sessions.planner.tasks import Task, Tasks, held_after
from assessments.sessions.planner.weights import FURTHER_DAY, SAME_ENTITY, SPREAD, WAIT


class Assigning:
    """The model: x[candidate, slot], y[evaluator, slot]."""

    def __init__(
        self,
        tasks: Tasks,
        starts: tuple[tuple[Shape, int], ...],
        seated: dict[tuple[int, Shape, int], int] | None = None,
    ) -> None:
        """seated: who plays, already decided: (candidate, shape, start) → how many (0 or 1)."""
        self.tasks = tasks
        self.problem = tasks.problem
        self.model = cp_model.CpModel()
        self.slots = sorted(starts, key=lambda slot: (slot[1], slot[0]))
        self.example = {task.shape: task for task in tasks.all}
        self.of_candidate = _by_shape(tasks)
        self.plays: dict[tuple[int, int], cp_model.IntVar] = {}
        self.watches: dict[tuple[int, int], cp_model.IntVar] = {}
        self._candidates()
        self._evaluators()
        self._strangers()
        if seated is not None:
            self._sit(seated)
        comfort = Comfort(self.model, tasks, self.slots, self.plays)
        self.model.minimize(self._entities() + self._spread() + comfort.cost())

    def _candidates(self) -> None:
        for (candidate, shape), mine in self.of_candidate.items():
            open_at = set(self.tasks.candidate_starts(mine[0]))
            chosen = []
            for slot, (each, start) in enumerate(self.slots):
                if each == shape and start in open_at:
                    var = self.model.new_bool_var(f"x {candidate} {slot}")
                    self.plays[candidate, slot] = var
                    chosen.append(var)
            self.model.add(sum(chosen) == len(mine))
        by_slot = self._by_slot(self.plays)
        for slot in range(len(self.slots)):
            self.model.add_exactly_one(by_slot[slot].values())
        rest = self.problem.terms.rest
        _one_at_a_time(self.model, self.slots, self.plays, lambda shape: shape[0] + rest)

    def _sit(self, seated: dict[tuple[int, Shape, int], int]) -> None:
        """The candidates of a start, in their order on its slots, which are alike."""
        queue = defaultdict(list)
        for (candidate, shape, start), here in sorted(seated.items()):
            queue[shape, start] += [candidate] * here
        for slot, key in enumerate(self.slots):
            chosen = queue[key].pop(0)
            for candidate in range(len(self.problem.candidates)):
                if (candidate, slot) in self.plays:
                    self.model.add(self.plays[candidate, slot] == (candidate == chosen))

    def _evaluators(self) -> None:
        terms = self.problem.terms
        for evaluator in range(len(self.problem.evaluators)):
            for shape, example in self.example.items():
                open_at = self.tasks.evaluator_starts(example, evaluator)
                for slot, (each, start) in enumerate(self.slots):
                    if each == shape and start in open_at:
                        self.watches[evaluator, slot] = self.model.new_bool_var(
                            f"y {evaluator} {slot}"
                        )
        by_slot = self._by_slot(self.watches)
        for slot in range(len(self.slots)):
            self.model.add(sum(by_slot[slot].values()) == terms.evaluators)
        rest = terms.evaluator_rest
        _one_at_a_time(self.model, self.slots, self.watches, lambda shape: shape[2] + rest)

    def _strangers(self) -> None:
        for (candidate, slot), plays in self.plays.items():
            for evaluator in range(len(self.problem.evaluators)):
                watches = self.watches.get((evaluator, slot))
                if watches is None:
                    continue
                if not self.tasks.may_evaluate(evaluator, candidate, self.slots[slot][1]):
                    self.model.add_at_most_one(plays, watches)

    def _entities(self):
        cost = 0
        for slot, watching in self._by_slot(self.watches).items():
            groups = defaultdict(list)
            for evaluator, var in watching.items():
                entity = self.problem.evaluators[evaluator].entity
                if entity:
                    groups[entity].append(var)
            for entity, group in groups.items():
                if len(group) > 1:
                    over = self.model.new_int_var(
                        0, self.problem.terms.evaluators - 1, f"same {slot} {entity}"
                    )
                    self.model.add(over >= sum(group) - 1)
                    cost += SAME_ENTITY * over
        return cost

    def _spread(self):
        return spread(self.model, self.tasks, self.watches)

    def _by_slot(self, chosen) -> dict[int, dict[int, cp_model.IntVar]]:
        found: dict[int, dict[int, cp_model.IntVar]] = defaultdict(dict)
        for (person, slot), var in chosen.items():
            found[slot][person] = var
        return found

    def read(self, value) -> list[tuple[Task, int, tuple[int, ...]]] | None:
        """(task, start, evaluators) for each task. value: variable → number."""
        left = {key: list(mine) for key, mine in self.of_candidate.items()}
        rows = []
        by_slot = self._by_slot(self.watches)
        for (candidate, slot), var in self.plays.items():
            if value(var):
                shape, start = self.slots[slot]
                pair = tuple(who for who, each in by_slot[slot].items() if value(each))
                rows.append((left[candidate, shape].pop(0), start, pair))
        return rows


class Comfort:
    """What candidates feel: further days, and time lost on the spot."""

    def __init__(self, model: cp_model.CpModel, tasks: Tasks, slots, plays) -> None:
        """slots: (shape, start). plays: (candidate, slot) → literal."""
        self.model, self.tasks, self.slots, self.plays = model, tasks, slots, plays
        self.problem = tasks.problem

    def cost(self):
        """Their part of the objective, as `weights.measures` counts it."""
        total = 0
        mine = defaultdict(list)
        for (candidate, slot), var in self.plays.items():
            mine[candidate].append((*self.slots[slot], var))
        for candidate, found in mine.items():
            pins = self.tasks.kept_by_candidate[self.problem.candidates[candidate].id]
            kept = {pin.start // DAY for pin in pins}
            comes = []
            for day in sorted({start // DAY for _, start, _ in found}):
                there = [(shape, at, var) for shape, at, var in found if at // DAY == day]
                came = self.model.new_bool_var(f"comes {candidate} {day}")
                for _, _, var in there:
                    self.model.add_implication(var, came)
                comes += [came] if day not in kept else []
                there_already = [pin for pin in pins if pin.start // DAY == day]
                if there_already:
                    self.model.add(came == 1)
                total += self._lost(came, there, there_already)
            further = self.model.new_int_var(0, len(comes), f"further {candidate}")
            self.model.add(further >= sum(comes) + min(len(kept), 1) - 1)
            total += FURTHER_DAY * further
        return total

    def _lost(self, came, there, pins):
        longest = self.problem.terms.longest_wait
        begins = [at for _, at, _ in there] + [pin.start for pin in pins]
        ends = [at + shape[0] for shape, at, _ in there] + [pin.leaves for pin in pins]
        over = self.model.new_int_var(0, DAY, "over")
        first = self.model.new_int_var(min(begins), max(begins), "first")
        last = self.model.new_int_var(min(ends), max(ends), "last")
        for shape, at, var in there:
            self.model.add(first <= at).only_enforce_if(var)
            self.model.add(last >= at + shape[0]).only_enforce_if(var)
        for pin in pins:
            self.model.add(first <= pin.start)
            self.model.add(last >= pin.leaves)
        allowed = sum(pin.leaves - pin.start + longest for pin in pins) - longest
        allowed += sum((shape[0] + longest) * var for shape, _, var in there)
        self.model.add(over >= last - first - allowed).only_enforce_if(came)
        return WAIT * over


def seat(
    tasks: Tasks,
    starts: tuple[tuple[Shape, int], ...],
    day_of: dict[int, int],
    solver: cp_model.CpSolver,
) -> dict[tuple[int, Shape, int], int] | None:
    """Candidates alone put on the hours of a pattern; starts of one shape and minute are one.

    day_of: candidate → the day they are given. Gives (candidate, shape, start) → 1; None when
    none was found.
    """
    problem, model = tasks.problem, cp_model.CpModel()
    groups = sorted(Counter(starts).items(), key=lambda group: (group[0][1], group[0][0]))
    slots = [slot for slot, _ in groups]
    plays: dict[tuple[int, int], cp_model.IntVar] = {}
    for (candidate, shape), mine in _by_shape(tasks).items():
        open_at = {
            at for at in tasks.candidate_starts(mine[0]) if _can_be_watched(tasks, mine[0], at)
        }
        for slot, (each, start) in enumerate(slots):
            there = day_of.get(candidate, start // DAY) == start // DAY
            if each == shape and start in open_at and there:
                plays[candidate, slot] = model.new_bool_var(f"{candidate} {slot}")
        chosen = [
            var for (who, at), var in plays.items() if who == candidate and slots[at][0] == shape
        ]
        model.add(sum(chosen) == len(mine))
    for slot, (_, count) in enumerate(groups):
        model.add(sum(var for (_, at), var in plays.items() if at == slot) == count)
    _one_at_a_time(model, slots, plays, lambda shape: shape[0] + problem.terms.rest)
    model.minimize(Comfort(model, tasks, slots, plays).cost())
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return {(who, *slots[at]): 1 for (who, at), var in plays.items() if solver.value(var)}


def _by_shape(tasks: Tasks) -> dict[tuple[int, Shape], list[Task]]:
    found: dict[tuple[int, Shape], list[Task]] = defaultdict(list)
    for task in tasks.all:
        found[task.candidate, task.shape].append(task)
    return found


def _can_be_watched(tasks: Tasks, task: Task, start: int) -> bool:
    free = sum(
        start in tasks.evaluator_starts(task, who)
        and tasks.may_evaluate(who, task.candidate, start)
        for who in range(len(tasks.problem.evaluators))
    )
    return free >= tasks.problem.terms.evaluators


def _one_at_a_time(model: cp_model.CpModel, slots, chosen, length) -> None:
    """At each start, each person is in one of the slots under way at most.

    slots: (shape, start). chosen: (person, slot) → literal. length: shape → minutes.
    """
    by_person = defaultdict(list)
    for (person, slot), var in chosen.items():
        by_person[person].append((*slots[slot], var))
    for mine in by_person.values():
        for moment in sorted({start for _, start, _ in mine}):
            here = [var for shape, at, var in mine if at <= moment < at + length(shape)]
            if len(here) > 1:
                model.add_at_most_one(here)


def spread(model: cp_model.CpModel, tasks: Tasks, watches):
    """Cost of the distance between the busiest evaluator and the least busy.

    watches: (evaluator, anything) → literal.
    """
    people = tasks.problem.evaluators
    if not people:
        return 0
    total = len(tasks.all) + len(tasks.problem.pinned)
    most, least = (model.new_int_var(0, total, name) for name in ("most", "least"))
    by_person = defaultdict(list)
    for (evaluator, _), var in watches.items():
        by_person[evaluator].append(var)
    for evaluator, person in enumerate(people):
        load = sum(by_person[evaluator]) + len(tasks.kept_by_evaluator[person.id])
        model.add(most >= load)
        model.add(least <= load)
    return SPREAD * (most - least)


def on_stations(
    tasks: Tasks, rows: list[tuple[Task, int, tuple[int, ...]]]
) -> list[Placement] | None:
    """Stations for simulations whose hours are known: the first free one, kept ones considered.

    None when the kept simulations leave no way (the whole model then decides).
    """
    problem = tasks.problem
    after = held_after(problem)
    taken = [
        [(pin.start, pin.leaves + after) for pin in tasks.kept_by_station[station.id]]
        for station in problem.stations
    ]
    placed = list(problem.pinned)
    for task, start, pair in sorted(rows, key=lambda row: (row[1], -row[0].held)):
        free = next(
            (
                index
                for index, spans in enumerate(taken)
                if not any(start < end and begin < start + task.held for begin, end in spans)
            ),
            None,
        )
        if free is None:
            return None
        taken[free].append((start, start + task.held))
        placed.append(placement(tasks, task, start, free, pair))
    return placed


def placement(
    tasks: Tasks, task: Task, start: int, station: int, pair: tuple[int, ...]
) -> Placement:
    """A task as a row of a plan; evaluators in the order of the panel."""
    problem = tasks.problem
    return Placement(
        candidate=problem.candidates[task.candidate].id,
        scenario=task.scenario,
        blocks=task.blocks,
        station=problem.stations[station].id,
        evaluators=tuple(problem.evaluators[who].id for who in sorted(pair)),
        start=start,
        leaves=start + task.present,
    )
