"""Vector drawings that WeasyPrint paints at no cost: their operators are made once.

WeasyPrint parses and walks an SVG again for each document. Ours never change (ornaments) or
are simple (QR), so a `Drawing` keeps the PDF operators and hands them over as they are.
It understands the SVG that `assets.drawings` writes and refuses anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from xml.etree import ElementTree

from ccas.documents.streams import Form

SVG = "{http://www.w3.org/2000/svg}"
TOKEN = re.compile(r"([MLHVCZ])|(-?\d*\.?\d+)")
ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Z": 0}
PIXELS_PER_MILLIMETRE = 96 / 25.4


class DrawingError(ValueError):
    """An SVG that is not of the flat kind we draw."""


class Drawing:
    """An image as WeasyPrint's layout expects one: a size, and `draw`.

    ``width`` and ``height`` are in the drawing's own units; ``millimetres`` tells the size on
    paper when the page does not impose one. ``layers`` are (operators, fill, stroke, width).
    A ``kept`` drawing is compressed once and used again in every document.
    """

    def __init__(
        self,
        width: float,
        height: float,
        layers: Iterable[tuple[str, str | None, str | None, float]],
        millimetres: tuple[float, float] | None = None,
        kept: bool = False,
    ) -> None:
        self.kept = kept
        self.width, self.height = width, height
        self.millimetres = millimetres or (width, height)
        parts: list[str] = []
        for operators, fill, stroke, line in layers:
            if fill is not None:
                parts.append(f"{_colour(fill)} rg {operators} f*")
            if stroke is not None:
                parts.append(f"{_colour(stroke)} RG {line:g} w {operators} S")
        self.operators = " ".join(parts).encode("ascii")

    @classmethod
    def from_svg(cls, text: str) -> Drawing:
        """Read a flat SVG in millimetres; raise `DrawingError` on anything else."""
        root = ElementTree.fromstring(text)  # noqa: S314 - our own bundled file
        left, top, width, height = (float(part) for part in root.attrib["viewBox"].split())
        if root.tag != f"{SVG}svg" or left or top:
            raise DrawingError("a drawing is an svg whose viewBox starts at 0 0")
        layers = []
        for child in root:
            if child.tag != f"{SVG}path" or "transform" in child.attrib:
                raise DrawingError(f"only flat paths are drawn, not {child.tag}")
            attributes = child.attrib
            fill = attributes.get("fill", "#000000")
            layers.append(
                (
                    path_operators(attributes["d"]),
                    None if fill == "none" else fill,
                    attributes.get("stroke"),
                    float(attributes.get("stroke-width", 1)),
                )
            )
        return cls(width, height, layers, kept=True)

    def get_intrinsic_size(self, _resolution: object, _font_size: object) -> tuple:
        """Return width and height in CSS pixels, and their ratio."""
        across, down = (side * PIXELS_PER_MILLIMETRE for side in self.millimetres)
        return across, down, across / down

    def draw(self, stream, width: float, height: float, _style: object) -> None:
        """Paint into a PDF stream, in a box of ``width`` by ``height`` CSS pixels."""
        with stream.stacked():
            stream.transform(a=width / self.width, d=height / self.height)
            if self.kept:
                self.form.placed(stream)
            else:
                stream.stream.append(self.operators)

    @cached_property
    def form(self) -> Form:
        """The drawing as a reusable, already compressed object."""
        return Form(self.width, self.height, self.operators)


def _colour(value: str) -> str:
    """Return ``#rrggbb`` as PDF wants it."""
    return " ".join(f"{int(value[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))


def path_operators(data: str) -> str:
    """Turn absolute SVG path data (M L H V C Z) into PDF path operators."""
    out: list[str] = []
    command, numbers = "", []
    here = [0.0, 0.0]
    if TOKEN.sub("", data).strip(" ,\n"):
        raise DrawingError("unknown path command")
    for letter, digits in [*TOKEN.findall(data), ("", "")]:
        if digits:
            numbers.append(float(digits))
        if letter:
            command = letter
        if not command or len(numbers) != ARGUMENTS[command] or (command == "Z" and not letter):
            continue
        if command in "ML":
            here = numbers
            out.append(f"{here[0]:g} {here[1]:g} {command.lower()}")
        elif command in "HV":
            here = [numbers[0], here[1]] if command == "H" else [here[0], numbers[0]]
            out.append(f"{here[0]:g} {here[1]:g} l")
        elif command == "C":
            here = numbers[4:]
            out.append(" ".join(f"{value:g}" for value in numbers) + " c")
        else:
            out.append("h")
        numbers = []
    if numbers:
        raise DrawingError("a path ends in the middle of a command")
    return " ".join(out)


def outlines(matrix: Sequence[Sequence[int]]) -> str:
    """Return the outline of the dark modules of a QR code as PDF operators.

    Outlines, not one square per module: neighbouring squares leave hairlines between them on
    screen, and scanners read them less well.
    """
    # Each border between dark and light becomes an arrow that keeps the dark on its right;
    # horizontal and vertical arrows are then joined at their ends. A white border all around
    # spares the questions at the edges; `above[column + 1]` is the module over `row[column + 1]`.
    after: dict[tuple[int, int], list[tuple[int, int]]] = {}
    white = bytes(len(matrix[0]) + 2)
    rows = [white, *(b"\0" + bytes(row) + b"\0" for row in matrix), white]
    for down, row in enumerate(rows[1:-1]):
        above, below = rows[down], rows[down + 2]
        across = row.find(1)
        while across > 0:
            left = across - 1
            if not above[across]:
                after.setdefault((left, down), []).append((across, down))
            if not row[across + 1]:
                after.setdefault((across, down), []).append((across, down + 1))
            if not below[across]:
                after.setdefault((across, down + 1), []).append((left, down + 1))
            if not row[left]:
                after.setdefault((left, down + 1), []).append((left, down))
            across = row.find(1, across + 1)
    parts: list[str] = []
    while after:
        start = point = next(iter(after))
        step = None
        while True:
            choices = after[point]
            following = choices.pop()
            if not choices:
                del after[point]
            direction = (following[0] - point[0], following[1] - point[1])
            if direction != step:
                parts.append(f"{point[0]} {point[1]} {'m' if step is None else 'l'}")
                step = direction
            point = following
            if point == start:
                break
        parts.append("h")
    return " ".join(parts)


def qr_drawing(address: str, colour: str = "#10182f") -> Drawing:
    """Return the QR code of an address, error correction M, without its quiet zone.

    The page leaves four modules of white around it.
    """
    import segno  # noqa: PLC0415 - only who draws a code pays for it

    # A fixed mask: trying all eight costs more than the rest of the code and gains nothing here.
    code = segno.make(address, error="m", micro=False, boost_error=False, mask=2)
    matrix = code.matrix
    size = len(matrix)
    return Drawing(size, size, [(outlines(matrix), colour, None, 0)], millimetres=(24, 24))
