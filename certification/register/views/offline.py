"""Checking what a QR code claims without a network: the page, and the worker that keeps it."""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ccas import access
from ccas.documents import kinds
from ccas.documents.claims import public_jwk

#: What the page needs to stand. A module is imported by its plain name, whatever the storage calls
#: the first.
SHEETS = ("dsfr/dist/dsfr/dsfr.min.css", "dsfr/dist/utility/utility.min.css")
FILES = (
    *SHEETS,
    "interface/interface.css",
    "certification/deliberation.css",
    "certification/register.css",
    "certification/offline.js",
)
SCRIPTS = ("claim.js", "offline.js", "register_worker.js")


@access.public
@never_cache
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page that holds the public key. It asks the server nothing, and names nobody."""
    held = {
        "key": public_jwk(),
        "kinds": {kind.code: kind.label for kind in kinds.all_kinds()},
        "worker": reverse("register:worker"),
        "scope": reverse("register:ask"),
    }
    return render(request, "certification/register/offline.html", {"held": held})


@access.public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: it sees the addresses of verification, and no other page."""
    folder = Path(str(finders.find("certification/claim.js"))).parent
    digest = hashlib.sha256(json.dumps(public_jwk()).encode())
    for name in SCRIPTS:
        digest.update((folder / name).read_bytes())
    constants = {
        "VERSION": digest.hexdigest()[:16],
        "PAGE": reverse("register:offline"),
        "FILES": [
            *(static(name) for name in FILES),
            f"{settings.STATIC_URL}certification/claim.js",
        ],
    }
    written = [f"const {name} = {json.dumps(value)};" for name, value in constants.items()]
    return HttpResponse(
        "\n".join([*written, (folder / "register_worker.js").read_text()]),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": reverse("register:ask")},
    )
