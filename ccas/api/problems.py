"""Errors of the API: « problem details » (RFC 9457), with sentences a person can read.

An absent object and somebody else's give the same bytes: no path, no id, no name.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import set_rollback

from ccas.interface import errors
from ccas.refusals import Conflict, Refusal

MEDIA_TYPE = "application/problem+json"
#: Every address below it answers JSON, errors included.
PREFIX = "/api/"

TITLES = {
    400: "Demande mal formée",
    401: "Identification nécessaire",
    403: "Demande interdite",
    404: "Introuvable",
    405: "Méthode refusée",
    409: "État contraire",
    412: "Version dépassée",
    415: "Format refusé",
    422: "Acte refusé",
    429: "Trop de demandes",
    500: "Erreur du service",
    503: "Service indisponible",
}
DETAILS = {
    400: "La demande n’est pas lisible : vérifiez ce que vous envoyez.",
    401: "Présentez un jeton en vigueur dans l’en-tête « Authorization: Bearer … ».",
    403: "Cette demande n’est pas permise.",
    404: "Il n’y a rien à cette adresse, ou rien que vous puissiez lire.",
    405: "Cette adresse n’accepte pas cette méthode.",
    415: "Envoyez du JSON (Content-Type: application/json).",
    429: "Attendez avant de recommencer.",
    500: "L’erreur est de notre fait. Recommencez plus tard ; rien n’est à corriger chez vous.",
}


class Malformed(exceptions.ParseError):
    """400: bytes that no text holds."""

    default_detail = "La demande contient un octet nul ou un texte qui n’est pas de l’UTF-8."


class Stale(exceptions.APIException):
    """412: `If-Match` names a version that is no longer the one in force."""

    status_code = 412
    default_detail = "Cette version n’est plus celle en vigueur : relisez-la avant d’écrire."
    default_code = "stale"


class NotYet(exceptions.APIException):
    """409: what is asked for exists, and cannot be given in its present state."""

    status_code = 409
    default_detail = "Cela ne peut pas encore être donné."
    default_code = "not_yet"


class Unreadable(exceptions.APIException):
    """503: what is kept cannot be given."""

    status_code = 503
    default_detail = "Ce fichier ne peut pas être remis : le service a été prévenu."
    default_code = "unreadable"


class ProblemSerializer(serializers.Serializer):
    """Une erreur, au format « problem details » (RFC 9457)."""

    type = serializers.CharField(help_text="Toujours « about:blank » : le statut dit la nature.")
    title = serializers.CharField(help_text="La nature de l’erreur, en quelques mots.")
    status = serializers.IntegerField(help_text="Le statut HTTP, répété.")
    detail = serializers.CharField(help_text="Ce qui s’est passé et que faire, en une phrase.")
    errors = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Chaque raison du refus, en phrases à montrer telles quelles.",
    )
    fields = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="Champ ou paramètre → ce qui ne va pas.",
    )
    current = serializers.DictField(
        required=False,
        help_text="En cas de conflit (409) : la valeur en vigueur et la valeur proposée.",
    )


def problem(status: int, detail: str = "", **more: Any) -> dict[str, Any]:
    """The body of an error. more: errors, fields, current (left out when empty)."""
    return {
        "type": "about:blank",
        "title": TITLES.get(status, TITLES[400]),
        "status": status,
        "detail": detail or DETAILS.get(status, DETAILS[400]),
    } | {name: value for name, value in more.items() if value}


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler. None for what is a defect of ours: Django's 500 then answers."""
    headers: dict[str, str] = {}
    match error:
        case Conflict():
            body = problem(
                409, error.sentences[0], errors=error.sentences, current=_plain(error.current)
            )
        case Refusal():
            body = problem(422, error.sentences[0], errors=error.sentences)
        case Http404() | exceptions.NotFound():
            body = problem(404)
        case PermissionDenied():
            body = problem(403)
        case exceptions.ValidationError():
            fields = dict(_by_field(error.detail))
            sentences = [sentence for found in fields.values() for sentence in found]
            body = problem(400, errors=sentences, fields=fields)
        case exceptions.APIException():
            said = str(error.detail) if error.status_code not in {401, 405, 415} else ""
            body = problem(error.status_code, said)
            if getattr(error, "auth_header", None):
                headers["WWW-Authenticate"] = error.auth_header
            if getattr(error, "wait", None):
                headers["Retry-After"] = f"{error.wait:.0f}"
        case _:
            return None
    set_rollback()
    return Response(body, status=body["status"], headers=headers, content_type=MEDIA_TYPE)


def _plain(current: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(current, cls=DjangoJSONEncoder))
    return plain


def _by_field(detail: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Dotted name of the field → its sentences."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            yield from _by_field(inner, f"{path}.{own}".strip(".") or "")
    elif isinstance(detail, list) and any(isinstance(one, Mapping | list) for one in detail):
        for rank, inner in enumerate(detail):
            yield from _by_field(inner, f"{path}.{rank}".strip("."))
    else:
        yield path, [str(one) for one in (detail if isinstance(detail, list) else [detail])]


def answer(status: int, detail: str = "") -> HttpResponse:
    """The same body where DRF is not at work: no route, no view, our own failure."""
    response = HttpResponse(
        json.dumps(problem(status, detail), ensure_ascii=False, separators=(",", ":")),
        content_type=MEDIA_TYPE,
        status=status,
    )
    response["Cache-Control"] = "private, no-store"
    return response


def refuse_malformed(request: HttpRequest) -> None:
    """Raise Malformed when the address holds a NUL byte or what is not UTF-8."""
    query = request.META.get("QUERY_STRING", "")
    try:
        text = _unquoted(query) + _unquoted(request.path)
    except UnicodeError:
        raise Malformed from None
    if "\0" in text or "\N{REPLACEMENT CHARACTER}" in text:
        raise Malformed


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, in JSON below /api/."""
    if request.path.startswith(PREFIX):
        return answer(400)
    return errors.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, in JSON below /api/."""
    if request.path.startswith(PREFIX):
        return answer(403)
    return errors.forbidden(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, in JSON below /api/; 400 there for an address that no text holds."""
    if not request.path.startswith(PREFIX):
        return errors.not_found(request, exception)
    try:
        refuse_malformed(request)
    except Malformed as malformed:
        return answer(400, str(malformed.detail))
    return answer(404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, in JSON below /api/."""
    return answer(500) if request.path.startswith(PREFIX) else errors.server_error(request)


def _unquoted(text: str) -> str:
    return unquote(text.replace("+", " "), errors="strict")
