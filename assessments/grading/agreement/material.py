"""What is compared: the ratings of a session that were given blind, as plain values."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from assessments.framework.models import Competency
from assessments.grading.incidents import NO_EFFECT, Effects, effects_of
from assessments.grading.models import AssessmentSheet, Rating, SheetState
from assessments.grading.permissions import NOT_HELD, signed_together
from assessments.grading.scales import scale_of
from assessments.sessions.models import AssessmentSession, SimulationEvaluator

type Unit = Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class Material:
    """The units of a session: (simulation, competency) → evaluator → rank of the level given.

    levels: labels of the observed levels, in the order of the rules file, which is the ordinal
    order. A level that says « not observed » is a missing rating.
    """

    fingerprint: str
    levels: tuple[str, ...]
    units: Mapping[tuple[UUID, int], Unit]

    def rows(self, competency: int | None = None) -> list[list[int]]:
        """The ratings of each unit, of one competency or of all."""
        return [
            list(unit.values())
            for (_, about), unit in self.units.items()
            if competency in (None, about)
        ]

    def competencies(self) -> list[int]:
        """Those somebody rated, in the order of the notice."""
        return list(dict.fromkeys(competency for _, competency in self.units))

    def pairs(self) -> Iterator[tuple[tuple[UUID, UUID], list[tuple[int, int]]]]:
        """Each two evaluators who rated a same unit, and what they gave it."""
        together: dict[tuple[UUID, UUID], list[tuple[int, int]]] = defaultdict(list)
        for unit in self.units.values():
            for one, other in combinations(sorted(unit), 2):
                together[one, other].append((unit[one], unit[other]))
        yield from together.items()


def blind_sheets(session: AssessmentSession) -> QuerySet[AssessmentSheet]:
    """The signed sheets of the session filled before the other had been seen, all revisions.

    Only of simulations whose evaluators have all signed: nothing of an open sheet's neighbour.
    """
    ready = (
        signed_together()
        .filter(simulation__registration__session=session)
        .exclude(simulation__state__in=NOT_HELD)
        .values("simulation")
    )
    seat = SimulationEvaluator.objects.filter(
        simulation=OuterRef("simulation"), person=OuterRef("evaluator")
    )
    return AssessmentSheet.objects.filter(
        Exists(seat), simulation__in=ready, other_sheet_seen=False
    ).exclude(state=SheetState.OPEN)


def compared_sheets(session: AssessmentSession) -> dict[UUID, tuple[UUID, UUID]]:
    """Sheet → (simulation, evaluator): the last blind revision of each. One query."""
    last: dict[tuple[UUID, UUID], UUID] = {}
    for pk, simulation, evaluator in (
        blind_sheets(session)
        .order_by("simulation", "evaluator", "revision")
        .values_list("pk", "simulation", "evaluator")
    ):
        last[simulation, evaluator] = pk
    return {pk: place for place, pk in last.items()}


def incidents_of(sheets: Mapping[UUID, tuple[UUID, UUID]]) -> dict[UUID, Effects]:
    """What incidents take out of the simulations of these sheets. One query."""
    return effects_of({simulation for simulation, _ in sheets.values()})


def fingerprint_of(
    sheets: Mapping[UUID, tuple[UUID, UUID]], effects: Mapping[UUID, Effects]
) -> str:
    """SHA-256 of what is read: the same state gives the same print."""
    read = [
        sorted(str(pk) for pk in sheets),
        sorted(
            [str(simulation), bool(effect.set_aside), sorted(effect.neutralised)]
            for simulation, effect in effects.items()
        ),
    ]
    return hashlib.sha256(json.dumps(read).encode()).hexdigest()


def state_of(session: AssessmentSession) -> str | None:
    """The fingerprint of the session as it is now; None while there is nothing to compare."""
    sheets = compared_sheets(session)
    return fingerprint_of(sheets, incidents_of(sheets)) if sheets else None


def material_of(session: AssessmentSession) -> Material:
    """The units of the session. Constant number of queries."""
    sheets = compared_sheets(session)
    effects = incidents_of(sheets)
    levels = [level for level in scale_of(session.revision_id) if level.observed]
    rank = {level.code: number for number, level in enumerate(levels)}
    units: dict[tuple[UUID, int], dict[UUID, int]] = {}
    order = list(
        Competency.objects.filter(block__revision=session.revision_id)
        .order_by("block__position", "position")
        .values_list("pk", flat=True)
    )
    place = {pk: number for number, pk in enumerate(order)}
    rated = Rating.objects.filter(sheet__in=sheets).values_list("sheet", "competency", "value")
    for sheet, competency, value in sorted(rated, key=lambda row: (place[row[1]], str(row[0]))):
        simulation, evaluator = sheets[sheet]
        if value in rank and not effects.get(simulation, NO_EFFECT).on(competency):
            units.setdefault((simulation, competency), {})[evaluator] = rank[value]
    return Material(fingerprint_of(sheets, effects), tuple(level.label for level in levels), units)
