"""What makes one plan better than another: one number, the smaller the better.

A minute of a day's length is the unit, counted ten times so that smaller things stay whole.
"""

from collections import Counter
from collections.abc import Iterable

from assessments.sessions.planner.problem import DAY, Placement, Problem

#: For each minute between the opening of a day and the last person's leaving.
LENGTH = 10
#: For each pair of evaluators of one entity.
SAME_ENTITY = 100
#: For each simulation between the busiest evaluator and the least busy.
SPREAD = 60
#: For each further day on which a candidate must come.
FURTHER_DAY = 600
#: For each minute that a candidate spends on the spot in a day, beyond the simulations played and
#: one long wait (as the rules call long) between two of them.
WAIT = 2


def measures(problem: Problem, placements: Iterable[Placement]) -> dict[str, int]:
    """What the objective is made of, in the words of the screen's keys."""
    rows = sorted(placements, key=lambda each: each.start)
    rating = problem.terms.rating
    length = 0
    for day in problem.days:
        ends = [each.leaves + rating for each in rows if each.start // DAY == day.index]
        length += max(ends) - day.windows[0][0] if ends else 0
    entities = {each.id: each.entity for each in problem.evaluators}
    same = 0
    load = Counter({each.id: 0 for each in problem.evaluators})
    for row in rows:
        load.update(who for who in row.evaluators if who in load)
        found = Counter(entities.get(who) for who in row.evaluators)
        same += sum(count - 1 for entity, count in found.items() if entity)
    further = waited = 0
    for candidate in problem.candidates:
        mine = [row for row in rows if row.candidate == candidate.id]
        days = {row.start // DAY for row in mine}
        further += max(len(days) - 1, 0)
        for day in days:
            there = [row for row in mine if row.start // DAY == day]
            presence = max(row.leaves for row in there) - there[0].start
            played = sum(row.leaves - row.start for row in there)
            allowed = problem.terms.longest_wait * (len(there) - 1)
            waited += max(presence - played - allowed, 0)
    return {
        "length": length,
        "same_entity": same,
        "spread": max(load.values()) - min(load.values()) if load else 0,
        "further_days": further,
        "long_waits": waited,
    }


def objective(found: dict[str, int]) -> int:
    """The number that the search makes smaller."""
    return (
        LENGTH * found["length"]
        + SAME_ENTITY * found["same_entity"]
        + SPREAD * found["spread"]
        + FURTHER_DAY * found["further_days"]
        + WAIT * found["long_waits"]
    )


def least_spread(problem: Problem, tasks: int) -> int:
    """What no plan can go under: a load that the evaluators cannot share equally."""
    kept = sum(len(pin.evaluators) for pin in problem.pinned)
    total = tasks * problem.terms.evaluators + kept
    return SPREAD if problem.evaluators and total % len(problem.evaluators) else 0
