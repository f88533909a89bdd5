"""The columns of the pool's spreadsheet, and how a cell is read. Pure: text in, values out."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from assessments.people.rules import tidy

IDENTIFIER = "Identifiant"
COLUMNS = (
    IDENTIFIER,
    "Nom de naissance",
    "Nom d’usage",
    "Prénoms",
    "Sexe",
    "Adresse électronique",
    "Qualité",
    "Entité",
    "Habilité à compter du",
    "Habilité jusqu’au",
    "Acte",
    "Date de l’acte",
    "Unité",
    "En poste depuis",
)
REQUIRED = ("Nom de naissance", "Prénoms", "Sexe", "Qualité", "Habilité à compter du")
#: What begins a cell that a spreadsheet would compute (reliability, promise 13).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?|(\d{1,2})/(\d{1,2})/(\d{4})")


def same_title(title: str) -> str:
    """A column title whatever its case, its apostrophes and its blanks."""
    return tidy(title).replace("'", "’").casefold()


KNOWN = {same_title(title): title for title in COLUMNS}


def missing_columns(titles: Sequence[str]) -> list[str]:
    """What is wrong with the first line of a file: sentences, none when it can be read."""
    found = [KNOWN.get(same_title(title)) for title in titles]
    faults = [f"La colonne « {title} » manque." for title in REQUIRED if title not in found]
    faults += [
        f"La colonne « {title} » y figure deux fois." for title in COLUMNS if found.count(title) > 1
    ]
    faults += [
        f"La colonne « {tidy(title)[:60]} » n’est pas connue."
        for title, known in zip(titles, found, strict=True)
        if known is None and tidy(title)
    ]
    return faults


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula; `plain` reads it back."""
    return f"'{text}" if _looks_computed(text) else text


def plain(text: str) -> str:
    """A cell as it was before `safe`, blanks reduced to one."""
    text = tidy(text.replace("\0", ""))
    return text[1:] if text.startswith("'") and _looks_computed(text) else text


def _looks_computed(text: str) -> bool:
    """Whether it begins like a formula, apostrophes aside: what protects one is protected too."""
    return text.lstrip("'").startswith(FORMULA)


def day_of(text: str) -> date | None:
    """A day written 31/01/2026 or 2026-01-31; None when empty. Raises ValueError."""
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(text)
    year, month, day, d, m, y = found.groups()
    return date(int(year or y), int(month or m), int(day or d))


def days_of(line: Mapping[str, str], titles: Sequence[str]) -> tuple[dict[str, date | None], list]:
    """The days of these columns, and a sentence for each that is none."""
    days: dict[str, date | None] = {}
    faults = []
    for title in titles:
        try:
            days[title] = day_of(line.get(title, ""))
        except ValueError:
            days[title] = None
            faults.append(
                f"« {line[title][:40]} » n’est pas une date ({title}) : écrivez 31/01/2026."
            )
    return days, faults
