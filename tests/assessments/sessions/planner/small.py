"""Small problems: one that is comfortable, and hypothesis's own."""

from dataclasses import replace
from datetime import date
from functools import cache

from hypothesis import strategies as st

from assessments.sessions.planner.invented import problem as invented
from assessments.sessions.planner.problem import (
    Conflict,
    Placement,
    Plan,
    Problem,
    Terms,
)
from assessments.sessions.planner.search import Outcome, Search

DAY_ONE = date(2027, 3, 9)


def comfortable(**changes) -> Problem:
    """Three candidates (one slower), two blocks, two stations, five evaluators, one day."""
    values = {
        "candidates": 3,
        "blocks": 2,
        "stations": 2,
        "evaluators": 5,
        "days": 1,
        "slower": 1,
        "conflicts": 2,
        "away": 1,
        **changes,
    }
    return invented(**values)


def solved(problem: Problem, **options) -> Outcome:
    """One search, on one thread, with the same seed: the same answer each time."""
    return Search(problem, **{"seconds": 20, "workers": 1, "seed": 3, **options}).run()


@cache
def plan_of(problem: Problem) -> Plan:
    """A plan of a problem that has one; the same search is made once."""
    found = solved(problem, any_plan=True)
    assert found.plan is not None, found.status
    return found.plan


def changed(plan: Plan, index: int = 0, **fields) -> Plan:
    """The plan with one row changed by hand."""
    rows = list(plan.placements)
    rows[index] = replace(rows[index], **fields)
    return Plan(tuple(rows))


def kept(row: Placement, name: str = "kept") -> Placement:
    """A row of a plan, as a simulation that stays where it is."""
    return replace(row, pinned=name)


@st.composite
def problems(draw) -> Problem:
    """One to three candidates on half a day or one, with or without room for them."""
    halves = draw(st.sampled_from([((510, 600),), ((510, 640),), ((510, 600), (660, 740))]))
    base = invented(
        candidates=draw(st.integers(1, 3)),
        blocks=draw(st.integers(1, 2)),
        stations=draw(st.integers(1, 2)),
        evaluators=draw(st.integers(2, 4)),
        days=1,
        minutes=draw(st.sampled_from([20, 25])),
        slower=draw(st.integers(0, 1)),
        entities=2,
        conflicts=0,
        away=0,
        terms=Terms(
            briefing=draw(st.sampled_from([0, 5])),
            rest=draw(st.sampled_from([0, 15])),
            evaluator_rest=draw(st.sampled_from([0, 5])),
            rating_on_station=draw(st.booleans()),
        ),
    )
    day = replace(base.days[0], windows=halves)
    people = tuple(
        replace(person, busy=draw(st.sampled_from([(), (), ((510, 570),), ((540, 615),)])))
        for person in base.evaluators
    )
    pairs = draw(
        st.sets(
            st.tuples(st.integers(0, len(base.candidates) - 1), st.integers(0, len(people) - 1)),
            max_size=3,
        )
    )
    ties = tuple(
        Conflict(f"c{whom}", f"e{who}", 0, f"Évaluateur {who} a formé Candidat {whom}.")
        for whom, who in sorted(pairs)
    )
    return replace(base, days=(day,), evaluators=people, conflicts=ties)
