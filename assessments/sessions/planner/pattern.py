"""The shortest days, people left nameless: a bound that no plan beats, and hours to start from.

Candidates and evaluators are counted, not named: how many simulations of each length begin at
each minute, so that stations and evaluators suffice at every moment. It is a relaxation: whatever
the names, no timetable is shorter than what is proven here.
"""

import math
from collections import Counter
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from assessments.sessions.planner.problem import DAY, Candidate
from assessments.sessions.planner.tasks import Tasks, held_after
from assessments.sessions.planner.weights import FURTHER_DAY, LENGTH, least_spread

type Shape = tuple[int, int, int]
type Profile = tuple[tuple[Shape, int], ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """starts: one (shape, minute) for each task; None when impossible or not found.

    bound: proven lower bound of the objective. impossible: proven that nothing fits.
    day_of: candidate (index) → the day that has room for all their simulations.
    """

    starts: tuple[tuple[Shape, int], ...] | None
    bound: int
    impossible: bool = False
    day_of: dict[int, int] = field(default_factory=dict)


def find(tasks: Tasks, solver: cp_model.CpSolver) -> Pattern:
    """Solve the relaxation. `solver` bears its own limits."""
    problem = tasks.problem
    wanted = Counter(task.shape for task in tasks.all)
    length = {task.shape: task.length for task in tasks.all}
    model = cp_model.CpModel()
    most = min(len(problem.stations), len(problem.evaluators) // max(problem.terms.evaluators, 1))
    begun = {
        (shape, start): model.new_int_var(0, min(most, count), f"{shape} {start}")
        for shape, count in wanted.items()
        for start in tasks.starts_of_shape[shape]
    }
    for shape, count in wanted.items():
        model.add(sum(var for (each, _), var in begun.items() if each == shape) == count)
    _room_at_every_moment(model, tasks, begun)
    last = _lengths(model, tasks, begun, length)
    wholly, left = _coming_back(model, tasks, begun)
    _one_place_each(model, tasks, begun, wholly, left)
    model.minimize(LENGTH * last + FURTHER_DAY * sum(left.values()))
    status = solver.solve(model)
    floor = least_spread(problem, len(tasks.all))
    if status == cp_model.INFEASIBLE:
        return Pattern(None, 0, impossible=True)
    bound = max(math.ceil(solver.best_objective_bound - 1e-6), 0) + floor
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Pattern(None, bound)
    starts = tuple(
        (shape, start) for (shape, start), var in begun.items() for _ in range(solver.value(var))
    )
    room = {key: solver.value(var) for key, var in wholly.items()}
    return Pattern(starts, bound, day_of=_days(tasks, room))


def _days(tasks: Tasks, room: dict[tuple[Profile, int], int]) -> dict[int, int]:
    """A day for each candidate, as far as they can come; those with the least choice first."""
    found: dict[int, int] = {}
    open_on: dict[int, tuple[Profile, list[int]]] = {}
    for index, (person, profile) in _profiles(tasks).items():
        mine = [task for task in tasks.all if task.candidate == index]
        if not tasks.kept_by_candidate[person.id]:
            at = set.intersection(
                *({start // DAY for start in tasks.candidate_starts(task)} for task in mine)
            )
            open_on[index] = profile, sorted(at)
    for index, (profile, days) in sorted(open_on.items(), key=lambda each: len(each[1][1])):
        for day in days:
            if room.get((profile, day), 0):
                room[profile, day] -= 1
                found[index] = day
                break
    return found


def _profiles(tasks: Tasks) -> dict[int, tuple[Candidate, Profile]]:
    """Candidate (index) → the person, and how many simulations of each shape they have."""
    found = {}
    for index, person in enumerate(tasks.problem.candidates):
        mine = Counter(task.shape for task in tasks.all if task.candidate == index)
        if mine:
            found[index] = person, tuple(sorted(mine.items()))
    return found


def _room_at_every_moment(model: cp_model.CpModel, tasks: Tasks, begun) -> None:
    problem = tasks.problem
    after, rating = held_after(problem), problem.terms.rating
    kept = [(pin.start, pin.leaves + after) for pin in problem.pinned]
    busy = {
        person.id: [
            *person.busy,
            *((pin.start, pin.leaves + rating) for pin in tasks.kept_by_evaluator[person.id]),
        ]
        for person in problem.evaluators
    }
    moments = {start for _, start in begun} | {pin.start for pin in problem.pinned}
    for moment in sorted(moments):
        here = [
            (shape, start, var)
            for (shape, start), var in begun.items()
            if start <= moment < start + max(shape[1], shape[2])
        ]
        stations = len(problem.stations) - sum(a <= moment < b for a, b in kept)
        free = sum(not any(a <= moment < b for a, b in spans) for spans in busy.values())
        held = [var for shape, start, var in here if moment < start + shape[1]]
        engaged = [var for shape, start, var in here if moment < start + shape[2]]
        if held:
            model.add(sum(held) <= max(stations, 0))
        if engaged:
            model.add(problem.terms.evaluators * sum(engaged) <= free)


def _one_place_each(model: cp_model.CpModel, tasks: Tasks, begun, wholly, left) -> None:
    """At every moment, no more at work or resting than the candidates who come that day."""
    rest = tasks.problem.terms.rest
    profiles = _profiles(tasks)
    for moment in sorted({start for _, start in begun}):
        day = moment // DAY
        everyone, everywhere = [], []
        for shape in sorted({shape for shape, _ in begun}):
            there = [
                var
                for (each, start), var in begun.items()
                if each == shape and start <= moment < start + shape[0] + rest
            ]
            people = [
                person
                for person, profile in profiles.values()
                if shape in dict(profile) and tasks.kept_by_candidate[person.id]
            ]
            come = len(people) + sum(
                var for (each, at), var in wholly.items() if at == day and shape in dict(each)
            )
            come += sum(var for each, var in left.items() if shape in dict(each))
            if there:
                model.add(sum(there) <= come)
            everywhere += there
            everyone.append(come)
        if len(everyone) > 1 and everywhere:
            model.add(sum(everywhere) <= sum(everyone))


def _coming_back(model: cp_model.CpModel, tasks: Tasks, begun):
    """How many candidates cannot have all their simulations on one day, at least.

    Candidates who take the same room are counted together: so many wholly on each day.
    """
    problem = tasks.problem
    profiles = Counter(
        profile
        for person, profile in _profiles(tasks).values()
        if not tasks.kept_by_candidate[person.id]
    )
    wholly = {
        (profile, day.index): model.new_int_var(0, count, f"wholly {day.index}")
        for profile, count in profiles.items()
        for day in problem.days
    }
    for day in problem.days:
        for shape in {shape for shape, _ in begun}:
            asked = sum(
                dict(profile).get(shape, 0) * var
                for (profile, each), var in wholly.items()
                if each == day.index
            )
            given = [
                var for (each, at), var in begun.items() if each == shape and at // DAY == day.index
            ]
            model.add(asked <= sum(given))
    left = {}
    for profile, count in profiles.items():
        left[profile] = back = model.new_int_var(0, count, "come back")
        model.add(back + sum(var for (each, _), var in wholly.items() if each == profile) == count)
    return wholly, left


def _lengths(model: cp_model.CpModel, tasks: Tasks, begun, length):
    """The sum of the days' lengths: each day ends with the last simulation or the last kept."""
    problem = tasks.problem
    total = 0
    for day in problem.days:
        opening = day.windows[0][0]
        kept = max(
            (
                pin.leaves + problem.terms.rating - opening
                for pin in problem.pinned
                if pin.start // DAY == day.index
            ),
            default=0,
        )
        mine = [
            (start + length[shape] - opening, var)
            for (shape, start), var in begun.items()
            if start // DAY == day.index
        ]
        reached, before = None, 0
        for end in sorted({end for end, _ in mine}):
            literal = model.new_bool_var(f"day {day.index} lasts {end}")
            if reached is not None:
                model.add_implication(literal, reached)
            ending = [var for each, var in mine if each == end]
            room = len(problem.stations)
            for var in ending:
                model.add(var <= room * literal)
            total += max(end, kept) * literal - max(before, kept) * literal
            reached, before = literal, end
        total += kept
    return total
