"""Taking a list away in a test, and reading what was taken."""

import csv
import io
from typing import Any

import openpyxl

from ccas.actors import Actor
from ccas.exchange import lists
from ccas.exchange.actions import export_list
from ccas.exchange.lists import narrowed


def taken(
    slug: str,
    *,
    by: Actor,
    form: str = "csv",
    columns: Any = None,
    typed: dict[str, str] | None = None,
) -> bytes:
    """The bytes of a list as this actor takes it; all its columns unless some are named."""
    listing = lists.get(slug)
    assert listing is not None
    keys = {column.key for column in listing.columns} if columns is None else columns
    _, file = export_list(narrowed(listing, typed or {}, by=by), columns=keys, form=form, by=by)
    with file:
        return file.read()


def read_csv(content: bytes) -> list[dict[str, str]]:
    """The lines of an exported CSV, by title."""
    text = content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"))


def read_xlsx(content: bytes) -> list[dict[str, Any]]:
    """The lines of an exported workbook, by title."""
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    titles, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(titles, line, strict=True)) for line in lines]
