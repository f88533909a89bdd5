"""The pool as a spreadsheet: what goes out comes back unchanged, homonyms are never merged."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.people.importing import IMPORT
from assessments.people.models import Accreditation, Person, Posting
from ccas.exchange.importing import carry_out, preview
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.ccas.exchange.taking import taken
from tests.factories.framework import shipped_revision
from tests.factories.people import (
    AccreditationFactory,
    EntityFactory,
    PersonFactory,
    PostingFactory,
    UnitFactory,
)

HEADER = ";".join(IMPORT.titles)
ADDRESS = "exchange:import"
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
    rows = [HEADER, *(";".join(line.get(title, "") for title in IMPORT.titles) for line in lines)]
    return "\n".join(rows).encode()


@pytest.fixture
def known(db):
    shipped_revision()
    entity = EntityFactory(code="PN")
    UnitFactory(name="CIC de Valmont", entity=entity)
    return entity


def counts() -> tuple[int, int, int]:
    return Person.objects.count(), Accreditation.objects.count(), Posting.objects.count()


def test_a_preview_says_what_the_import_then_does(known, officer):
    lines = IMPORT.read(table(LINE))
    (said,) = preview(IMPORT, lines, by=officer)
    assert counts() == (0, 0, 0)
    assert said.done == (
        "personne ajoutée à l’annuaire",
        "habilitation ajoutée",
        "affectation ajoutée",
    )
    assert (said.rank, said.wrong, said.changes) == (2, (), True)
    assert carry_out(IMPORT, lines, by=officer) == [said]
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
    before = counts()
    for form in ("csv", "xlsx"):
        content = taken("vivier", by=officer, form=form)
        lines = JournalEntry.objects.count()
        said = carry_out(IMPORT, IMPORT.read(content), by=officer)
        assert [(one.done, one.wrong) for one in said] == [((), ()), ((), ())]
        assert (counts(), JournalEntry.objects.count()) == (before, lines)


def test_homonyms_are_shown_and_never_merged(known, officer):
    twin = PersonFactory(birth_name="D'ORMESSON BRZĘCZYSZCZYKIEWICZ", given_names="Maiwenn Éloise")
    (said,) = preview(IMPORT, IMPORT.read(table(LINE)), by=officer)
    assert str(twin.pk) in said.wrong[0]
    assert said.wrong[0].startswith("Homonyme :")
    assert not said.changes
    other = {**LINE, "Identifiant": "nouveau"}
    carry_out(IMPORT, IMPORT.read(table(other)), by=officer)
    assert Person.objects.count() == 2
    assert not twin.accreditations.exists()
    same = {**LINE, "Identifiant": str(twin.pk), "Qualité": "training_service", "Entité": ""}
    carry_out(IMPORT, IMPORT.read(table(same)), by=officer)
    assert twin.accreditations.get().capacity == "training_service"


def test_two_lines_of_one_new_person_bear_one_mark(known, officer):
    second = {**LINE, "Qualité": "training_service", "Entité": ""}
    _first, said = preview(IMPORT, IMPORT.read(table(LINE, second)), by=officer)
    assert said.wrong[0].startswith("Homonyme d’une ligne plus haut")
    marked = [{**line, "Identifiant": "Nouveau 1"} for line in (LINE, second)]
    carry_out(IMPORT, IMPORT.read(table(*marked)), by=officer)
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
    lines = IMPORT.read(table({**LINE, "Prénoms": "Zoé"}, {**LINE, **change}))
    said = preview(IMPORT, lines, by=officer)
    assert says in " ".join(said[1].wrong)
    assert said[0].changes
    with pytest.raises(Refusal, match="Ligne 3"):
        carry_out(IMPORT, lines, by=officer)
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
    (said,) = preview(IMPORT, IMPORT.read(table(line)), by=officer)
    assert "n’écrase rien" in said.wrong[0]
    (said,) = preview(IMPORT, IMPORT.read(table({**line, "Nom de naissance": "Autre"})), by=officer)
    assert "ne corrige pas une identité" in said.wrong[0]


def test_only_those_who_write_the_directory_import(known, make_actor):
    with pytest.raises(Refusal, match="annuaire"):
        carry_out(IMPORT, IMPORT.read(table(LINE)), by=make_actor("auditor"))


def test_the_page_shows_then_imports(known, sign_in, officer):
    desk, address = sign_in(officer), reverse(ADDRESS, args=["vivier"])
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
