"""Small problems of composition, and every answer they have, found without the search."""

from collections.abc import Iterator
from itertools import product

from certification.juries.composer.problem import Option, Problem, Someone
from certification.juries.rules import (
    Presence,
    Tie,
    appointed_indicators,
    candidate_review,
    seat_plan,
)
from tests.certification.juries.jury_rules import FIVE, NAMES, holding, lawful, occupant

PLAN = seat_plan(FIVE, "NORD", NAMES)
SEATS = tuple(seat.id for seat in PLAN)
CAPACITY = {seat.id: seat.capacities[0] for seat in PLAN}


def problem(
    able: dict[str, str],
    *,
    rules=FIVE,
    men: str = "",
    recused: dict[str, str] | None = None,
    burdens: dict[str, int] | None = None,
    fixed: dict[str, str] | None = None,
) -> Problem:
    """able: seat → letters of those who may take it ("ab"). men: the letters of the men.

    recused: candidate → letters of those tied to them. fixed: seat → letter.
    """
    fixed = fixed or {}
    letters = sorted({*"".join(able.values()), *fixed.values()})
    return Problem(
        rules=rules,
        plan=PLAN,
        people={
            one: Someone(
                f"Membre {one.upper()}", "M" if one in men else "F", (burdens or {}).get(one, 0)
            )
            for one in letters
        },
        fixed={seat: (one, CAPACITY[seat]) for seat, one in fixed.items()},
        options=tuple(
            Option(seat, one, CAPACITY[seat])
            for seat in SEATS
            if seat not in fixed
            for one in able.get(seat, "")
        ),
        recused={name: frozenset(out) for name, out in (recused or {}).items()},
        candidates={name: f"Candidat {name}" for name in recused or {}},
        short=dict.fromkeys(SEATS, "Aucune personne n’est habilitée."),
    )


def seated(found: Problem, chosen: tuple[Option, ...]) -> dict[str, str]:
    """Seat → who holds it, those of before included."""
    return {
        **{seat: person for seat, (person, _capacity) in found.fixed.items()},
        **{one.seat: one.person for one in chosen},
    }


def unlawful(found: Problem, chosen: tuple[Option, ...]) -> list[str]:
    """What the indicators, which share nothing with the search, say against an answer."""
    held = seated(found, chosen)
    composition = lawful(found.rules)
    for seat in PLAN:
        someone = found.people[held[seat.id]]
        composition = holding(
            composition,
            seat.id,
            occupant(seat, person=held[seat.id], name=someone.name, sex=someone.sex),
        )
    indicators = list(appointed_indicators(found.rules, composition))
    present = [Presence(key, who, who, CAPACITY[key]) for key, who in held.items()]
    for out in found.recused.values():
        ties = [Tie(person, person, "trained", "x", "en 2025") for person in out]
        mine = [tie for tie in ties if tie.person in held.values()]
        indicators += candidate_review(found.rules, PLAN, present, mine).indicators
    return [one.sentence for one in indicators if one.blocks]


def answers(found: Problem) -> Iterator[tuple[Option, ...]]:
    """Every lawful answer, by trying them all."""
    for chosen in product(*(found.of_seat(seat.id) for seat in found.vacant)):
        if not unlawful(found, chosen):
            yield chosen
