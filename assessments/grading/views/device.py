"""What a device needs to fill a sheet without a network: its key, its service worker, a shell.

`docs/decisions/0010-what-the-device-keeps.md` says what stays there, for whom and how long.
"""

import base64
import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

from ccas import access, clock

SALT = "assessments.grading.device"
#: What the shell shown without a network needs to stand: it is fetched before any sheet is open.
#: Modules import one another by their plain names, whatever the storage calls the first of them.
SHEETS = ("dsfr/dist/dsfr/dsfr.min.css", "dsfr/dist/utility/utility.min.css")
SHELL_FILES = (*SHEETS, "interface/interface.css", "grading/sheet.css", "grading/offline.js")
MODULES = ("keeping", "journal", "store", "vault", "words")


@require_safe
@access.roles("evaluator")
def key(request: HttpRequest) -> JsonResponse:
    """The keys that seal this person's acts on any device, the newest first, and a fresh token.

    They follow from the server's secrets, so that acts sealed before a rotation still open. No
    other person gets them: signing in again is what opens a journal left on a shared device.
    """
    person = str(request.actor.user_id)
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (
        salted_hmac(SALT, person, secret=secret, algorithm="sha256").digest() for secret in secrets
    )
    return JsonResponse(
        {
            "person": person,
            "keys": [base64.b64encode(digest).decode() for digest in digests],
            "csrf": get_token(request),
            "server_now": clock.now(),
        }
    )


@lru_cache(maxsize=1)
def _worker() -> str:
    """The service worker, named after the files it keeps: another file, another worker."""
    script = Path(str(finders.find("grading/worker.js")))
    folders = [script.parent, Path(str(finders.find("interface/interface.css"))).parent]
    files = sorted(path for folder in folders for path in folder.iterdir() if path.is_file())
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    constants = {
        "VERSION": digest.hexdigest()[:16],
        "STATIC": settings.STATIC_URL,
        "SHELL_FILES": [
            *(static(name) for name in SHELL_FILES),
            *(f"{settings.STATIC_URL}grading/{name}.js" for name in MODULES),
        ],
    }
    written = [f"const {name} = {json.dumps(value)};" for name, value in constants.items()]
    return "\n".join([*written, script.read_text()])


@require_safe
@access.public  # a browser fetches it again by itself, whoever is signed in; it names nobody
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the sheets; from this address it sees no page but theirs."""
    return HttpResponse(
        _worker(),
        content_type="text/javascript; charset=utf-8",
        headers={
            "Cache-Control": "no-cache",
            "Service-Worker-Allowed": reverse("grading:today"),
        },
    )


@require_safe
@access.public  # kept on the device before anybody needs it: it names nobody either
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown without a network in place of a page that the device does not keep."""
    return render(request, "assessments/grading/offline.html")
