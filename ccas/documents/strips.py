"""The strip of a block on a transcript: a square for each competency, its number inside.

Drawn, not laid out: forty-two boxes with a text each were a seventh of the cost of a transcript,
and a screen reader read them as one long number. A strip is drawn once for each row of results
and kept: most candidates of a session share theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from ccas.documents import glyphs
from ccas.documents.vector import Drawing

#: Millimetres: the side of a square, the gap after it, and how many stand on a line.
SIDE, GAP, ACROSS = 4.6, 0.5, 30
#: Height of an em of the numbers, in millimetres.
EM = 6.5 * 25.4 / 72
FACE = "SourceSans3-SemiBold.ttf"
#: A letter of the name for each tone of a result (typography.tone), and its colour.
LETTERS = {"good": "g", "mild": "m", "bad": "b", "": "n"}
COLOURS = {"g": "#1c5a3c", "m": "#80580f", "b": "#8c2f39", "n": "#767c8a"}
NAME = re.compile(r"\bstrip((?:-\d+[gmbn])+)\.svg\b")


def name_of(marks: Iterable[tuple[int, str]]) -> str:
    """The file name of a strip: numbers of competencies, each with the tone of its result."""
    return f"strip{''.join(f'-{number}{LETTERS[tone]}' for number, tone in marks)}.svg"


def wanted(html: str) -> set[str]:
    """The names of the strips that a page asks for."""
    return {found.group() for found in NAME.finditer(html)}


@lru_cache(maxsize=512)
def drawing(name: str) -> Drawing:
    """The strip of this name, its operators made once for all the documents that show it."""
    return Drawing.from_svg(as_svg(name))


def as_svg(name: str) -> str:
    """The strip of this name as a flat SVG in millimetres."""
    marks = [(int(one[:-1]), one[-1]) for one in name.removesuffix(".svg").split("-")[1:]]
    step = SIDE + GAP
    squares: dict[str, list[str]] = {}
    numbers = []
    for rank, (number, letter) in enumerate(marks):
        left, top = rank % ACROSS * step, rank // ACROSS * step
        squares.setdefault(letter, []).append(
            f"M{left:g} {top:g}H{left + SIDE:g}V{top + SIDE:g}H{left:g}Z"
        )
        numbers.append(_written(str(number), left + SIDE / 2, top + SIDE / 2))
    width = min(len(marks), ACROSS) * step - GAP
    height = ((len(marks) - 1) // ACROSS + 1) * step - GAP
    paths = [f'<path d="{"".join(d)}" fill="{COLOURS[key]}"/>' for key, d in squares.items()]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">'
        f'{"".join(paths)}<path d="{"".join(numbers)}" fill="#ffffff"/></svg>'
    )


def _written(text: str, across: float, down: float) -> str:
    """The outline of a number whose middle is there, as SVG path data."""
    from fontTools.pens.transformPen import TransformPen  # noqa: PLC0415 - only who renders pays

    figures, units, height = _figures()
    scale = EM / units
    pen = _pen()
    left = across - sum(figures[one][1] for one in text) * scale / 2
    for one in text:
        outline, advance = figures[one]
        outline.replay(TransformPen(pen, (scale, 0, 0, -scale, left, down + height * scale / 2)))
        left += advance * scale
    return pen.getCommands()


def _pen() -> Any:
    """A pen that writes SVG path data of straight lines and cubic curves only."""
    from fontTools.pens.basePen import BasePen  # noqa: PLC0415
    from fontTools.pens.svgPathPen import SVGPathPen  # noqa: PLC0415

    class Pen(SVGPathPen):
        _qCurveToOne = BasePen._qCurveToOne

    return Pen(None, ntos=lambda value: f"{value:.3f}")


@cache
def _figures() -> tuple[dict[str, tuple[Any, float]], int, float]:
    """The outline and the advance of each figure, the units of an em, the height of a figure."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen  # noqa: PLC0415
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    with TTFont(glyphs.FONTS / FACE) as font:
        drawn, names = font.getGlyphSet(), font.getBestCmap()
        figures = {}
        for one in "0123456789":
            pen = DecomposingRecordingPen(drawn)
            drawn[names[ord(one)]].draw(pen)
            figures[one] = (pen, drawn[names[ord(one)]].width)
        return figures, font["head"].unitsPerEm, font["OS/2"].sCapHeight
