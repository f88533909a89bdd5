"""Issuing a document, and rendering it once.

Who may issue is the business of the room that calls: its own action has checked it.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse

from ccas import clock
from ccas.actors import Actor
from ccas.documents import kinds
from ccas.documents.files import store
from ccas.documents.models import Document, DocumentState, Series, new_verification_code
from ccas.documents.renderer import RenderingError, normalised, renderer
from ccas.jobs import enqueue
from ccas.journal import record
from ccas.refusals import Refusal

if TYPE_CHECKING:
    from ccas.jobs.models import Job

RENDER = "documents.render"


def canonical(facts: Mapping[str, Any]) -> bytes:
    """Return JSON facts as the bytes that are hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


@transaction.atomic
def issue(
    kind_code: str,
    *,
    subject: models.Model,
    facts: Mapping[str, Any],
    by: Actor,
    specimen: bool = False,
    replaces: Document | None = None,
    series_scope: str = "",
    owner_id: UUID | None = None,
) -> Document:
    """Number a document, freeze its facts, ask for its rendering: all in one transaction.

    ``facts`` is what the kind's template prints; `document` (number, date, verification) and
    `specimen` are added here. The number follows the last one of its series without a gap: the
    counter row stays locked until the caller's transaction ends, and a rollback gives the number
    back. Raises `Refusal` when the subject has such a document already and it is not replaced,
    or when ``replaces`` is not of this kind and subject, or has been replaced already.
    """
    kind = kinds.get(kind_code)
    subject_type, subject_id = subject._meta.label_lower, subject.pk
    series = _locked_series(kind.series_code(series_scope, clock.today().year, specimen))
    _refuse_unless_issuable(kind, subject_type, subject_id, replaces)
    rank = series.last_number + 1
    number = f"{series.code}-{rank:06d}"
    code = new_verification_code()
    frozen = normalised(
        {
            **facts,
            "specimen": specimen,
            "document": {
                "kind": kind.code,
                "number": number,
                "issued_on": clock.today().isoformat(),
                "verification_code": code,
                "verification_url": verification_url(code),
                "replaces": replaces.number if replaces else None,
            },
        }
    )
    digest = hashlib.sha256(canonical(frozen)).hexdigest()
    Series.objects.filter(pk=series.pk).update(last_number=rank)
    document = Document.objects.create(
        kind=kind.code,
        series=series,
        rank=rank,
        number=number,
        specimen=specimen,
        subject_type=subject_type,
        subject_id=subject_id,
        owner_id=owner_id,
        facts=frozen,
        facts_sha256=digest,
        verification_code=code,
        replaces=replaces,
    )
    record(
        "documents.issue",
        document,
        by=by,
        kind=kind.code,
        number=number,
        facts=digest,
        replaces=replaces.pk if replaces else None,
    )
    enqueue(RENDER, key=f"document:{document.pk}", payload={"document": str(document.pk)}, by=by)
    return document


def verification_url(code: str) -> str:
    """Return the public address that the QR code holds."""
    return settings.PUBLIC_BASE_URL.rstrip("/") + reverse("register:verify", args=[code])


def _locked_series(code: str) -> Series:
    """Return the counter row, locked until the transaction ends."""
    Series.objects.get_or_create(code=code)
    return Series.objects.select_for_update().get(code=code)


def _refuse_unless_issuable(
    kind: kinds.DocumentKind, subject_type: str, subject_id: UUID, replaces: Document | None
) -> None:
    same = Document.objects.filter(kind=kind.code, subject_type=subject_type, subject_id=subject_id)
    if replaces is None:
        number = same.values_list("number", flat=True).first()
        if number:
            raise Refusal(f"Ce document existe déjà, sous le numéro {number}.")
        return
    # Locked, so that two corrections of one document cannot both believe they are the first.
    Document.objects.select_for_update().filter(pk=replaces.pk).first()
    if not same.filter(pk=replaces.pk).exists():
        raise Refusal(f"Le document {replaces.number} n’est pas de même nature ou de même objet.")
    heir = same.filter(replaces=replaces).values_list("number", flat=True).first()
    if heir:
        raise Refusal(f"Le document {replaces.number} est déjà remplacé par {heir}.")


def render_job(job: Job) -> None:
    """Do the job: render, write the file, store its fingerprint. Twice changes nothing."""
    render_document(UUID(job.payload["document"]), by=job.actor)


def render_document(document_id: UUID, *, by: Actor) -> None:
    """Render a document that has no file yet.

    The file is written before the row says so, under a name that holds its fingerprint: a worker
    that comes late can neither lose nor overwrite what another stored. Raises `RenderingError`,
    after marking the document as failed; the job is tried again and may then succeed.
    """
    document = Document.objects.get(pk=document_id)
    if document.state == DocumentState.STORED:
        return
    begun = time.perf_counter()
    try:
        made = renderer().make(kinds.get(document.kind), document.facts)
    except RenderingError:
        Document.objects.filter(pk=document_id, state=DocumentState.PENDING).update(
            state=DocumentState.FAILED
        )
        raise
    elapsed = round((time.perf_counter() - begun) * 1000)
    sha256 = hashlib.sha256(made.content).hexdigest()
    name = f"{document.occurred_at:%Y}/{document.kind}/{document.pk}-{sha256[:16]}.pdf"
    store(name, made.content)
    _mark_stored(document_id, name, sha256, len(made.content), made.pages, elapsed, by)


@transaction.atomic
def _mark_stored(
    document_id: UUID, name: str, sha256: str, size: int, pages: int, elapsed: int, by: Actor
) -> None:
    document = Document.objects.select_for_update().get(pk=document_id)
    if document.state == DocumentState.STORED:
        return
    document.state = DocumentState.STORED
    document.file = name
    document.sha256 = sha256
    document.size = size
    document.pages = pages
    document.render_ms = elapsed
    document.stored_at = clock.now()
    document.save(
        update_fields=["state", "file", "sha256", "size", "pages", "render_ms", "stored_at"]
    )
    record("documents.store", document, by=by, sha256=sha256, size=size, pages=pages)


def preview(kind_code: str, facts: Mapping[str, Any]) -> bytes:
    """Return the PDF of facts that are not an act yet: no number, no row, no QR, a watermark."""
    drafted = {
        **facts,
        "draft": True,
        "specimen": bool(facts.get("specimen", False)),
        "document": {
            "kind": kind_code,
            "number": "projet",
            "issued_on": clock.today().isoformat(),
            "verification_code": "",
            "verification_url": "",
            "replaces": None,
        },
    }
    return renderer().make(kinds.get(kind_code), drafted).content
