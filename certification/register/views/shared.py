"""What a holder's link opens, for whoever has it, without an account."""

import logging
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ccas import access, clock
from ccas.documents import files
from ccas.documents.views import pdf
from certification.register.counting import may_verify
from certification.register.sharing import living, papers_of, shown

logger = logging.getLogger(__name__)


@access.public
@never_cache
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The title, as the holder chose to show it. A link that never was, one that is over and one
    that was ended get the same answer, as does whoever asks too often."""
    share = living(token) if may_verify(request) else None
    response = render(
        request,
        "certification/register/shared.html",
        {
            "shown": shown(share) if share else None,
            "token": token if share else "",
            "now": clock.now(),
        },
        status=200 if share else 404,
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@access.public
@never_cache
@require_safe
def paper(request: HttpRequest, token: str, pk: UUID) -> HttpResponse:
    """A document of a full link."""
    share = living(token) if may_verify(request) else None
    if share is None:
        raise Http404
    found = access.get_or_404(papers_of(share), pk=pk)
    try:
        return pdf(found.number, files.read(found))
    except files.AlteredFile as error:
        logger.error("document not served: %s", error)
        raise Http404 from None
