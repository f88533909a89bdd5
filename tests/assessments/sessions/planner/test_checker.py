"""The checker alone: a right plan passes, and each rule broken by hand is seen."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from assessments.sessions.planner import checker
from assessments.sessions.planner.checker import faults, faults_by_row
from assessments.sessions.planner.problem import Conflict, Plan

from .small import changed, comfortable, kept, plan_of


@pytest.fixture(scope="module")
def problem():
    return comfortable(away=0, conflicts=0)


@pytest.fixture(scope="module")
def plan(problem):
    return plan_of(problem)


def only(found: list[str], words: str) -> None:
    assert found, f"not seen: {words}"
    assert any(words in sentence for sentence in found), found


def test_a_right_plan_passes(problem, plan):
    assert len(plan.placements) == 6
    assert faults(problem, plan) == []


def test_it_shares_no_code_with_the_search():
    """It may read the values of a problem and the standard library, nothing more."""
    tree = ast.parse(Path(checker.__file__).read_text())
    imported = {
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    } | {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    ours = {name for name in imported if name.split(".")[0] in ("assessments", "ccas", "ortools")}
    assert ours == {"assessments.sessions.planner.problem"}


def test_a_candidate_in_two_places(problem, plan):
    rows = plan.placements
    first = rows[0]
    other = next(i for i, row in enumerate(rows) if i and row.candidate == first.candidate)
    length = rows[other].leaves - rows[other].start
    broken = changed(plan, other, start=first.start, leaves=first.start + length)
    only(faults(problem, broken), "Le candidat")


def test_a_candidate_without_rest(problem, plan):
    mine = sorted(
        (i for i, row in enumerate(plan.placements) if row.candidate == "c1"),
        key=lambda i: plan.placements[i].start,
    )
    before, after = (plan.placements[i] for i in mine)
    start = before.leaves + problem.terms.rest - 5
    broken = changed(plan, mine[1], start=start, leaves=start + after.leaves - after.start)
    only(faults(problem, broken), "Le candidat Candidat 1 est pris deux fois")


def test_a_station_taken_twice(problem, plan):
    rows = plan.placements
    index = next(
        i
        for i, row in enumerate(rows)
        if row.station != rows[0].station and row.start < rows[0].leaves
    )
    only(faults(problem, changed(plan, index, station=rows[0].station)), "Le poste")


def test_a_station_held_while_one_rates(problem):
    plan = plan_of(replace(problem, terms=replace(problem.terms, rating_on_station=False)))
    apart = faults(replace(problem, terms=replace(problem.terms, rating_on_station=False)), plan)
    assert apart == []
    row = plan.placements[0]
    later = next(
        i
        for i, other in enumerate(plan.placements)
        if i
        and other.candidate != row.candidate
        and not set(other.evaluators) & set(row.evaluators)
    )
    other = plan.placements[later]
    broken = changed(
        plan,
        later,
        station=row.station,
        start=row.leaves + 1,
        leaves=row.leaves + 1 + other.leaves - other.start,
    )
    only(faults(problem, broken), "Le poste")


def test_an_evaluator_in_two_places_or_still_rating(problem, plan):
    rows = plan.placements
    index = next(i for i, row in enumerate(rows) if i and row.start < rows[0].leaves + 10)
    same = rows[index].evaluators[:1] + rows[0].evaluators[:1]
    only(faults(problem, changed(plan, index, evaluators=same)), "L’évaluateur")


def test_one_evaluator_or_the_same_twice(problem, plan):
    one = plan.placements[0].evaluators[:1]
    only(faults(problem, changed(plan, evaluators=one)), "a 1 évaluateurs")
    only(faults(problem, changed(plan, evaluators=one * 2)), "a 1 évaluateurs")


def test_a_conflict(problem, plan):
    row = plan.placements[0]
    tie = Conflict(row.candidate, row.evaluators[1], 0, "Lui a formé l’autre.")
    assert faults(replace(problem, conflicts=(tie,)), plan) == ["Lui a formé l’autre."]
    elsewhere = replace(tie, day=1)
    assert faults(replace(problem, conflicts=(elsewhere,)), plan) == []


def test_somebody_away(problem, plan):
    row = plan.placements[0]
    away = ((row.leaves + 5, row.leaves + 60),)  # the candidate has left, the evaluator rates
    people = tuple(
        replace(each, busy=away if each.id == row.evaluators[0] else ())
        for each in problem.evaluators
    )
    only(faults(replace(problem, evaluators=people), plan), "n’est pas disponible pour")
    gone = tuple(
        replace(each, busy=((row.start, row.start + 1),) if each.id == row.candidate else ())
        for each in problem.candidates
    )
    only(faults(replace(problem, candidates=gone), plan), "n’est pas disponible à 8\u00a0h\u00a030")


def test_lunch_evening_and_minutes(problem, plan):
    row = plan.placements[0]
    length = row.leaves - row.start
    for start in (750 - length - 5, 1050 - length, 400):
        broken = changed(plan, start=start, leaves=start + length)
        only(faults(problem, broken), "déborde des horaires")
    only(
        faults(problem, changed(plan, start=row.start + 2, leaves=row.leaves + 2)),
        "minutes admises",
    )


def test_extra_time_not_given(problem, plan):
    index = next(i for i, row in enumerate(plan.placements) if row.candidate == "c0")
    row = plan.placements[index]
    assert row.leaves - row.start == 34
    only(faults(problem, changed(plan, index, leaves=row.start + 25)), "25 minutes au lieu de 34")


def test_a_story_played_twice(problem, plan):
    mine = [i for i, row in enumerate(plan.placements) if row.candidate == "c2"]
    broken = changed(plan, mine[0], scenario=plan.placements[mine[1]].scenario)
    only(faults(problem, broken), "a déjà joué")
    row = plan.placements[0]
    people = tuple(
        replace(each, seen=frozenset({row.scenario}) if each.id == row.candidate else frozenset())
        for each in problem.candidates
    )
    only(faults(replace(problem, candidates=people), plan), "a déjà joué")
    withdrawn = tuple(replace(story, offered=False) for story in problem.scenarios)
    only(faults(replace(problem, scenarios=withdrawn), plan), "n’est plus proposé")


def test_a_block_uncovered_or_not_presented(problem, plan):
    only(faults(problem, Plan(plan.placements[1:])), "restent inobservables")
    only(faults(problem, changed(plan, blocks=())), "ne présente pas tous les blocs")
    only(faults(problem, changed(plan, blocks=("b9",))), "ne présente pas tous les blocs")


def test_what_is_kept_stays(problem, plan):
    pin = kept(plan.placements[0])
    holding = replace(problem, pinned=(pin,))
    assert faults(holding, changed(plan, pinned="kept")) == []
    only(faults(holding, plan), "gardée kept a changé ou disparu")
    only(faults(problem, changed(plan, pinned="other")), "n’était pas à garder")


def test_faults_are_said_row_by_row(problem, plan):
    one = plan.placements[2].evaluators[:1]
    found = faults_by_row(problem, changed(plan, 2, evaluators=one))
    assert list(found) == [2]
    assert "a 1 évaluateurs" in found[2][0]
    assert set(faults_by_row(problem, Plan(plan.placements[1:]))) == {-1}


def test_strangers(problem, plan):
    for field in ("candidate", "station", "scenario"):
        only(faults(problem, changed(plan, **{field: "zz"})), "inconnu")
    only(faults(problem, changed(plan, evaluators=("zz", "e1"))), "évaluateur inconnu")
