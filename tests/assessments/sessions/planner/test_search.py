"""Every plan found passes the checker; every impossible problem is explained; bounds hold."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from assessments.sessions.planner import arithmetic
from assessments.sessions.planner.checker import faults
from assessments.sessions.planner.explain import explain
from assessments.sessions.planner.model import Whole
from assessments.sessions.planner.problem import Plan
from assessments.sessions.planner.search import Search
from assessments.sessions.planner.tasks import Tasks, Uncoverable
from assessments.sessions.planner.weights import measures, objective

from .small import comfortable, kept, plan_of, problems, solved


def test_a_comfortable_session_is_planned_and_proven():
    problem = comfortable()
    found = solved(problem)
    assert faults(problem, found.plan) == []
    assert found.status in ("optimal", "found")
    assert found.bound <= found.objective
    assert found.gap <= 0.02
    assert found.objective == objective(measures(problem, found.plan.placements))
    assert found.made_of["same_entity"] == 0


def test_the_same_question_has_the_same_answer():
    problem = comfortable()
    first, second = solved(problem), solved(problem)
    assert first.plan == second.plan
    assert problem.digest() == comfortable().digest() != comfortable(seed=8).digest()


def test_a_plan_goes_through_json():
    plan = plan_of(comfortable())
    assert Plan.from_json(plan.to_json()) == plan


def test_what_is_kept_is_not_moved():
    problem = comfortable()
    plan = plan_of(problem)
    pins = tuple(kept(row, f"k{rank}") for rank, row in enumerate(plan.placements[-2:]))
    moved = tuple(
        replace(pin, start=pin.start + 1, leaves=pin.leaves + 1) for pin in pins[:1]
    )  # typed by hand, off the usual minutes
    for chosen in (pins, moved):
        held = replace(
            problem,
            pinned=chosen,
            candidates=tuple(
                replace(
                    each,
                    seen=frozenset(pin.scenario for pin in chosen if pin.candidate == each.id),
                )
                for each in problem.candidates
            ),
        )
        again = solved(held)
        assert again.plan is not None
        assert faults(held, again.plan) == []
        assert set(chosen) <= set(again.plan.placements)


def test_everything_kept_leaves_nothing_to_do():
    problem = comfortable()
    pins = tuple(kept(row, str(rank)) for rank, row in enumerate(plan_of(problem).placements))
    found = solved(replace(problem, pinned=pins))
    assert found.status == "optimal"
    assert set(found.plan.placements) == set(pins)


def test_a_scenario_already_played_is_not_chosen():
    problem = comfortable()
    again = replace(problem.scenarios[0], id="new", title="Autre histoire")
    people = (replace(problem.candidates[0], seen=frozenset({"s0"})), *problem.candidates[1:])
    other = replace(problem, scenarios=(*problem.scenarios, again), candidates=people)
    plan = plan_of(other)
    assert "new" in {row.scenario for row in plan.placements if row.candidate == "c0"}
    with pytest.raises(Uncoverable):
        Tasks(replace(problem, candidates=people))


def test_one_scenario_may_serve_several_blocks():
    problem = comfortable()
    both = replace(
        problem.scenarios[0], id="both", observes=sum((s.observes for s in problem.scenarios), ())
    )
    wide = replace(problem, scenarios=(*problem.scenarios, both))
    plan = plan_of(wide)
    assert {row.scenario for row in plan.placements} == {"both"}
    assert {row.blocks for row in plan.placements} == {("b0", "b1")}
    assert faults(wide, plan) == []


def test_stopping_gives_the_best_found():
    problem = comfortable()
    search = Search(problem, seconds=20, workers=1)
    search.stop()
    found = search.run()
    assert found.status in ("unknown", "found")
    assert found.seconds < 5


def test_the_whole_model_agrees_with_the_quick_way():
    """Both ways, apart, on a problem small enough to be proven: no plan beats either bound."""
    from ortools.sat.python import cp_model

    problem = comfortable(candidates=2, blocks=1, stations=1, evaluators=3, conflicts=1)
    whole = Whole(Tasks(problem))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(whole.model) == cp_model.OPTIMAL
    rows = whole.read(solver.value)
    assert faults(problem, Plan(tuple(rows))) == []
    assert objective(measures(problem, rows)) == solver.objective_value
    quick = solved(problem)
    assert quick.bound <= solver.objective_value <= quick.objective


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(problem=problems())
def test_any_problem_has_a_right_plan_or_an_explanation(problem):
    found = solved(problem, seconds=10)
    assert found.status != "unknown"
    refused = arithmetic.refusals(problem)
    if found.plan is not None:
        assert faults(problem, found.plan) == []
        assert refused == [], "an addition is a proof: it never refuses what exists"
        assert found.bound <= found.objective
        return
    assert found.status == "impossible"
    sentences = refused or explain(problem, seconds=8, each=1, workers=1)
    assert sentences
    assert all(sentence.endswith(".") for sentence in sentences)
