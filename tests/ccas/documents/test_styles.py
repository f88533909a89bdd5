"""A style remembered is the style that would have been computed."""

from __future__ import annotations

import pytest
import weasyprint

from ccas.documents import styles
from ccas.documents.renderer import Renderer, renderer
from tests.ccas.documents.conftest import kind_of

SHEET = ("family.css",)


def page(style: str, lang: str = "fr") -> str:
    return (
        f'<html lang="{lang}"><head><title>Essai</title></head>'
        f'<body><p style="{style}">Un relevé.</p></body></html>'
    )


def test_the_next_documents_compute_no_style(facts):
    driven = Renderer()
    for _ in "12":  # the second no longer breaks lines: what it asks of a style differs a little
        driven.make(kind_of("transcript"), facts("transcript"))
    known = set(driven.styles.known)
    values = {key: len(one.values) for key, one in driven.styles.known.items()}
    other = facts("transcript")
    other["holder"]["display_name"] = "Aïssatou N’Diaye-Le Gall"
    driven.make(kind_of("transcript"), other)
    assert set(driven.styles.known) == known
    assert len(known) > 40
    assert {key: len(one.values) for key, one in driven.styles.known.items()} == values


def test_a_wrong_memory_would_be_seen(facts, without_memory):
    """The control: a value remembered wrong changes the bytes."""
    driven = Renderer()
    expected = without_memory("certificate", facts("certificate"))
    assert driven.make(kind_of("certificate"), facts("certificate")).content == expected
    for known in driven.styles.known.values():
        if "font_size" in known.values:
            known.values["font_size"] += 1
    assert driven.make(kind_of("certificate"), facts("certificate")).content != expected


@pytest.mark.parametrize("lang", ["fr", "br"])
def test_what_an_element_says_of_itself_is_never_taken_for_another_s(lang):
    """Declarations of an attribute are read anew in each document: none is found by its place."""
    driven, plain = Renderer(), Renderer()
    del plain._fonts.styles, plain._fonts.lines
    for size in (9, 14, 9, 30, 14):
        said = page(f"font-size: {size}pt; margin: 1mm", lang)
        made = driven.write(said, SHEET, None, b"{}").content
        assert made == plain.write(said, SHEET, None, b"{}").content


def test_the_memory_is_bounded(facts, monkeypatch):
    monkeypatch.setattr(styles, "LIMIT", 20)
    driven = Renderer()
    first = driven.make(kind_of("transcript"), facts("transcript")).content
    assert 0 < len(driven.styles.known) <= 20
    assert driven.make(kind_of("transcript"), facts("transcript")).content == first


def test_other_fonts_go_straight_through():
    known = set(renderer().styles.known)
    weasyprint.HTML(string="<p>Un paragraphe qui n’est pas des nôtres.").write_pdf()
    assert set(renderer().styles.known) == known
