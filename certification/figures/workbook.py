"""The tables as a workbook: numbers as numbers, texts as texts, no formula."""

import io
from datetime import datetime, time

import xlsxwriter

from ccas import clock
from certification.figures.tables import Table


def workbook(tables: list[Table], *, heading: list[str], notes: list[str]) -> bytes:
    """An XLSX file: a first sheet that says what it is, then a sheet for each table."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    # The day only: the same figures make the same bytes twice in a day.
    book.set_properties({"created": datetime.combine(clock.today(), time.min)})
    bold, head = book.add_format({"bold": True}), book.add_format({"bold": True, "text_wrap": True})
    share = book.add_format({"num_format": "0%"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    first = book.add_worksheet("Lisez-moi")
    first.set_column(0, 0, 100)
    for at, line in enumerate(heading):
        first.write_string(at, 0, line, bold)
    for at, line in enumerate(notes, start=len(heading) + 1):
        first.write_string(at, 0, line, wrap)
    for table in tables:
        sheet = book.add_worksheet(table.title[:31])
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 2 * len(table.columns) + 1, 18)
        sheet.freeze_panes(1, 1)
        for at, title in enumerate([table.first, "Précision", *_titles(table)]):
            sheet.write_string(0, at, title, head)
        for line, row in enumerate(table.rows, start=1):
            sheet.write_string(line, 0, row.label)
            sheet.write_string(line, 1, row.hint)
            at = 2
            for cell in row.cells:
                if cell.value is None:
                    sheet.write_string(line, at, cell.text)
                elif cell.unit == "%":
                    sheet.write_number(line, at, cell.value / 100, share)
                else:
                    sheet.write_number(line, at, cell.value)
                at += 1
                if _ranged(table):
                    sheet.write_string(line, at, cell.hint)
                    at += 1
        if not table.rows:
            sheet.write_string(1, 0, table.sentence)
    book.close()
    return out.getvalue()


def _ranged(table: Table) -> bool:
    """Whether some number of it has words beside."""
    return any(cell.hint for row in table.rows for cell in row.cells)


def _titles(table: Table) -> list[str]:
    if not _ranged(table):
        return table.columns
    return [each for title in table.columns for each in (title, f"{title} : bornes")]
