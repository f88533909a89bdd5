"""What other rooms and screens read: proposals, grids, states of sheets. Few queries, tuples out.

A sheet is read here only once every evaluator of its simulation has signed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from assessments.candidates.models import Enrolment
from assessments.framework.models import Competency, CompetencyBlock
from assessments.grading import rules
from assessments.grading.incidents import NO_EFFECT, Effects, effects_of, unobserved
from assessments.grading.models import (
    Consensus,
    ConsensusLine,
    ConsensusState,
    Rating,
)
from assessments.grading.permissions import NOT_HELD, signed_together
from assessments.grading.scales import scale_of
from assessments.sessions.models import Simulation, SimulationEvaluator
from ccas import clock


def proposals_for(
    enrolment: Enrolment, blocks: Iterable[CompetencyBlock]
) -> dict[CompetencyBlock, rules.Proposal]:
    """The proposal of each block, from the signed consensuses of the candidate's simulations.

    A simulation whose sheets are open but whose consensus is not signed is "pending"; one that
    was not held, or not opened yet, says nothing. One that an incident sets aside only says so.
    Six queries, whatever the number of blocks.
    """
    blocks = list(blocks)
    mine = _simulations(enrolment).filter(blocks__in=blocks).exclude(state__in=NOT_HELD)
    effects = effects_of(mine.order_by().values("pk"))
    aside = {pk for pk, effect in effects.items() if effect.set_aside}
    simulations = list(mine.filter(Q(sheets__isnull=False) | Q(pk__in=aside)).distinct())
    covered = _blocks_of(simulations)
    signed = {
        consensus.simulation_id: consensus
        for consensus in Consensus.objects.filter(
            simulation__in=simulations, state=ConsensusState.SIGNED
        )
    }
    values: dict[UUID, dict[str, str]] = defaultdict(dict)
    for consensus, competency, value in ConsensusLine.objects.filter(
        consensus__in=signed.values()
    ).values_list("consensus", "competency", "value"):
        values[consensus][str(competency)] = value
    lines: dict[int, list[rules.CompetencyLine]] = defaultdict(list)
    for pk, block, code, rank, text in (
        Competency.objects.filter(block__in=blocks)
        .order_by("position")
        .values_list("pk", "block", "block__code", "position", "text")
    ):
        lines[block].append(rules.CompetencyLine(str(pk), code, rank, text))
    scale = scale_of(enrolment.revision_id)
    proposals = {}
    for block in blocks:
        on_it = [each for each in simulations if block.pk in covered[each.pk]]
        proposals[block] = rules.propose(
            block.code,
            lines[block.pk],
            [
                _result(each, signed.get(each.pk), values, effects.get(each.pk, NO_EFFECT))
                for each in on_it
                if each.pk in signed or each.pk in aside
            ],
            scale,
            pending=[label_of(each) for each in on_it if each.pk not in {*signed, *aside}],
        )
    return proposals


def _result(
    simulation: Simulation,
    consensus: Consensus | None,
    values: dict[UUID, dict[str, str]],
    effects: Effects,
) -> rules.SimulationResult:
    """One simulation as the rules read it; `consensus` is None when it was set aside before."""
    return rules.SimulationResult(
        id=str(simulation.pk),
        label=label_of(simulation),
        values=values[consensus.pk] if consensus else {},
        sources=(f"{consensus.pk}/{consensus.version}",) if consensus else (),
        neutralised={str(pk): words for pk, words in effects.neutralised.items()},
        set_aside=effects.set_aside,
    )


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


def grid_for(enrolment: Enrolment) -> Grid:
    """Every competency × every evaluator × the consensus, for one candidate. Nine queries.

    Ratings show once all the evaluators of a simulation have signed; a consensus, once signed.
    """
    simulations = list(_simulations(enrolment).filter(sheets__isnull=False).distinct())
    covered = _blocks_of(simulations)
    seats: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for seat in SimulationEvaluator.objects.filter(simulation__in=simulations).select_related(
        "person"
    ):
        seats[seat.simulation_id].append((seat.person_id, seat.person.display_name))
    signers: dict[UUID, dict[UUID, UUID]] = defaultdict(dict)
    for simulation, evaluator, pk in (
        signed_together()
        .filter(simulation__in=simulations)
        .values_list("simulation", "evaluator", "pk")
    ):
        signers[simulation][evaluator] = pk
    given = {
        (sheet, competency): value
        for sheet, competency, value in Rating.objects.filter(
            sheet__in=[pk for by_person in signers.values() for pk in by_person.values()]
        ).values_list("sheet", "competency", "value")
    }
    consensuses = {
        row.simulation_id: row
        for row in Consensus.objects.filter(simulation__in=simulations).exclude(
            state=ConsensusState.VOID
        )
    }
    settled = {
        (simulation, competency): (value, by_word, word)
        for simulation, competency, value, by_word, word in ConsensusLine.objects.filter(
            consensus__in=[
                row for row in consensuses.values() if row.state == ConsensusState.SIGNED
            ]
        ).values_list("consensus__simulation", "competency", "value", "settled", "word")
    }
    effects = effects_of([each.pk for each in simulations])
    hidden = unobserved(scale_of(enrolment.revision_id)) or None

    def cell(simulation: Simulation, competency: int, block: int) -> tuple | None:
        if block not in covered[simulation.pk]:
            return None
        by_person = signers[simulation.pk]
        ratings = tuple(
            given.get((by_person.get(person), competency)) for person, _ in seats[simulation.pk]
        )
        incident = effects.get(simulation.pk, NO_EFFECT).on(competency)
        if incident:
            return (ratings, hidden, False, "", incident)
        return (ratings, *settled.get((simulation.pk, competency), (None, False, "")), "")

    competencies = (
        Competency.objects.filter(block__revision=enrolment.revision_id)
        .order_by("block__position", "position")
        .values_list("pk", "block__code", "position", "text", "block")
    )
    return Grid(
        columns=tuple(
            GridColumn(
                simulation=each.pk,
                label=label_of(each),
                starts_at=each.starts_at,
                evaluators=tuple(seats[each.pk]),
                consensus=(str(consensuses[each.pk].state) if each.pk in consensuses else None),
            )
            for each in simulations
        ),
        lines=tuple(
            (pk, code, rank, text, tuple(cell(each, pk, block) for each in simulations))
            for pk, code, rank, text, block in competencies
        ),
    )


def label_of(simulation: Simulation) -> str:
    """How a reason or a page names a simulation: its scenario, its day and hour in Paris."""
    at = clock.paris(simulation.starts_at)
    return f"{simulation.scenario.title}, le {at:%d/%m/%Y à %H:%M}"


def _simulations(enrolment: Enrolment) -> QuerySet[Simulation]:
    """The candidate's simulations in time order, with their scenario."""
    return (
        Simulation.objects.filter(registration__enrolment=enrolment)
        .select_related("scenario")
        .order_by("starts_at", "pk")
    )


def _blocks_of(simulations: list[Simulation]) -> dict[UUID, set[int]]:
    """Simulation → the blocks it bears on. One query."""
    covered: dict[UUID, set[int]] = defaultdict(set)
    through = Simulation.blocks.through.objects.filter(simulation__in=simulations)
    for simulation, block in through.values_list("simulation", "competencyblock"):
        covered[simulation].add(block)
    return covered
