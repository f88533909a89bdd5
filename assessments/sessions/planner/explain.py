"""No plan: which constraint stands in the way.

First the additions (`arithmetic`), which are proofs. Then each constraint is lifted, alone: the
ones without which a plan exists are those that stand in the way, and the sentence says with what
numbers, days and names. A plan found that way is checked like any other before it is spoken of.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assessments.sessions.planner import arithmetic
from assessments.sessions.planner.checker import faults
from assessments.sessions.planner.problem import DAY, Day, Evaluator, Problem, Station
from assessments.sessions.planner.search import Search
from assessments.sessions.planner.tasks import Uncoverable
from assessments.sessions.planner.wording import day as day_words
from assessments.sessions.planner.wording import hour, length, many, span

#: How much later a day may end, for the sentence that says it.
LATER = (30, 60, 120)


@dataclass(frozen=True, slots=True)
class Lifted:
    """The same problem without one constraint, and what is said when a plan then exists."""

    sentence: str
    problem: Problem


def explain(
    problem: Problem, *, seconds: float = 30.0, each: float = 4.0, workers: int = 2
) -> list[str]:
    """Why there is no plan: at least one sentence.

    problem: proven impossible, or not. seconds: for everything. each: for one constraint lifted.
    """
    sentences = arithmetic.refusals(problem)
    if sentences:
        return sentences
    begun = time.monotonic()

    def possible(changed: Problem) -> bool:
        left = seconds - (time.monotonic() - begun)
        if left <= 0:
            return False
        search = Search(changed, seconds=min(each, left), workers=workers, any_plan=True)
        try:
            found = search.run()
        except Uncoverable:
            return False
        return found.plan is not None and not faults(changed, found.plan)

    for family in (_kept, _absences, _links, _pauses, _hours, _means):
        for lifted in family(problem, possible):
            sentences.append(lifted.sentence)
    if sentences:
        return [f"Prises ensemble, les contraintes ne laissent aucun emploi du temps. {first}"
                if not rank else first for rank, first in enumerate(sentences)]  # fmt: skip
    return [
        "Aucun emploi du temps ne respecte toutes les contraintes, et lever l’une d’elles seule"
        " (absences, liens, repos, déjeuner, horaires, un poste, deux évaluateurs ou un jour de"
        f" plus) n’a pas suffi à en trouver un. Il y a {_size(problem)}."
    ]


def _size(problem: Problem) -> str:
    return (
        f"{many(len(problem.candidates), 'candidat')},"
        f" {many(len(problem.evaluators), 'évaluateur')} et"
        f" {many(len(problem.stations), 'poste')} sur {many(len(problem.days), 'jour')}"
    )


def _kept(problem: Problem, possible) -> Iterator[Lifted]:
    if not problem.pinned:
        return
    names = {each.id: each.name for each in problem.candidates}
    free = Lifted(
        "Les mises en situation gardées à leur place l’empêchent : sans elles, un emploi du temps"
        " existe.",
        replace(problem, pinned=()),
    )
    if possible(free.problem):
        yield free
    for pin in problem.pinned if len(problem.pinned) <= 8 else ():
        others = tuple(each for each in problem.pinned if each is not pin)
        changed = replace(problem, pinned=others)
        if len(problem.pinned) > 1 and possible(changed):
            yield Lifted(
                f"Il suffirait de ne plus garder celle de {names.get(pin.candidate, pin.candidate)}"
                f" {span(problem, pin.start, pin.leaves)}.",
                changed,
            )


def _absences(problem: Problem, possible) -> Iterator[Lifted]:
    for field, whom in (("evaluators", "évaluateurs"), ("candidates", "candidats")):
        people = getattr(problem, field)
        away = [person for person in people if person.busy]
        if not away:
            continue
        present = tuple(replace(person, busy=()) for person in people)
        changed = replace(problem, **{field: present})
        if not possible(changed):
            continue
        alone = []
        for person in away if len(away) <= 12 else ():
            there = tuple(replace(each, busy=()) if each is person else each for each in people)
            if possible(replace(problem, **{field: there})):
                alone.append(person)
        if alone:
            for person in alone:
                when = arithmetic.busy_words(problem, person.busy)
                yield Lifted(
                    f"L’absence de {person.name} ({when}) l’empêche : un emploi du temps existerait"
                    " si cette personne était disponible.",
                    changed,
                )
        else:
            names = ", ".join(person.name for person in away)
            yield Lifted(f"Les absences des {whom}, ensemble, l’empêchent : {names}.", changed)


def _links(problem: Problem, possible) -> Iterator[Lifted]:
    if not problem.conflicts:
        return
    changed = replace(problem, conflicts=())
    if not possible(changed):
        return
    names = {each.id: each.name for each in problem.candidates}
    tied = sorted({conflict.candidate for conflict in problem.conflicts})
    alone = []
    for candidate in tied if len(tied) <= 12 else ():
        others = tuple(each for each in problem.conflicts if each.candidate != candidate)
        if possible(replace(problem, conflicts=others)):
            alone.append(candidate)
    for candidate in alone:
        reasons = dict.fromkeys(
            conflict.sentence.split(" : ")[0]
            for conflict in problem.conflicts
            if conflict.candidate == candidate
        )
        yield Lifted(
            f"Les liens de {names[candidate]} l’empêchent ({' ; '.join(reasons)}) : il faudrait"
            " d’autres évaluateurs, sans lien.",
            changed,
        )
    if not alone:
        concerned = ", ".join(names[each] for each in tied)
        yield Lifted(
            "Les liens entre évaluateurs et candidats, ensemble, l’empêchent ; candidats"
            f" concernés : {concerned}.",
            changed,
        )


def _pauses(problem: Problem, possible) -> Iterator[Lifted]:
    terms = problem.terms
    if terms.rest:
        changed = replace(problem, terms=replace(terms, rest=0))
        if possible(changed):
            yield Lifted(
                f"Le repos de {length(terms.rest)} entre deux mises en situation d’un candidat"
                " l’empêche.",
                changed,
            )
    if terms.evaluator_rest:
        changed = replace(problem, terms=replace(terms, evaluator_rest=0))
        if possible(changed):
            yield Lifted(
                f"La pause de {length(terms.evaluator_rest)} des évaluateurs l’empêche.", changed
            )
    if any(len(day.windows) > 1 for day in problem.days):
        through = tuple(
            replace(day, windows=((day.windows[0][0], day.windows[-1][1]),)) for day in problem.days
        )
        changed = replace(problem, days=through)
        if possible(changed):
            _, begin = problem.days[0].windows[0]
            end, _ = problem.days[0].windows[-1]
            yield Lifted(f"L’arrêt du déjeuner ({hour(begin)} – {hour(end)}) l’empêche.", changed)


def _hours(problem: Problem, possible) -> Iterator[Lifted]:
    for more in LATER:
        longer = tuple(_longer(day, more) for day in problem.days)
        changed = replace(problem, days=longer)
        if possible(changed):
            end = longer[0].windows[-1][1]
            yield Lifted(
                f"Les horaires l’empêchent : en finissant à {hour(end)}, soit {length(more)} de"
                " plus par jour, un emploi du temps existe.",
                changed,
            )
            return


def _longer(day: Day, more: int) -> Day:
    begin, end = day.windows[-1]
    last = min(end + more, (day.index + 1) * DAY)
    return replace(day, windows=(*day.windows[:-1], (begin, last)))


def _means(problem: Problem, possible) -> Iterator[Lifted]:
    more = replace(problem, stations=(*problem.stations, Station("+", "Poste de plus")))
    if possible(more):
        yield Lifted(
            f"Les {many(len(problem.stations), 'poste')} ne suffisent pas : avec un de plus, un"
            " emploi du temps existe.",
            more,
        )
    for number in (1, 2):
        extra = tuple(
            Evaluator(f"+{rank}", f"Évaluateur de plus n° {rank + 1}") for rank in range(number)
        )
        changed = replace(problem, evaluators=(*problem.evaluators, *extra))
        if possible(changed):
            yield Lifted(
                f"Les {many(len(problem.evaluators), 'évaluateur')} ne suffisent pas : avec"
                f" {number} de plus, sans lien et toujours disponible"
                f"{'s' if number > 1 else ''}, un emploi du temps existe.",
                changed,
            )
            break
    last = problem.days[-1]
    next_day = Day(
        last.index + 1,
        last.date,
        tuple((begin + DAY, end + DAY) for begin, end in last.windows),
    )
    changed = replace(problem, days=(*problem.days, next_day))
    if possible(changed):
        yield Lifted(
            f"Il manque du temps : un jour de plus après le {day_words(problem, last.index)}"
            " suffirait.",
            changed,
        )
