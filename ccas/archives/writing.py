"""The zip itself: one JSON of every row with why it is kept, one CSV a table, documents, files."""

from __future__ import annotations

import csv
import io
import json
import logging
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

from django.conf import settings
from django.db import models

from ccas import clock, holdings
from ccas.archives.holdings import own_documents
from ccas.documents import files as papers
from ccas.documents import kinds
from ccas.exchange.cells import safe
from ccas.files import rules, store
from ccas.files.models import FileState, ReceivedFile
from ccas.holdings import Holding

logger = logging.getLogger(__name__)
README = """\
Vos données
===========

Tout ce que le service de certification des opérateurs 17, 18, 112 garde de vous, au {moment}.

donnees.json    chaque table, chaque ligne, et pour chaque colonne : pourquoi elle est gardée et
                combien de temps
tables/         les mêmes lignes, une table par fichier, à ouvrir dans un tableur
documents/      les documents qui vous ont été délivrés, tels qu'ils ont été scellés
fichiers/       les pièces que vous avez envoyées, telles qu'elles sont montrées

Ce qui n'y est pas, et pourquoi :
{withheld}
Un résultat de jury y figure une fois publié. Pour corriger une donnée, écrivez depuis votre page
« Mes données » ou au service de formation qui vous suit.
"""


def write(user: Any, out: IO[bytes]) -> None:
    """Write the archive of an account in `out`; the position is left at its end."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        tables = {}
        for holding in holdings.all_holdings():
            lines = list(_lines(holding, user.pk))
            if lines:
                tables[holding.model._meta.label] = _table(holding, lines)
                bundle.writestr(
                    f"tables/{holding.model._meta.label_lower}.csv", _csv(holding, lines)
                )
        data = {"compte": str(user.pk), "au": clock.now().isoformat(), "tables": tables}
        bundle.writestr("donnees.json", json.dumps(data, ensure_ascii=False, indent=1))
        for name, content in _documents(user):
            bundle.writestr(f"documents/{name}", content)
        for name, content in _files(user):
            bundle.writestr(f"fichiers/{name}", content)
        bundle.writestr("LISEZ-MOI.txt", _readme())
    out.seek(0, io.SEEK_END)


def _lines(holding: Holding, user: Any) -> Iterator[dict[str, Any]]:
    for row in holding.rows(user).iterator(chunk_size=500):
        yield {column.name: _value(row, column) for column in holding.columns}


def _value(row: models.Model, column: models.Field[Any, Any]) -> Any:
    """As JSON keeps it: the words of a choice, ISO dates, ids as text."""
    if column.choices:
        return str(getattr(row, f"get_{column.name}_display")())
    value = column.value_from_object(row)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)


def _table(holding: Holding, lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "titre": str(holding.model._meta.verbose_name_plural),
        "colonnes": {column.name: _about(column) for column in holding.columns},
        "lignes": lines,
    }


def _about(column: models.Field[Any, Any]) -> dict[str, str]:
    """What a column is, why it is kept, for how long."""
    said = {"libelle": str(column.verbose_name)}
    declared = getattr(column, "personal", None)
    if declared is not None:
        term = settings.RETENTION_TERMS[declared.retention]
        years = "ans" if term["years"] > 1 else "an"
        said |= {
            "finalite": declared.purpose,
            "conservation": f"{term['years']} {years} : {term['reason']}",
        }
    return said


def _csv(holding: Holding, lines: list[dict[str, Any]]) -> str:
    """With a byte order mark, so that a spreadsheet reads the accents."""
    text = io.StringIO()
    text.write("\ufeff")
    sheet = csv.writer(text, delimiter=";")
    sheet.writerow([safe(str(column.verbose_name)) for column in holding.columns])
    for line in lines:
        sheet.writerow([_cell(value) for value in line.values()])
    return text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | dict):
        return safe(json.dumps(value, ensure_ascii=False))
    return safe(str(value))


def _documents(user: Any) -> Iterator[tuple[str, bytes]]:
    """The person's own documents, as they were sealed."""
    for document in own_documents(user.pk).filter(state="stored"):
        try:
            content = papers.read(document)
        except papers.AlteredFile as error:
            logger.error("archive without a document: %s", error)
            continue
        label = kinds.get(document.kind).label
        yield rules.clean_name(f"{label} {document.number}.pdf".replace("/", "-")), content


def _files(user: Any) -> Iterator[tuple[str, bytes]]:
    """What the person sent and was found clean, as it is shown; a number makes names unlike."""
    own = ReceivedFile.objects.filter(owner=user.pk, state=FileState.CLEAN, removed_at__isnull=True)
    for number, file in enumerate(own.order_by("occurred_at", "pk"), 1):
        try:
            content = store.read(store.SHOWN, file.shown, file.shown_sha256)
        except store.Lost as lost:
            logger.error("archive without a file: %s", lost)
            continue
        yield f"{number:03d} {file.shown_name}", content


def _readme() -> str:
    reasons = holdings.reasons_withheld().values()
    withheld = "".join(f"- {reason}\n" for reason in dict.fromkeys(reasons))
    return README.format(moment=f"{clock.paris(clock.now()):%d/%m/%Y à %H:%M}", withheld=withheld)
