"""What can be said before any search: enough posts, people and minutes, or which are lacking.

Each line is an addition anyone can check; its refusals are proofs that no plan exists.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from assessments.sessions.planner.problem import DAY, Candidate, Problem, Span
from assessments.sessions.planner.tasks import Task, Tasks, Uncoverable
from assessments.sessions.planner.wording import day as day_words
from assessments.sessions.planner.wording import length, many

#: Beyond this number, a sentence counts competencies rather than naming blocks one by one.
NAMED = 6


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list. missing: sentences, each a proof that no timetable exists."""

    label: str
    found: str
    missing: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        return not self.missing


def checks(problem: Problem) -> list[Check]:
    """The lines, in the order an officer would look. Cheap: no search."""
    first = [_people_and_places(problem), _stories(problem)]
    if any(check.missing for check in first):
        return first
    tasks = Tasks(problem)
    return [
        *first,
        _fits(tasks),
        _stations(tasks),
        _evaluators(tasks),
        _independence(tasks),
        _candidates(tasks),
    ]


def refusals(problem: Problem) -> list[str]:
    """Why there can be no plan, as far as additions tell."""
    return [sentence for check in checks(problem) for sentence in check.missing]


def _people_and_places(problem: Problem) -> Check:
    wanted = problem.terms.evaluators
    missing = []
    if not problem.stations:
        missing.append("La session n’a aucun poste.")
    if not problem.candidates:
        missing.append("Aucun candidat n’est inscrit à la session.")
    if len(problem.evaluators) < wanted:
        missing.append(
            f"La session compte {many(len(problem.evaluators), 'évaluateur')} ; il en faut"
            f" {wanted} pour une mise en situation."
        )
    if not any(each.offered for each in problem.scenarios):
        missing.append("La bibliothèque n’a aucun scénario pour cette certification.")
    return Check(
        "Postes, candidats, évaluateurs",
        f"{many(len(problem.stations), 'poste')},"
        f" {many(len(problem.candidates), 'candidat')},"
        f" {many(len(problem.evaluators), 'évaluateur')}",
        tuple(missing),
    )


def _stories(problem: Problem) -> Check:
    try:
        tasks = Tasks(problem)
    except Uncoverable as refused:
        by_block: dict[str, list[tuple[Candidate, int]]] = defaultdict(list)
        for candidate, need, lacking in refused.lacking:
            by_block[need.code].append((candidate, len(lacking)))
        sentences = []
        for code, found in sorted(by_block.items()):
            for candidate, number in found[:NAMED]:
                fresh = " qu’il n’a pas déjà joué" if candidate.seen else ""
                sentences.append(
                    f"{candidate.name} : aucun scénario{fresh} ne permet d’observer"
                    f" {many(number, 'compétence')} du bloc {code}."
                )
            if len(found) > NAMED:
                sentences.append(
                    f"Bloc {code} : de même pour {many(len(found) - NAMED, 'autre candidat')}."
                )
        return Check("Scénarios", "Des compétences restent inobservables", tuple(sentences))
    number = len({task.scenario for task in tasks.all})
    return Check(
        "Scénarios",
        f"{many(len(tasks.all), 'mise en situation', 'mises en situation')} à placer, avec"
        f" {many(number, 'scénario')}",
    )


def _fits(tasks: Tasks) -> Check:
    """A simulation that no half-day can hold."""
    windows = [end - begin for day in tasks.problem.days for begin, end in day.windows]
    longest = max(windows)
    missing = [
        f"{_person(tasks, task).name} : une mise en situation de {length(task.length)}, cotation"
        f" comprise, ne tient dans aucune demi-journée (la plus longue a {length(longest)})."
        for task in _one_each(tasks)
        if not tasks.starts_of_shape[task.shape]
    ]
    needed = max((task.length for task in tasks.all), default=0)
    return Check(
        "Durée",
        f"{length(needed)} au plus par mise en situation, {length(longest)} par demi-journée",
        tuple(missing),
    )


def _stations(tasks: Tasks) -> Check:
    problem = tasks.problem
    step = problem.terms.step
    needed = sum(task.held for task in tasks.all)
    if not tasks.all:
        return Check("Temps de poste", "Rien de plus à placer")
    smallest = min(task.held for task in tasks.all)
    spacing = -(-smallest // step) * step
    offered = fits = 0
    for day in problem.days:
        for window in day.windows:
            for station in problem.stations:
                kept = [(pin.start, pin.leaves) for pin in tasks.kept_by_station[station.id]]
                for begin, end in _free(window, kept):
                    offered += end - begin
                    if end - begin >= smallest:
                        fits += 1 + (end - begin - smallest) // spacing
    missing = []
    if needed > offered:
        missing.append(
            f"Il faut {length(needed)} de poste ; les {many(len(problem.stations), 'poste')} en"
            f" offrent {length(offered)}."
        )
    elif len(tasks.all) > fits:
        missing.append(
            f"{many(len(tasks.all), 'mise en situation', 'mises en situation')} à placer ; les"
            f" postes n’en tiennent que {fits} sans déborder du déjeuner ni du soir."
        )
    return Check(
        "Temps de poste",
        f"{length(needed)} à placer, {length(offered)} offertes",
        tuple(missing),
    )


def _evaluators(tasks: Tasks) -> Check:
    problem = tasks.problem
    needed = problem.terms.evaluators * sum(task.engaged for task in tasks.all)
    offered = 0
    for person in problem.evaluators:
        taken = [
            *person.busy,
            *(
                (pin.start, pin.leaves + problem.terms.rating)
                for pin in tasks.kept_by_evaluator[person.id]
            ),
        ]
        offered += sum(
            end - begin
            for day in problem.days
            for window in day.windows
            for begin, end in _free(window, taken)
        )
    missing = ()
    if needed > offered:
        missing = (
            f"Il faut {length(needed)} d’évaluateur, cotation comprise ; les"
            f" {many(len(problem.evaluators), 'évaluateur')} disponibles en offrent"
            f" {length(offered)}.",
        )
    return Check(
        "Temps d’évaluateur", f"{length(needed)} à placer, {length(offered)} offertes", missing
    )


def _independence(tasks: Tasks) -> Check:
    """A candidate for whom too few evaluators remain, on every day."""
    problem = tasks.problem
    missing = []
    for task in _one_each(tasks):
        person = _person(tasks, task)
        best = max(
            sum((person.id, each.id, day.index) not in tasks.barred for each in problem.evaluators)
            for day in problem.days
        )
        if best < problem.terms.evaluators:
            reasons = dict.fromkeys(
                conflict.sentence.split(" : ")[0]
                for conflict in problem.conflicts
                if conflict.candidate == person.id
            )
            missing.append(
                f"{person.name} n’a que {many(best, 'évaluateur')} sans lien ; il en faut"
                f" {problem.terms.evaluators}. {' ; '.join(reasons)}."
            )
    number = len({(each.candidate, each.evaluator) for each in problem.conflicts})
    found = "Aucun lien entre évaluateurs et candidats"
    if number:
        found = f"{many(number, 'paire')} évaluateur-candidat à ne pas réunir"
    return Check("Indépendance", found, tuple(missing))


def _candidates(tasks: Tasks) -> Check:
    """A candidate whose own time is too short, or who has nobody when they can come."""
    problem = tasks.problem
    missing = []
    count = Counter(task.candidate for task in tasks.all)
    for task in _one_each(tasks):
        person = _person(tasks, task)
        if not tasks.starts_of_shape[task.shape]:
            continue
        open_at = tasks.candidate_starts(task)
        if not open_at:
            missing.append(f"{person.name} n’est disponible à aucun moment de la session.")
            continue
        if not any(_watched(tasks, task, start) for start in open_at):
            missing.append(
                f"{person.name} : à aucun moment où ce candidat peut venir,"
                f" {problem.terms.evaluators} évaluateurs sans lien avec lui ne sont libres."
            )
            continue
        most = _most(tasks, task, open_at)
        if most < count[task.candidate] and _alike(tasks, task.candidate):
            missing.append(
                f"{person.name} a {count[task.candidate]} mises en situation à passer ; avec"
                f" {length(problem.terms.rest)} de repos entre deux, ses heures n’en tiennent"
                f" que {most}."
            )
    return Check("Candidats", f"{many(len(count), 'candidat')} à faire passer", tuple(missing))


def _most(tasks: Tasks, task: Task, open_at: list[int]) -> int:
    """How many such simulations one person can pass one after the other, rest included."""
    passed, free = 0, -DAY
    for start in open_at:
        if start >= free:
            passed += 1
            free = start + task.present + tasks.problem.terms.rest
    return passed


def _alike(tasks: Tasks, candidate: int) -> bool:
    return len({task.shape for task in tasks.all if task.candidate == candidate}) == 1


def _watched(tasks: Tasks, task: Task, start: int) -> bool:
    free = sum(
        start in tasks.evaluator_starts(task, who)
        and tasks.may_evaluate(who, task.candidate, start)
        for who in range(len(tasks.problem.evaluators))
    )
    return free >= tasks.problem.terms.evaluators


def _one_each(tasks: Tasks) -> list[Task]:
    """The longest simulation of each candidate."""
    found: dict[int, Task] = {}
    for task in tasks.all:
        if task.candidate not in found or task.length > found[task.candidate].length:
            found[task.candidate] = task
    return list(found.values())


def _person(tasks: Tasks, task: Task) -> Candidate:
    return tasks.problem.candidates[task.candidate]


def _free(window: Span, taken: list[Span]) -> list[Span]:
    """What is left of a window."""
    left, at = [], window[0]
    for begin, end in sorted(taken):
        if end <= at or begin >= window[1]:
            continue
        if begin > at:
            left.append((at, begin))
        at = max(at, end)
    if at < window[1]:
        left.append((at, window[1]))
    return left


def busy_words(problem: Problem, spans: tuple[Span, ...]) -> str:
    """The days on which somebody is busy, in words."""
    days = sorted({begin // DAY for begin, _ in spans if 0 <= begin // DAY < len(problem.days)})
    return ", ".join(day_words(problem, index) for index in days)
