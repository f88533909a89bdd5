"""The register of processing says every declaration, and nothing that is not declared."""

import csv
import io

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.urls import reverse
from pypdf import PdfReader

from ccas import clock
from ccas.actors import Actor
from ccas.documents.actions import render_document
from ccas.documents.models import Document
from ccas.personal import Declaration
from ccas.privacy import printing, processing
from ccas.privacy.models import RegisterEdition
from ccas.refusals import Refusal
from certification.awards.models import Award


def lines() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(processing.as_csv().lstrip("\ufeff")), delimiter=";"))


def test_every_declaration_is_in_it():
    declared = list(processing._declared())
    assert len(declared) > 100
    told = [datum for one in processing.register() for datum in one.data]
    assert sorted(map(str, told)) == sorted(str(datum) for _term, datum in declared)
    assert len(lines()) == len(declared) + sum(not one.data for one in processing.register())


def test_each_datum_has_a_french_name():
    """A column without a name of its own would be told by its name in the program."""
    same_in_french = {"situation", "action"}
    for model in apps.get_models():
        for column in model._meta.local_concrete_fields:
            if getattr(column, "personal", None) is None or column.name in same_in_french:
                continue
            assert str(column.verbose_name) != column.name.replace("_", " "), column


def test_a_column_declared_anew_is_told_at_once(monkeypatch):
    """Negative control: it is read from the tables, not copied."""
    assert not [one for one in lines() if one["Finalité"] == "une raison inventée"]
    column = Award._meta.get_field("awarded_on")
    monkeypatch.setattr(column, "personal", Declaration("une raison inventée", "message"))
    (told,) = [one for one in lines() if one["Finalité"] == "une raison inventée"]
    assert (told["Traitement"], told["Donnée"]) == ("Messages envoyés", "délivré le")


def test_each_term_says_all_the_register_owes():
    for term, said in settings.RETENTION_TERMS.items():
        assert {"name", "years", "reason", "basis", "persons", "recipients"} <= set(said), term
        assert all(said.values()), term


def test_the_page_and_its_spreadsheet(sign_in, officer):
    browser = sign_in(officer)
    page = browser.get(reverse("privacy:register")).content.decode()
    for said in settings.RETENTION_TERMS.values():
        assert said["name"] in page
    answer = browser.get(reverse("privacy:register_csv"))
    assert answer.content.decode().startswith("\ufeffTraitement;Base légale;")
    assert "registre-des-traitements-" in answer["Content-Disposition"]


def test_a_name_that_a_spreadsheet_would_run_is_quoted(monkeypatch):
    field = models.CharField("=1+1", max_length=3)
    assert "'=1+1" in _with(monkeypatch, field)


def _with(monkeypatch, field) -> str:
    datum = processing.Datum("table", str(field.verbose_name), "pour voir")
    monkeypatch.setattr(processing, "_declared", lambda: iter([("message", datum)]))
    return processing.as_csv()


def test_it_is_frozen_in_a_paper(sign_in, make_actor, officer):
    browser = sign_in(officer)
    where = reverse("privacy:print_register")
    assert browser.get(where).status_code == 405
    assert browser.post(where).status_code == 302
    paper = Document.objects.get(kind=printing.KIND)
    assert paper.number.startswith(f"RT-{clock.today().year}-")
    assert paper.owner_id is None
    told = {one["name"]: one for one in paper.facts["processings"]}
    for term, said in settings.RETENTION_TERMS.items():
        assert told[said["name"]]["basis"] == said["basis"], term
    assert sum(len(table["columns"]) for one in told.values() for table in one["tables"]) == len(
        list(processing._declared())
    )
    assert paper.number in browser.get(reverse("privacy:register")).content.decode()
    render_document(paper.pk, by=Actor.system())
    paper.refresh_from_db()
    with storages["documents"].open(paper.file) as stored:
        pages = PdfReader(stored).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in (settings.DATA_CONTROLLER, "non renseigné", "aucun transfert", "art. 6.1.e"):
        assert words in text
    assert "page 1 sur" in text


def test_who_reads_it_only_prints_nothing(make_actor):
    with pytest.raises(Refusal, match="gestionnaire"):
        printing.print_register(by=make_actor("auditor"))
    assert printing.printed(make_actor("candidate")) == []
    assert not RegisterEdition.objects.exists()
