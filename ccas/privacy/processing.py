"""The register of processing (GDPR, article 30), read from the declarations of the tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings

from ccas.exchange.cells import safe
from ccas.files import kinds

#: The apps whose tables are ours; what the others keep is told with the accounts.
OURS = ("ccas", "assessments", "certification")
HEADINGS = (
    "Traitement",
    "Base légale",
    "Personnes",
    "Destinataires",
    "Durée (ans)",
    "Raison de la durée",
    "Table",
    "Donnée",
    "Finalité",
)


#: What protects them, in general terms (article 30, 1, g).
MEASURES = (
    "second facteur pour tout agent",
    "accès ouvert à qui l’acte le demande, et chaque ouverture de dossier inscrite",
    "pièces analysées avant d’être montrées",
    "documents scellés",
    "journal des actes sans nom, scellé et publié",
    "lignes techniques sans donnée nominative",
    "sauvegardes dont la restauration est prouvée",
)


@dataclass(frozen=True, slots=True)
class Datum:
    """One column, or one kind of file: where it is, what it is, why it is kept."""

    table: str
    name: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Processing:
    """Everything kept for one term. said: the term's own words in the settings."""

    term: str
    said: dict[str, Any]
    data: tuple[Datum, ...]

    @property
    def purposes(self) -> list[str]:
        """Each purpose once, in the order of the alphabet."""
        return sorted({one.purpose for one in self.data})

    @property
    def tables(self) -> list[tuple[str, list[str]]]:
        """Table → its columns."""
        found: dict[str, list[str]] = {}
        for one in self.data:
            found.setdefault(one.table, []).append(one.name)
        return sorted(found.items())


def register() -> list[Processing]:
    """Every term, with what is kept for it; the longest kept come first."""
    found: dict[str, list[Datum]] = {term: [] for term in settings.RETENTION_TERMS}
    for term, datum in _declared():
        found[term].append(datum)
    return [
        Processing(term, said, tuple(found[term]))
        for term, said in sorted(
            settings.RETENTION_TERMS.items(), key=lambda one: (-one[1]["years"], one[0])
        )
    ]


def as_csv() -> str:
    """The same, one line for each datum, as the office's spreadsheets read it."""
    text = io.StringIO()
    text.write("\ufeff")
    sheet = csv.writer(text, delimiter=";")
    sheet.writerow(HEADINGS)
    for one in register():
        told = [one.said[key] for key in ("basis", "persons", "recipients", "years", "reason")]
        for datum in one.data or (Datum("", "aucune donnée nominative", one.said["reason"]),):
            line = [one.said["name"], *told, datum.table, datum.name, datum.purpose]
            sheet.writerow([safe(str(cell)) for cell in line])
    return text.getvalue()


def _declared() -> Iterator[tuple[str, Datum]]:
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        table = str(model._meta.verbose_name_plural)
        for column in model._meta.local_concrete_fields:
            said = getattr(column, "personal", None)
            if said is not None:
                yield said.retention, Datum(table, str(column.verbose_name), said.purpose)
    for kind in kinds.all_kinds():
        yield kind.retention, Datum("fichiers reçus", kind.label, kind.purpose)
