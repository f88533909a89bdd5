"""An invented session, of any size: what the bench measures and the tests make small.

Everything in it follows from its numbers and its seed.
"""

import random
from datetime import date, timedelta

from assessments.sessions.planner.problem import (
    DAY,
    Candidate,
    Conflict,
    Day,
    Evaluator,
    Need,
    Problem,
    Scenario,
    Station,
    Terms,
)

FIRST_DAY = date(2027, 3, 9)


def problem(
    *,
    candidates: int = 40,
    blocks: int = 3,
    stations: int = 6,
    evaluators: int = 16,
    days: int = 2,
    minutes: int = 25,
    slower: int = 3,
    entities: int = 4,
    conflicts: int = 40,
    away: int = 4,
    terms: Terms | None = None,
    seed: int = 7,
) -> Problem:
    """A problem of that size.

    slower: candidates with a third more time. conflicts: pairs (evaluator, candidate) that must
    not meet. away: evaluators who are not there for one half-day.
    """
    chance = random.Random(seed)  # noqa: S311  (an example, not a secret)
    halves = ((510, 750), (810, 1050))
    calendar = tuple(
        Day(
            index,
            FIRST_DAY + timedelta(days=index),
            tuple((index * DAY + a, index * DAY + b) for a, b in halves),
        )
        for index in range(days)
    )
    skills = {
        f"b{block}": frozenset(f"b{block}c{rank}" for rank in range(14)) for block in range(blocks)
    }
    stories = tuple(
        Scenario(f"s{block}", f"Histoire {block}", minutes, ((f"b{block}", skills[f"b{block}"]),))
        for block in range(blocks)
    )
    needs = tuple(Need(block, block.upper(), found) for block, found in skills.items())
    people = tuple(
        Candidate(f"c{rank}", f"Candidat {rank}", needs, 33 if rank < slower else 0)
        for rank in range(candidates)
    )
    gone = set(chance.sample(range(evaluators), min(away, evaluators)))
    panel = tuple(
        Evaluator(
            f"e{rank}",
            f"Évaluateur {rank}",
            f"Entité {rank % entities}",
            (chance.choice([span for day in calendar for span in day.windows]),)
            if rank in gone
            else (),
        )
        for rank in range(evaluators)
    )
    pairs = [(who, whom) for who in range(evaluators) for whom in range(candidates)]
    ties = tuple(
        Conflict(f"c{whom}", f"e{who}", day.index, f"Évaluateur {who} a formé Candidat {whom}.")
        for who, whom in sorted(chance.sample(pairs, min(conflicts, len(pairs))))
        for day in calendar
    )
    return Problem(
        calendar,
        people,
        tuple(Station(f"p{rank}", f"Poste {rank + 1}") for rank in range(stations)),
        panel,
        stories,
        ties,
        terms=terms or Terms(),
    )
