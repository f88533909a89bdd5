"""Files of lists, written line by line: a list of any length takes the same memory."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import IO

import xlsxwriter

from ccas import clock
from ccas.exchange.cells import Cell, words
from ccas.refusals import Refusal

type Lines = Iterable[Sequence[Cell]]

#: As many lines as a workbook holds, its titles among them.
MOST = 1_048_576
#: As many characters as a workbook keeps in a cell.
LONGEST = 32_767
#: How wide a column may open, in characters.
NARROWEST, WIDEST = 12, 40


def write_csv(out: IO[bytes], name: str, titles: Sequence[str], lines: Lines) -> int:
    """Semicolons, CRLF, and the mark that lets a spreadsheet read the accents. How many lines."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=False)
    sheet = csv.writer(text, delimiter=";", lineterminator="\r\n")
    sheet.writerow([words(title) for title in titles])
    number = 0
    for line in lines:
        sheet.writerow([words(value) for value in line])
        number += 1
    text.flush()
    text.detach()
    return number


def write_xlsx(out: IO[bytes], name: str, titles: Sequence[str], lines: Lines) -> int:
    """A workbook without a formula; days are days. Raises Refusal beyond what one can hold."""
    book = xlsxwriter.Workbook(
        out,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": name, "created": clock.paris(clock.now()).replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "bottom": 1})
    formats = _Formats(
        book.add_format({"num_format": "dd/mm/yyyy"}),
        book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
    )
    sheet = book.add_worksheet(_sheet_name(name))
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(titles):
        sheet.set_column(column, column, min(max(len(title) + 2, NARROWEST), WIDEST))
        sheet.write_string(0, column, words(title), bold)
    number = 0
    for line in lines:
        number += 1
        if number >= MOST:
            raise Refusal("Un classeur ne contient pas tant de lignes : demandez un CSV.")
        for column, value in enumerate(line):
            _write(sheet, number, column, value, formats)
    if titles:
        sheet.autofilter(0, 0, number, len(titles) - 1)
    book.close()
    return number


class _Formats:
    def __init__(self, day: object, moment: object) -> None:
        self.day, self.moment = day, moment


def _write(sheet, row: int, column: int, value: Cell, formats: _Formats) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_string(row, column, words(value))
        case int():
            sheet.write_number(row, column, value)
        case datetime():
            local = clock.paris(value).replace(tzinfo=None)
            sheet.write_datetime(row, column, local, formats.moment)
        case date():
            sheet.write_datetime(row, column, value, formats.day)
        case _:
            text = words(value)
            if len(text) > LONGEST:
                text = f"{text[: LONGEST - 1]}…"
            sheet.write_string(row, column, text)


def _sheet_name(name: str) -> str:
    """What a tab of a workbook may bear: 31 characters, none of []:*?/\\."""
    return "".join(sign for sign in name if sign not in "[]:*?/\\'")[:31]


#: Ending → (how it is written, its type for a browser).
FORMS: dict[str, tuple[Callable[[IO[bytes], str, Sequence[str], Lines], int], str]] = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (
        write_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}
