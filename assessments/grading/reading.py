"""What other rooms and screens read: proposals, grids, states of sheets. Few queries, tuples out.

A sheet is read here only once every evaluator of its simulation has signed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from assessments.candidates.models import Enrolment
from assessments.framework.models import Competency, CompetencyBlock
from assessments.grading import rules
from assessments.grading.incidents import NO_EFFECT, effects_of, unobserved
from assessments.grading.models import (
    AssessmentSheet,
    Consensus,
    ConsensusLine,
    ConsensusState,
    Rating,
)
from assessments.grading.permissions import NOT_HELD, signed_together
from assessments.grading.scales import scale_of
from assessments.sessions.models import Simulation, SimulationEvaluator
from ccas import clock


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One simulation of the candidate. evaluators: (person id, display name), in their order.

    consensus: its state code, or None while there is none.
    """

    simulation: UUID
    label: str
    starts_at: datetime
    evaluators: tuple[tuple[UUID, str], ...]
    consensus: str | None


@dataclass(frozen=True, slots=True)
class Grid:
    """The competencies of a revision against the candidate's simulations.

    columns: simulations in time order. lines: tuples (competency id, block code, position, text,
    cells), one per competency, in the notice's order. cells: one per column, None when that
    simulation does not bear on the block, else (ratings, consensus, settled, word, incident):
    `ratings` one level code or None per evaluator of the column, `consensus` a level code or None.
    An incident (its words, "" for none) makes the consensus « not observed ».
    """

    columns: tuple[GridColumn, ...]
    lines: tuple[tuple, ...]


class Graded:
    """The simulations of one candidate and what they gave, read once: six queries.

    Proposals come of it without any other query, the grid with three.
    """

    def __init__(self, enrolment: Enrolment) -> None:
        self.scale = scale_of(enrolment.revision_id)
        self.simulations = _simulations(enrolment)
        pks = [each.pk for each in self.simulations]
        self.covered = _blocks_of(self.simulations)
        self.consensuses = {
            row.simulation_id: row
            for row in Consensus.objects.filter(simulation__in=pks).exclude(
                state=ConsensusState.VOID
            )
        }
        #: Simulation → competency → (value, settled, word) of its signed consensus.
        self.settled: dict[UUID, dict[int, tuple[str, bool, str]]] = defaultdict(dict)
        for simulation, competency, *said in ConsensusLine.objects.filter(
            consensus__in=[
                row.pk for row in self.consensuses.values() if row.state == ConsensusState.SIGNED
            ]
        ).values_list("consensus__simulation", "competency", "value", "settled", "word"):
            self.settled[simulation][competency] = tuple(said)
        self.effects = effects_of(pks)
        #: Of the whole revision, in the notice's order: id, code of the block, rank, text, block.
        self.competencies = list(
            Competency.objects.filter(block__revision=enrolment.revision_id)
            .order_by("block__position", "position")
            .values_list("pk", "block__code", "position", "text", "block")
        )

    def proposals(self, blocks: Iterable[CompetencyBlock]) -> dict[CompetencyBlock, rules.Proposal]:
        """The proposal of each block of the revision, from the signed consensuses.

        A simulation whose sheets are open but whose consensus is not signed is "pending"; one that
        was not held, or not opened yet, says nothing. One that an incident sets aside only says so.
        """
        held = [each for each in self.simulations if each.state not in NOT_HELD]
        signed = {
            simulation: row
            for simulation, row in self.consensuses.items()
            if row.state == ConsensusState.SIGNED
        }
        aside = {pk for pk, effect in self.effects.items() if effect.set_aside}
        lines: dict[int, list[rules.CompetencyLine]] = defaultdict(list)
        for pk, code, rank, text, block in self.competencies:
            lines[block].append(rules.CompetencyLine(str(pk), code, rank, text))
        proposals = {}
        for block in blocks:
            on_it = [
                each
                for each in held
                if block.pk in self.covered[each.pk] and (each.opened or each.pk in aside)
            ]
            proposals[block] = rules.propose(
                block.code,
                lines[block.pk],
                [
                    self._result(each, signed.get(each.pk))
                    for each in on_it
                    if each.pk in signed or each.pk in aside
                ],
                self.scale,
                pending=[label_of(each) for each in on_it if each.pk not in {*signed, *aside}],
            )
        return proposals

    def _result(self, simulation: Simulation, signed: Consensus | None) -> rules.SimulationResult:
        """One simulation as the rules read it; `signed` is None when it was set aside before."""
        effects = self.effects.get(simulation.pk, NO_EFFECT)
        return rules.SimulationResult(
            id=str(simulation.pk),
            label=label_of(simulation),
            values={
                str(pk): value for pk, (value, *_) in self.settled.get(simulation.pk, {}).items()
            },
            sources=(f"{signed.pk}/{signed.version}",) if signed else (),
            neutralised={str(pk): words for pk, words in effects.neutralised.items()},
            set_aside=effects.set_aside,
        )

    def grid(self) -> Grid:
        """Every competency × every evaluator × the consensus. Three queries.

        Ratings show once all the evaluators of a simulation have signed; a consensus, once signed.
        """
        simulations = [each for each in self.simulations if each.opened]
        pks = [each.pk for each in simulations]
        seats: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
        for seat in SimulationEvaluator.objects.filter(simulation__in=pks).select_related("person"):
            seats[seat.simulation_id].append((seat.person_id, seat.person.display_name))
        signers: dict[UUID, dict[UUID, UUID]] = defaultdict(dict)
        for simulation, evaluator, pk in (
            signed_together()
            .filter(simulation__in=pks)
            .values_list("simulation", "evaluator", "pk")
        ):
            signers[simulation][evaluator] = pk
        given = {
            (sheet, competency): value
            for sheet, competency, value in Rating.objects.filter(
                sheet__in=[pk for by_person in signers.values() for pk in by_person.values()]
            ).values_list("sheet", "competency", "value")
        }
        hidden = unobserved(self.scale) or None

        def cell(simulation: UUID, competency: int, block: int) -> tuple | None:
            if block not in self.covered[simulation]:
                return None
            by_person = signers[simulation]
            ratings = tuple(
                given.get((by_person.get(person), competency)) for person, _ in seats[simulation]
            )
            incident = self.effects.get(simulation, NO_EFFECT).on(competency)
            if incident:
                return (ratings, hidden, False, "", incident)
            settled = self.settled.get(simulation, {}).get(competency, (None, False, ""))
            return (ratings, *settled, "")

        return Grid(
            columns=tuple(
                GridColumn(
                    simulation=each.pk,
                    label=label_of(each),
                    starts_at=each.starts_at,
                    evaluators=tuple(seats[each.pk]),
                    consensus=(
                        str(self.consensuses[each.pk].state)
                        if each.pk in self.consensuses
                        else None
                    ),
                )
                for each in simulations
            ),
            lines=tuple(
                (pk, code, rank, text, tuple(cell(each, pk, block) for each in pks))
                for pk, code, rank, text, block in self.competencies
            ),
        )


def proposals_for(
    enrolment: Enrolment, blocks: Iterable[CompetencyBlock]
) -> dict[CompetencyBlock, rules.Proposal]:
    """`Graded.proposals`, for whoever reads nothing else of it. Six queries."""
    return Graded(enrolment).proposals(blocks)


def grid_for(enrolment: Enrolment) -> Grid:
    """`Graded.grid`, for whoever reads nothing else of it. Nine queries."""
    return Graded(enrolment).grid()


def label_of(simulation: Simulation) -> str:
    """How a reason or a page names a simulation: its scenario, its day and hour in Paris."""
    at = clock.paris(simulation.starts_at)
    return f"{simulation.scenario.title}, le {at:%d/%m/%Y à %H:%M}"


def _simulations(enrolment: Enrolment) -> list[Simulation]:
    """The candidate's simulations in time order, with their scenario.

    `opened`: whether a sheet was opened for it.
    """
    sheets = AssessmentSheet.objects.filter(simulation=OuterRef("pk"))
    return list(
        Simulation.objects.filter(registration__enrolment=enrolment)
        .select_related("scenario")
        .annotate(opened=Exists(sheets))
        .order_by("starts_at", "pk")
    )


def _blocks_of(simulations: list[Simulation]) -> dict[UUID, set[int]]:
    """Simulation → the blocks it bears on. One query."""
    covered: dict[UUID, set[int]] = defaultdict(set)
    pks = [each.pk for each in simulations]
    through = Simulation.blocks.through.objects.filter(simulation__in=pks)
    for simulation, block in through.values_list("simulation", "competencyblock"):
        covered[simulation].add(block)
    return covered
