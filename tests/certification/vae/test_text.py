"""Marked lines: what is bold, what is a list, how many words; never markup of the writer’s own."""

import re
from html import unescape

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.vae.rules import text


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("", ""),
        ("  \n \n", ""),
        ("Un mot.", "<p>Un mot.</p>"),
        ("Une ligne\nune autre", "<p>Une ligne<br>une autre</p>"),
        ("Un\n\nDeux", "<p>Un</p><p>Deux</p>"),
        ("- un\n- deux", "<ul><li>un</li><li>deux</li></ul>"),
        (
            "Avant :\n- un\n• deux\nAprès",
            "<p>Avant :</p><ul><li>un</li><li>deux</li></ul><p>Après</p>",
        ),
        ("**gras** et _penché_", "<p><strong>gras</strong> et <em>penché</em></p>"),
        ("mot_avec_traits et 3 ** 4", "<p>mot_avec_traits et 3 ** 4</p>"),
        ("** pas ** et _ pas _", "<p>** pas ** et _ pas _</p>"),
        ("-pas un point", "<p>-pas un point</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        ("**<b>**", "<p><strong>&lt;b&gt;</strong></p>"),
        ("un\r\ndeux\rtrois", "<p>un<br>deux<br>trois</p>"),
    ],
)
def test_marks(typed, html):
    assert text.to_html(typed) == html


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("", 0),
        ("un", 1),
        ("  un   deux\ntrois ", 3),
        ("l’appel d’urgence", 2),
        ("« Allô ? »", 1),
        ("- un\n- deux", 2),
        ("17 h 42 : feu", 4),
        ("— … !", 0),
    ],
)
def test_words(typed, number):
    assert text.words(typed) == number


TAGS = re.compile(r"</?(?:p|ul|li|strong|em)>|<br>")


@given(st.text(max_size=300))
def test_whatever_is_typed_no_tag_but_ours_comes_out(typed):
    html = text.to_html(typed)
    bare = TAGS.sub("", html)
    assert "<" not in bare and ">" not in bare
    cleaned = nh3.clean(html, tags={"p", "br", "ul", "li", "strong", "em"}, attributes={})
    assert TAGS.sub("", cleaned).count("<") == 0


@given(st.text(alphabet="ab é<&>", max_size=80))
def test_no_sign_is_lost(typed):
    kept = unescape(TAGS.sub("", text.to_html(typed)))
    assert kept.replace(" ", "") == typed.replace(" ", "")
