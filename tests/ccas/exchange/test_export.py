"""A list that leaves: what it holds, who takes it, what stays written."""

import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from ccas.actors import Actor
from ccas.exchange import forgetting, lists
from ccas.exchange.actions import columns_for, export_list
from ccas.exchange.lists import Column, Listing, narrowed
from ccas.exchange.models import ColumnChoice, ListExport
from ccas.exchange.writing import write_csv, write_xlsx
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.ccas.exchange.taking import read_csv, read_xlsx, taken
from tests.factories.candidates import CandidateFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def address(slug: str, query: str = "") -> str:
    return reverse("exchange:export", kwargs={"slug": slug}) + (f"?{query}" if query else "")


def body(*columns: str, form: str = "csv") -> dict[str, object]:
    return {"columns": list(columns), "form": form}


def ticked(page) -> list[str]:
    """The columns that the page shows ticked."""
    boxes = re.findall(r'<input type="checkbox"[^>]*>', page.content.decode())
    return [re.search(r'value="([^"]+)"', box)[1] for box in boxes if " checked" in box]


def content_of(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_the_office_reads_semicolons_accents_and_no_formula(officer):
    PersonFactory(birth_name="L’Hermitte-Ÿdier", usual_name="", given_names="Maëlle")
    PersonFactory(birth_name="Aaron", given_names="Zoé", email="=cmd|'/C calc'!A0@ccas.example")
    content = taken("personnes", by=officer, columns={"nom", "adresse"})
    assert content.startswith("\ufeffNom;Adresse électronique\r\n".encode())
    lines = read_csv(content)
    assert [line["Nom"] for line in lines] == ["Aaron Zoé", "L’Hermitte-Ÿdier Maëlle"]
    assert lines[0]["Adresse électronique"].startswith("'=cmd")


def test_a_workbook_holds_days_numbers_and_no_formula():
    out = io.BytesIO()
    lines = [["=2+2", date(2026, 3, 1), 7, None, ("@a", "b"), "x" * 40_000]]
    titles = ["Texte", "Jour", "Nombre", "Rien", "Plusieurs", "Long"]
    assert write_xlsx(out, "Liste : [essai]/?", titles, lines) == 1
    sheet = openpyxl.load_workbook(io.BytesIO(out.getvalue())).worksheets[0]
    cells = next(iter(sheet.iter_rows(min_row=2)))
    assert [cell.data_type for cell in cells] == ["s", "d", "n", "n", "s", "s"]
    assert (cells[0].value, cells[1].value.date(), cells[2].value) == ("'=2+2", date(2026, 3, 1), 7)
    assert (cells[4].value, len(cells[5].value)) == ("'@a, b", 32_767)
    assert sheet.title == "Liste  essai"


def test_a_csv_holds_whatever_text():
    out = io.BytesIO()
    write_csv(out, "x", ["Texte"], [['a;"b"\nc'], ["\t=1"], ["\0é"]])
    assert [line["Texte"] for line in read_csv(out.getvalue())] == ['a;"b"\nc', "'\t=1", "é"]


def test_an_export_leaves_who_what_how_many_and_when(sign_in, officer):
    PersonFactory(birth_name="Kerbrat")
    PersonFactory(birth_name="Autre")
    answer = sign_in(officer).post(
        address("personnes", "q=Kerbrat&page=3"), body("nom", form="xlsx")
    )
    assert answer.status_code == 200
    assert "personnes-" in answer["Content-Disposition"]
    assert answer["Content-Disposition"].endswith('.xlsx"')
    assert answer["Cache-Control"] == "private, no-store"
    content = content_of(answer)
    assert len(read_xlsx(content)) == 1
    made = ListExport.objects.get()
    assert (made.user_id, made.listing, made.query) == (officer.user_id, "personnes", "q=Kerbrat")
    assert (made.words, made.columns, made.lines) == ("Nom : Kerbrat", ["nom"], 1)
    assert made.size == len(content)
    line = JournalEntry.objects.get(verb="list.export")
    assert line.actor_id == officer.user_id
    assert line.role == "officer"
    assert line.details["lines"] == 1
    assert line.details["sha256"] == made.sha256
    assert line.details["filter"].startswith("hmac:")
    assert "Kerbrat" not in str(line.details)


def test_a_list_leaves_as_the_screen_shows_it(sign_in, officer):
    """The same filters, the same rows."""
    for name in ("Kerloc’h", "Kerbrat", "Zola"):
        CandidateFactory(person=PersonFactory(birth_name=name, usual_name=""))
    client = sign_in(officer)
    shown = client.get(reverse("candidates:list"), {"q": "ker"}).content.decode()
    assert address("candidats", "q=ker") in shown
    lines = read_csv(taken("candidats", by=officer, typed={"q": "ker"}))
    assert [line["Nom de naissance"] for line in lines] == ["Kerbrat", "Kerloc’h"]
    assert "Zola" not in shown


def test_columns_are_kept_for_the_next_time(sign_in, officer, make_actor):
    client = sign_in(officer)
    page = client.get(address("personnes"))
    assert ticked(page) == ["nom", "affectations", "habilitations"]
    content_of(client.post(address("personnes"), body("nom", "adresse")))
    page = client.get(address("personnes"))
    assert ticked(page) == ["nom", "adresse"]
    assert ColumnChoice.objects.count() == 1
    assert columns_for(lists.get("personnes"), by=make_actor("officer")) != {"nom", "adresse"}
    for asked, number in (("toutes", 5), ("offertes", 3), ("rien", 2)):
        assert len(ticked(client.get(address("personnes", f"colonnes={asked}")))) == number
    assert len(ticked(client.get(address("vivier", "colonnes=import")))) == 14


def test_a_kept_column_that_is_no_more_is_forgotten(officer):
    ColumnChoice.objects.create(user_id=officer.user_id, listing="unites", columns=["disparue"])
    assert columns_for(lists.get("unites"), by=officer) == {
        "nom", "commune", "entite", "employeur",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (body(), "Choisissez au moins une colonne."),
        (body("inconnue"), "Cette colonne n’existe pas."),
        ({"columns": ["nom"]}, "Choisissez un classeur"),
        (body("nom", form="exe"), "exe"),
        (body("nom\0"), "Cette colonne n’existe pas."),
    ],
)
def test_a_wrong_choice_is_a_sentence(sign_in, officer, said, sentence):
    answer = sign_in(officer).post(address("personnes"), said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ListExport.objects.exists()


@pytest.mark.parametrize("query", ["entity=Nulle-part", "q=%00", "q=" + "x" * 151])
def test_a_filter_that_means_nothing_does_not_give_the_whole_list(sign_in, officer, query):
    client = sign_in(officer)
    for answer in (
        client.get(address("personnes", query)),
        client.post(address("personnes", query), body("nom")),
    ):
        assert answer.status_code == 422
        assert "ne désigne rien de connu" in answer.content.decode()
    assert not ListExport.objects.exists()


def test_only_who_reads_a_list_takes_it(sign_in, make_actor):
    client = sign_in(make_actor("evaluator"))
    assert client.get(address("sessions")).status_code == 404
    client = sign_in(make_actor("administrator"))
    assert client.get(address("candidats")).status_code == 404
    assert client.get(address("inconnue")).status_code == 404
    found = narrowed(lists.get("candidats"), {}, by=make_actor("officer"))
    with pytest.raises(Refusal, match="sous ce rôle"):
        export_list(found, columns={"nom"}, form="csv", by=make_actor("administrator"))


def test_a_broken_list_leaves_nothing(officer):
    """No line without its file, no file without its line."""

    def rows(actor, chosen):
        return [1, 2, 3]

    def cell(row):
        if row == 3:
            raise ZeroDivisionError
        return row

    broken = Listing("x", "X", frozenset({"officer"}), (Column("a", "A", cell),), rows)
    found = narrowed(broken, {}, by=officer)
    with pytest.raises(ZeroDivisionError):
        export_list(found, columns={"a"}, form="csv", by=officer)
    assert not ListExport.objects.exists()
    assert not JournalEntry.objects.filter(verb="list.export").exists()


def test_two_columns_never_bear_one_title():
    twice = (Column("a", "A", str), Column("b", "A", str))
    with pytest.raises(ValueError, match="bear one title"):
        lists.register(Listing("x", "X", frozenset(), twice, lambda actor, chosen: []))


def test_what_left_is_read_by_oneself_and_by_the_auditor(sign_in, officer, make_actor):
    other = make_actor("officer")
    PersonFactory(birth_name="Le Guern")
    taken("personnes", by=officer, typed={"q": "guern"})
    taken("unites", by=other)
    mine = sign_in(officer).get(reverse("exchange:index"))
    assert [title for _, title in mine.context["exports"]] == ["Personnes"]
    auditor = make_actor("auditor")
    every = sign_in(auditor).get(reverse("exchange:index"))
    assert len(every.context["exports"]) == 2
    assert "Nom : guern" in every.content.decode().replace("\u00a0", " ")
    assert len(read_csv(taken("exports", by=auditor))) == 2
    assert len(read_csv(taken("exports", by=officer))) == 1


def test_what_left_is_never_rewritten(officer):
    taken("unites", by=officer)
    made = ListExport.objects.get()
    with pytest.raises(Exception, match="update"), transaction.atomic():
        ListExport.objects.filter(pk=made.pk).update(lines=7)
    with pytest.raises(Exception, match="update"), transaction.atomic():
        ListExport.objects.filter(pk=made.pk).update(words="autre chose")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE ccas_columnchoice SET columns = '[]' WHERE listing = 'unites'")


def test_the_filters_of_an_export_go_at_their_term(officer):
    PersonFactory(birth_name="Kerbrat")
    taken("personnes", by=officer, typed={"q": "Kerbrat"})
    made = ListExport.objects.get()
    assert not forgetting.due(made.occurred_at).exists()
    assert forgetting.due(made.occurred_at + timedelta(seconds=1)).get() == made
    for _ in range(2):
        forgetting.forget(made, Actor.system())
    made.refresh_from_db()
    assert (made.query, made.words, made.lines) == ("", "", 1)
    assert JournalEntry.objects.filter(verb="export.forget").count() == 1
