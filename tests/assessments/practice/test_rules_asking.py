"""Whom one may ask, when a reminder is due, what an officer is told to look at."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.practice.rules import hints_for_answer, reminder_due, sentences_for_request

ASKED = date(2026, 10, 20)
DAYS = (3, 10)

REQUESTS = [
    # name, service, address, what is refused
    ("Cdt Solène d’Herbécourt", "CODIS de Hautval", "s.d@sdis.fr", ()),
    ("  ", "CODIS de Hautval", "s.d@sdis.fr", ("nom du responsable",)),
    ("Cdt Solène d’Herbécourt", "", "s.d@sdis.fr", ("nom du responsable",)),
    ("Cdt Solène d’Herbécourt", "CODIS", " Moi@Exemple.FR ", ("on ne s’atteste pas soi-même",)),
    ("", "CODIS", "moi@exemple.fr", ("nom du responsable", "on ne s’atteste pas soi-même")),
]


@pytest.mark.parametrize(("name", "service", "email", "said"), REQUESTS)
def test_a_request_names_somebody_else(name, service, email, said) -> None:
    found = sentences_for_request(name, service, email, own_addresses={"moi@exemple.fr"})
    assert len(found) == len(said)
    assert all(words in sentence for words, sentence in zip(said, found, strict=True))


REMINDERS = [(0, None), (2, None), (3, 3), (4, 3), (9, 3), (10, 10), (14, 10), (400, 10)]


@pytest.mark.parametrize(("elapsed", "due"), REMINDERS)
def test_the_latest_reminder_that_is_due(elapsed, due) -> None:
    assert reminder_due(ASKED, ASKED + timedelta(days=elapsed), DAYS) == due


def test_without_days_nothing_is_ever_due() -> None:
    assert reminder_due(ASKED, ASKED + timedelta(days=400), ()) is None


@given(st.integers(-50, 500), st.lists(st.integers(1, 60), max_size=5))
def test_what_is_due_has_come_and_never_goes_back(elapsed, days) -> None:
    due = reminder_due(ASKED, ASKED + timedelta(days=elapsed), days)
    assert due is None or (due in days and due <= elapsed)
    later = reminder_due(ASKED, ASKED + timedelta(days=elapsed + 1), days)
    assert due is None or (later is not None and later >= due)


def hints(**changes) -> list[str]:
    said = {
        "email": "solene.dherbecourt@sdis38.gouv.fr",
        "asked_name": "Solène d’Herbécourt",
        "signed_name": "Solène d’Herbécourt",
        "candidate_name": "Ysaline du Plessis-Barbé",
    }
    return hints_for_answer(**(said | changes))


HINTS = [
    ({}, ()),
    ({"email": "s.d@pompiersparis.fr"}, ()),
    ({"email": "S.D@GMAIL.com"}, ("messagerie ouverte à tous (gmail.com)",)),
    ({"email": "s.d@gouv.fr.exemple.net"}, ("gouv.fr.exemple.net n’est pas un domaine connu",)),
    ({"email": "s.d@fauxgouv.fr"}, ("n’est pas un domaine connu",)),
    ({"signed_name": "Yann Kervella"}, ("nommait Solène d’Herbécourt",)),
    ({"signed_name": "d’Herbécourt SOLÈNE"}, ()),
    (
        {"signed_name": "Capitaine Ysaline du Plessis-Barbé"},
        ("nommait Solène", "du nom du candidat"),
    ),
]


@pytest.mark.parametrize(("changes", "said"), HINTS)
def test_an_officer_is_told_where_to_look(changes, said) -> None:
    found = hints(**changes)
    assert len(found) == len(said), found
    assert all(words in sentence for words, sentence in zip(said, found, strict=True))
