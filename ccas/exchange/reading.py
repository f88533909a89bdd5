"""Files that come back: CSV and XLSX, bounded before they are believed. Text in, lines out."""

import csv
import io
import zipfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from ccas.exchange.cells import plain, safe
from ccas.names import name_parts
from ccas.refusals import Refusal

#: Bytes of a file, bytes once unfolded, lines, columns, characters of a cell.
LARGEST, UNFOLDED, LONGEST, WIDEST, FULLEST = 1_000_000, 20_000_000, 2000, 60, 2000
UNREADABLE = "Ce fichier ne se lit pas : enregistrez-le en CSV ou en XLSX."
#: What a decoder writes in the place of a byte that means nothing.
_LOST = "\ufffd"

type Line = dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of a file, column title → text, each with its rank in it (the titles: 1).

    ignored: titles that are known and have no effect.
    """

    lines: tuple[tuple[int, Line], ...]
    titles: tuple[str, ...]
    ignored: tuple[str, ...] = ()


def same_title(title: str) -> str:
    """A column title whatever its case, its accents, its apostrophes and its blanks."""
    return " ".join(name_parts(title))


def read(
    content: bytes,
    *,
    columns: Sequence[str],
    required: Collection[str],
    ignored: Collection[str] = (),
) -> Sheet:
    """The lines of a CSV or XLSX file. Raises Refusal with sentences.

    columns: the titles that are read; required: those without which nothing can be; ignored:
    those that an export may hold and that say nothing to an import.
    """
    if len(content) > LARGEST:
        raise Refusal("Ce fichier dépasse 1 Mo : partagez-le.")
    cells = _xlsx(content) if content.startswith(b"PK") else _csv(content)
    rows = [
        (rank, row) for rank, row in enumerate(cells, start=1) if any(cell.strip() for cell in row)
    ]
    if not rows:
        raise Refusal("Ce fichier est vide.")
    if len(rows) - 1 > LONGEST:
        raise Refusal(f"Ce fichier compte plus de {LONGEST} lignes : partagez-le.")
    known = {same_title(title): title for title in (*columns, *ignored)}
    typed = rows[0][1]
    found = [known.get(same_title(title), "") for title in typed]
    if faults := _wrong_titles(typed, found, columns, required):
        raise Refusal(faults)
    read_here = {title for title in found if title in columns}
    lines = [(rank, _line(rank, row, found, read_here)) for rank, row in rows[1:]]
    return Sheet(
        tuple(lines),
        tuple(title for title in columns if title in read_here),
        tuple(title for title in found if title and title not in read_here),
    )


def _wrong_titles(
    typed: Sequence[str], found: Sequence[str], columns: Sequence[str], required: Collection[str]
) -> list[str]:
    faults = [
        f"La colonne « {title} » manque."
        for title in columns
        if title in required and title not in found
    ]
    twice = dict.fromkeys(title for title in found if title and found.count(title) > 1)
    faults += [f"La colonne « {title} » y figure deux fois." for title in twice]
    return faults + [
        f"La colonne « {plain(title)[:60]} » n’est pas connue."
        for title, known in zip(typed, found, strict=True)
        if not known and title.strip()
    ]


def _line(rank: int, row: Sequence[str], titles: Sequence[str], read_here: set[str]) -> Line:
    if any(cell.strip() for cell in row[len(titles) :]):
        raise Refusal(f"La ligne {rank} a plus de cases que la première n’a de titres.")
    if any(len(cell) > FULLEST for cell in row):
        raise Refusal(f"La ligne {rank} a une case de plus de {FULLEST} caractères.")
    return {
        title: plain(cell) for title, cell in zip(titles, row, strict=False) if title in read_here
    }


def _csv(content: bytes) -> list[list[str]]:
    text = _text(content).replace("\0", "")
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        rows = []
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row[:WIDEST])
            if len(rows) > LONGEST * 2:
                break
        return rows
    except csv.Error:
        raise Refusal(UNREADABLE) from None


def _text(content: bytes) -> str:
    """UTF-8, UTF-16 when it says so, else what Windows writes in France."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if _LOST in text:
        raise Refusal(
            "Des caractères de ce fichier ne se lisent pas : enregistrez-le en « CSV UTF-8 » ou "
            "en XLSX."
        )
    return text


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
        return [[_cell(value) for value in row] for row in rows]
    except Refusal:
        raise
    except Exception:  # whatever a damaged workbook raises, the answer is a sentence
        raise Refusal("Ce classeur ne se lit pas : enregistrez-le de nouveau en XLSX.") from None


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case float() if value.is_integer():
            return str(int(value))
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return str(value)


def kept(sheet: Sheet) -> str:
    """The lines as CSV: what a page carries from the preview to the import."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(sheet.titles)
    following = 2
    for rank, line in sheet.lines:
        out.write("\r\n" * (rank - following))
        following = rank + 1
        writer.writerow(_written(line, sheet.titles))
    return out.getvalue()


def _written(line: Line, titles: Iterable[str]) -> list[str]:
    return [safe(line.get(title, "")) for title in titles]
