"""What the bundled fonts can write, and how wide."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "assets" / "fonts"
#: Every font of the family, with the name the style sheets use and its weight and style.
FACES = {
    "EBGaramond-Regular.ttf": ("Titre Serif", 400, "normal"),
    "EBGaramond-Italic.ttf": ("Titre Serif", 400, "italic"),
    "EBGaramond-Medium.ttf": ("Titre Serif", 500, "normal"),
    "EBGaramond-SemiBold.ttf": ("Titre Serif", 600, "normal"),
    "SourceSans3-Regular.ttf": ("Titre Sans", 400, "normal"),
    "SourceSans3-SemiBold.ttf": ("Titre Sans", 600, "normal"),
}
FAMILIES = frozenset(family for family, _, _ in FACES.values())


@cache
def _font(name: str) -> tuple[dict[int, float], frozenset[int]]:
    """Return the advance of each character, in ems, and the set of characters."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only who renders pays for it

    with TTFont(FONTS / name, lazy=True) as font:
        units = font["head"].unitsPerEm
        advances = font["hmtx"].metrics
        widths = {code: advances[glyph][0] / units for code, glyph in font.getBestCmap().items()}
    return widths, frozenset(widths)


@cache
def covered() -> frozenset[str]:
    """Return the characters that upright text can show in every weight, serif or sans.

    A character that one family lacks is taken from the other; white space draws nothing.
    """
    upright: dict[str, list[frozenset[int]]] = {}
    for name, (family, _, style) in FACES.items():
        if style == "normal":
            upright.setdefault(family, []).append(_font(name)[1])
    codes = frozenset().union(*(frozenset.intersection(*faces) for faces in upright.values()))
    return frozenset(chr(code) for code in codes) | frozenset("\n\r\t ")


def width(name: str, text: str) -> float:
    """Return the width of a text in ems, without kerning."""
    widths = _font(name)[0]
    return sum(widths.get(ord(character), 0.8) for character in text)


def missing(text: str) -> list[str]:
    """Return the characters of a text that no bundled font can show, in order."""
    return sorted(set(text) - covered())


def describe(characters: list[str]) -> str:
    """Name characters for a sentence: « 字 » (U+5B57 CJK UNIFIED IDEOGRAPH-5B57)."""
    return ", ".join(
        f"« {character} » (U+{ord(character):04X} {unicodedata.name(character, 'sans nom')})"
        for character in characters
    )
