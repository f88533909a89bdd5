"""Addresses for machines: alive, fit to serve, measures."""

import ipaddress
import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from ccas import access
from ccas.operations import health, measures


@never_cache
@require_safe
@access.public
def alive(request: HttpRequest) -> HttpResponse:
    """This process answers. It asks nothing of anybody."""
    return HttpResponse("vivant\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
@access.public
def ready(request: HttpRequest) -> HttpResponse:
    """Fit to serve, or 503; what is away without being needed is told."""
    found = health.look()
    fit = health.fit(found)
    whole = all(one.ok for one in found)
    body = {
        "etat": "prêt" if whole else "dégradé" if fit else "indisponible",
        **{one.name: one.words for one in found},
    }
    return JsonResponse(body, status=200 if fit else 503)


@never_cache
@require_safe
@access.public
def figures(request: HttpRequest) -> HttpResponse:
    """The measures, for whoever holds METRICS_TOKEN or asks from METRICS_FROM; else a 404."""
    if not (_by_token(request) or _from_inside(request)):
        raise Http404
    return HttpResponse(measures.text(), content_type=CONTENT_TYPE_LATEST)


def _by_token(request: HttpRequest) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    return bool(wanted) and scheme.lower() == "bearer" and _same(given.strip(), wanted)


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode(), other.encode())


def _from_inside(request: HttpRequest) -> bool:
    """Asked directly from a network that is named: what a proxy passes on comes from anywhere."""
    if any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip")):
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(one) for one in settings.METRICS_FROM)
