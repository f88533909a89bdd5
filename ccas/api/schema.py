"""The description of the API, OpenAPI 3.1, drawn from the views; read once per process."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema, extend_schema_view

from ccas.api import problems

#: Statuses that any operation may answer besides its own, and what they mean.
ANYWHERE = {
    "400": "Demande mal formée",
    "401": "Aucun jeton en vigueur, ni session",
    "403": "Portée absente du jeton",
}
ON_ONE = {"404": "Absent, ou hors de portée : la réponse est la même"}
ON_WRITING = {
    "409": "Quelqu’un a écrit entre-temps : les deux valeurs sont données",
    "412": "La version nommée par If-Match est dépassée",
    "415": "Autre chose que du JSON",
    "422": "Acte refusé : les raisons sont données",
}


#: What a caller will read, where the status alone does not say it.
EXAMPLES = {
    "409": problems.problem(
        409,
        "Cette ligne a changé entre-temps : choisissez la cotation à garder.",
        errors=["Cette ligne a changé entre-temps : choisissez la cotation à garder."],
        current={"competency": 7, "current": "A", "proposed": "N"},
    ),
    "412": problems.problem(412, problems.Stale.default_detail),
    "422": problems.problem(
        422,
        "Cette grille est signée : rien n’y change.",
        errors=["Cette grille est signée : rien n’y change."],
    ),
}


class FrenchSchema(AutoSchema):
    """Adds to every operation the errors that it may answer."""

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        expected = dict(ANYWHERE)
        if "{" in self.path:
            expected |= ON_ONE
        if self.method not in {"GET", "HEAD"}:
            expected |= ON_WRITING
        component = self.resolve_serializer(problems.ProblemSerializer, direction)
        for code, meaning in expected.items():
            bodies.setdefault(
                code,
                {
                    "description": meaning,
                    "content": {
                        problems.MEDIA_TYPE: {
                            "schema": component.ref,
                            "examples": {
                                "Exemple": {
                                    "value": EXAMPLES.get(code) or problems.problem(int(code))
                                }
                            },
                        }
                    },
                },
            )
        return bodies


class TokenScheme(OpenApiAuthenticationExtension):
    """How the header is described."""

    target_class = "ccas.api.authentication.TokenAuthentication"
    name = "jeton"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "Jeton personnel, limité à des portées, révocable à tout moment.",
        }


class BrowserScheme(OpenApiAuthenticationExtension):
    """How the session is described."""

    target_class = "ccas.api.authentication.BrowserAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "La session du navigateur ; écrire demande aussi X-CSRFToken.",
        }


def described[V: type](tag: str, **operations: tuple[str, str]) -> Callable[[V], V]:
    """Name the operations of a viewset, in French: list=("Lister…", "Ceux que…")."""
    said = {
        name: extend_schema(tags=[tag], summary=summary, description=description)
        for name, (summary, description) in operations.items()
    }
    return extend_schema_view(**said)


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The whole description, as plain values. Not to be changed by whoever reads it."""
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found
