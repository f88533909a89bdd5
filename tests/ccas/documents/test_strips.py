"""The strip of squares of a block: one for each competency, in the tone of its result."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
import pytest

from ccas.documents import strips
from ccas.documents.renderer import render
from ccas.documents.typography import strip
from tests.ccas.documents.conftest import kind_of

SCALE = [
    {"code": "A", "label": "Acquis"},
    {"code": "E", "label": "En cours d’acquisition"},
    {"code": "N", "label": "Non acquis"},
    {"code": "O", "label": "Non observé"},
]


def test_its_name_says_its_squares_and_the_page_asks_for_it():
    competencies = [
        {"number": number, "result": result}
        for number, result in enumerate(["A", "E", "N", "O", None], start=1)
    ]
    name = strip(competencies, SCALE)
    assert name == "strip-1g-2m-3b-4n-5n.svg"
    assert strips.wanted(f'<img src="{name}"> <img src="qr.svg">') == {name}


def test_a_result_out_of_the_scale_is_refused():
    with pytest.raises(KeyError):
        strip([{"number": 1, "result": "Z"}], SCALE)


def test_a_square_for_each_and_its_colour():
    drawn = strips.as_svg("strip-1g-2g-3b.svg")
    green, red, white = re.findall(r'd="([^"]*)" fill="(#\w+)"', drawn)
    assert (green[0].count("Z"), green[1]) == (2, "#1c5a3c")
    assert (red[0].count("Z"), red[1]) == (1, "#8c2f39")
    assert white[1] == "#ffffff"
    assert strips.drawing("strip-1g-2g-3b.svg").width == pytest.approx(3 * 5.1 - 0.5)


def test_a_long_block_takes_several_lines():
    name = strips.name_of((number, "good") for number in range(1, 46))
    drawing = strips.drawing(name)
    assert drawing.width == pytest.approx(30 * 5.1 - 0.5)
    assert drawing.height == pytest.approx(2 * 5.1 - 0.5)


def test_it_is_drawn_once_for_all_who_share_it():
    assert strips.drawing("strip-1g-2b.svg") is strips.drawing("strip-1g-2b.svg")


def test_a_reader_s_program_hears_what_it_is_and_the_sentence_beside(facts):
    made = render(kind_of("transcript"), facts("transcript"))
    with pikepdf.open(BytesIO(made)) as pdf:
        said = [
            str(one.Alt)
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
        ]
    assert said.count("Un carré par compétence, de la couleur de son résultat") == 3
