"""Enrolment, birth, birthplace, ledger: tables first, then properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.candidates.rules import (
    EnrolmentFacts,
    birth_text,
    ledger_code,
    refuse_birth_date,
    refuse_birth_place,
    refuse_end,
    refuse_enrolment,
    refuse_equivalence,
    refuse_place_name,
)
from assessments.framework.rules.qualification import RouteRules

END = date(2026, 4, 19)
TODAY = date(2026, 11, 22)
ROUTES = {
    "FC": RouteRules("FC", "Formation continue", "required", "optional", 9, False),
    "VAE": RouteRules("VAE", "Expérience", "optional", "required", 9, True),
}
ADMITTED = {"admissibility_date": date(2026, 3, 2), "admissibility_reference": "Décision 12"}


def refused(**changes):
    values = {
        "qualification": "RNCP99001",
        "registration_end": END,
        "open_routes": ROUTES,
        "route": "FC",
        "began_on": date(2025, 9, 1),
        "today": TODAY,
    }
    return refuse_enrolment(EnrolmentFacts(**{**values, **changes}))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"began_on": END},
        {"registration_end": None, "began_on": date(2030, 1, 1)},
        {"route": "VAE", "began_on": date(2026, 3, 2), **ADMITTED},
    ],
)
def test_what_may_begin(changes):
    assert refused(**changes) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"began_on": END + timedelta(days=1)}, ["RNCP99001 a pris fin le 19/04/2026 : "]),
        ({"route": "CA"}, ["« Contrat d’apprentissage » n’est pas ouverte"]),
        ({"route": "ZZ"}, ["« ZZ » n’est pas ouverte"]),
        ({"began_on": None}, ["La date de début de la formation manque."]),
        ({**ADMITTED}, ["ne demande pas de recevabilité"]),
        ({"route": "VAE", "began_on": None}, ["La date de l’acte", "La référence de l’acte"]),
        (
            {"route": "VAE", **ADMITTED, "began_on": date(2026, 3, 3)},
            ["commence à la date de sa recevabilité"],
        ),
        (
            {
                "route": "VAE",
                "registration_end": None,
                "began_on": date(2026, 11, 23),
                "admissibility_date": date(2026, 11, 23),
                "admissibility_reference": "Décision 13",
            },
            ["dans l’avenir"],
        ),
        (
            {
                "route": "VAE",
                "began_on": date(2026, 5, 4),
                "admissibility_date": date(2026, 5, 4),
                "admissibility_reference": "Décision 14",
            },
            ["a pris fin le 19/04/2026"],
        ),
    ],
)
def test_what_may_not_begin_and_why(changes, words):
    found = refused(**changes)
    assert len(found) == len(words)
    for sentence, expected in zip(found, words, strict=True):
        assert expected in sentence
        assert sentence.endswith(".")


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2032, 1, 1)))
def test_only_the_day_it_began_counts_not_the_day_it_is_recorded(day):
    assert bool(refused(began_on=day)) is (day > END)
    assert refused(began_on=day) == refused(began_on=day, today=date(2040, 1, 1))


@pytest.mark.parametrize(
    ("year", "month", "day", "shown"),
    [
        (1994, 2, 28, "28/02/1994"),
        (1990, None, None, "1990 (date présumée)"),
        (1990, 2, None, "février 1990 (date présumée)"),
        (1996, 2, 29, "29/02/1996"),
    ],
)
def test_a_birth_date_as_it_is_read(year, month, day, shown):
    assert refuse_birth_date(year, month, day, TODAY) == []
    assert birth_text(year, month, day) == shown


@pytest.mark.parametrize(
    ("year", "month", "day", "words"),
    [
        (None, 1, 1, "L’année de naissance manque."),
        (1995, 2, 29, "n’existe pas au calendrier"),
        (1995, 13, 1, "n’existe pas au calendrier"),
        (1995, 4, 31, "n’existe pas au calendrier"),
        (99999, None, None, "n’existe pas au calendrier"),
        (1995, None, 12, "sans mois"),
        (2026, 11, 23, "entre 15 et 110 ans"),
        (2011, 11, 23, "entre 15 et 110 ans"),
        (1901, 1, 1, "entre 15 et 110 ans"),
    ],
)
def test_birth_dates_refused(year, month, day, words):
    (sentence,) = refuse_birth_date(year, month, day, TODAY)
    assert words in sentence


def test_fifteen_years_old_today_is_old_enough():
    assert refuse_birth_date(2011, 11, 22, TODAY) == []
    assert refuse_birth_date(2011, None, None, TODAY) == []


@pytest.mark.parametrize(
    "code",
    ["29019", "01001", "2A004", "2B033", "75056", "95680", "97411", "97611", "98818", "99122"],
)
def test_birthplaces(code):
    assert refuse_birth_place(code) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "manque"),
        ("20004", "2A ou 2B"),
        ("00123", "INSEE"),
        ("96001", "INSEE"),
        ("97901", "INSEE"),
        ("29000", "INSEE"),
        ("99000", "INSEE"),
        ("2C001", "INSEE"),
        ("2a004", "INSEE"),
        ("2901", "INSEE"),
        ("290191", "INSEE"),
        ("29019\n", "INSEE"),
        ("٢٩٠١٩", "INSEE"),
    ],
)
def test_birthplaces_refused(code, words):
    (sentence,) = refuse_birth_place(code)
    assert words in sentence


@settings(deadline=None)
@given(st.integers(1, 95).filter(lambda n: n != 20), st.integers(1, 999))
def test_every_commune_of_the_mainland_is_accepted(department, commune):
    assert refuse_birth_place(f"{department:02d}{commune:03d}") == []


@pytest.mark.parametrize(("name", "fine"), [("Lyon 3e", True), ("", False), ("é" * 121, False)])
def test_the_name_of_a_birthplace(name, fine):
    assert (refuse_place_name(name) == []) is fine


def test_a_birthplace_is_printable():
    assert "invisible" in refuse_place_name("Bre\x00st")[0]


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({}, 0),
        ({"acquired_on": TODAY}, 0),
        ({"acquired_on": TODAY + timedelta(days=1)}, 1),
        ({"reference": ""}, 1),
        ({"offered": []}, 1),
        ({"offered": ["AUTRE"], "reference": ""}, 2),
    ],
)
def test_equivalences(changes, count):
    values = {
        "acquired_on": date(2026, 1, 1),
        "reference": "Acte 7",
        "today": TODAY,
        "block": "B1",
        "offered": ["B1"],
    }
    assert len(refuse_equivalence(**{**values, **changes})) == count


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({}, 0),
        ({"ended_on": date(2026, 1, 1)}, 0),
        ({"ended_on": date(2025, 12, 31)}, 1),
        ({"ended_on": TODAY + timedelta(days=1)}, 1),
        ({"reference": ""}, 1),
    ],
)
def test_ends(changes, count):
    values = {
        "acquired_on": date(2026, 1, 1),
        "ended_on": date(2026, 6, 1),
        "reference": "Jugement 2026-3",
        "today": TODAY,
    }
    assert len(refuse_end(**{**values, **changes})) == count


def test_blocks_numbered_01_do_not_meet_in_the_ledger():
    assert ledger_code("RNCP1", "RNCP1BC01") == "RNCP1BC01"
    assert ledger_code("RNCP1", "01") != ledger_code("RNCP2", "01")
