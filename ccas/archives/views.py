"""One's own archive: asked for, followed, downloaded. Nobody else's exists."""

import logging
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ccas import access, clock, holdings, interface
from ccas.actors import Actor
from ccas.archives import actions
from ccas.archives.models import ArchiveState, PersonalArchive

logger = logging.getLogger(__name__)
#: Archives shown on the page, the latest first.
SHOWN = 5


def own_archives(actor: Actor) -> Any:
    """The archives of this very person."""
    return PersonalArchive.objects.filter(user=actor.user_id)


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What the archive holds, and the last ones asked for."""
    found = list(own_archives(request.actor)[:SHOWN])
    now = clock.now()
    for archive in found:
        archive.is_open = archive.state == ArchiveState.READY and archive.expires_at > now
    context = {
        "archives": found,
        "waits": any(archive.state == ArchiveState.ASKED for archive in found),
        "withheld": list(dict.fromkeys(holdings.reasons_withheld().values())),
    }
    return render(request, "archives/own.html", context)


@interface.refusals
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for one's archive."""
    actions.ask_archive(by=request.actor)
    messages.success(request, "Votre archive se prépare ; un message vous dira qu’elle est prête.")
    return redirect("archives:own")


@require_safe
def download(request: HttpRequest, pk: object) -> HttpResponse:
    """The bytes, to their owner, until the archive expires, whether or not it is erased."""
    archive = access.get_or_404(own_archives(request.actor), pk=pk)
    if archive.state != ArchiveState.READY or archive.expires_at <= clock.now():
        return render(request, "archives/gone.html", {"archive": archive}, status=410)
    name = f"mes-donnees-{clock.paris(archive.ready_at):%Y-%m-%d}.zip"
    try:
        content = actions.storage().open(archive.file)
    except FileNotFoundError:
        logger.error("archive %s has lost its file", archive.pk)
        return render(request, "archives/gone.html", {"archive": archive}, status=503)
    response = FileResponse(content, as_attachment=True, filename=name)
    response["Content-Type"] = "application/zip"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
