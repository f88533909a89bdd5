"""What keeps a title from leaving, each case with its sentence; what is well leaves."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from certification.passport.rules.fixes import OTHERWISE, fix_for
from certification.passport.rules.flow import (
    Flow,
    Holder,
    Passage,
    Sender,
    due_on,
    flow_problems,
    given_names,
    holder_problems,
    passage_problems,
    sender_problems,
)

TODAY = date(2026, 11, 29)
HOLDER = Holder(
    birth_name="d’Haute-Épine",
    usual_name="",
    given_names=("Maëlys", "Rose"),
    birth_year=1994,
    birth_month=2,
    birth_day=28,
    sex="F",
    birth_place_code="2B033",
    birth_place="Bastia",
)
PASSAGE = Passage("p-1", "RNCP35553", "VAE", date(2026, 1, 5), date(2026, 10, 6), HOLDER)
SENDER = Sender("ABCD1234", "EFGH5678", "C-1")


def flow(*passages, sender=SENDER, flow_id="f-1"):
    return Flow(flow_id, datetime(2026, 11, 29, tzinfo=UTC), sender, passages or (PASSAGE,))


def test_what_is_whole_may_leave():
    assert holder_problems(HOLDER) == []
    assert passage_problems(PASSAGE, today=TODAY) == []
    assert flow_problems(flow(), today=TODAY) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"birth_name": ""}, "Le nom de naissance manque."),
        ({"birth_name": " Ferré"}, "Le nom de naissance commence ou finit par une espace."),
        (
            {"birth_name": "é" * 61},
            "Le nom de naissance a 61 caractères ; le passeport en prend 60.",
        ),
        ({"birth_name": "Le\u200bGall"}, "Le nom de naissance contient un caractère invisible."),
        ({"usual_name": "Ferré "}, "Le nom d’usage commence ou finit par une espace."),
        ({"given_names": ()}, "Le prénom manque."),
        ({"given_names": ("A" * 61,)}, f"Le prénom « {'A' * 20} » a 61 caractères"),
        ({"sex": ""}, "Le sexe de l’état civil manque."),
        ({"birth_year": 1899}, "L’année de naissance n’est pas entre 1900 et 2099."),
        ({"birth_year": 2100}, "L’année de naissance n’est pas entre 1900 et 2099."),
        ({"birth_month": None}, "Le jour de naissance est donné sans le mois."),
        ({"birth_place_code": "20033"}, None),
        ({"birth_place_code": "2C033"}, "« 2C033 » n’est pas un code INSEE de commune"),
        ({"birth_place_code": "2B03"}, "« 2B03 » n’est pas un code INSEE de commune"),
        ({"birth_place": "x" * 61}, "Le lieu de naissance a 61 caractères"),
    ],
)
def test_an_identity_that_would_be_refused_says_why(changed, says):
    problems = holder_problems(replace(HOLDER, **changed))
    if says is None:
        assert problems == []
    else:
        assert len(problems) == 1
        assert problems[0].startswith(says)
        assert problems[0].endswith(".")


@pytest.mark.parametrize(
    "changed",
    [
        {"birth_name": "é" * 60},
        {"birth_month": None, "birth_day": None},
        {"birth_day": None},
        {"birth_place_code": ""},
        {"birth_place": ""},
        {"birth_place_code": "99109", "birth_place": "Köln"},
        {"birth_place_code": "97411"},
        {"sex": "M"},
        {"birth_year": 1900},
    ],
)
def test_what_is_unknown_or_far_away_is_no_fault(changed):
    assert holder_problems(replace(HOLDER, **changed)) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"code": "RS5551"}, "« RS5551 » n’est pas un code RNCP"),
        ({"code": "35553"}, "« 35553 » n’est pas un code RNCP"),
        ({"route": "XX"}, "La voie d’accès « XX » n’a pas de nom dans le passeport."),
        ({"technical_id": ""}, "L’identifiant du passage manque."),
        ({"awarded_on": date(2026, 11, 30)}, "Le titre est daté du 30 novembre 2026"),
        ({"began_on": date(2026, 10, 7)}, "Le titre est délivré avant le début du parcours."),
    ],
)
def test_what_the_schema_lets_pass_is_seen_here(changed, says):
    problems = passage_problems(replace(PASSAGE, **changed), today=TODAY)
    assert len(problems) == 1
    assert problems[0].startswith(says)


def test_a_title_of_today_and_one_begun_that_day_may_leave():
    same = replace(PASSAGE, began_on=TODAY, awarded_on=TODAY)
    assert passage_problems(same, today=TODAY) == []
    assert passage_problems(replace(PASSAGE, began_on=None), today=TODAY) == []


@pytest.mark.parametrize(
    ("sender", "word"),
    [
        (Sender("", "EFGH5678", "C"), "PASSPORT_CLIENT"),
        (Sender("abcd1234", "EFGH5678", "C"), "PASSPORT_CLIENT"),
        (Sender("ABCD1234", "EFGH567", "C"), "PASSPORT_CERTIFIER"),
        (Sender("ABCD1234", "EFGH5678", ""), "PASSPORT_CONTRACT"),
        (Sender("ABCD1234", "EFGH5678", "C" * 21), "PASSPORT_CONTRACT"),
        (Sender("ABCD1234", "EFGH5678", " C"), "PASSPORT_CONTRACT"),
    ],
)
def test_identifiers_that_the_caisse_did_not_give(sender, word):
    problems = sender_problems(sender)
    assert len(problems) == 1
    assert word in problems[0]
    assert flow_problems(flow(sender=sender), today=TODAY) == problems


def test_an_identifier_given_twice_and_an_empty_return():
    assert flow_problems(flow(PASSAGE, PASSAGE), today=TODAY) == [
        "L’identifiant p-1 est donné deux fois."
    ]
    empty = Flow("f", datetime(2026, 11, 29, tzinfo=UTC), SENDER, ())
    assert flow_problems(empty, today=TODAY) == ["Le retour ne contient aucun titre."]
    assert flow_problems(flow(flow_id="f" * 51), today=TODAY) == [
        "L’identifiant du retour a 51 caractères ; le passeport en prend 50."
    ]


def test_the_fault_of_a_line_names_the_line():
    wrong = replace(PASSAGE, technical_id="p-2", holder=replace(HOLDER, sex=""))
    assert flow_problems(flow(PASSAGE, wrong), today=TODAY) == [
        "p-2 : Le sexe de l’état civil manque."
    ]


def test_titles_stand_under_their_certification():
    other = replace(PASSAGE, technical_id="p-2", code="RNCP1")
    grouped = flow(PASSAGE, other).by_code()
    assert list(grouped) == ["RNCP1", "RNCP35553"]
    assert grouped["RNCP1"] == [other]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Maëlys", ("Maëlys",)),
        ("Jean-Noël, Anne Rose", ("Jean-Noël", "Anne", "Rose")),
        ("A B C D", ("A", "B", "C")),
        ("", ()),
    ],
)
def test_given_names_are_parted_as_the_registry_does(text, names):
    assert given_names(text) == names


def test_three_months_by_the_calendar():
    assert due_on(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert due_on(date(2026, 10, 6), 3) == date(2027, 1, 6)


@pytest.mark.parametrize(
    ("message", "fix"),
    [
        ("Aucun titulaire ne correspond aux critères obligatoires", "Comparez nom de naissance"),
        ("Plusieurs titulaires ont été identifiés", "Complétez l’identité"),
        ("PASSAGE DÉJÀ TRAITÉ", "Ce titre est déjà dans le passeport"),
        ("Le contrat n'est plus actif", "Les identifiants du certificateur sont refusés"),
        ("Code RNCP inconnu", "La certification n’est pas reconnue"),
        ("Sexe invalide", "Corrigez cette donnée"),
        ("???", OTHERWISE),
    ],
)
def test_each_reason_has_its_remedy(message, fix):
    assert fix_for(message).startswith(fix)
