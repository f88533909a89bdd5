"""Handing a document over, through the gate and nowhere else."""

from __future__ import annotations

import logging
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ccas import access
from ccas.documents import files, kinds, sealing
from ccas.documents.models import DocumentState
from ccas.documents.permissions import visible_documents

logger = logging.getLogger(__name__)

#: States in which the file will come by itself.
COMING = (DocumentState.PENDING, DocumentState.RENDERED)


@require_safe
def document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Download a document; a page says so while it is being made or when it cannot be given.

    The stranger's document and the absent one give the same 404. A file that is not the one
    whose fingerprint was kept is not served.
    """
    found = access.get_or_404(visible_documents(request.actor), pk=pk)
    state = found.state
    if state == DocumentState.STORED:
        try:
            content = files.read(found)
        except files.AlteredFile as error:
            logger.error("document not served: %s", error)
            state = "altered"
        else:
            access.opened(request, found, whose=found.owner_id, screen=found.kind)
            return pdf(found.number, content)
    page = render(
        request,
        "documents/waiting.html",
        {"document": found, "label": kinds.get(found.kind).label, "state": state},
        status=202 if state in COMING else 503,
    )
    if state in COMING:
        page["Refresh"] = "3"
    return _private(page)


@access.public
@require_safe
def authority(request: HttpRequest) -> HttpResponse:
    """The certificates of the seal, for whoever checks a document by their own means: what seals
    now, what is above it, and the trusted roots. PEM."""
    try:
        text = sealing.chain_pem() + sealing.roots_pem()
    except sealing.SealUnavailable as why:
        logger.error("no seal to show: %s", why)
        text = b""
    response = HttpResponse(text, content_type="application/x-pem-file")
    response["Content-Disposition"] = 'attachment; filename="sceau.pem"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def pdf(number: str, content: bytes) -> HttpResponse:
    """A PDF to download, kept nowhere on the way, opened in a box of its own."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
