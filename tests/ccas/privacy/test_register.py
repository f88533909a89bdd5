"""The register of processing says every declaration, and nothing that is not declared."""

import csv
import io

from django.conf import settings
from django.db import models
from django.urls import reverse

from ccas.personal import Declaration
from ccas.privacy import processing
from certification.awards.models import Award


def lines() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(processing.as_csv().lstrip("\ufeff")), delimiter=";"))


def test_every_declaration_is_in_it():
    declared = list(processing._declared())
    assert len(declared) > 100
    told = [datum for one in processing.register() for datum in one.data]
    assert sorted(map(str, told)) == sorted(str(datum) for _term, datum in declared)
    assert len(lines()) == len(declared) + sum(not one.data for one in processing.register())


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
