"""The splitter of published lists: tables of the traps seen, then properties."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.framework.rules.lists import lines_outside_blocks, paragraphs, split_items

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("published", "items"),
    [
        ("", ()),
        ("    ", ()),
        ("Coder", ("Coder",)),
        ("Écouter.    Questionner.    Agir.", ("Écouter.", "Questionner.", "Agir.")),
        ("Écouter  Questionner", ("Écouter", "Questionner")),
        ("Écouter.      Questionner.", ("Écouter.", "Questionner.")),
        ("-Écouter    - Questionner", ("Écouter", "Questionner")),
        ("Écouter.    -Participer.", ("Écouter.", "Participer.")),
        ("* Coder          * Installer", ("Coder", "Installer")),
        ("*   Coder   *    Installer", ("Coder", "Installer")),
        ("● Coder    ● Installer ", ("Coder", "Installer")),
        ("o Coder    o Installer", ("Coder", "Installer")),
        ("C.1. Organiser      C.10. Développer", ("Organiser", "Développer")),
        ("C1 Organiser    C2 - Développer", ("Organiser", "Développer")),
        ("1° De professeurs    2° De membres", ("De professeurs", "De membres")),
        ("a) Coder    b) Installer", ("Coder", "Installer")),
        ("Être capable de :    - coder    - installer", ("coder", "installer")),
        ("Être capable de :", ("Être capable de :",)),
        ("Écouter\nQuestionner\r\n\tAgir", ("Écouter", "Questionner", "Agir")),
        (f"Demandés.{NBSP}    {NBSP}Assurer", ("Demandés.", "Assurer")),
        # What must not be cut, nor shortened.
        ("Utiliser le logiciel : saisir", ("Utiliser le logiciel : saisir",)),
        ("Être capable  : coder    Agir", ("Être capable : coder", "Agir")),
        ("Piloter  les unités    Agir    Finir", ("Piloter les unités", "Agir", "Finir")),
        ("organiser    piloter    suivre", ("organiser", "piloter", "suivre")),
        ("organiser ;  piloter ;    suivre", ("organiser ;", "piloter ;", "suivre")),
        ("112 appels    3D et relief", ("112 appels", "3D et relief")),
        ("orienter l’appelant    omettre", ("orienter l’appelant", "omettre")),
        ("2 membres    2019. Une année", ("2 membres", "2019. Une année")),
        ("Conduire (permis C1)    C++ avancé", ("Conduire (permis C1)", "C++ avancé")),
    ],
)
def test_a_published_list_is_split_as_a_reader_would(published, items):
    assert split_items(published) == items


words = st.text(alphabet="abcdefghijklmnéèàôç’-,", min_size=1, max_size=12).filter(
    lambda word: word[0].isalpha() and word not in ("o",)
)
items = st.builds(
    lambda first, rest, end: " ".join([first.capitalize(), *rest]) + end,
    words.filter(lambda word: not word[:2].lower().startswith("c’")),
    st.lists(words, max_size=8),
    st.sampled_from(["", ".", " ;"]),
)
marks = st.sampled_from(["", "-", "- ", "* ", "● ", "o ", "C.{n}. ", "{n}. "])


@settings(deadline=None)
@given(st.lists(items, min_size=1, max_size=20), st.data())
def test_items_come_back_whole_whatever_the_gaps_and_marks(expected, data):
    mark = data.draw(marks)
    gaps = data.draw(
        st.lists(st.integers(2, 6), min_size=len(expected) - 1, max_size=len(expected) - 1)
    )
    marked = [mark.format(n=rank) + item for rank, item in enumerate(expected, start=1)]
    text = marked[0] + "".join(" " * gap + item for gap, item in zip(gaps, marked[1:], strict=True))
    assert split_items(text) == tuple(expected)


@settings(deadline=None)
@given(st.text(alphabet=" abé.:;-*o●C1\u00a0\n)", max_size=200))
def test_no_text_breaks_the_splitter_which_invents_nothing(text):
    found = split_items(text)
    assert all(item == item.strip() and item for item in found)
    remaining = iter("".join(text.split()))
    assert all(letter in remaining for letter in "".join("".join(found).split()))


def test_a_long_run_of_lone_marks_does_not_exhaust_the_stack():
    assert split_items("*   a   " * 5000) == ("a",) * 5000


def test_paragraphs_keep_marks_and_ignore_a_double_blank():
    assert paragraphs("Pour agir :    -de  valoriser.    -de favoriser.") == (
        "Pour agir :",
        "-de  valoriser.",
        "-de favoriser.",
    )


def test_a_capacity_worded_a_little_differently_is_not_outside_the_blocks():
    blocks = ("Participer au débriefing en communiquant les éléments avec précisions.",)
    capacities = "-Participer au débriefing en communiquant les éléments avec précision."
    assert lines_outside_blocks(capacities, blocks) == ()


def test_a_capacity_of_its_own_is_outside_the_blocks():
    blocks = ("Écouter la requête de l’appelant.",)
    assert lines_outside_blocks("Piloter les unités.    Écouter la requête.", blocks) == (
        "Piloter les unités.",
    )
