"""Files that come back, hostile ones among them: each is read, or refused in a sentence."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccas.exchange.reading import FULLEST, LARGEST, LONGEST, kept, read
from ccas.refusals import Refusal

COLUMNS = ("Nom", "Prénoms", "Né le")
REQUIRED = frozenset({"Nom", "Prénoms"})
HEADER = "Nom;Prénoms;Né le"


def sheet(content: bytes | str):
    content = content.encode() if isinstance(content, str) else content
    return read(content, columns=COLUMNS, required=REQUIRED, ignored=("État",))


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def said(content: bytes | str) -> str:
    with pytest.raises(Refusal) as refusal:
        sheet(content)
    return " ".join(refusal.value.sentences)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-be"]
)
def test_encodings_of_the_office(encoding):
    text = f"{HEADER}\r\nd’Aubigné;Zoé Œnone;\r\n" if encoding != "latin-1" else (
        f"{HEADER}\r\nd'Aubigné;Zoé;\r\n"
    )  # fmt: skip
    content = text.encode(encoding)
    if encoding == "utf-16-be":
        content = b"\xfe\xff" + content
    ((rank, line),) = sheet(content).lines
    assert rank == 2
    assert line["Nom"].endswith("Aubigné")


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_delimiters(delimiter):
    content = f"{HEADER}\nKer;Zoé;1994".replace(";", delimiter)
    assert sheet(content).lines[0][1] == {"Nom": "Ker", "Prénoms": "Zoé", "Né le": "1994"}


def test_lines_keep_their_rank_and_cells_their_text():
    found = sheet("nom ; PRENOMS;ne le;etat\n\n;;;\n'=1+1;  Zoé\0  Ève ;;x\n")
    assert found.lines == ((4, {"Nom": "=1+1", "Prénoms": "Zoé Ève", "Né le": ""}),)
    assert found.ignored == ("État",)
    assert found.titles == COLUMNS


def test_cells_of_a_workbook_are_texts():
    from datetime import date, datetime

    found = sheet(
        workbook(
            ["Nom", "Prénoms", "Né le"],
            ["Ker", "Zoé", date(1994, 2, 28)],
            ["Ker", True, datetime(1994, 2, 28, 10, 0)],
            [1994.0, 12, 1.5],
        )
    )
    assert [tuple(line.values()) for _, line in found.lines] == [
        ("Ker", "Zoé", "1994-02-28"),
        ("Ker", "oui", "1994-02-28"),
        ("1994", "12", "1.5"),
    ]


def test_a_formula_in_a_workbook_is_what_it_last_gave_never_run():
    found = sheet(workbook(["Nom", "Prénoms"], ["=CMD()", "Zoé"]))
    assert found.lines[0][1] == {"Nom": "", "Prénoms": "Zoé"}


def test_a_missing_or_repeated_or_unknown_title_is_named():
    assert said("Nom;nom;Grade;\nx") == (
        "La colonne « Prénoms » manque. La colonne « Nom » y figure deux fois. "
        "La colonne « Grade » n’est pas connue."
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "vide"),
        (b"\0\0\0", "vide"),
        (b"\n\n;;;\n", "vide"),
        (b"x" * (LARGEST + 1), "1 Mo"),
        (f"{HEADER}\n".encode() + b"a" * 2_000_000, "1 Mo"),
        (f"{HEADER}\n".encode() + b"a" * 900_000, "ne se lit pas"),
        (f"{HEADER}\n{'a' * (FULLEST + 1)};b".encode(), "une case de plus de"),
        (f"{HEADER}\na;b;c;d".encode(), "La ligne 2 a plus de cases"),
        ("\n".join([HEADER, *(["x;y"] * (LONGEST + 1))]).encode(), "partagez-le"),
        (HEADER.encode() + b"\nx;\x81\x8d", "ne se lisent pas"),
        (b"\xff\xfe" + b"\x00\xd8" * 3, "ne se lisent pas"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(128)), "manque"),
        (b"PK\x03\x04 damaged", "Ce classeur ne se lit pas"),
    ],
)
def test_a_file_that_is_none_is_a_sentence(content, says):
    assert says in said(content)


def _archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def test_a_bomb_is_not_opened():
    bomb = _archive(**{"xl__worksheets__sheet1.xml": b"0" * 30_000_000})
    assert len(bomb) < 100_000
    assert "trop grand une fois ouvert" in said(bomb)


def test_a_bomb_that_lies_about_its_size_stops_where_it_lied():
    real = workbook(["Nom", "Prénoms"], ["a" * 100_000, "b"])
    with zipfile.ZipFile(io.BytesIO(real)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = real.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert "ne se lit pas" in said(lying)


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_entities_are_not_unfolded(part):
    """A billion laughs in a workbook."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><x>&l9;</x>'
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["Nom", "Prénoms"], ["a", "b"]))) as honest,
        zipfile.ZipFile(out, "w") as archive,
    ):
        for name in honest.namelist():
            archive.writestr(name, bomb if name == part else honest.read(name))
    try:
        assert len(str(sheet(out.getvalue()).lines)) < 10_000
    except Refusal as refusal:
        assert refusal.sentences


def test_a_workbook_that_says_it_is_endless_is_read_to_its_bound():
    book = openpyxl.Workbook()
    book.active.append(["Nom", "Prénoms"])
    book.active.cell(1_048_576, 1, "loin")
    out = io.BytesIO()
    book.save(out)
    assert sheet(out.getvalue()).lines == ()


TEXTS = st.text(alphabet="abé='+-@ ;\"\n\t’œ", max_size=12)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=6))
def test_what_is_carried_from_the_preview_is_what_was_read(rows):
    import csv

    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    first = sheet(out.getvalue())
    if first.lines:
        again = sheet(kept(first))
        assert (again.lines, again.titles) == (first.lines, first.titles)


@given(st.binary(max_size=400))
def test_no_file_breaks_the_reader(content):
    for start in (b"", HEADER.encode() + b"\n", b"PK"):
        try:
            sheet(start + content)
        except Refusal as refusal:
            assert refusal.sentences
