"""Each request: its number, its time, its line in the logs."""

import logging
import re
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ccas import tracing
from ccas.operations import measures
from ccas.operations.logs import route_of

logger = logging.getLogger("ccas.requests")
HEADER = "X-Request-Id"
#: What a proxy may name a request; anything else is not repeated.
_NUMBER = re.compile(r"[A-Za-z0-9-]{8,64}\Z")


class RequestMiddleware:
    """Outermost: a number for all that the request leaves in the logs, and its measure.

    A failure of ours bears the number in a header too, and its page shows it: whoever writes to us
    gives it, and its lines are found.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if _NUMBER.match(given) else tracing.new()
        request.number = number  # type: ignore[attr-defined]
        begun = time.perf_counter()
        with tracing.traced(number):
            response = self.get_response(request)
            seconds = time.perf_counter() - begun
            route = route_of(request)
            measures.answered(route, request.method or "", response.status_code, seconds)
            said = {
                "route": route,
                "method": request.method,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
            }
            logger.info("answered", extra=said)
        if response.status_code >= 500:
            response[HEADER] = number
        return response
