"""Who may evaluate whom: two evaluators, strangers to the candidate.

Their number and their independence are decisions of the certifier, read from the rules file.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Service:
    """A person serves in a unit from a day on, until a day included (None: still there)."""

    unit: Hashable
    unit_name: str
    start: date
    end: date | None = None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


#: What a tie says of the evaluator, then of the candidate when it is read the other way.
TIES = {
    "trained": ("{evaluator} a formé {candidate}", "{candidate} a formé {evaluator}"),
    "supervised": ("{evaluator} encadre ou a encadré {candidate}",
                   "{candidate} encadre ou a encadré {evaluator}"),
    "accompanied": ("{evaluator} a accompagné {candidate}", "{candidate} a accompagné {evaluator}"),
    "family": ("{evaluator} et {candidate} ont un lien familial ou personnel",) * 2,
    "professional": ("{evaluator} et {candidate} ont un lien professionnel déclaré",) * 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tie:
    """A link between an evaluator and a candidate. from_evaluator: the evaluator is its author."""

    kind: str
    from_evaluator: bool = True


def conflict_sentences(
    evaluator: str,
    candidate: str,
    *,
    same_person: bool = False,
    ties: Sequence[Tie] = (),
    evaluator_services: Sequence[Service] = (),
    candidate_services: Sequence[Service] = (),
    day: date,
) -> list[str]:
    """Why an evaluator may not evaluate a candidate on `day`.

    Never one who trained, supervises, or shares the unit of the candidate; nor themselves.
    """
    if same_person:
        return [f"{evaluator} ne peut pas s’évaluer soi-même."]
    sentences = []
    for tie in dict.fromkeys(ties):
        said = TIES[tie.kind][0 if tie.from_evaluator else 1]
        sentences.append(said.format(evaluator=evaluator, candidate=candidate))
    theirs = {service.unit for service in candidate_services if service.covers(day)}
    shared = {
        service.unit_name
        for service in evaluator_services
        if service.covers(day) and service.unit in theirs
    }
    sentences += [
        f"{evaluator} et {candidate} servent dans la même unité ({unit})" for unit in sorted(shared)
    ]
    return [f"{sentence} : choisissez une autre personne pour l’évaluer." for sentence in sentences]


def entity_warnings(evaluators: Sequence[tuple[str, str | None]]) -> list[str]:
    """Pairs of evaluators (name, entity or None) from one entity: different ones are better."""
    return [
        f"{one} et {other} relèvent de la même entité ({entity}) : des entités différentes sont"
        " préférables."
        for (one, entity), (other, theirs) in combinations(evaluators, 2)
        if entity and entity == theirs
    ]


def panel_sentences(evaluators: int, required: int) -> list[str]:
    """Why a simulation has not the number of evaluators that the rules file asks for."""
    if evaluators == required:
        return []
    asked = f"{required} évaluateur{'s' if required > 1 else ''}"
    found = "aucun n’est désigné" if not evaluators else f"{evaluators} est désigné"
    if evaluators > 1:
        found = f"{evaluators} sont désignés"
    return [f"Une mise en situation demande {asked} ; {found}."]
