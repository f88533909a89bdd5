"""Reading a verification code as a person types it, and hiding a name without losing its shape."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from ccas.names import name_parts
from ccas.periods import add_months

#: 32 characters of Crockford's base 32: 160 random bits.
CODE_LENGTH = 32
_ALPHABET = frozenset("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
#: Crockford's alphabet has no I, L nor O: who types one meant the digit it looks like.
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = re.compile(r"[\s\-–—‑.·_]+")
#: The same answer whatever made the name wrong: no document, no holder, another holder.
WRONG_NAME = "Ce nom n’est pas celui que porte le document de ce code."
NO_NAME = "Écrivez le prénom et le nom lus sur le document."
#: Longest text worth reading: a code, its separators, and the address a scanner may put before it.
MAX_TYPED = 300


def normalise_code(typed: str) -> str | None:
    """The code as it is stored (32 characters, capitals) in what a person typed, or None.

    Accepts lower case, missing or odd separators, a whole verification address, and the usual
    confusions of O/0, I/1, L/1. Never raises, whatever the text.
    """
    if len(typed) > MAX_TYPED:
        return None
    text = unicodedata.normalize("NFKC", typed).strip().rstrip("/")
    text = text.rsplit("/", 1)[-1]
    text = _SEPARATORS.sub("", text).upper().translate(_LOOKALIKES)
    if len(text) != CODE_LENGTH or not _ALPHABET.issuperset(text):
        return None
    return text


def grouped(code: str) -> str:
    """`ABCDEFGH…` → `ABCD-EFGH-…`, as documents print it and people read it aloud."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def mask_name(name: str) -> str:
    """« Éléonore d'Aubigny-Lacaze » → « É… d'A…-L… »: initials and elisions, nothing more.

    Every word keeps its first letter whatever its length, so that the mask does not tell lengths.
    """
    words = [_mask_word(word) for word in name.split()]
    return " ".join(word for word in words if word)


def _mask_word(word: str) -> str:
    parts = [part for part in re.split(r"(-|(?<=^[dDlL])['’]|(?<=-[dDlL])['’])", word) if part]
    return "".join(
        part
        if part in "-'’" or (len(part) == 1 and parts[place + 1 : place + 2] in (["'"], ["’"]))
        else f"{part[0]}…"
        for place, part in enumerate(parts)
    )


def masked_holder(facts: Mapping[str, Any]) -> str:
    """The masked identity in a document's frozen facts; empty when it names no holder."""
    holder = facts.get("holder")
    name = holder.get("display_name") if isinstance(holder, Mapping) else None
    return mask_name(name) if isinstance(name, str) else ""


def names_holder(typed: str, holder: Mapping[str, Any]) -> bool:
    """Whether what was typed names the holder of a document.

    First given name and birth or usual name, whole, in any order; the other names may be there or
    not, and nothing else may. holder: the facts frozen in the document.
    """
    said = name_parts(typed)
    given = str(holder.get("given_names") or "")
    families = [name_parts(str(holder.get(key) or "")) for key in ("birth_name", "usual_name")]
    known = [*name_parts(given), *families[0], *families[1]]
    spare = list(known)
    for part in said:
        if part not in spare:
            return False
        spare.remove(part)
    first = name_parts((given.split() or [""])[0])
    return all(part in said for part in first) and any(
        family and all(part in said for part in family) for family in families
    )


#: Longest life of a link, in months [decision]: a proof is asked for again after that.
SHARE_MONTHS = 12


def share_problems(ends_on: date, today: date) -> list[str]:
    """Why a link may not end that day; empty when it may."""
    last = add_months(today, SHARE_MONTHS)
    if ends_on < today:
        return ["Le dernier jour du lien est déjà passé."]
    if ends_on > last:
        return [f"Un lien dure {SHARE_MONTHS} mois au plus : jusqu’au {last:%d/%m/%Y}."]
    return []
