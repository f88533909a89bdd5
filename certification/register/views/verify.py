"""The public verification page: no account, no script needed, never an error."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from ccas import access
from certification.register.counting import may_guess, may_verify
from certification.register.reading import Reading, read, read_file, read_named
from certification.register.rules import MAX_TYPED, NO_NAME, WRONG_NAME
from certification.register.uploads import MOST_BYTES, InMemoryOnly

TOO_MANY = (
    "Trop de vérifications ont été demandées en peu de temps : attendez quelques minutes, puis "
    "recommencez."
)
TOO_BIG = f"Le fichier dépasse {MOST_BYTES // 2**20} Mo : ce n’est pas un document délivré ici."
NOTHING_GIVEN = "Tapez le code imprimé sur le document, ou choisissez le fichier PDF."


def files_in_memory(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What is sent stays in memory: the handlers are set before anything reads the request, the
    check of the CSRF token included, which then comes first in the view itself."""

    @csrf_exempt
    @wraps(view)
    def reading(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.upload_handlers = [InMemoryOnly(request)]
        return csrf_protect(view)(request, *args, **kwargs)

    return reading


@access.public
@never_cache
@files_in_memory
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form. With `?code=`, the answer as well; a POST brings a file, or the holder's name."""
    typed = (request.POST if request.method == "POST" else request.GET).get("code", "")
    if request.method != "POST":
        return _answer(request, typed) if "code" in request.GET else _page(request, "", None)
    if getattr(request, "too_big", False):
        return _page(request, typed, None, error=TOO_BIG, status=422)
    file = request.FILES.get("file")
    if file is not None and may_verify(request):
        return _page(request, typed, read_file(file.read(), typed))
    if file is not None:
        return _page(request, typed, None, error=TOO_MANY, status=429)
    if "name" in request.POST:
        return _named(request, typed, request.POST["name"])
    if not typed:
        return _page(request, "", None, error=NOTHING_GIVEN, status=422)
    return _answer(request, typed)


@access.public
@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """The answer for the code of a QR. Any text is answered, most often by « INCONNU »."""
    return _answer(request, code)


def _answer(request: HttpRequest, typed: str) -> HttpResponse:
    if not may_verify(request):
        return _page(request, typed, None, error=TOO_MANY, status=429)
    return _page(request, typed, read(typed))


def _named(request: HttpRequest, typed: str, name: str) -> HttpResponse:
    if not (may_verify(request) and may_guess(typed)):
        return _page(request, typed, None, error=TOO_MANY, status=429)
    reading, good = read_named(typed, name)
    error = "" if good else WRONG_NAME if name.strip() else NO_NAME
    return _page(request, typed, reading, name_error=error, status=200 if good else 422)


def _page(
    request: HttpRequest,
    typed: str,
    reading: Reading | None,
    *,
    error: str = "",
    name_error: str = "",
    status: int = 200,
) -> HttpResponse:
    # What was typed is shown again so that it can be corrected, but never more than could be one.
    shown = typed[:MAX_TYPED].replace("\x00", "")
    response = render(
        request,
        "certification/register/verify.html",
        {"typed": shown, "reading": reading, "error": error, "name_error": name_error},
        status=status,
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": its forms would say « Origin: null », which the CSRF check refuses.
    response["Referrer-Policy"] = "same-origin"
    return response
