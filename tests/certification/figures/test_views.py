"""The page, the workbook, the paper and the zip say the same, and hide the same."""

import csv
import hashlib
import io
import zipfile

import openpyxl
import pytest
from django.urls import reverse

from assessments.people.models import Person
from ccas import clock
from ccas.documents.models import Document
from ccas.refusals import Refusal
from certification.figures import actions
from certification.figures.models import FiguresEdition
from certification.surveys.models import PromotionSnapshot
from tests.certification.figures.test_reading import LATER, promotion, qualification

__all__ = ["promotion", "qualification"]
pytestmark = pytest.mark.django_db
CODE = "RNCP35553"


@pytest.fixture(autouse=True)
def _later():
    with clock.moved_to(LATER):
        yield


@pytest.fixture
def client(keeper, sign_in):
    return sign_in(keeper)


def get(client, name, **query):
    return client.get(reverse(f"figures:{name}"), query)


def test_the_page_shows_each_number_beside_its_drawing(promotion, client):
    page = get(client, "show", certification=CODE, annee="2026").content.decode()
    for said in ("356", "71", "80", "arrêtée", "publiée", "entre 56 et 88", "n. c."):
        assert said in page
    assert page.count("<circle") >= 4
    assert " style=" not in page
    assert "33,3" not in page.replace("&nbsp;", ""), "a place on an axis is written with a point"


@pytest.mark.parametrize(
    "query",
    [
        {"certification": "RNCP1"}, {"annee": "1999"}, {"annee": "x" * 500},
        {"certification": "\x00"}, {"annee": "\x00"},
    ],
)  # fmt: skip
def test_what_is_not_known_is_refused_in_a_sentence(promotion, client, query):
    page = get(client, "show", **query)
    assert page.status_code == 422
    assert "<h1>Chiffres</h1>" in page.content.decode()
    for name in ("workbook", "renewal", "renewal_file"):
        assert get(client, name, **query).status_code == 404
    assert client.post(reverse("figures:print"), query).status_code == 404


def test_the_workbook_has_numbers_as_numbers_and_hides_the_same(promotion, client):
    book = openpyxl.load_workbook(io.BytesIO(get(client, "workbook").content))
    assert book.sheetnames[:2] == ["Lisez-moi", "Le tableau de la fiche"]
    rows = [[cell.value for cell in row] for row in book["Le tableau de la fiche"].iter_rows()]
    assert rows[1] == ["2026", "arrêtée", 80, 20, 0.94, 0.81, 0.81]
    assert ["2018", "publiée", 308, 27, 1, 1, 1] in rows
    everything = [
        cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    ]
    assert "n. c." in everything
    assert 4 not in everything and 3 not in everything
    assert not any(str(each).startswith("=") for each in everything)


def test_the_paper_freezes_what_is_shown(promotion, client, keeper):
    where = reverse("figures:print")
    assert client.get(where).status_code == 405
    answer = client.post(where, {"certification": CODE, "annee": "2026"})
    assert answer.status_code == 302
    paper = Document.objects.get(kind="figures")
    assert paper.number.startswith("CH-RNCP35553-2029")
    assert paper.owner_id is None
    (notice, *_rest) = paper.facts["tables"]
    assert [row["label"] for row in notice["rows"]] == ["2026", "2019", "2018"]
    assert paper.number in get(client, "show").content.decode()
    actions.print_figures(promotion, by=keeper)
    assert FiguresEdition.objects.count() == Document.objects.filter(kind="figures").count() == 2


def test_only_an_officer_prints(promotion, make_actor):
    with pytest.raises(Refusal, match="gestionnaire"):
        actions.print_figures(promotion, by=make_actor("auditor"))


def unzipped(client) -> dict[str, bytes]:
    content = get(client, "renewal_file").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def test_the_file_of_renewal_holds_its_pieces_and_names_its_gaps(promotion, client):
    files = unzipped(client)
    page = get(client, "renewal").content.decode()
    summary = files["LISEZ-MOI.txt"].decode()
    assert "R6113-9" in summary
    named = {
        line.split(maxsplit=1)[1] for line in summary.splitlines() if line.startswith("    pièce")
    }
    assert named <= set(files)
    gaps = [line.split(maxsplit=1)[1] for line in summary.splitlines() if "    MANQUE" in line]
    assert f"En tout : {len(gaps)}." in summary
    assert f"Il manque {len(gaps)} éléments" in page
    assert any("a pris fin le 19/04/2026" in each for each in gaps)
    assert any("S'assurer" in each or "S’assurer" in each for each in gaps)
    assert any("Mention obligatoire absente" in each for each in gaps)
    for line in files.pop("SHA256SUMS").decode().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256(files.pop(name)).hexdigest() == digest
    assert files == {}


def test_the_pieces_are_read_by_a_spreadsheet_and_name_nobody(promotion, client):
    files = unzipped(client)
    rows = list(
        csv.reader(io.StringIO(files["referentiels.csv"].decode("utf-8-sig")), delimiter=";")
    )
    assert len(rows) == 1 + 42
    juries = list(csv.reader(io.StringIO(files["jurys.csv"].decode("utf-8-sig")), delimiter=";"))
    assert juries[1][1:3] == ["2026-10-06", "n. c."]
    surveys = files["enquetes.csv"].decode()
    assert "2026;6;2027-08-30;80;56\r\n" in surveys
    for row in PromotionSnapshot.objects.all():
        assert not any(row.sha256.encode() in content for content in files.values())
    said = b" ".join(
        content for name, content in files.items() if name.endswith((".csv", ".txt"))
    ).decode()
    names = set(Person.objects.values_list("birth_name", flat=True))
    assert names
    assert not any(name in said for name in names)
