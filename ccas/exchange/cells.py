"""What stands in a cell: written so that no spreadsheet computes it, read back as it was. Pure."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from ccas.clock import paris
from ccas.names import tidy

type Cell = str | int | date | datetime | bool | Iterable[str] | None

#: What begins a cell that a spreadsheet would compute; the wide signs too (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Control characters that neither XML nor a reader wants; tab and line breaks stay.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?|(\d{1,2})/(\d{1,2})/(\d{4})")


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula; `plain` reads it back."""
    text = _UNWRITABLE.sub("", text)
    return f"'{text}" if _looks_computed(text) else text


def plain(text: str) -> str:
    """A cell as it was before `safe`, blanks reduced to one."""
    text = tidy(_UNWRITABLE.sub("", text))
    return tidy(text[1:]) if text.startswith("'") and _looks_computed(text) else text


def _looks_computed(text: str) -> bool:
    """Whether it begins like a formula, apostrophes and blanks aside: what protects one is
    protected too."""
    return text.startswith(("\t", "\r", "\n")) or text.lstrip("' \u00a0").startswith(FORMULA)


def words(value: Cell) -> str:
    """A value as a person reads it in a CSV file: 31/01/2026, 31/01/2026 14:03 (Paris), oui."""
    match value:
        case None:
            return ""
        case str():
            return safe(value)
        case bool():
            return "oui" if value else "non"
        case int():
            return str(value)
        case datetime():
            return f"{paris(value):%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
    return safe(", ".join(value))


def day_of(text: str) -> date | None:
    """A day written 31/01/2026 or 2026-01-31; None when empty. Raises ValueError."""
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(text)
    year, month, day, d, m, y = found.groups()
    return date(int(year or y), int(month or m), int(day or d))
