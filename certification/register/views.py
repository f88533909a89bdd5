"""The public verification page: no account, no script needed, never an error."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ccas import access
from certification.register.reading import read
from certification.register.rules import MAX_TYPED


@access.public
@never_cache
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """The form; with `?code=`, the answer as well."""
    typed = request.GET.get("code")
    if typed is None:
        return _page(request, "", None)
    return _page(request, typed, read(typed))


@access.public
@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """The answer for the code of a QR. Any text is answered, most often by « INCONNU »."""
    return _page(request, code, read(code))


def _page(request: HttpRequest, typed: str, reading: object) -> HttpResponse:
    # What was typed is shown again so that it can be corrected, but never more than could be one.
    shown = typed[:MAX_TYPED].replace("\x00", "")
    response = render(
        request, "certification/register/verify.html", {"typed": shown, "reading": reading}
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
