"""When a sheet may be signed, and when sheets agree: line by line, never by an average.

Nothing here knows a particular qualification: a level of the scale says by itself whether it is
acquired and whether it was observed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessments.framework.rules.qualification import ScaleLevel

NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class CompetencyLine:
    """One competency as a sheet or a proposal names it. position: rank inside its block, from 1."""

    id: str
    block: str
    position: int
    label: str


def missing_to_sign(
    competencies: Iterable[CompetencyLine], ratings: Mapping[str, str]
) -> list[str]:
    """One sentence for each competency without a rating; « non observé » is a rating."""
    return [
        f"{line.block}, compétence {line.position}{NBSP}: "
        f"«{NBSP}{line.label}{NBSP}» n’est pas cotée."
        for line in competencies
        if not ratings.get(line.id)
    ]


@dataclass(frozen=True, slots=True)
class HarmonisedLine:
    """One competency seen by every evaluator of a simulation.

    values: one per sheet, in the order given, None when that sheet has no rating.
    agreed: the level all gave, or None: then the evaluators settle it with a word.
    crosses: the levels disagree on whether the competency is acquired.
    """

    competency: str
    values: tuple[str | None, ...]
    agreed: str | None
    crosses: bool

    @property
    def to_settle(self) -> bool:
        """True when the evaluators must decide together."""
        return self.agreed is None


def harmonise(
    competencies: Sequence[str],
    sheets: Sequence[Mapping[str, str]],
    scale: Sequence[ScaleLevel],
) -> tuple[HarmonisedLine, ...]:
    """Agreements carried over, disagreements named; for one evaluator, two, or more.

    No average is ever taken: four levels are four words, not four numbers, and a mean could turn
    « non acquis » into « acquis » without anybody having said so. A code outside the scale, or
    no rating at all, is never an agreement.
    """
    acquired = {level.code: level.acquired for level in scale}
    lines = []
    for competency in competencies:
        values = tuple(sheet.get(competency) or None for sheet in sheets)
        known = {value for value in values if value in acquired}
        alike = len(set(values)) == 1 and len(known) == 1
        lines.append(
            HarmonisedLine(
                competency=competency,
                values=values,
                agreed=values[0] if alike else None,
                crosses=len({acquired[value] for value in known}) > 1,
            )
        )
    return tuple(lines)
