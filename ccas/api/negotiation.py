"""What the API speaks. Apart from the views, because DRF reads it while it makes its own."""

from typing import Any

from rest_framework import negotiation
from rest_framework.request import Request


class AlwaysJson(negotiation.BaseContentNegotiation):
    """The API speaks JSON, whatever the caller says it would rather have."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """The parser of the content type that came; None, hence 415, for any other."""
        return negotiation.DefaultContentNegotiation().select_parser(request, parsers)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        """The first one."""
        return renderers[0], renderers[0].media_type
