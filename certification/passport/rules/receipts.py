"""The receipt that comes back, read in every shape it was seen in.

Seen: other letter case, accepted lines bare or wrapped in `passage`, a `codeErreur`, one line or
none. Entities and document types are refused; whatever else is wrong is a sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

#: The largest receipt worth reading, in bytes.
MOST = 5_000_000


class ReceiptRefused(Exception):
    """The file is not a receipt that can be read; nothing changes. `sentence` is French."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Rejection:
    """A line that was not taken. code: the one given, or ""."""

    technical_id: str
    message: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """flow_id: the return it answers, "" when it does not say."""

    flow_id: str
    accepted: tuple[str, ...]
    rejected: tuple[Rejection, ...]

    @property
    def identifiers(self) -> tuple[str, ...]:
        """Every line that is answered."""
        return (*self.accepted, *(one.technical_id for one in self.rejected))


def read_receipt(content: bytes) -> Receipt:
    """Read a receipt. Raises ReceiptRefused."""
    if len(content) > MOST:
        raise ReceiptRefused("Ce fichier dépasse 5 Mo : ce n’est pas un compte rendu.")
    if not content.strip():
        raise ReceiptRefused("Ce fichier est vide.")
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise ReceiptRefused(
            "Ce fichier déclare un type de document ou des entités : il n’est pas lu."
        ) from None
    except (ParseError, ValueError, LookupError):
        raise ReceiptRefused("Ce fichier n’est pas du XML bien formé.") from None
    if _name(root) != "rapport":
        raise ReceiptRefused(
            "Ce fichier n’est pas un compte rendu : son premier élément n’est pas « rapport »."
        )
    accepted: list[str] = []
    rejected: list[Rejection] = []
    for group in root:
        if _name(group) == "passagesok":
            accepted += _accepted(group)
        elif _name(group) == "passagesko":
            rejected += _rejected(group)
    receipt = Receipt(_text(root, "idflux"), tuple(accepted), tuple(rejected))
    _refuse_the_ambiguous(receipt)
    return receipt


def _refuse_the_ambiguous(receipt: Receipt) -> None:
    if not receipt.identifiers:
        raise ReceiptRefused("Ce compte rendu ne cite aucun passage.")
    twice = {one for one in receipt.identifiers if receipt.identifiers.count(one) > 1}
    both = twice & set(receipt.accepted) & {one.technical_id for one in receipt.rejected}
    if both:
        raise ReceiptRefused(
            f"Ce compte rendu accepte et rejette à la fois {', '.join(sorted(both))}."
        )


def _accepted(group: Element) -> Iterator[str]:
    for each in group:
        found = each.text if _name(each) == "idtechnique" else _text(each, "idtechnique")
        if found and found.strip():
            yield found.strip()


def _rejected(group: Element) -> Iterator[Rejection]:
    for each in group:
        found = _text(each, "idtechnique")
        if not found:
            raise ReceiptRefused("Une ligne rejetée ne dit pas de quel passage elle parle.")
        message = _text(each, "messageerreur") or "Aucun motif n’est donné."
        yield Rejection(found, message, _text(each, "codeerreur"))


def _name(element: Element) -> str:
    """The local name of an element, in lower case."""
    return element.tag.rsplit("}", 1)[-1].lower() if isinstance(element.tag, str) else ""


def _text(element: Element, name: str) -> str:
    for child in element:
        if _name(child) == name:
            return " ".join((child.text or "").split())
    return ""
