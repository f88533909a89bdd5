"""The register's journal as anyone may check it: heads, tiles, proofs, and the program that checks.

Nothing here names anybody: hashes, sizes, signatures. The text of one line only is ever given, that
of the storing of a document, to whoever holds its code.
"""

import base64
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ccas import access
from ccas.documents import sealing
from ccas.documents.models import Document
from ccas.journal import notes, tree
from ccas.journal.models import Head
from certification.register.counting import may_verify
from certification.register.reading import stored_line
from certification.register.rules import normalise_code

#: How many heads the page and the bundle show, the latest.
SHOWN, BUNDLED = 20, 1000
VERIFIER = Path(settings.BASE_DIR) / "ccas" / "journal" / "verifier.py"


@access.public
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """What the journal is, its last heads, and everything to check it without us."""
    heads = Head.objects.select_related("stamp").order_by("-size")[:SHOWN]
    return render(
        request,
        "certification/register/log.html",
        {
            "heads": [(one, hasattr(one, "stamp")) for one in heads],
            "key": notes.verifier_key(),
            "former": settings.JOURNAL_FORMER_KEYS,
        },
    )


@access.public
@never_cache
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The last signed head (C2SP tlog-checkpoint)."""
    head = tree.last_head()
    if head is None:
        raise Http404
    return _text(head.note)


@access.public
@require_safe
def head(request: HttpRequest, size: int) -> HttpResponse:
    """The signed head of that size."""
    return _text(access.get_or_404(Head.objects.all(), size=size).note)


@access.public
@require_safe
def tile(request: HttpRequest, level: int, place: str) -> HttpResponse:
    """The hashes of a tile (C2SP tlog-tiles: `x001/x234/067`, `.p/W` when it is not full)."""
    place, partial, width = place.partition(".p/")
    parts = place.split("/")
    digits = [part.removeprefix("x") for part in parts]
    written = [f"x{one}" for one in digits[:-1]] + digits[-1:]
    if parts != written or not all(len(one) == 3 and one.isdecimal() for one in digits):
        raise Http404
    if partial and not (width.isdecimal() and 0 < int(width) < tree.TILE):
        raise Http404
    if level > 63 or len(digits) > 6:
        raise Http404
    found = tree.tile(level, int("".join(digits)), int(width) if partial else tree.TILE)
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="application/octet-stream")


@access.public
@require_safe
def consistency(request: HttpRequest, old: int, new: int) -> HttpResponse:
    """That the log of the second size begins with that of the first."""
    heads = Head.objects.in_bulk([old, new], field_name="size")
    if not {old, new} <= set(heads) or old > new:
        raise Http404
    path = [one.hex() for one in tree.consistency(old, new)]
    return JsonResponse({"old": heads[old].note, "new": heads[new].note, "path": path})


@access.public
@never_cache
@require_safe
def bundle(request: HttpRequest) -> HttpResponse:
    """Keys and heads, to check papers and journal far from here: `registre.json`."""
    heads = list(Head.objects.select_related("stamp").order_by("-size")[:BUNDLED])[::-1]
    stamps = {
        str(one.size): base64.b64encode(bytes(one.stamp.token)).decode()
        for one in heads
        if hasattr(one, "stamp")
    }
    return _file(
        {
            "format": "ccas-register-1",
            "keys": [notes.verifier_key(), *settings.JOURNAL_FORMER_KEYS],
            "heads": [one.note for one in heads],
            "stamps": stamps,
            "authorities": [sealing.roots_pem().decode()],
        },
        "registre.json",
    )


@access.public
@never_cache
@require_safe
def proof(request: HttpRequest, code: str) -> HttpResponse:
    """The proof that the register holds a document's fingerprint: `preuve.json`. Whoever asks has
    the code; a code that nobody was given and a line not sealed yet look alike."""
    if not may_verify(request):
        raise Http404
    known = normalise_code(code)
    document = Document.objects.filter(verification_code=known).first() if known else None
    line = stored_line(document) if document else None
    found = tree.inclusion(line) if line else None
    if found is None:
        raise Http404
    return _file(
        {
            "format": "ccas-proof-1",
            "leaf": found.leaf.decode(),
            "index": found.index,
            "path": [one.hex() for one in found.path],
            "head": found.head.note,
        },
        "preuve.json",
    )


@access.public
@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """The stand-alone program, as it is here."""
    response = HttpResponse(VERIFIER.read_bytes(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verifier.py"'
    return response


def _text(note: str) -> HttpResponse:
    return HttpResponse(note, content_type="text/plain; charset=utf-8")


def _file(content: dict[str, Any], name: str) -> HttpResponse:
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
