"""What a candidate’s simulations let one observe. Coverage is per candidate and block.

Source: notice, « Modalités d’évaluation » (simulations on an operator's post).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

#: Beyond this number, a sentence gives competencies by their number only.
NAMED = 3


@dataclass(frozen=True, slots=True)
class CompetencyLine:
    """A competency of a block: its own id, its place in the block, its text."""

    id: Hashable
    position: int
    text: str


@dataclass(frozen=True, slots=True)
class PresentedBlock:
    """A block a candidate presents, with every competency it holds."""

    code: str
    competencies: tuple[CompetencyLine, ...]


@dataclass(frozen=True, slots=True)
class PlannedSimulation:
    """What one simulation lets one observe: for the blocks it serves, and no other.

    label: how a page names it.
    """

    blocks: frozenset[str]
    observable: frozenset[Hashable]
    label: str = ""


@dataclass(frozen=True, slots=True)
class CandidatePlan:
    """One candidate of a session: the blocks presented, the simulations planned."""

    candidate: str
    blocks: tuple[PresentedBlock, ...]
    simulations: tuple[PlannedSimulation, ...]


@dataclass(frozen=True, slots=True)
class BlockCoverage:
    """For one candidate and block: how many competencies can be observed, and which cannot."""

    candidate: str
    block: str
    total: int
    missing: tuple[CompetencyLine, ...]

    @property
    def observable(self) -> int:
        return self.total - len(self.missing)

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def sentence(self) -> str:
        """The refusal, naming candidate, block and competencies; or that nothing lacks."""
        if self.complete:
            return (
                f"{self.candidate} : les {self.total} compétences du bloc {self.block} sont"
                " observables."
            )
        if len(self.missing) == self.total > NAMED:
            return (
                f"{self.candidate} : aucune mise en situation ne permet d’observer le bloc"
                f" {self.block}, dont les {self.total} compétences restent inobservables."
            )
        lines = " ; ".join(
            f"n° {line.position} « {line.text.rstrip(' .')} »" for line in self.missing[:NAMED]
        )
        more = ", ".join(str(line.position) for line in self.missing[NAMED:])
        lines += f" ; et n° {more}" if more else ""
        if len(self.missing) == 1:
            return (
                f"{self.candidate} : aucune mise en situation ne permet d’observer la compétence"
                f" {lines} du bloc {self.block}."
            )
        return (
            f"{self.candidate} : aucune mise en situation ne permet d’observer"
            f" {len(self.missing)} compétences du bloc {self.block} : {lines}."
        )


def coverage(plan: CandidatePlan) -> tuple[BlockCoverage, ...]:
    """One candidate's coverage, block after block, over that candidate's own simulations."""
    found = []
    for block in plan.blocks:
        seen = {
            competency
            for simulation in plan.simulations
            if block.code in simulation.blocks
            for competency in simulation.observable
        }
        missing = tuple(line for line in block.competencies if line.id not in seen)
        found.append(BlockCoverage(plan.candidate, block.code, len(block.competencies), missing))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Chance:
    """A competency, and which of the candidate's simulations let one observe it (their ranks)."""

    line: CompetencyLine
    simulations: tuple[int, ...]

    @property
    def hole(self) -> bool:
        return not self.simulations

    @property
    def alone(self) -> bool:
        """One simulation only: an incident there leaves a hole."""
        return len(self.simulations) == 1


def chances(plan: CandidatePlan) -> tuple[tuple[str, tuple[Chance, ...]], ...]:
    """Block after block, what each simulation of the plan lets one observe."""
    return tuple(
        (
            block.code,
            tuple(
                Chance(
                    line,
                    tuple(
                        rank
                        for rank, simulation in enumerate(plan.simulations)
                        if block.code in simulation.blocks and line.id in simulation.observable
                    ),
                )
                for line in block.competencies
            ),
        )
        for block in plan.blocks
    )


def coverage_refusals(plans: Sequence[CandidatePlan]) -> list[str]:
    """Why the plan of a session is refused: one sentence per candidate and block that lacks."""
    return [found.sentence for plan in plans for found in coverage(plan) if not found.complete]
