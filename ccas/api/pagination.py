"""Lists are read page by page, by a cursor: a row added meanwhile shifts nothing."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import QuerySet
from rest_framework import exceptions, pagination
from rest_framework.request import Request

SENTENCE = "Ce curseur n’est pas un de ceux que nous donnons : reprenez au début de la liste."


class ByCursor(pagination.CursorPagination):
    """In the order of the ids, which nothing changes."""

    ordering = "pk"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "limit"
    cursor_query_param = "cursor"
    invalid_cursor_message = SENTENCE
    cursor_query_description = "Où reprendre : la valeur que « next » ou « previous » porte."
    page_size_query_description = "Éléments par page : 50, et 200 au plus."

    def get_ordering(self, request: Request, queryset: QuerySet, view: Any) -> tuple[str, ...]:
        """Always the primary key: whatever a room sorts its screens by."""
        return ("pk",)

    def get_page_size(self, request: Request) -> int:
        """The page asked for; 400 when it is not a number between 1 and the largest."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 6):
            raise exceptions.ValidationError({"limit": ["Un nombre entier est attendu."]})
        if not 1 <= int(asked) <= self.max_page_size:
            raise exceptions.ValidationError({"limit": [f"De 1 à {self.max_page_size}."]})
        return int(asked)

    def paginate_queryset(
        self, queryset: QuerySet, request: Request, view: Any = None
    ) -> list[Any] | None:
        """One page; 400 for a cursor that we did not give."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (exceptions.NotFound, ValidationError, ValueError, DataError):
            raise exceptions.ValidationError({"cursor": [SENTENCE]}) from None

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The two parameters, with the bounds that are checked."""
        return [
            {
                "name": self.cursor_query_param,
                "required": False,
                "in": "query",
                "description": self.cursor_query_description,
                "schema": {"type": "string"},
            },
            {
                "name": self.page_size_query_param,
                "required": False,
                "in": "query",
                "description": self.page_size_query_description,
                "schema": {"type": "integer", "minimum": 1, "maximum": self.max_page_size},
            },
        ]

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        """A page. `schema` is a list's, or a mark that drf-spectacular looks for by identity."""
        results = schema
        if isinstance(schema, dict):
            results = schema | {"description": "Les éléments de cette page."}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "Adresse de la page suivante ; absente à la dernière.",
                    "example": "https://certification.example/api/v1/…/?cursor=cD0…",
                },
                "previous": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "Adresse de la page précédente ; absente à la première.",
                    "example": None,
                },
                "results": results,
            },
        }
