"""Verifying a badge: a file dropped by anybody, read in memory, compared, forgotten."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ccas import access, clock
from ccas.periods import in_words
from certification.badges import reading
from certification.badges.rules import instants
from certification.badges.rules.verifying import MOST_BYTES, Verdict, verify
from certification.register.counting import may_verify
from certification.register.views.verify import TOO_MANY, files_in_memory

NO_FILE = "Choisissez le fichier du badge (JSON)."
#: Longest name or address worth reading.
MOST_TYPED = 200
KINDS = {"AUTHENTIQUE": "authentic", "RETIRÉ": "withdrawn"}
#: State of a check → its words and the kind of its tag.
STATES = {
    "right": ("Vrai", "done"),
    "wrong": ("Faux", "error"),
    "open": ("Non vérifié", "neutral"),
}


@access.public
@never_cache
@files_in_memory
@require_http_methods(["GET", "HEAD", "POST"])
def verify_badge(request: HttpRequest) -> HttpResponse:
    """The form; a POST brings the file, and the name of its holder if one wants it compared."""
    if request.method != "POST":
        return _page(request)
    file = request.FILES.get("file")
    if file is None and not getattr(request, "too_big", False):
        return _page(request, error=NO_FILE, status=422)
    if not may_verify(request):
        return _page(request, error=TOO_MANY, status=429)
    content = file.read(MOST_BYTES + 1) if file is not None else bytes(MOST_BYTES + 1)
    typed = request.POST.get("holder", "")[:MOST_TYPED].replace("\0", "")
    found = verify(content, trusted=reading.trusted(), now=clock.now(), typed=typed)
    return _page(request, verdict=found, typed=typed)


def _page(
    request: HttpRequest,
    *,
    verdict: Verdict | None = None,
    typed: str = "",
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"error": error, "typed": typed}
    if verdict is not None:
        context |= {
            "verdict": verdict,
            "kind": KINDS.get(verdict.word, "unknown"),
            "checks": [(one, *STATES[one.state]) for one in verdict.checks],
            "pairs": _pairs(verdict) if verdict.word in KINDS else (),
        }
    response = render(request, "certification/badges/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _pairs(verdict: Verdict) -> tuple[tuple[str, str], ...]:
    """What a badge of ours says; its signature held, so that every value is one we wrote."""
    said = verdict.credential or {}
    what = said["credentialSubject"]["achievement"]
    obtained, issued = instants.read(said["awardedDate"]), instants.read(said["validFrom"])
    return (
        ("Badge", what["name"]),
        ("Ce qu’il atteste", what["description"]),
        ("Obtenu le", in_words(clock.paris(obtained).date()) if obtained else ""),
        ("Badge délivré le", in_words(clock.paris(issued).date()) if issued else ""),
        ("Certificateur", said["issuer"]["name"]),
    )
