"""Which documents an actor may see: what each room said of its own kinds."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ccas.actors import Actor
from ccas.documents import kinds
from ccas.documents.models import Document


def visible_documents(actor: Actor | None) -> QuerySet[Document]:
    """Return the documents this actor may see; none for a stranger or an unregistered kind."""
    if actor is None:
        return Document.objects.none()
    union = Q(pk__in=[])
    for kind in kinds.all_kinds():
        condition = kind.visible(actor)
        if condition is not None:
            union |= Q(kind=kind.code) & condition
    return Document.objects.filter(union)
