"""The XML side of a notice file: well formed, harmless, of the known version, and its lines.

Everything wrong is a `NoticeRefused`, with the line where there is one. The functions at the end
read one value of an element each.
"""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

#: A single notice weighs some 30 kB; the daily export (470 MB) is not to be loaded whole.
MAXIMUM_BYTES = 32 * 1024 * 1024

_LINE = "@line"
_START, _END = "@start", "@end"

#: What the parser's error numbers mean to the person who holds the file.
_XML_ERRORS = {
    3: "le fichier s’arrête avant la fin (il est vide ou tronqué)",
    4: "un caractère interdit ou mal encodé",
    5: "le fichier s’arrête au milieu d’une balise ou d’un texte (il est tronqué)",
    7: "une balise fermante ne correspond pas à la balise ouverte",
    8: "un attribut est écrit deux fois",
    9: "du texte suit la fin du document",
    11: "une entité inconnue",
    18: "un encodage inconnu",
    19: "l’encodage annoncé n’est pas celui du fichier",
    20: "une section CDATA n’est pas fermée (le fichier est tronqué)",
}


class NoticeRefused(ValueError):
    """The file cannot be loaded. `sentence` is for the reader; `line` counts from 1, or None."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line


class _LineKeepingBuilder(TreeBuilder):
    """Keeps on each element its line, so that a refusal can name it, and where it stands."""

    parser: Any = None

    def start(self, tag: Any, attrs: Any, /) -> Element:
        element = super().start(tag, attrs)
        element.set(_LINE, str(self.parser.CurrentLineNumber))
        element.set(_START, str(self.parser.CurrentByteIndex))
        return element

    def end(self, tag: Any, /) -> Element:
        element = super().end(tag)
        element.set(_END, str(self.parser.CurrentByteIndex))
        return element


def extract(xml: bytes, code: str) -> bytes:
    """The file reduced to one notice, so that a change to its neighbours is no change to it.

    A file that holds a single notice is returned as it is. Raises NoticeRefused.
    """
    fiches = root_of(xml).findall("FICHE")
    fiche = select(fiches, code)
    if len(fiches) == 1:
        return xml
    start, end = int(fiche.get(_START, "0")), int(fiche.get(_END, "0"))
    closing = xml.index(b">", end) + 1
    head = (
        b"<?xml version='1.0' encoding='UTF-8'?>\n<FICHES>\n  <VERSION_FLUX>4.1</VERSION_FLUX>\n  "
    )
    return head + xml[start:closing] + b"\n</FICHES>\n"


def root_of(xml: bytes) -> Element:
    """The root of a flux V4.1 file, checked. Raises NoticeRefused."""
    root = _parse(xml)
    if root.tag != "FICHES":
        raise refused(
            f"la racine du fichier est « {root.tag} », alors qu’un export de France compétences "
            "commence par « FICHES »",
            root,
        )
    _check_version(root)
    return root


def _parse(xml: bytes) -> Element:
    if len(xml) > MAXIMUM_BYTES:
        raise NoticeRefused(
            f"Le fichier pèse {len(xml) // (1024 * 1024)} Mo ; extraire d’abord la fiche voulue "
            f"(limite : {MAXIMUM_BYTES // (1024 * 1024)} Mo)."
        )
    try:
        xml.decode()
    except UnicodeDecodeError as error:
        line = xml.count(b"\n", 0, error.start) + 1
        raise NoticeRefused(
            f"Fichier illisible, ligne {line} : un caractère n’est pas en UTF-8, l’encodage de "
            "l’export.",
            line,
        ) from None
    builder = _LineKeepingBuilder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.parser = parser.parser
    try:
        parser.feed(xml)
        return parser.close()
    except ParseError as error:
        line, column = error.position
        reason = _XML_ERRORS.get(error.code, "le XML est mal formé")
        raise NoticeRefused(
            f"Fichier illisible, ligne {line}, colonne {column + 1} : {reason}.", line
        ) from error
    except DefusedXmlException as error:
        raise NoticeRefused(
            "Fichier refusé : il déclare un DOCTYPE ou une entité, ce qu’une fiche officielle ne "
            "fait jamais et qui pourrait faire lire d’autres fichiers.",
            builder.parser.CurrentLineNumber,
        ) from error
    except (ValueError, LookupError) as error:
        raise NoticeRefused(
            "Fichier illisible, ligne 1 : l’encodage annoncé n’est pas accepté ; l’export est en "
            "UTF-8.",
            1,
        ) from error


def _check_version(root: Element) -> None:
    version = text_of(root, "VERSION_FLUX")
    if version != "4.1":
        found = f"la version {version}" if version else "aucune version"
        raise refused(f"le fichier annonce {found} du flux ; seule la version 4.1 est connue", root)


def select(fiches: list[Element], code: str | None) -> Element:
    """The FICHE of that code, or the only one when no code is given. Raises NoticeRefused."""
    if not fiches:
        raise NoticeRefused("Le fichier ne contient aucune fiche.")
    codes = [text_of(fiche, "NUMERO_FICHE") for fiche in fiches]
    shown = ", ".join(codes[:10]) + (f"… ({len(codes)} en tout)" if len(codes) > 10 else "")
    if code is None:
        if len(fiches) > 1:
            raise NoticeRefused(
                f"Le fichier contient {len(fiches)} fiches ({shown}) ; préciser laquelle charger."
            )
        return fiches[0]
    matches = [fiche for fiche, found in zip(fiches, codes, strict=True) if found == code]
    if not matches:
        raise NoticeRefused(f"La fiche {code} n’est pas dans ce fichier, qui contient : {shown}.")
    if len(matches) > 1:
        raise refused(f"la fiche {code} figure {len(matches)} fois dans le fichier", matches[1])
    return matches[0]


def refused(sentence: str, node: Element) -> NoticeRefused:
    """A refusal that names the line of an element; the sentence starts in lower case."""
    line = int(node.get(_LINE, "0")) or None
    where = f"Ligne {line} : " if line else ""
    return NoticeRefused(f"{where}{sentence}.", line)


def text_of(node: Element, path: str) -> str:
    """The text at a path below an element, outer blanks removed; empty when absent."""
    return (node.findtext(path) or "").strip()


def texts_of(node: Element, path: str) -> tuple[str, ...]:
    """Every text at a path below an element, empty ones left out."""
    found = ((child.text or "").strip() for child in node.findall(path))
    return tuple(text for text in found if text)


def required(node: Element, tag: str, limit: int = 0) -> str:
    """The text of a child that must be there, of at most `limit` characters (0: no limit)."""
    text = text_of(node, tag)
    if not text:
        raise refused(f"« {tag} » manque ou est vide dans « {node.tag} »", node)
    if limit and len(text) > limit:
        raise refused(f"« {tag} » compte {len(text)} caractères, {limit} au plus", node)
    return text


def date_of(node: Element, tag: str) -> date | None:
    """A date written JJ/MM/AAAA, or None."""
    text = text_of(node, tag)
    if not text:
        return None
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        found = node.find(tag)
        raise refused(
            f"« {tag} » vaut « {text} », qui n’est pas une date JJ/MM/AAAA",
            node if found is None else found,
        ) from None


def flag_of(node: Element, tag: str) -> bool | None:
    """Oui or Non; None means "not stated"."""
    text = text_of(node, tag)
    if not text:
        return None
    if text not in ("Oui", "Non"):
        found = node.find(tag)
        raise refused(
            f"« {tag} » vaut « {text} » ; le format attend Oui ou Non",
            node if found is None else found,
        )
    return text == "Oui"


def number_of(node: Element, tag: str) -> int | None:
    """A published whole number; a rate with decimals is rounded to the nearest point."""
    text = text_of(node, tag).replace(",", ".")
    if text in ("", "-"):
        return None
    try:
        value = Decimal(text)
        if value.is_finite() and 0 <= value < 1_000_000:
            return int(value.to_integral_value())
    except InvalidOperation:
        pass
    raise refused(f"« {tag} » vaut « {text} », qui n’est pas un nombre", node)
