"""What a badge points to, for people and for programs: its issuer, what it attests, its list."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.framework.models import Qualification, QualificationRevision
from ccas import access, clock
from certification.badges import keys, reading
from certification.badges.rules import credential, signing
from certification.badges.rules import status as listing
from certification.badges.rules.standards import CONTEXTS
from certification.register.counting import may_verify

#: What the issuer's profile says of its keys (W3C Controlled Identifiers 1.0).
KEYS_CONTEXT = "https://www.w3.org/ns/cid/v1"
#: Seconds for which a reader may keep the list of revoked badges.
FRESH = 300


def for_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Public, read only, and no more often than the public verification answers; a page of
    another site may read it: it says nothing of anybody."""

    @access.public
    @require_safe
    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_verify(request):
            return HttpResponse("Trop de demandes : attendez quelques minutes.", status=429)
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answering


@for_all
def issuer(request: HttpRequest, code: str) -> HttpResponse:
    """Who issues the badges of a certification, and what they may attest."""
    revision = _revision(code)
    blocks = revision.blocks.select_related("revision__qualification")
    return render(
        request,
        "certification/badges/issuer.html",
        {
            "issuer": reading.issuer_of(revision),
            "revision": revision,
            "achievements": [
                reading.title_of(revision),
                *(reading.block_of(one) for one in blocks),
            ],
            "keys": keys.words(),
        },
    )


@for_all
def issuer_json(request: HttpRequest, code: str) -> HttpResponse:
    """The same for programs: an Open Badges profile, with the public keys that sign for it."""
    issuer = reading.issuer_of(_revision(code))
    methods = [
        {
            "id": keys.method_of(issuer.address, word),
            "type": "Multikey",
            "controller": issuer.address,
            "publicKeyMultibase": word,
        }
        for word in keys.words()
    ]
    return _json(
        {
            "@context": [*CONTEXTS, KEYS_CONTEXT],
            **credential.issuer_profile(issuer),
            "verificationMethod": methods,
            "assertionMethod": [one["id"] for one in methods],
        }
    )


@for_all
def achievement(request: HttpRequest, key: str) -> HttpResponse:
    """What a title or a block attests."""
    revision, what = _achievement(key)
    return render(
        request,
        "certification/badges/achievement.html",
        {
            "what": what,
            "issuer": reading.issuer_of(revision),
            "name": credential.name_of(what),
            "picture": reverse("badges:picture", args=[key]),
        },
    )


@for_all
def achievement_json(request: HttpRequest, key: str) -> HttpResponse:
    """The same for programs."""
    _revision, what = _achievement(key)
    return _json({"@context": CONTEXTS, **credential.achievement(what)})


@for_all
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """The badge as it is shown in a collection."""
    _revision, what = _achievement(key)
    short = what.code.removeprefix(what.qualification) or what.code
    return render(
        request,
        "certification/badges/picture.svg",
        {"what": what, "short": what.code if what.whole else short},
        content_type="image/svg+xml",
    )


@for_all
def status(request: HttpRequest, code: str) -> HttpResponse:
    """The signed list of a certification's revoked badges: bits, no name, no number."""
    revision = _revision(code)
    issuer = reading.issuer_of(revision).address
    signed = signing.signed(
        listing.status_list(
            address=reading.public("status", code),
            issuer=issuer,
            revoked=reading.revoked_places(revision.qualification),
            now=clock.now(),
        ),
        key=keys.credential_key(),
        method=keys.method_of(issuer, keys.current_word()),
        now=clock.now(),
    )
    response = _json(signed)
    response["Cache-Control"] = f"public, max-age={FRESH}"
    return response


def _revision(code: str) -> QualificationRevision:
    return access.get_or_404(Qualification.objects.all(), code=code.replace("\0", "")).current


def _achievement(key: str) -> tuple[QualificationRevision, credential.Achievement]:
    found = reading.achievement_at(key.replace("\0", ""))
    if found is None:
        raise Http404
    return found


def _json(value: dict[str, Any]) -> JsonResponse:
    return JsonResponse(
        value,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
        content_type="application/ld+json",
    )
