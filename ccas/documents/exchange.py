"""The documents one may see, as a list that leaves: their numbers and states, not what they say."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from ccas.actors import Actor
from ccas.documents import kinds
from ccas.documents.models import Document
from ccas.documents.permissions import visible_documents
from ccas.exchange.lists import Column, Listing


def _documents(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[Document]:
    found = visible_documents(actor).select_related("replaced_by", "replaces")
    found = found.defer("facts", "replaced_by__facts", "replaces__facts")
    return found.order_by("-occurred_at", "number")


def _described(documents: Sequence[Document]) -> Iterator[tuple[Document, str, str]]:
    """Each document, what it is in words, the number of the one that replaces it."""
    for one in documents:
        later = getattr(one, "replaced_by", None)
        yield one, kinds.get(one.kind).label, later.number if later else ""


DOCUMENTS = Listing(
    slug="documents",
    title="Documents délivrés",
    roles=frozenset({"officer", "auditor"}),
    counted=("document", "documents"),
    rows=_documents,
    described=_described,
    columns=(
        Column("numero", "Numéro", lambda one: one[0].number),
        Column("nature", "Nature", lambda one: one[1]),
        Column("delivre", "Délivré le", lambda one: one[0].occurred_at),
        Column("etat", "État", lambda one: one[0].get_state_display()),
        Column("specimen", "Spécimen", lambda one: one[0].specimen),
        Column(
            "remplace",
            "Remplace",
            lambda one: one[0].replaces.number if one[0].replaces else "",
        ),
        Column("remplace-par", "Remplacé par", lambda one: one[2]),
        Column("pages", "Pages", lambda one: one[0].pages, offered=False),
        Column("sha256", "SHA-256", lambda one: one[0].sha256, offered=False),
    ),
)
LISTS = (DOCUMENTS,)
