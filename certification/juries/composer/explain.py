"""Why no composition exists, in sentences. Counting first; the search only for what counting
cannot see."""

from collections.abc import Callable
from itertools import combinations

from certification.juries.composer.problem import Problem

#: found(balance, candidates) → whether a composition exists with only that asked for.
type Exists = Callable[[bool, frozenset[str]], bool]


def counted(problem: Problem) -> list[str]:
    """What counting shows: a seat that nobody may take, seats that too few people share."""
    lonely = [seat for seat in problem.vacant if not problem.of_seat(seat.id)]
    if lonely:
        return [
            " ".join(
                [
                    f"Personne ne peut tenir le siège « {seat.label} ».",
                    problem.short.get(seat.id, ""),
                ]
            ).strip()
            for seat in lonely
        ]
    seated = {person for person, _capacity in problem.fixed.values()}
    for size in range(2, len(problem.vacant) + 1):
        for seats in combinations(problem.vacant, size):
            able = {one.person for seat in seats for one in problem.of_seat(seat.id)} - seated
            if len(able) < size:
                names = sorted(problem.people[person].name for person in able)
                return [
                    f"{size} sièges ("
                    + ", ".join(f"« {seat.label} »" for seat in seats)
                    + f") n’ont que {len(able)} personne{'s' if len(able) > 1 else ''} à se "
                    + f"partager : {', '.join(names)}."
                ]
    return []


def explained(problem: Problem, exists: Exists) -> list[str]:
    """The sentences. exists: asks the search with less asked for, each time."""
    sentences = counted(problem)
    if sentences:
        return sentences
    every = frozenset(problem.recused)
    if problem.balance_blocks and exists(False, every):
        return [
            "Aucune composition possible n’atteint l’équilibre entre femmes et hommes que les "
            "règles exigent : habilitez d’autres personnes, ou faites de cette règle un "
            "avertissement."
        ]
    alone = [
        candidate
        for candidate in sorted(every, key=lambda one: problem.candidates[one])
        if not exists(False, frozenset({candidate}))
    ]
    if alone:
        return [_unjudged(problem, candidate) for candidate in alone]
    return [
        "Chaque candidat pourrait être jugé par une composition, mais aucune ne les juge tous : "
        "trop de membres possibles sont liés à l’un ou à l’autre. Partagez l’ordre du jour entre "
        "deux jurys, ou habilitez d’autres personnes."
    ]


def _unjudged(problem: Problem, candidate: str) -> str:
    tied = sorted(
        problem.people[person].name
        for person in problem.recused[candidate]
        if person in problem.people
    )
    return (
        f"Aucune composition ne laisse le jury siéger pour {problem.candidates[candidate]} : "
        f"{', '.join(tied)} {'se déporteraient' if len(tied) > 1 else 'se déporterait'}, et il ne "
        "resterait pas la présidence, le quorum ou une personne du métier."
    )
