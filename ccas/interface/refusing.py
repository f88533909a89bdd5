"""A refused act is a sentence on the page the person comes from, never an error page."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from ccas.refusals import Refusal


def came_from(request: HttpRequest) -> str:
    """The path of the page that sent this request, or the home page; never another site."""
    referer = request.headers.get("referer", "")
    if url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}):
        parts = urlsplit(referer)
        # « //elsewhere/… » is a path of ours in a referer, and another host in a redirection.
        path = "/" + parts.path.lstrip("/\\")
        return f"{path}?{parts.query}" if parts.query else path
    return "/"


def refusals(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a view that only answers a button (POST): a Refusal becomes a message where we were.

    An HTMX request gets the sentences as an alert, with status 422.
    """

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            if getattr(request, "htmx", False):
                return render(
                    request,
                    "components/refusal.html",
                    {"sentences": refusal.sentences},
                    status=422,
                )
            for sentence in refusal.sentences:
                messages.error(request, sentence)
            return redirect(came_from(request))

    return require_POST(told)
