"""Names of the French civil registry, SIRET numbers, periods."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.people.models import sort_key
from assessments.people.rules import (
    overlap,
    refuse_name,
    refuse_period,
    refuse_siret,
)
from ccas.names import tidy


@pytest.mark.parametrize(
    "name",
    [
        "Le Goff",
        "d’Aubigné",
        "D'Arthuys",
        "N’Guessan-Œillet",
        "Łucja",
        "Wiśniewska-Żółkowska",
        "Müller Weiss",
        "de La Tour du Pin",
        "Nguyễn",
        "Ÿ",
        "Saint-Exupéry",
        "Jean-Baptiste, Éric",
    ],
)
def test_names_that_people_bear(name):
    assert refuse_name("Le nom", name) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "manque"),
        ("-", "aucune lettre"),
        ("’ -", "aucune lettre"),
        ("Dupont 2", "« 2 »"),
        ("<b>", "« < » « > »"),
        ("Le\u200bGoff", "caractère invisible"),
        ("Du\x00pont", "caractère invisible"),
        ("a" * 151, "151 caractères"),
        ("=SOMME(A1)", "« = »"),
    ],
)
def test_names_that_nobody_bears(name, words):
    (sentence,) = refuse_name("Le nom", name)
    assert words in sentence
    assert sentence.startswith("Le nom")


def test_a_usual_name_may_be_missing():
    assert refuse_name("Le nom d’usage", "", required=False) == []


def test_tidy_composes_accents_and_reduces_blanks():
    assert tidy("  Le \u00a0 Goff\n") == "Le Goff"
    assert tidy("E\u0301ric") == "Éric"


@pytest.mark.parametrize("siret", ["", "11001401600015"])
def test_a_siret_has_fourteen_digits(siret):
    assert refuse_siret(siret) == []


@pytest.mark.parametrize("siret", ["1100140160001", "110014016000155", "1100140160001A", "١" * 14])
def test_a_wrong_siret(siret):
    assert refuse_siret(siret)


DAY = date(2026, 3, 1)
NEXT = date(2026, 3, 2)


def test_a_period_does_not_end_before_it_starts():
    assert refuse_period(DAY, DAY, "L’affectation") == []
    assert refuse_period(DAY, None, "L’affectation") == []
    assert refuse_period(NEXT, DAY, "L’affectation") == [
        "L’affectation ne peut pas finir le 01/03/2026, avant d’avoir commencé le 02/03/2026."
    ]


@pytest.mark.parametrize(
    ("period", "other", "shared"),
    [
        ((DAY, None), (DAY, None), True),
        ((NEXT, None), (DAY, DAY), False),
        ((DAY, DAY), (DAY, DAY), True),
        ((DAY, DAY), (NEXT, None), False),
        ((DAY, NEXT), (NEXT, None), True),
    ],
)
def test_overlap(period, other, shared):
    assert overlap(*period, [other]) == (other if shared else None)


days = st.dates(date(2020, 1, 1), date(2020, 2, 15))


@settings(deadline=None)
@given(days, st.one_of(st.none(), days), days, st.one_of(st.none(), days))
def test_overlap_says_what_a_calendar_says(start, end, other_start, other_end):
    def covered(a, b):
        last = date(2020, 3, 1) if b is None else b
        return set(range(a.toordinal(), last.toordinal() + 1))

    shared = bool(covered(start, end) & covered(other_start, other_end))
    if (end is None or end >= start) and (other_end is None or other_end >= other_start):
        assert bool(overlap(start, end, [(other_start, other_end)])) is shared


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("d’Aubigné", "Zoé"), "d aubigne zoe"),
        (("ÉMILE-Zola",), "emile zola"),
        (("Le   Goff", ""), "le goff"),
        (("Çelik",), "celik"),
        (("Œillet", "Łucja"), "oeillet lucja"),
        (("Weiß", "Bjørn"), "weiss bjorn"),
    ],
)
def test_the_sort_key(names, key):
    assert sort_key(*names) == key
