"""Names, SIRET numbers and periods: what is accepted, and the sentence when it is not."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

LONGEST_NAME = 150

#: Between letters, a name may hold these; a civil-registry name holds no figure.
_JOINERS = " '’-·.,"


def refuse_name(label: str, name: str, *, required: bool = True) -> list[str]:
    """Why a name cannot be recorded. `label` opens the sentence: « Le nom de naissance »."""
    if not name:
        return [f"{label} manque."] if required else []
    if len(name) > LONGEST_NAME:
        return [f"{label} compte {len(name)} caractères ; {LONGEST_NAME} au plus."]
    strange = sorted({c for c in name if not _belongs_to_a_name(c)})
    if strange:
        shown = " ".join(f"« {c} »" for c in strange if c.isprintable()) or "un caractère invisible"
        return [f"{label} contient {shown}, qu’un état civil ne porte pas."]
    if not any(c.isalpha() for c in name):
        return [f"{label} ne contient aucune lettre."]
    return []


def _belongs_to_a_name(character: str) -> bool:
    return character.isalpha() or unicodedata.combining(character) != 0 or character in _JOINERS


def refuse_siret(siret: str) -> list[str]:
    """Why a SIRET is wrong: fourteen digits; empty is accepted (many bodies give none)."""
    if siret and not re.fullmatch(r"[0-9]{14}", siret):
        return [f"Le SIRET « {siret[:40]} » n’a pas 14 chiffres."]
    return []


def refuse_period(starts_on: date | None, ends_on: date | None, what: str) -> list[str]:
    """Why a period is wrong; both ends are included. `what`: « L’affectation »."""
    if starts_on and ends_on and ends_on < starts_on:
        return [
            f"{what} ne peut pas finir le {ends_on:%d/%m/%Y}, avant d’avoir commencé le "
            f"{starts_on:%d/%m/%Y}."
        ]
    return []


def overlap(
    starts_on: date, ends_on: date | None, others: Iterable[tuple[date, date | None]]
) -> tuple[date, date | None] | None:
    """The first of the other periods that shares a day with this one; None ends are open."""
    for other_start, other_end in others:
        if (other_end is None or starts_on <= other_end) and (
            ends_on is None or other_start <= ends_on
        ):
            return other_start, other_end
    return None


def first_name(given_names: str) -> str:
    """The first of the given names (hyphenated ones stay whole)."""
    return given_names.replace(",", " ").split()[0] if given_names.strip() else ""


def display_name(given_names: str, usual_name: str, birth_name: str) -> str:
    """First given name and the name in use: « Maëlys Le Goff »."""
    return f"{first_name(given_names)} {usual_name or birth_name}".strip()
