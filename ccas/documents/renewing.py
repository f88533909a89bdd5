"""A document that follows something that changes: a new one only when it would say otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction

from ccas.actors import Actor
from ccas.documents.actions import issue
from ccas.documents.models import Document
from ccas.documents.renderer import normalised


@transaction.atomic
def issue_unless_same(
    kind: str, *, subject: models.Model, facts: Mapping[str, Any], by: Actor, **more: Any
) -> Document:
    """The document in force when it says these facts; else a new one, which replaces it.

    ``more`` is what `issue` takes besides. Who may ask is the business of the room that calls,
    which holds the subject's row: two who ask at once get the same one.
    """
    last = Document.objects.filter(
        kind=kind,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        replaced_by__isnull=True,
    ).first()
    if last is not None and all(
        last.facts.get(key) == value for key, value in normalised(facts).items()
    ):
        return last
    return issue(kind, subject=subject, facts=facts, by=by, replaces=last, **more)
