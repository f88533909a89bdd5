"""Spreadsheets of the pool: CSV and XLSX, in and out. A file is bounded before it is believed."""

import csv
import io
import zipfile
from collections.abc import Iterable

import xlsxwriter

from assessments.people.pool.columns import COLUMNS, KNOWN, missing_columns, plain, safe, same_title
from ccas.refusals import Refusal

#: Bytes of a file, bytes once unfolded, lines.
LARGEST, UNFOLDED, LONGEST = 1_000_000, 20_000_000, 2000
WIDEST = 40

type Line = dict[str, str]


def read(content: bytes) -> list[Line]:
    """The lines of a CSV or XLSX file, column title → text. Raises Refusal with sentences."""
    if len(content) > LARGEST:
        raise Refusal("Ce fichier dépasse 1 Mo : ce n’est pas une liste de membres.")
    cells = _xlsx(content) if content.startswith(b"PK") else _csv(content)
    rows = [row for row in cells if any(cell.strip() for cell in row)]
    if not rows:
        raise Refusal("Ce fichier est vide.")
    if len(rows) - 1 > LONGEST:
        raise Refusal(f"Ce fichier compte plus de {LONGEST} lignes : partagez-le.")
    if faults := missing_columns(rows[0]):
        raise Refusal(faults)
    titles = [KNOWN.get(same_title(title), "") for title in rows[0]]
    return [
        {title: plain(cell) for title, cell in zip(titles, row, strict=False) if title}
        for row in rows[1:]
    ]


def _csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    text = text.replace("\0", "")
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        return [row[:WIDEST] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error:
        raise Refusal("Ce fichier ne se lit pas : enregistrez-le en CSV ou en XLSX.") from None


def _xlsx(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(each.file_size for each in archive.infolist()) > UNFOLDED:
                raise Refusal("Ce classeur est trop grand une fois ouvert.")
        # It brings numpy when it is there: a page that reads no spreadsheet does not pay for it.
        import openpyxl  # noqa: PLC0415

        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=LONGEST + 2, max_col=WIDEST, values_only=True)
        return [[_text(value) for value in row] for row in rows]
    except Refusal:
        raise
    except Exception:  # whatever a damaged workbook raises, the answer is a sentence
        raise Refusal("Ce classeur ne se lit pas : enregistrez-le de nouveau en XLSX.") from None


def _text(value: object) -> str:
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return str(value)


def as_csv(lines: Iterable[Line]) -> str:
    """The lines as CSV, with the mark that lets a spreadsheet read the accents."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow([safe(line.get(title, "")) for title in COLUMNS])
    return "\ufeff" + out.getvalue()


def as_xlsx(lines: Iterable[Line]) -> bytes:
    """The lines as a workbook: texts only, no formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Vivier")
    bold = book.add_format({"bold": True})
    for column, title in enumerate(COLUMNS):
        sheet.write_string(0, column, title, bold)
    for row, line in enumerate(lines, start=1):
        for column, title in enumerate(COLUMNS):
            sheet.write_string(row, column, safe(line.get(title, "")))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(COLUMNS) - 1, 20)
    book.close()
    return out.getvalue()
