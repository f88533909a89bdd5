"""The pool as a spreadsheet: what goes out comes back unchanged, homonyms are never merged."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments.people.models import Accreditation, Person, Posting
from assessments.people.pool import enlisting, files
from assessments.people.pool.columns import COLUMNS, FORMULA, day_of, missing_columns, plain, safe
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.factories.framework import shipped_revision
from tests.factories.people import (
    AccreditationFactory,
    EntityFactory,
    PersonFactory,
    PostingFactory,
    UnitFactory,
)

HEADER = ";".join(COLUMNS)
LINE = {
    "Nom de naissance": "d’Ormesson-Brzęczyszczykiewicz",
    "Prénoms": "Maïwenn Éloïse",
    "Sexe": "femme",
    "Qualité": "operator",
    "Entité": "PN",
    "Habilité à compter du": "05/01/2026",
    "Unité": "CIC de Valmont",
    "En poste depuis": "2024-03-01",
}


def table(*lines: dict[str, str]) -> bytes:
    rows = [HEADER, *(";".join(line.get(title, "") for title in COLUMNS) for line in lines)]
    return "\n".join(rows).encode()


# --- cells and files, without a database


@given(st.text(alphabet="ab =+-@'é\t", max_size=8))
def test_a_cell_comes_back_as_it_went(text):
    assert not safe(text).startswith(FORMULA)
    assert plain(safe(plain(text))) == plain(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        ("31/01/2026", date(2026, 1, 31)),
        ("1/2/2026", date(2026, 2, 1)),
        ("2026-01-31", date(2026, 1, 31)),
        ("2026-01-31 00:00:00", date(2026, 1, 31)),
    ],
)
def test_days_as_people_write_them(text, day):
    assert day_of(text) == day


@pytest.mark.parametrize("text", ["31/02/2026", "demain", "2026-13-01", "01/01/26", "1"])
def test_a_day_that_is_none(text):
    with pytest.raises(ValueError, match=r"."):
        day_of(text)


def test_the_columns_are_asked_for_by_name():
    assert missing_columns(COLUMNS) == []
    assert missing_columns([title.upper().replace("’", "'") for title in COLUMNS]) == []
    assert missing_columns(["Prénoms", "Prénoms", "Grade"]) == [
        "La colonne « Nom de naissance » manque.",
        "La colonne « Sexe » manque.",
        "La colonne « Qualité » manque.",
        "La colonne « Habilité à compter du » manque.",
        "La colonne « Prénoms » y figure deux fois.",
        "La colonne « Grade » n’est pas connue.",
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "vide"),
        (b"x" * (files.LARGEST + 1), "1 Mo"),
        (b"PK\x03\x04 damaged", "ne se lit pas"),
        (b"\0\0\0", "vide"),
        ((HEADER + "\n;" * (files.LONGEST + 3)).encode(), "vide ou non"),
        (("\n".join([HEADER, *(["x"] * (files.LONGEST + 1))])).encode(), "partagez-le"),
    ],
)
def test_a_file_that_is_none_is_a_sentence(content, says):
    if says == "vide ou non":
        assert files.read(content) == []
        return
    with pytest.raises(Refusal, match=says):
        files.read(content)


def test_a_workbook_and_a_csv_say_the_same():
    lines = [{title: LINE.get(title, "") for title in COLUMNS}]
    assert files.read(files.as_xlsx(lines)) == files.read(files.as_csv(lines).encode())
    assert files.read("\n".join([HEADER, "é"]).encode("cp1252"))[0]["Identifiant"] == "é"


def test_a_workbook_holds_no_formula():
    content = files.as_xlsx([{"Prénoms": "=2+2", "Acte": "@SUM(A1)"}])
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    assert {cell.data_type for row in sheet for cell in row if cell.value} == {"s"}
    assert "'=2+2" in files.as_csv([{"Prénoms": "=2+2"}])


# --- lines against the directory


@pytest.fixture
def known(db):
    shipped_revision()
    entity = EntityFactory(code="PN")
    UnitFactory(name="CIC de Valmont", entity=entity)
    return entity


def counts() -> tuple[int, int, int]:
    return Person.objects.count(), Accreditation.objects.count(), Posting.objects.count()


def test_a_preview_says_what_the_import_then_does(known, officer):
    lines = files.read(table(LINE))
    (said,) = enlisting.preview(lines, by=officer)
    assert counts() == (0, 0, 0)
    assert said.done == (
        "personne ajoutée à l’annuaire",
        "habilitation ajoutée",
        "affectation ajoutée",
    )
    assert (said.rank, said.wrong, said.changes) == (2, (), True)
    assert enlisting.enlist(lines, by=officer) == [said]
    assert counts() == (1, 1, 1)
    row = Accreditation.objects.get()
    assert (row.capacity, row.entity.code, row.starts_on) == ("operator", "PN", date(2026, 1, 5))


def test_the_export_imported_again_changes_nothing(known, officer):
    person = PersonFactory(usual_name="Le Goff")
    AccreditationFactory(
        person=person,
        capacity="entity_head_representative",
        entity=known,
        act_reference="=1+1, décision n° 4",
        act_date=date(2025, 12, 1),
        ends_on=date(2027, 12, 31),
    )
    AccreditationFactory(person=person, entity=known)
    PostingFactory(person=person, unit=UnitFactory(name="CORG", entity=known))
    before, lines = counts(), JournalEntry.objects.count()
    for content in (
        files.as_csv(enlisting.exported()).encode(),
        files.as_xlsx(enlisting.exported()),
    ):
        said = enlisting.enlist(files.read(content), by=officer)
        assert [(one.done, one.wrong) for one in said] == [((), ()), ((), ())]
    assert (counts(), JournalEntry.objects.count()) == (before, lines)


def test_homonyms_are_shown_and_never_merged(known, officer):
    twin = PersonFactory(birth_name="D'ORMESSON BRZĘCZYSZCZYKIEWICZ", given_names="Maiwenn Éloise")
    (said,) = enlisting.preview(files.read(table(LINE)), by=officer)
    assert str(twin.pk) in said.wrong[0]
    assert said.wrong[0].startswith("Homonyme :")
    assert not said.changes
    other = {**LINE, "Identifiant": "nouveau"}
    enlisting.enlist(files.read(table(other)), by=officer)
    assert Person.objects.count() == 2
    assert not twin.accreditations.exists()
    same = {**LINE, "Identifiant": str(twin.pk), "Qualité": "training_service", "Entité": ""}
    enlisting.enlist(files.read(table(same)), by=officer)
    assert twin.accreditations.get().capacity == "training_service"


def test_two_lines_of_one_new_person_bear_one_mark(known, officer):
    second = {**LINE, "Qualité": "training_service", "Entité": ""}
    _first, said = enlisting.preview(files.read(table(LINE, second)), by=officer)
    assert said.wrong[0].startswith("Homonyme d’une ligne plus haut")
    marked = [{**line, "Identifiant": "Nouveau 1"} for line in (LINE, second)]
    enlisting.enlist(files.read(table(*marked)), by=officer)
    assert Person.objects.get().accreditations.count() == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"Qualité": "colonel"}, "La qualité « colonel » n’est pas connue."),
        ({"Entité": "DOUANES"}, "L’entité « DOUANES » n’est pas dans l’annuaire."),
        ({"Unité": "Ailleurs"}, "L’unité « Ailleurs » n’est pas dans l’annuaire."),
        ({"Habilité à compter du": ""}, "Dites à compter de quel jour"),
        ({"Habilité jusqu’au": "hier"}, "« hier » n’est pas une date"),
        ({"Habilité jusqu’au": "01/01/2020"}, "ne peut pas finir"),
        ({"Sexe": "x"}, "Le sexe est celui de l’état civil"),
        ({"Entité": ""}, "s’exerce pour une entité"),
        ({"Qualité": "entity_head_representative"}, "demande un acte de désignation"),
        ({"Identifiant": "00000000-0000-4000-8000-000000000000"}, "n’est pas dans l’annuaire"),
    ],
)
def test_one_wrong_line_and_nothing_is_imported(known, officer, change, says):
    lines = files.read(table({**LINE, "Prénoms": "Zoé"}, {**LINE, **change}))
    said = enlisting.preview(lines, by=officer)
    assert says in " ".join(said[1].wrong)
    assert said[0].changes
    with pytest.raises(Refusal, match="Ligne 3"):
        enlisting.enlist(lines, by=officer)
    assert counts() == (0, 0, 0)


def test_a_file_overwrites_nothing(known, officer):
    person = PersonFactory()
    AccreditationFactory(person=person, entity=known, starts_on=date(2026, 1, 5))
    line = {
        **LINE,
        "Identifiant": str(person.pk),
        "Nom de naissance": person.birth_name,
        "Prénoms": person.given_names,
        "Habilité jusqu’au": "31/12/2026",
    }
    (said,) = enlisting.preview(files.read(table(line)), by=officer)
    assert "n’écrase rien" in said.wrong[0]
    (said,) = enlisting.preview(
        files.read(table({**line, "Nom de naissance": "Autre"})), by=officer
    )
    assert "ne corrige pas une identité" in said.wrong[0]


def test_only_those_who_write_the_directory_import(known, make_actor):
    with pytest.raises(Refusal, match="annuaire"):
        enlisting.enlist(files.read(table(LINE)), by=make_actor("auditor"))


def test_the_page_shows_then_imports(known, sign_in, officer):
    desk, address = sign_in(officer), reverse("people:pool")
    answer = desk.post(address, {"file": SimpleUploadedFile("vivier.csv", table(LINE))})
    assert answer.status_code == 200
    assert "personne ajoutée à l’annuaire" in answer.content.decode()
    assert counts() == (0, 0, 0)
    answer = desk.post(address, {"rows": answer.context["rows"], "confirm": "1"})
    assert answer.status_code == 302
    assert counts() == (1, 1, 1)
    assert "Choisissez un fichier" in desk.post(address, {}).content.decode()
    bad = desk.post(address, {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04")})
    assert (bad.status_code, "ne se lit pas" in bad.content.decode()) == (422, True)


@pytest.mark.parametrize("name", ["pool_csv", "pool_xlsx"])
def test_an_export_leaves_its_line(known, sign_in, officer, name, django_assert_num_queries):
    AccreditationFactory(entity=known)
    answer = sign_in(officer).get(reverse(f"people:{name}"))
    assert answer.status_code == 200
    assert len(files.read(answer.content)) == 1
    assert JournalEntry.objects.filter(verb="access.open", details__screen="pool").count() == 1
