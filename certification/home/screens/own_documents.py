"""The papers of a candidate, as the first screen lists them."""

from dataclasses import dataclass
from datetime import date

from ccas import clock
from ccas.actors import Actor
from ccas.documents import kinds
from ccas.documents.models import Document
from ccas.documents.permissions import visible_documents
from certification.home import addresses


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document as its owner finds it."""

    label: str
    number: str
    issued_on: date
    state: str
    status: str
    kind: str
    url: str


STATES = {"stored": "done", "pending": "current", "rendered": "waiting", "failed": "warning"}


def documents(actor: Actor) -> list[DocumentLine]:
    """The papers of a candidate, the latest first; those that were replaced are left out."""
    found = visible_documents(actor).filter(replaced_by__isnull=True).order_by("-occurred_at", "pk")
    return [_line(document) for document in found]


def _line(document: Document) -> DocumentLine:
    return DocumentLine(
        label=kinds.get(document.kind).label,
        number=document.number,
        issued_on=clock.paris(document.occurred_at).date(),
        state=document.state,
        status=document.get_state_display(),
        kind=STATES[document.state],
        url=addresses.document(document.pk),
    )
