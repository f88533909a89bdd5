"""A line remembered is the line that would have been made: same bytes, in any order."""

from __future__ import annotations

import copy
import inspect
import re

import pytest

from ccas.documents import lines
from ccas.documents.renderer import Renderer, renderer
from tests.ccas.documents.conftest import SHEETS, kind_of

KINDS = [kind for kind in SHEETS if kind != "minutes"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_is_the_same_with_and_without_a_memory(kind, facts, without_memory):
    expected = without_memory(kind, facts(kind))
    assert renderer().make(kind_of(kind), facts(kind)).content == expected
    known = len(renderer().lines.broken)
    assert renderer().make(kind_of(kind), facts(kind)).content == expected
    assert len(renderer().lines.broken) == known > 20


def test_a_name_of_two_fonts_is_the_same_too(facts, without_memory):
    """A letter that the text's font lacks is taken from the other one, in the middle of a line."""
    given = facts("transcript")
    given["holder"]["display_name"] = "Ƙandé ƁÀ Ẽdson NGUYỄN D’O"
    expected = without_memory("transcript", given)
    driven = Renderer()
    made = [driven.make(kind_of("transcript"), given).content for _ in "12"]
    assert made == [expected, expected]
    assert renderer().make(kind_of("transcript"), given).content == expected


def test_what_came_before_does_not_show(facts):
    """A process that made other documents first makes the same bytes."""
    fresh, busy = Renderer(), Renderer()
    for kind in ("result_letter", "certificate", "transcript"):
        busy.make(kind_of(kind), facts(kind))
    other = facts("transcript")
    other["holder"]["display_name"] = "Gwénaëlle d’Ô-Brûlé"
    busy.make(kind_of("transcript"), other)
    assert (
        busy.make(kind_of("transcript"), facts("transcript")).content
        == fresh.make(kind_of("transcript"), facts("transcript")).content
    )


def test_a_wrong_memory_would_be_seen(facts, without_memory):
    """The control: a remembered line given for another changes the bytes."""
    driven = Renderer()
    expected = driven.make(kind_of("transcript"), facts("transcript")).content
    assert expected == without_memory("transcript", facts("transcript"))
    broken = driven.lines.broken
    keys = [key for key, known in broken.items() if known[0].text == "Acquis"]
    other = next(known for known in broken.values() if known[0].text == "Non acquis")
    assert keys
    for key in keys:
        broken[key] = other
    assert driven.make(kind_of("transcript"), facts("transcript")).content != expected


def test_every_property_that_decides_is_part_of_the_key():
    """What WeasyPrint reads of a style when it breaks a line: a new one must be listed too."""
    from weasyprint.text import fonts, line_break

    code = inspect.getsource(line_break) + inspect.getsource(fonts.get_font_description)
    read = set(re.findall(r"style\['(\w+)'\](?! =)", code))
    assert {"font_family", "hyphens"} <= read
    assert read - set(lines.PROPERTIES) == set()


def test_they_are_inherited():
    from weasyprint.css.properties import INHERITED

    # Handed down by rules of its own, which give an anonymous box its parent's.
    assert set(lines.PROPERTIES) - INHERITED == {"text_decoration_line"}


def test_the_memory_is_bounded_and_holds_no_document(facts, monkeypatch):
    driven = Renderer()
    monkeypatch.setattr(lines, "LIMIT", 60)
    before = driven.make(kind_of("transcript"), facts("transcript")).content
    assert 0 < len(driven.lines.broken) <= 60
    assert driven.make(kind_of("transcript"), facts("transcript")).content == before
    assert all(not hasattr(known[0], "style") for known in driven.lines.broken.values())


def test_other_fonts_go_straight_through(facts):
    import weasyprint

    known = copy.copy(renderer().lines.broken)
    weasyprint.HTML(string="<p>Un paragraphe qui n’est pas des nôtres.").write_pdf()
    assert renderer().lines.broken == known


def test_spread_words_are_shaped_for_themselves():
    """Our documents are not justified; a line that would be is not taken from the memory."""
    said = "La salle entend chaque candidat à son heure, puis délibère. " * 4
    page = (
        '<html lang="fr"><head><title>Essai</title></head>'
        f'<body><p style="width: 60mm; text-align: justify">{said}</p></body></html>'
    )
    driven = Renderer()
    first = driven.write(page, ("family.css",), None, b"{}").content
    again = driven.write(page, ("family.css",), None, b"{}").content
    del driven._fonts.lines
    assert first == again == driven.write(page, ("family.css",), None, b"{}").content
    plain = page.replace("justify", "left")
    assert driven.write(plain, ("family.css",), None, b"{}").content != first
