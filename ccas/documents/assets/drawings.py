"""Draw the ornaments of the document family: frame, rosette, band, rule.

Run ``python ccas/documents/assets/drawings.py`` after a change; the SVG files in
``templates/pdf`` are its output, kept in the repository so that a reader can open them.

Coordinates are millimetres in page space. Everything is flat on purpose: transforms are
already applied, each colour is one path, there is no gradient and no opacity. Readers of old
PDFs draw such files alike, and drawing them costs nothing per document.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "templates" / "pdf"

INK = "#1d2b53"
GOLD = "#a98b4a"
PALE_GOLD = "#cfb87f"
PALE_INK = "#94a3c8"
WASH = "#f4efe2"

Point = tuple[float, float]
# A quarter of a sine drawn as one cubic per half wave: the handles that fit it best.
SINE_HANDLE = 0.3642


def number(value: float) -> str:
    """Return the shortest text for a coordinate, to a hundredth of a millimetre."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def pair(point: Point) -> str:
    """Return one point as SVG writes it."""
    return f"{number(point[0])} {number(point[1])}"


def split(curve: list[Point], t: float) -> tuple[list[Point], list[Point]]:
    """Cut a cubic in two at parameter ``t`` (de Casteljau)."""
    mix = lambda p, q: (p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t)  # noqa: E731
    a, b, c = (mix(curve[i], curve[i + 1]) for i in range(3))
    d, e = mix(a, b), mix(b, c)
    middle = mix(d, e)
    return [curve[0], a, d, middle], [middle, e, c, curve[3]]


def wave(
    place: Callable[[float, float], Point], length: float, halves: int, height: float, shift: float
) -> str:
    """Draw a sine of ``halves`` half periods over ``length``; ``place`` maps (along, across).

    ``shift`` is in half periods, so that several calls interlace; what passes the ends is cut.
    """
    half = length / halves
    handle = half * SINE_HANDLE
    parts: list[str] = []
    for index in range(-2, halves + 1):
        begin = (index + shift % 2) * half
        end = begin + half
        if end <= 1e-6 or begin >= length - 1e-6:
            continue
        crest = height if index % 2 else -height
        curve = [(begin, -crest), (begin + handle, -crest), (end - handle, crest), (end, crest)]
        if begin < 0:
            curve = split(curve, -begin / half)[1]
        if end > length:
            curve = split(curve, (length - begin) / half)[0]
        points = [place(*point) for point in curve]
        if not parts:
            parts.append("M" + pair(points[0]))
        parts.append("C" + " ".join(pair(point) for point in points[1:]))
    return "".join(parts)


def closed_curve(points: list[Point]) -> str:
    """Draw a smooth closed curve through the points (Catmull-Rom, as cubics)."""
    count = len(points)
    parts = ["M" + pair(points[0])]
    for index in range(count):
        before, here = points[index - 1], points[index]
        after, beyond = points[(index + 1) % count], points[(index + 2) % count]
        first = (here[0] + (after[0] - before[0]) / 6, here[1] + (after[1] - before[1]) / 6)
        second = (after[0] - (beyond[0] - here[0]) / 6, after[1] - (beyond[1] - here[1]) / 6)
        parts.append("C" + " ".join(pair(point) for point in (first, second, after)))
    return "".join(parts) + "Z"


def rosette(
    centre: Point, radius: float, depth: float, petals: int, strands: int, steps: int = 6
) -> Iterable[str]:
    """Yield interlaced closed curves, each with ``petals`` lobes of ``depth``."""
    for strand in range(strands):
        turn = 2 * math.pi * strand / (petals * strands)
        points = []
        for step in range(petals * steps):
            angle = 2 * math.pi * step / (petals * steps)
            reach = radius - depth + depth * math.cos(petals * (angle + turn))
            points.append(
                (centre[0] + reach * math.sin(angle), centre[1] - reach * math.cos(angle))
            )
        yield closed_curve(points)


def rectangle(x: float, y: float, width: float, height: float) -> str:
    """Draw a rectangle."""
    return f"M{pair((x, y))}H{number(x + width)}V{number(y + height)}H{number(x)}Z"


def lozenge(x: float, y: float, size: float) -> str:
    """Draw a small diamond centred on the point."""
    return (
        f"M{pair((x, y - size))}L{pair((x + size, y))}L{pair((x, y + size))}L{pair((x - size, y))}Z"
    )


def stroke(parts: Iterable[str], colour: str, width: float) -> str:
    """Return one path that is drawn as a line."""
    return (
        f'<path fill="none" stroke="{colour}" stroke-width="{number(width)}" d="{"".join(parts)}"/>'
    )


def fill(parts: Iterable[str], colour: str) -> str:
    """Return one path that is filled."""
    return f'<path fill="{colour}" d="{"".join(parts)}"/>'


def picture(width: float, height: float, paths: Iterable[str]) -> str:
    """Return a whole SVG file."""
    body = "\n".join(paths)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width)}mm" '
        f'height="{number(height)}mm" viewBox="0 0 {number(width)} {number(height)}">\n'
        f"{body}\n</svg>\n"
    )


def sides(width: float, height: float, inset: float, corner: float) -> list[tuple]:
    """Return for each side of the frame: its placing function and its length."""
    left, top = inset + corner, inset + corner
    across, down = width - 2 * left, height - 2 * top
    middle = inset + corner / 2
    return [
        (lambda a, b: (left + a, middle + b), across),
        (lambda a, b: (left + a, height - middle + b), across),
        (lambda a, b: (middle + b, top + a), down),
        (lambda a, b: (width - middle + b, top + a), down),
    ]


def frame(width: float, height: float) -> str:
    """Draw the certificate: guilloche border, corner rosettes, pale rosette behind the text."""
    inset, corner = 9.0, 9.0
    gold: list[str] = []
    ink: list[str] = []
    for place, length in sides(width, height, inset, corner):
        for strand in range(4):
            gold.append(wave(place, length, 2 * round(length / 13), 3.5, strand / 2))
        for strand in range(3):
            ink.append(wave(place, length, 2 * round(length / 6.5), 1.7, strand * 2 / 3))
    corners = [
        (x, y)
        for x in (inset + corner / 2, width - inset - corner / 2)
        for y in (inset + corner / 2, height - inset - corner / 2)
    ]
    corner_gold = [c for at in corners for c in rosette(at, 3.7, 1.2, 8, 2)]
    corner_ink = [c for at in corners for c in rosette(at, 2.2, 0.8, 8, 2)]
    squares = [rectangle(x - corner / 2, y - corner / 2, corner, corner) for x, y in corners]
    centre = (width / 2, height / 2 - 2)
    back = [
        *rosette(centre, 74, 13, 18, 4, 4),
        *rosette(centre, 50, 11, 18, 4, 4),
        *rosette(centre, 28, 9, 18, 3, 4),
    ]
    bands = [
        rectangle(inset, inset, width - 2 * inset, height - 2 * inset),
        rectangle(
            inset + corner,
            inset + corner,
            width - 2 * (inset + corner),
            height - 2 * (inset + corner),
        ),
    ]
    inner = inset + corner + 1.4
    outer = inset - 1.4
    return picture(
        width,
        height,
        [
            stroke(back, WASH, 0.3),
            stroke(gold, PALE_GOLD, 0.2),
            stroke(ink, PALE_INK, 0.16),
            stroke(corner_gold, GOLD, 0.2),
            stroke(corner_ink, INK, 0.16),
            stroke([*bands, *squares], INK, 0.5),
            stroke(
                [
                    rectangle(inner, inner, width - 2 * inner, height - 2 * inner),
                    rectangle(outer, outer, width - 2 * outer, height - 2 * outer),
                ],
                GOLD,
                0.25,
            ),
        ],
    )


def band(width: float, height: float) -> str:
    """Draw the strip at the head of the portrait documents."""
    middle = height / 2
    place = lambda a, b: (a, middle + b)  # noqa: E731
    gold = [wave(place, width, 2 * round(width / 13), height / 2 - 0.9, s / 2) for s in range(4)]
    ink = [wave(place, width, 2 * round(width / 6.5), height / 4, s * 2 / 3) for s in range(3)]
    return picture(
        width,
        height,
        [
            stroke(gold, PALE_GOLD, 0.2),
            stroke(ink, PALE_INK, 0.16),
            fill([rectangle(0, 0, width, 0.5), rectangle(0, height - 0.5, width, 0.5)], INK),
        ],
    )


def rule(width: float) -> str:
    """Draw the small separator: two lines and three diamonds."""
    middle, gap = 1.5, 5.0
    lines = [
        rectangle(0, middle - 0.1, width / 2 - gap, 0.2),
        rectangle(width / 2 + gap, middle - 0.1, width / 2 - gap, 0.2),
    ]
    stones = [
        lozenge(width / 2, middle, 1.2),
        lozenge(width / 2 - 3, middle, 0.6),
        lozenge(width / 2 + 3, middle, 0.6),
    ]
    return picture(width, 3, [fill([*lines, *stones], GOLD)])


def portrait_frame(width: float, height: float) -> str:
    """Draw the block certificate: double rule, corner rosettes, pale rosette."""
    inset = 10.0
    corners = [(x, y) for x in (inset, width - inset) for y in (inset, height - inset)]
    plain = [
        rectangle(inset, inset, width - 2 * inset, height - 2 * inset),
    ]
    centre = (width / 2, height * 0.42)
    return picture(
        width,
        height,
        [
            stroke(
                [*rosette(centre, 62, 11, 18, 4, 4), *rosette(centre, 42, 10, 18, 4, 4)], WASH, 0.3
            ),
            stroke(plain, INK, 0.5),
            stroke(
                [
                    rectangle(
                        inset + 1.5, inset + 1.5, width - 2 * inset - 3, height - 2 * inset - 3
                    )
                ],
                GOLD,
                0.25,
            ),
            fill([rectangle(x - 4.6, y - 4.6, 9.2, 9.2) for x, y in corners], "#ffffff"),
            stroke([c for at in corners for c in rosette(at, 4.0, 1.3, 8, 2)], GOLD, 0.2),
            stroke([c for at in corners for c in rosette(at, 2.4, 0.9, 8, 2)], INK, 0.16),
        ],
    )


def drawings() -> dict[str, str]:
    """Return every file name with its SVG text."""
    return {
        "certificate.svg": frame(297, 210),
        "block_certificate.svg": portrait_frame(210, 297),
        "band.svg": band(210, 7),
        "rule.svg": rule(70),
    }


def main() -> None:
    """Write the files."""
    for name, text in drawings().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
