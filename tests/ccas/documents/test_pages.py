"""A page is well formed or it is not made; rows have the body that HTML gives them."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from ccas.documents.pages import MalformedPage, tree
from ccas.documents.renderer import RenderingError, renderer


def shown(html: str) -> str:
    return ElementTree.tostring(tree(html), encoding="unicode")


def test_elements_that_html_leaves_open_are_closed():
    html = '<html><meta name="a" content="b"><p>un<br>deux<img src="x.svg" alt="1 > 0">.</p></html>'
    with pytest.raises(MalformedPage):
        tree('<html><p title="1 > 0">un</html>')
    assert "<br />deux<img" in shown(html.replace("1 > 0", "1 &gt; 0"))


def test_rows_that_stand_alone_have_a_body_and_the_others_keep_theirs():
    page = shown(
        "<table><thead><tr><th>a</th></tr></thead><tr><td>b</td></tr><tr><td>c</td></tr></table>"
    )
    assert page == (
        "<table><thead><tr><th>a</th></tr></thead>"
        "<tbody><tr><td>b</td></tr><tr><td>c</td></tr></tbody></table>"
    )
    whole = "<table><tbody><tr><td>b</td></tr></tbody></table>"
    assert shown(whole) == whole


def test_a_drawing_in_the_text_is_a_drawing():
    page = tree('<p><svg width="9"><title>Sept sur huit</title><rect width="7"/></svg></p>')
    names = [part.tag.rpartition("}") for part in page.iter() if part.tag != "p"]
    assert {space for space, _, _ in names} == {"{http://www.w3.org/2000/svg"}
    assert [name for _, _, name in names] == ["svg", "title", "rect"]


@pytest.mark.parametrize(
    "html",
    [
        "<html><body><p>un</body></html>",
        "<html><body>&nbsp;</body></html>",
        '<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]><html><body>&e;</body></html>',
    ],
)
def test_a_malformed_page_is_refused_with_a_sentence(html):
    with pytest.raises(RenderingError, match="Le gabarit du document est mal formé"):
        renderer().write(html, ("family.css",), None, b"{}")
