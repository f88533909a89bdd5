"""Which files and uploads an actor may see: what each room said of its own kinds."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from ccas.actors import Actor
from ccas.files import kinds
from ccas.files.kinds import FileKind, FileSet
from ccas.files.models import ReceivedFile, Upload


def visible_files(actor: Actor | None) -> QuerySet[ReceivedFile]:
    """The files this actor may know of; none for a stranger or an unregistered kind."""
    if actor is None:
        return ReceivedFile.objects.none()
    union = Q(pk__in=[])
    for kind in kinds.all_kinds():
        condition = kind.visible(actor)
        if condition is not None:
            union |= Q(kind=kind.code) & condition
    return ReceivedFile.objects.filter(union)


def own_uploads(actor: Actor | None) -> QuerySet[Upload]:
    """The uploads that this very person began."""
    if actor is None or actor.user_id is None:
        return Upload.objects.none()
    return Upload.objects.filter(uploaded_by=actor.user_id)


def destination(actor: Actor, kind: str, set_id: UUID) -> tuple[FileKind, FileSet] | None:
    """The kind and the set an actor may send to; None when there is none for them."""
    known = kinds.get(kind)
    place = known.destination(actor, set_id) if known is not None else None
    return (known, place) if known is not None and place is not None else None
