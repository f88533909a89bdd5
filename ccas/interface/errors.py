"""Error pages: what happened, what to do. They need no query and no session.

The absent page and the forbidden one are the same bytes: the body carries no token, no name.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string

from ccas import tracing
from ccas.refusals import Conflict, Refusal


def _bare(template: str, status: int, **context: object) -> HttpResponse:
    return HttpResponse(render_to_string(template, context), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself is malformed."""
    return _bare("400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: refused by the platform itself (the rooms answer 404)."""
    return _bare("403.html", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: absent or not ours, the same page."""
    return _bare("404.html", 404)


def too_many_attempts(request: HttpRequest) -> HttpResponse:
    """429: the sign-in pages limit attempts."""
    return _bare("429.html", 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. The number finds its lines in the logs."""
    return _bare("500.html", 500, number=tracing.current())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open for too long, or cookies are refused."""
    return _bare("403_csrf.html", 403)


class SentencesMiddleware:
    """A refusal that a view let through is a 422 page (409 for a conflict), never a 500.

    A wrong method is answered in French too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render_to_string("405.html").encode()
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show the sentences of a Refusal; anything else stays an error."""
        if not isinstance(exception, Refusal):
            return None
        stale = isinstance(exception, Conflict)
        context = {
            "sentences": exception.sentences,
            "current": [],
            "stale": stale,
        }
        if isinstance(exception, Conflict):
            context["current"] = list(exception.current.items())
        template = "components/refusal.html" if getattr(request, "htmx", False) else "422.html"
        return render(request, template, context, status=409 if stale else 422)
