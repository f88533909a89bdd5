"""One text, two forms that say the same: every word and every address is in the HTML."""

import html
import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from ccas.outbox.dressing import blocks, dressed
from ccas.outbox.links import MARK

TEXT = f"""Bonjour Maëlys,

Nous vous convoquons.

Lieu : CODIS de Hautval
Votre siège : présidence

À prévoir :
- une pièce d’identité
- vingt minutes d’avance

Pour répondre, ouvrez ce lien :
{MARK}

Il sert une fois."""


def words(rendered: str) -> str:
    """The text of a body, without its tags."""
    body = rendered.partition("<body")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", "<x" + body)).split())


def test_each_block_is_drawn_for_what_it_is() -> None:
    kinds = [block.kind for block in blocks(TEXT)]
    assert kinds == [
        "paragraph", "paragraph", "facts", "paragraph", "list", "paragraph", "link", "paragraph",
    ]  # fmt: skip
    rendered = dressed("Votre convocation", TEXT)
    assert f'<a href="{MARK}"' in rendered
    assert "<h1" in rendered and "Votre convocation" in rendered


def test_what_somebody_typed_is_text() -> None:
    typed = "Bonjour <script>alert(1)</script>,\n\nMotif : a & b\nNom : <b>x</b>"
    rendered = dressed("<i>Objet</i>", typed)
    assert "<script" not in rendered and "<b>" not in rendered and "<i>" not in rendered
    assert "alert(1)" in words(rendered)


def test_an_address_is_a_link_once_alone_on_its_line() -> None:
    rendered = dressed(
        "Objet", "Ici :\nhttps://ccas.example/x?a=1&b=2\n\nVoir https://ccas.example"
    )
    assert rendered.count("<a href=") == 1
    assert 'href="https://ccas.example/x?a=1&amp;b=2"' in rendered


def test_no_other_scheme_makes_a_link() -> None:
    assert "<a " not in dressed("Objet", "javascript:alert(1)\n\ndata:text/html,x")


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1, max_size=9))
def test_no_word_is_lost(found) -> None:
    text = "\n\n".join(found)
    rendered = words(dressed("Objet", text))
    for word in text.split():
        assert word in rendered


TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates" / "mail").glob("*.txt"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_message_greets_and_signs(path) -> None:
    """Plain French, a greeting, who writes; a link stands alone on its line."""
    source = path.read_text()
    plain = re.sub(r"{%.*?%}", "", source)
    assert re.match(r"\s*(Bonjour|{{ name }})", plain), path.name
    for address in ("{{ link }}", "{{ address }}"):
        for line in source.splitlines():
            assert address not in line or line.strip() == address, path.name
    assert len(TEMPLATES) > 15
