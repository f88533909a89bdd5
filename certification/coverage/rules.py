"""What supports each competency of a candidate, source by source; what stands on one source only.

A *named* source speaks of a competency by its name: a simulation whose harmonised sheet says it is
acquired, a piece of evidence. A *general* source speaks of the whole trade (attested practice): it
stands beside every line and never counts as the second source of one. [Our decision: nine attested
months do not say that one did this.]
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Line:
    """A competency: its id, its block, its rank there, its text."""

    id: Hashable
    block: str
    position: int
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """What one source says of one competency, in a word (`text`).

    supports: it counts. observed: something was seen, supporting or not. expected: nothing yet, but
    this source is planned and can show it.
    """

    text: str
    supports: bool = False
    observed: bool = False
    expected: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One source of a candidate: a simulation, a practice, a piece of evidence.

    key: unique. source: code of its kind. label, detail: as its head is read. mentions: competency
    id → what it says. general: the sentence of a source that speaks of the whole trade, else "".
    """

    key: str
    source: str
    label: str
    detail: str = ""
    mentions: Mapping[Hashable, Mention] = field(default_factory=dict)
    general: str = ""


class Support(StrEnum):
    """How a competency stands, from the weakest to the strongest."""

    NOTHING = "nothing"  # no source speaks of it
    EXPECTED = "expected"  # a planned simulation can show it
    SEEN = "seen"  # observed, and supported by none
    SINGLE = "single"  # supported by one source only
    SEVERAL = "several"


WORDS = {
    Support.NOTHING: "Aucune source",
    Support.EXPECTED: "Prévue, pas encore observée",
    Support.SEEN: "Observée, pas acquise",
    Support.SINGLE: "Une seule source",
    Support.SEVERAL: "Plusieurs sources",
}


@dataclass(frozen=True, slots=True)
class Covered:
    """One line of the matrix. cells: one per named column, None when it says nothing."""

    line: Line
    cells: tuple[Mention | None, ...]
    support: Support
    sources: tuple[str, ...]

    @property
    def word(self) -> str:
        return WORDS[self.support]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A candidate's competencies against their sources."""

    columns: tuple[Column, ...]
    generals: tuple[Column, ...]
    lines: tuple[Covered, ...]

    def count(self, support: Support, block: str = "") -> int:
        """How many lines stand so, in a block or in all."""
        return sum(
            row.support == support and (not block or row.line.block == block) for row in self.lines
        )


def matrix(lines: Sequence[Line], columns: Sequence[Column]) -> Matrix:
    """The matrix of one candidate, in the order of `lines` and `columns`."""
    named = tuple(column for column in columns if not column.general)
    rows = []
    for line in lines:
        cells = tuple(column.mentions.get(line.id) for column in named)
        support = support_of([cell for cell in cells if cell])
        by = tuple(
            column.label
            for column, cell in zip(named, cells, strict=True)
            if cell and cell.supports
        )
        rows.append(Covered(line, cells, support, by))
    return Matrix(named, tuple(column for column in columns if column.general), tuple(rows))


def support_of(mentions: Sequence[Mention]) -> Support:
    """How a competency stands by what the named sources say of it."""
    number = sum(mention.supports for mention in mentions)
    if number > 1:
        return Support.SEVERAL
    if number == 1:
        return Support.SINGLE
    if any(mention.observed for mention in mentions):
        return Support.SEEN
    if any(mention.expected for mention in mentions):
        return Support.EXPECTED
    return Support.NOTHING


def findings(found: Matrix, blocks: Sequence[str]) -> list[str]:
    """What somebody must look at, in sentences: block by block, the weakest first."""
    sentences = []
    for block in blocks:
        for support, one, many in (
            (Support.NOTHING, "n’a aucune source", "n’ont aucune source"),
            (Support.SEEN, "a été observée, non acquise", "ont été observées, non acquises"),
            (Support.SINGLE, "tient à une seule source", "tiennent à une seule source"),
        ):  # fmt: skip
            ranks = [
                row.line.position
                for row in found.lines
                if row.line.block == block and row.support == support
            ]
            if ranks:
                subject = _subject(ranks, sum(row.line.block == block for row in found.lines))
                sentences.append(f"{block} : {subject} {one if len(ranks) == 1 else many}.")
    return sentences


def _subject(ranks: Sequence[int], total: int) -> str:
    which = ", ".join(str(rank) for rank in ranks)
    if len(ranks) == 1:
        return f"la compétence n° {which}"
    if len(ranks) == total:
        return f"les {total} compétences"
    return f"{len(ranks)} compétences (n° {which})"
