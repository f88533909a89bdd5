"""What the document templates need to write well: dates, groups, sizes that fit.

These filters are builtins of the documents' own template engine. They take JSON values, as the
frozen facts hold them, and raise on anything malformed: a document is right or is not made.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from math import ceil

from django import template

from ccas.documents import glyphs
from ccas.documents.strips import name_of
from ccas.interface.typography import ending, set_in_french
from ccas.periods import PARIS, in_words

register = template.Library()
register.filter("pluralize", ending)

#: The blank of « 6 mois », of « 2 ans ».
_UNIT = re.compile(r"(?<=\d) (?=(?:mois|ans?|jours?|heures?)\b)")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
#: Names and titles are set in it, and it is the widest face they are set in.
SERIF = "EBGaramond-SemiBold.ttf"
SANS = "SourceSans3-Regular.ttf"
#: Points by class name: the widest that fits is taken.
SIZES = (34, 31, 28, 25, 22, 20, 18, 16, 14, 12, 11, 10, 9, 8)


@register.filter
def long_date(value: str) -> str:
    """Write an ISO date as « 1er mars 2026 » (with no-break spaces)."""
    return in_words(date.fromisoformat(value[:10])).replace(" ", "\u00a0", 1)


@register.filter
def weekday_date(value: str) -> str:
    """Write an ISO date as « mardi 6 octobre 2026 » (with no-break spaces)."""
    return f"{DAYS[date.fromisoformat(value[:10]).weekday()]} {long_date(value)}"


@register.filter
def short_date(value: str) -> str:
    """Write an ISO date as « 01/03/2026 »."""
    return date.fromisoformat(value[:10]).strftime("%d/%m/%Y")


@register.filter
def hour(value: str) -> str:
    """Write an ISO instant as the hour of Paris, « 09 h 02 »."""
    moment = datetime.fromisoformat(value).astimezone(PARIS)
    return f"{moment:%H}\u00a0h\u00a0{moment:%M}"


@register.filter
def moment(value: str) -> str:
    """Write an ISO instant as « 18/11/2026 à 09 h 02 », in Paris."""
    local = datetime.fromisoformat(value).astimezone(PARIS)
    return f"{local:%d/%m/%Y} à {hour(value)}"


@register.filter
def grouped(code: str, size: int = 4) -> str:
    """Cut a code in groups of four, so that it can be read aloud and retyped."""
    return "\u2011".join(code[at : at + size] for at in range(0, len(code), size))


@register.filter
def shown_address(url: str) -> str:
    """Return an address without its scheme and last part (the code, which stands beside it)."""
    return url.rstrip("/").split("://", 1)[-1].rsplit("/", 1)[0]


@register.filter
def size_for(text: str, box: str) -> str:
    """Return the class of the largest size at which ``text`` fits.

    ``box`` is "width in points, lines, largest size in points", such as "640,1,34".
    Lines lose up to a word at their end, hence the margin when there are several.
    """
    width, lines, largest = (int(part) for part in box.split(","))
    room = width if lines == 1 else width * lines * 0.88
    ems = glyphs.width(SERIF, text)
    for size in SIZES:
        if size <= largest and ems * size <= room:
            return f"size-{size}"
    return f"size-{SIZES[-1]}"


@register.filter
def balanced(text: str, box: str) -> list[str]:
    """Cut a text into lines of about the same width, as many as `size_for` gave room for.

    One line when the whole fits on one at the largest size; a word is never cut.
    """
    width, lines, largest = (int(part) for part in box.split(","))
    words = text.split(" ")
    if glyphs.width(SERIF, text) * largest <= width or lines == 1 or len(words) == 1:
        return [text]
    cuts = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return list(min(cuts, key=lambda cut: max(glyphs.width(SERIF, line) for line in cut)))


@register.filter
def list_size(items: list[str], box: str) -> str:
    """Return the class of the largest size at which a numbered list fits its box; "" for none.

    ``box`` is "width, height, largest size", in points.
    """
    width, height, largest = (int(part) for part in box.split(","))
    for size in (9, 8, 7):
        if size <= largest:
            lines = sum(ceil(glyphs.width(SANS, item) * size / width) for item in items)
            if (lines * 1.28 + len(items) * 0.35) * size <= height:
                return f"size-{size}"
    return ""


@register.filter
def born(sex: str | None) -> str:
    """Return « né », « née » or « né(e) »."""
    return {"F": "née", "M": "né"}.get(sex or "", "né(e)")


def _outside(code: str) -> KeyError:
    return KeyError(f"« {code} » n’est pas dans l’échelle du document.")


@register.filter
def label_in(code: str | None, scale: list[dict]) -> str:
    """Return the label of a code in a list of {code, label}; a dash for none."""
    if code is None:
        return "—"
    for entry in scale:
        if entry["code"] == code:
            return entry["label"]
    raise _outside(code)


@register.filter
@lru_cache(maxsize=4096)
def french(text: str) -> str:
    """Set typed text as a printer would: curly apostrophes, no break before : ; ! ? » nor between
    a number and its unit."""
    return _UNIT.sub("\u00a0", set_in_french(text.replace("'", "’")))


@register.filter
def sentence_begun(text: str) -> str:
    """Raise the first letter of a phrase that begins a cell."""
    return text[:1].upper() + text[1:]


@register.filter
def sentence_inside(text: str) -> str:
    """Lower the first letter of a phrase that continues a sentence."""
    return text[:1].lower() + text[1:]


@register.filter
def tone(code: str | None, scale: list[dict]) -> str:
    """Return the class of a result: the first of the scale is good, the last says nothing was
    seen, the one before it is bad, those between are mild."""
    codes = [entry["code"] for entry in scale]
    if code is not None and code not in codes:
        raise _outside(code)
    if code is None or code == codes[-1]:
        return ""
    if code == codes[0]:
        return "good"
    return "bad" if code == codes[-2] else "mild"


@register.filter
def strip(competencies: list[dict], scale: list[dict]) -> str:
    """Return the name of the drawing that shows the results of a block, a square for each.

    Raises KeyError on a result that is not in the scale.
    """
    return name_of((line["number"], tone(line["result"], scale)) for line in competencies)


@register.filter
def tally(competencies: list[dict], scale: list[dict]) -> str:
    """Say how many competencies have each result, « 12 acquis, 1 non acquis »; "" when none has.

    Raises KeyError on a result that is not in the scale.
    """
    counts = dict.fromkeys((entry["code"] for entry in scale), 0)
    given = [line["result"] for line in competencies if line["result"] is not None]
    for code in given:
        if code not in counts:
            raise _outside(code)
        counts[code] += 1
    said = [
        f"{counts[entry['code']]}\u00a0{sentence_inside(entry['label'])}"
        for entry in scale
        if counts[entry["code"]]
    ]
    return ", ".join(said)
