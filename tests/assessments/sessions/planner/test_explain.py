"""No plan: the sentence names the constraint, with its people, days and numbers."""

from dataclasses import replace

import pytest

from assessments.sessions.planner import arithmetic
from assessments.sessions.planner.explain import explain
from assessments.sessions.planner.problem import Conflict

from .small import comfortable, kept, plan_of, solved


def said(problem) -> str:
    """What is explained of a problem that has no plan."""
    assert solved(problem, any_plan=True).plan is None, "there is a plan"
    return " ".join(explain(problem, seconds=15, each=2, workers=1))


@pytest.fixture
def tight():
    """One post, three evaluators, one block of two candidates, and just room enough: a morning."""
    base = comfortable(
        candidates=2, blocks=1, stations=1, evaluators=3, slower=0, conflicts=0, away=0
    )
    return replace(base, days=(replace(base.days[0], windows=((510, 580),)),))


def test_the_tight_morning_is_possible(tight):
    """Negative control: each test below breaks it by one thing."""
    assert solved(tight).plan is not None
    assert arithmetic.refusals(tight) == []


def test_nobody_and_nothing(tight):
    for field, words in (
        ("stations", "aucun poste"),
        ("candidates", "Aucun candidat"),
        ("scenarios", "aucun scénario"),
    ):
        assert words in " ".join(arithmetic.refusals(replace(tight, **{field: ()})))
    alone = replace(tight, evaluators=tight.evaluators[:1])
    assert "1 évaluateur ; il en faut 2" in said(alone)


def test_a_competency_that_no_scenario_shows(tight):
    story = tight.scenarios[0]
    block, found = story.observes[0]
    partial = replace(story, observes=((block, frozenset(sorted(found)[1:])),))
    sentence = " ".join(arithmetic.refusals(replace(tight, scenarios=(partial,))))
    assert "Candidat 0 : aucun scénario ne permet d’observer 1 compétence du bloc B0" in sentence


def test_minutes_that_lack(tight):
    short = replace(tight, days=(replace(tight.days[0], windows=((510, 560),)),))
    assert "Il faut 1 h 10 de poste ; les 1 poste en offrent 50 min" in said(short)
    away = tuple(replace(each, busy=((510, 552),)) for each in tight.evaluators)
    assert "d’évaluateur, cotation comprise" in said(replace(tight, evaluators=away))
    tiny = replace(tight, days=(replace(tight.days[0], windows=((510, 540),)),))
    assert "35 min, cotation comprise, ne tient dans aucune demi-journée" in said(tiny)


def test_too_many_for_the_halves(tight):
    """Minutes suffice, but not in whole simulations."""
    halves = ((510, 560), (600, 640))
    three = comfortable(candidates=3, blocks=1, stations=1, slower=0, conflicts=0, away=0)
    split = replace(three, days=(replace(three.days[0], windows=(*halves, (700, 734))),))
    assert "sans déborder du déjeuner" in said(split)


def test_links_leave_one_evaluator(tight):
    ties = tuple(
        Conflict("c1", f"e{who}", 0, f"Évaluateur {who} a formé Candidat 1 : choisissez.")
        for who in (0, 2)
    )
    sentence = said(replace(tight, conflicts=ties))
    assert "Candidat 1 n’a que 1 évaluateur sans lien ; il en faut 2" in sentence
    assert "Évaluateur 2 a formé Candidat 1" in sentence


def test_a_candidate_who_cannot_come(tight):
    people = (replace(tight.candidates[0], busy=((0, 1440),)), tight.candidates[1])
    assert "Candidat 0 n’est disponible à aucun moment" in said(replace(tight, candidates=people))


def test_somebody_away_is_named_with_the_day(tight):
    """The first hour has one evaluator left: either of the two who are away would do."""
    people = tuple(
        replace(each, busy=((510, 545),)) if each.id in ("e0", "e1") else each
        for each in tight.evaluators
    )
    shut = replace(tight, evaluators=people)
    assert arithmetic.refusals(shut) == []
    text = said(shut)
    for who in ("Évaluateur 0", "Évaluateur 1"):
        assert f"L’absence de {who} (9 mars 2027) l’empêche" in text
    assert "L’absence de Évaluateur 2" not in text
    assert "Les 3 évaluateurs ne suffisent pas : avec 1 de plus" in text


def test_rest_lunch_hours_posts_and_days_are_lifted_in_turn():
    """One candidate, two simulations: their rest does not fit in the morning left."""
    base = comfortable(candidates=1, blocks=2, stations=1, slower=0, conflicts=0, away=0)
    narrow = replace(base, days=(replace(base.days[0], windows=((510, 585),)),))
    assert solved(narrow).plan is not None
    longer = replace(narrow, terms=replace(narrow.terms, rest=20))
    text = said(longer)
    assert "avec 20 min de repos entre deux" in text
    split = replace(base, days=(replace(base.days[0], windows=((510, 550), (560, 590))),))
    assert "sans déborder du déjeuner" in said(split)


def test_what_is_kept_is_named(tight):
    """Kept in the middle of the morning, a simulation leaves no room on either side."""
    row = plan_of(tight).placements[0]
    middle = kept(replace(row, start=527, leaves=552))
    text = said(
        replace(
            tight,
            pinned=(middle,),
            candidates=tuple(
                replace(
                    each, seen=frozenset({row.scenario}) if each.id == row.candidate else each.seen
                )
                for each in tight.candidates
            ),
        )
    )
    assert "postes" in text or "gardées à leur place" in text


def test_two_of_three_evaluators_tied_apart():
    """Each candidate has two strangers, but never together: links are named, one by one."""
    base = comfortable(
        candidates=2, blocks=1, stations=2, evaluators=4, slower=0, conflicts=0, away=0
    )
    one = replace(base, days=(replace(base.days[0], windows=((510, 545),)),))
    ties = tuple(
        Conflict(
            f"c{whom}", f"e{who}", 0, f"Évaluateur {who} a formé Candidat {whom} : choisissez."
        )
        for whom, who in ((0, 2), (0, 3), (1, 2), (1, 3))
    )
    text = said(replace(one, conflicts=ties))
    assert "Prises ensemble" in text
    assert "Les liens de Candidat 0 l’empêchent (Évaluateur 2 a formé Candidat 0" in text
    assert "en finissant à" in text
    assert "évaluateurs ne suffisent pas" in text
    assert "un jour de plus" in text
