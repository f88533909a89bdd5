"""The lines of a block against both evaluators and the consensus, drawn from tuples.

Hundreds of cells: joined here rather than looped over in a template.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from assessments.framework.rules.qualification import ScaleLevel
from assessments.grading.reading import Grid

_NO_LEVEL = mark_safe('<td class="ccas-grid__level">–</td>')
#: Cell of a simulation that does not bear on the block.
_ELSEWHERE = None
#: Cells already drawn, by (level code, note, of the consensus): hundreds are the same few.
type Drawn = dict[tuple[str | None, str, bool], SafeString]


@dataclass(frozen=True, slots=True)
class BlockGrid:
    """One block: heading cells and rows, ready for a table. `empty`: no simulation bears on it."""

    head: SafeString
    rows: SafeString
    empty: bool
    legend: tuple[str, ...]


def block_grid(grid: Grid, code: str, scale: Mapping[str, ScaleLevel], address: str) -> BlockGrid:
    """The lines of one block, with the columns of the simulations that bear on it.

    address: of the observations of competency 0; each line leads to its own.
    """
    mine = [line for line in grid.lines if line[1] == code]
    used = [
        rank
        for rank, _column in enumerate(grid.columns)
        if any(line[4][rank] is not _ELSEWHERE for line in mine)
    ]
    drawn: Drawn = {}
    head, legend = [], []
    for place, rank in enumerate(used, start=1):
        column = grid.columns[rank]
        mark = f"{place}." if len(used) > 1 else ""
        names = [name for _person, name in column.evaluators]
        legend.append(f"{mark} {column.label} — {', '.join(names)}".strip())
        head.extend((f"{mark}É{seat}", name) for seat, name in enumerate(names, start=1))
        head.append((f"{mark}H", "Grille harmonisée"))
    return BlockGrid(
        head=format_html_join(
            "", '<th scope="col" class="ccas-grid__level"><abbr title="{1}">{0}</abbr></th>', head
        ),
        rows=format_html_join(
            "",
            '<tr><th scope="row" class="ccas-grid__line"><a class="ccas-grid__rank" href="{}" '
            'aria-label="Observations sur la compétence {}">{}</a>{}</th>{}</tr>',
            (
                (
                    address.replace("/0/", f"/{pk}/"),
                    rank,
                    rank,
                    text,
                    _cells(cells, used, scale, drawn),
                )
                for pk, _, rank, text, cells in mine
            ),
        ),
        empty=not used,
        legend=tuple(legend),
    )


def _cells(
    cells: tuple, used: list[int], scale: Mapping[str, ScaleLevel], drawn: Drawn
) -> SafeString:
    asked: list[tuple[str | None, str, bool]] = []
    for rank in used:
        ratings, consensus, settled, word, incident = cells[rank]
        asked.extend((code, "", False) for code in ratings)
        note = f" — tranché : {word}" if settled and word else " — tranché" if settled else ""
        note = f" — neutralisée : {incident}" if incident else note
        asked.append((consensus, note, True))
    for cell in asked:
        if cell not in drawn:
            drawn[cell] = _level(*cell, scale)
    return format_html_join("", "{}", ((drawn[cell],) for cell in asked))


def _level(
    code: str | None, note: str, strong: bool, scale: Mapping[str, ScaleLevel]
) -> SafeString:
    level = scale.get(code or "")
    if level is None:
        return _NO_LEVEL
    kind = "yes" if level.acquired else "no" if level.observed else "unseen"
    return format_html(
        '<td class="ccas-grid__level"><abbr class="ccas-level ccas-level--{}{}" title="{}{}">{}{}'
        "</abbr></td>",
        kind,
        " ccas-level--strong" if strong else "",
        level.label,
        note,
        level.code,
        "*" if note else "",
    )
