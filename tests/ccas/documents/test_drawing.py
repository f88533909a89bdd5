"""Ornaments are flat, reproducible, and the QR code can be read back."""

from __future__ import annotations

import re

import pytest
import segno

from ccas.documents.assets.drawings import FOLDER, drawings
from ccas.documents.typography import balanced, french, grouped, list_size, long_date, size_for
from ccas.documents.vector import Drawing, DrawingError, outlines, path_operators


@pytest.mark.parametrize("name", list(drawings()))
def test_the_files_are_what_the_script_draws(name):
    assert (FOLDER / name).read_text(encoding="utf-8") == drawings()[name]


@pytest.mark.parametrize("name", list(drawings()))
def test_drawings_are_flat(name):
    text = drawings()[name]
    assert not re.search(r"transform|Gradient|opacity|<g|<use|<image|href|style=", text)
    colours = re.findall(r'(?:stroke|fill)="(#\w+)" (?:stroke-width|d)', text)
    assert len(colours) <= 8


@pytest.mark.parametrize(
    "hostile",
    [
        "<g/>",
        '<image href="file:///etc/passwd"/>',
        '<path transform="scale(2)" d="M0 0"/>',
        '<path d="M0 0A1 1 0 0 0 2 2"/>',
        '<path d="M0 0L1"/>',
    ],
)
def test_anything_else_is_refused(hostile):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{hostile}</svg>'
    with pytest.raises(DrawingError):
        Drawing.from_svg(svg)


def test_path_data_becomes_operators():
    assert path_operators("M1 2H5V6L0 0C1 1 2 2 3 3Z") == (
        "1 2 m 5 2 l 5 6 l 0 0 l 1 1 2 2 3 3 c h"
    )


def filled(operators: str, size: int) -> list[list[int]]:
    """Fill outlines by the even-odd rule, looking from the middle of each module leftwards."""
    edges, start, here = [], None, None
    for x, y, operator in re.findall(r"(\d+) (\d+) ([ml])|h", operators):
        if not operator:
            edges.append((here, start))
        elif operator == "m":
            start = here = (int(x), int(y))
        else:
            edges.append((here, (int(x), int(y))))
            here = (int(x), int(y))
    vertical = [(a[0], *sorted((a[1], b[1]))) for a, b in edges if a[0] == b[0]]
    return [
        [
            sum(x <= column and low <= row < high for x, low, high in vertical) % 2
            for column in range(size)
        ]
        for row in range(size)
    ]


@pytest.mark.parametrize("address", ["https://a.fr/verifier/0", "https://b.fr/" + "Z" * 60])
def test_outlines_fill_exactly_the_dark_modules(address):
    matrix = [list(row) for row in segno.make(address, error="m", mask=2).matrix]
    assert filled(outlines(matrix), len(matrix)) == [
        [int(bool(cell)) for cell in row] for row in matrix
    ]


def test_outlines_survive_corners_that_touch():
    matrix = [[1, 0, 1], [0, 1, 0], [1, 0, 1]]
    assert filled(outlines(matrix), 3) == matrix


def test_sizes_step_down_and_titles_balance():
    assert size_for("Anne", "680,1,31") == "size-31"
    sizes = [int(size_for("M" * n, "680,1,31").split("-")[1]) for n in range(1, 61, 6)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(balanced("un titre vraiment très long que voilà", "200,2,28")) == 2
    assert balanced("court", "680,2,28") == ["court"]
    assert list_size(["x"] * 3, "425,245,9") == "size-9"
    assert list_size(["mot " * 60] * 40, "425,245,9") == ""


def test_french_typography():
    assert french("l'acte : « oui » !") == "l’acte\u00a0: «\u00a0oui\u00a0»\u00a0!"
    assert long_date("2026-03-01") == "1er\u00a0mars 2026"
    assert grouped("ABCDEFGH") == "ABCD\u2011EFGH"
