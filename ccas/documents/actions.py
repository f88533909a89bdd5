"""Issuing a document, and rendering it once.

Who may issue is the business of the room that calls: its own action has checked it.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse

from ccas import clock
from ccas.actors import Actor
from ccas.documents import kinds, sealing
from ccas.documents.claims import claim
from ccas.documents.files import discard, read_named, store
from ccas.documents.models import Document, DocumentState, Series, new_verification_code
from ccas.documents.progress import RENDER, key_of
from ccas.documents.renderer import Rendering, RenderingError, normalised, renderer
from ccas.documents.sealing import Sealed, SealUnavailable
from ccas.jobs import Later, enqueue
from ccas.journal import record
from ccas.refusals import Refusal

if TYPE_CHECKING:
    from ccas.jobs.models import Job

#: When a document that waits for its seal is tried again.
SEAL_AGAIN = timedelta(seconds=30)


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
    batch: str = "",
) -> Document:
    """Number a document, freeze its facts, ask for its rendering: all in one transaction.

    ``facts`` is what the kind's template prints; `document` (number, date, verification) and
    `specimen` are added here. The number follows the last one of its series without a gap: the
    counter row stays locked until the caller's transaction ends, and a rollback gives the number
    back. Where the only seal is a throw-away one, every document is a specimen. ``batch`` names
    what is issued with it, and moves on in step with other batches; a single one passes first.
    Raises `Refusal` when the subject has such a document already and it is not replaced,
    or when ``replaces`` is not of this kind and subject, or has been replaced already.
    """
    kind = kinds.get(kind_code)
    subject_type, subject_id = subject._meta.label_lower, subject.pk
    specimen = specimen or sealing.is_throwaway()
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
                **_claimed(kind, facts, number, code),
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
    enqueue(
        RENDER,
        key=key_of(document.pk),
        payload={"document": str(document.pk)},
        by=by,
        line=batch,
    )
    return document


def _claimed(
    kind: kinds.DocumentKind, facts: Mapping[str, Any], number: str, code: str
) -> dict[str, str]:
    """What the QR code says besides its address, for the kinds that are shown to the public."""
    if kind.claimed is None:
        return {}
    name = kind.claimed(facts)
    day = clock.today()
    return {"claim": claim(kind=kind.code, number=number, issued_on=day, code=code, name=name)}


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
    """Do the job: render, seal, write the file, store its fingerprint. Twice changes nothing.

    Without a seal to be had the document waits, visibly, and the job comes back.
    """
    try:
        render_document(UUID(job.payload["document"]), by=job.actor)
    except SealUnavailable as why:
        raise Later(SEAL_AGAIN, str(why)) from why


def render_document(document_id: UUID, *, by: Actor) -> None:
    """Render and seal a document that has no file yet.

    The file is written before the row says so, under a name that holds its fingerprint: a worker
    that comes late can neither lose nor overwrite what another stored. Raises `RenderingError`,
    after marking the document as failed; the job is tried again and may then succeed. Raises
    `SealUnavailable`, after putting the unsealed file aside: nobody is given it.
    """
    document = Document.objects.get(pk=document_id)
    if document.state == DocumentState.STORED:
        return
    begun = time.perf_counter()
    try:
        made = _kept(document) or renderer().make(kinds.get(document.kind), document.facts)
    except RenderingError:
        Document.objects.filter(pk=document_id, state=DocumentState.PENDING).update(
            state=DocumentState.FAILED
        )
        raise
    elapsed = round((time.perf_counter() - begun) * 1000)
    try:
        sealed = sealing.seal(made.content)
        if sealing.is_throwaway() and not document.specimen:
            raise SealUnavailable("La clé du certificateur n’est plus configurée.")
    except SealUnavailable as why:
        _set_aside(document, made, elapsed, str(why), by)
        raise
    sha256 = hashlib.sha256(sealed.content).hexdigest()
    name = f"{document.occurred_at:%Y}/{document.kind}/{document.pk}-{sha256[:16]}.pdf"
    store(name, sealed.content)
    if _mark_stored(document_id, name, sealed, made.pages, elapsed, by):
        discard(_aside(document.pk))


def _aside(document_id: UUID) -> str:
    """Where a file waits for its seal; no address serves it."""
    return f"rendered/{document_id}.pdf"


def _kept(document: Document) -> Rendering | None:
    """The file set aside, if it is still what was rendered."""
    if document.state != DocumentState.RENDERED:
        return None
    content = read_named(document.file)
    if content is None or hashlib.sha256(content).hexdigest() != document.rendered_sha256:
        return None
    return Rendering(content, document.pages)


def _set_aside(document: Document, made: Rendering, elapsed: int, why: str, by: Actor) -> None:
    """Keep the unsealed file and say why it waits. The first time leaves a line in the journal."""
    name, sha256 = _aside(document.pk), hashlib.sha256(made.content).hexdigest()
    if (document.state, document.rendered_sha256) != (DocumentState.RENDERED, sha256):
        store(name, made.content)
    with transaction.atomic():
        row = Document.objects.select_for_update().get(pk=document.pk)
        if row.state == DocumentState.STORED:
            return
        first = row.state != DocumentState.RENDERED
        row.state = DocumentState.RENDERED
        row.file, row.rendered_sha256, row.pages = name, sha256, made.pages
        row.waits_for = why[:300]
        if first:
            row.render_ms = elapsed
        row.save(
            update_fields=["state", "file", "rendered_sha256", "pages", "waits_for", "render_ms"]
        )
        if first:
            record("documents.wait", row, by=by, rendered=sha256)


@transaction.atomic
def _mark_stored(
    document_id: UUID, name: str, sealed: Sealed, pages: int, elapsed: int, by: Actor
) -> bool:
    """Say that the sealed file is there; False when another worker said so first."""
    document = Document.objects.select_for_update().get(pk=document_id)
    if document.state == DocumentState.STORED:
        return False
    if document.state != DocumentState.RENDERED:
        document.render_ms = elapsed
    document.state = DocumentState.STORED
    document.file = name
    document.sha256 = hashlib.sha256(sealed.content).hexdigest()
    document.size = len(sealed.content)
    document.pages = pages
    document.stored_at = clock.now()
    document.waits_for = ""
    document.seal_level = sealed.level
    document.seal_certificate = sealed.certificate
    document.seal_is_throwaway = sealing.is_throwaway()
    document.save(
        update_fields=[
            *("state", "file", "sha256", "size", "pages", "render_ms", "stored_at"),
            *("waits_for", "seal_level", "seal_certificate", "seal_is_throwaway"),
        ]
    )
    record(
        "documents.store",
        document,
        by=by,
        sha256=document.sha256,
        size=document.size,
        pages=pages,
        seal=sealed.level,
        certificate=sealed.certificate,
    )
    return True


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
