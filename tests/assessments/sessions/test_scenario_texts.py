"""The light marks of papers, the comparison of versions, the typography that a keyboard lacks."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.sessions.rules import (
    Script,
    ScriptDocument,
    ScriptInject,
    blocks_of,
    compare,
    read_script,
    script_as_toml,
    typeset,
    word_diff,
)

MARKS = [
    ("", []),
    ("Un\ndeux.", [("paragraph", "Un deux.", ())]),
    ("Un.\n\nDeux.", [("paragraph", "Un.", ()), ("paragraph", "Deux.", ())]),
    ("## Titre\nTexte.", [("heading", "Titre", ()), ("paragraph", "Texte.", ())]),
    ("- un\n- deux", [("list", "", (("un",), ("deux",)))]),
    ("| a | b |\n| c |", [("table", "", (("a", "b"), ("c", "")))]),
    ("    x--y\n      |", [("drawing", "x--y\n  |", ())]),
    ("\tx", [("drawing", "x", ())]),
    ("<b>gras</b> **", [("paragraph", "<b>gras</b> **", ())]),
]


@pytest.mark.parametrize(("text", "blocks"), MARKS)
def test_marks(text, blocks) -> None:
    assert [(each.kind, each.text, each.rows) for each in blocks_of(text)] == blocks


@settings(deadline=None)
@given(st.text(alphabet="ab |-#\n", max_size=60))
def test_no_letter_is_lost_whatever_is_typed(text) -> None:
    said = "".join(
        block.text + "".join("".join(row) for row in block.rows) for block in blocks_of(text)
    )
    assert [c for c in said if c in "ab"] == [c for c in text if c in "ab"]


@pytest.mark.parametrize(("typed", "printed"), [
    ("Où ? Là ; ici : bien !", "Où\u00a0? Là\u00a0; ici\u00a0: bien\u00a0!"),
    ("« L'eau »", "«\u00a0L’eau\u00a0»"),
    ("au n° 12, à 5 km, 20 %", "au n°\u00a012, à 5\u00a0km, 20\u00a0%"),
    ("Attendez...", "Attendez…"),
    ("Where are you?", "Where are you?"),
])  # fmt: skip
def test_typesetting_once_is_enough(typed, printed) -> None:
    assert typeset(typed) == printed
    assert typeset(printed) == printed


OLD = Script(
    code="feu", title="Feu de cave", brief="Il est midi.", duration_minutes=20,
    observable=(("XBC01", 1), ("XBC01", 2)),
    injects=(
        ScriptInject(0, "112", "Une femme crie au feu.", "Localiser.", (("XBC01", 1),)),
        ScriptInject(5, "radio", "Renfort demandé par le fourgon.", "Engager.", (("XBC01", 2),)),
    ),
    documents=(ScriptDocument("plan", "La rue", "    x--y"),),
)  # fmt: skip


def test_the_same_version_has_no_difference() -> None:
    assert compare(OLD, OLD) == ()


def test_every_difference_is_named() -> None:
    new = replace(
        OLD,
        title="Feu de sous-sol",
        observable=(("XBC01", 1), ("XBC02", 4)),
        injects=(
            OLD.injects[0],
            replace(OLD.injects[1], minute=7),
            ScriptInject(9, "sms", "« Nous sommes dans la cave »", "Répondre.", (("XBC02", 4),)),
        ),
        documents=(),
    )
    assert [(each.kind, each.what) for each in compare(OLD, new)] == [
        ("changed", "Titre"),
        ("changed", "Événement de la minute 7"),
        ("added", "Événement de la minute 9"),
        ("removed", "Document « La rue »"),
        ("removed", "N’est plus observable"),
        ("added", "Devient observable"),
    ]


sentences = st.lists(st.sampled_from(["feu", "eau", "rue", "nuit"]), max_size=8).map(" ".join)


@settings(deadline=None)
@given(sentences, sentences)
def test_a_difference_holds_both_texts(old, new) -> None:
    found = word_diff(old, new)
    before = "".join(words for kind, words in found if kind != "added")
    after = "".join(words for kind, words in found if kind != "removed")
    assert (before.split(), after.split()) == (old.split(), new.split())


texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=30)


@settings(deadline=None)
@given(texts, texts)
def test_a_file_says_again_what_was_written(title, text) -> None:
    """Quotes, backslashes and rare letters included: written, read, written again, the same."""
    script = replace(OLD, title=title, injects=(replace(OLD.injects[0], text=text),))
    once = read_script(script_as_toml(script))
    assert read_script(script_as_toml(once)) == once
