"""Receiving by pieces (fetch) or in one go (a plain form); handing over what was found clean."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ccas import access
from ccas.files import actions, rules, store
from ccas.files.models import FileState, ReceivedFile, Upload, UploadState
from ccas.files.permissions import destination, own_uploads, visible_files
from ccas.interface.refusing import came_from, refusals
from ccas.refusals import Conflict, Refusal

logger = logging.getLogger(__name__)
#: Seconds between two questions of a page that waits for a verdict.
REFRESH = 3


def answered_in_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A POST of a script: a refusal is 422 with its sentences, a conflict 409 with what stands."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Conflict as conflict:
            body = {"sentences": conflict.sentences, **conflict.current}
            return JsonResponse(body, status=409)
        except Refusal as refusal:
            return JsonResponse({"sentences": refusal.sentences}, status=422)

    return require_POST(told)


@answered_in_json
def begin(request: HttpRequest) -> HttpResponse:
    """Announce a file: {"kind", "set", "name", "size"} → its upload and the size of the pieces."""
    asked = _json(request)
    try:
        set_id = UUID(str(asked.get("set")))
        size = int(asked.get("size", 0))
    except (ValueError, TypeError, OverflowError):
        raise Refusal("Cet envoi n’est pas annoncé correctement : rechargez la page.") from None
    kind, place = _destination(request, str(asked.get("kind", "")), set_id)
    upload = actions.begin_upload(
        kind, place, name=str(asked.get("name", "")), size=size, by=request.actor
    )
    return JsonResponse(_upload(upload), status=201)


@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How much of an upload has arrived, to take it up again."""
    return JsonResponse(_upload(access.get_or_404(own_uploads(request.actor), pk=pk)))


@answered_in_json
def part(request: HttpRequest, pk: UUID, offset: int) -> HttpResponse:
    """One piece, as raw bytes, with its SHA-256 in X-Part-Sha256."""
    upload = access.get_or_404(own_uploads(request.actor), pk=pk)
    try:
        content = request.body
    except RequestDataTooBig:
        raise Refusal("Ce morceau est trop grand.") from None
    upload = actions.add_part(
        upload,
        offset=offset,
        content=content,
        sha256=request.headers.get("X-Part-Sha256", ""),
        by=request.actor,
    )
    return JsonResponse(_upload(upload))


@answered_in_json
def finish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All pieces are there: receive the file. A refused content ends the upload."""
    upload = access.get_or_404(own_uploads(request.actor), pk=pk)
    kind, place = _destination(request, upload.kind, upload.set_id)
    try:
        file = actions.finish_upload(upload, kind=kind, place=place, by=request.actor)
    except Refusal:
        upload.refresh_from_db()
        if upload.received == upload.size:
            actions.drop_upload(upload)
        raise
    return JsonResponse(_file(file), status=201)


@answered_in_json
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give an upload up."""
    actions.drop_upload(access.get_or_404(own_uploads(request.actor), pk=pk))
    return JsonResponse({"state": UploadState.DROPPED})


@refusals
def deposit(request: HttpRequest, kind: str, set_id: UUID) -> HttpResponse:
    """A plain form with files, for a browser without scripts; back to the page it came from."""
    known, place = _destination(request, kind, set_id)
    sent = request.FILES.getlist("file")
    if not sent:
        raise Refusal("Choisissez un fichier avant d’envoyer.")
    for one in sent:
        if one.size > rules.MAX_BYTES:
            raise Refusal(rules.size_sentences(one.name, one.size, used=0, quota=place.quota))
        actions.receive(known, place, name=one.name, pieces=one.chunks(), by=request.actor)
        messages.success(request, f"« {rules.clean_name(one.name)} » est reçu.")
    return redirect(came_from(request))


@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rewrite of a file found clean; before that, a page that says where it stands."""
    file = access.get_or_404(visible_files(request.actor), pk=pk)
    if file.can_be_opened:
        try:
            content = store.read(store.SHOWN, file.shown, file.shown_sha256)
        except store.Lost as lost:
            logger.error("file not served: %s", lost)
            return _private(
                render(request, "files/waiting.html", {"file": file, "lost": True}, status=503)
            )
        access.opened(request, file, whose=file.owner_id, screen=file.kind)
        return _handed_over(file, content)
    page = render(
        request,
        "files/waiting.html",
        {"file": file, "lost": False},
        status=410 if file.removed_at else 202 if _waits(file) else 403,
    )
    if _waits(file):
        page["Refresh"] = str(REFRESH)
    return _private(page)


@require_safe
def state(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where a file stands: a fragment for a page, or JSON for a script."""
    file = access.get_or_404(visible_files(request.actor), pk=pk)
    if request.headers.get("Accept", "").startswith("application/json"):
        return _private(JsonResponse(_file(file)))
    return _private(render(request, "components/file.html", {"file": file, "alone": True}))


def _waits(file: ReceivedFile) -> bool:
    return file.removed_at is None and file.state in (FileState.RECEIVED, FileState.SCANNING)


def _destination(request: HttpRequest, kind: str, set_id: UUID) -> Any:
    found = destination(request.actor, kind, set_id)
    if found is None:
        raise Http404
    return found


def _json(request: HttpRequest) -> dict[str, Any]:
    try:
        read = json.loads(request.body)
    except (ValueError, RequestDataTooBig, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise Refusal("Cet envoi n’est pas annoncé correctement : rechargez la page.")
    return read


def _upload(upload: Upload) -> dict[str, Any]:
    return {
        "id": str(upload.pk),
        "state": upload.state,
        "received": upload.received,
        "size": upload.size,
        "part": rules.PART_BYTES,
        "expires_at": upload.expires_at.isoformat(),
        "file": str(upload.file_id) if upload.file_id else None,
    }


def _file(file: ReceivedFile) -> dict[str, Any]:
    return {
        "id": str(file.pk),
        "name": file.name,
        "state": file.state,
        "label": file.get_state_display(),
        "reason": file.reason,
        "url": reverse("files:show", args=[file.pk]),
        "state_url": reverse("files:state", args=[file.pk]),
    }


def _handed_over(file: ReceivedFile, content: bytes) -> HttpResponse:
    """The bytes in a box of their own: no script, no guess of type, kept nowhere on the way."""
    response = HttpResponse(content, content_type=file.shown_type)
    name = quote(file.shown_name)
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{name}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'"
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
