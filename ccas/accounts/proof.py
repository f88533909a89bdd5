"""When a person last proved who they are, and by what, in this session.

Written at each sign-in and at each step-up. The true time, not the clock of business: that one
may be moved by the demonstration.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse

#: A proof of identity is fresh for that long, in seconds.
FRESH = 300
PROVEN_AT = "proven_at"
SECOND_FACTOR = "second_factor"


def prove(request: HttpRequest) -> None:
    """The person has just proven who they are."""
    request.session[PROVEN_AT] = time.time()


def recently_proven(request: HttpRequest) -> bool:
    """Whether the last proof of this session is less than five minutes old."""
    proven_at = request.session.get(PROVEN_AT)
    return isinstance(proven_at, float | int) and 0 <= time.time() - proven_at < FRESH


def prove_second_factor(request: HttpRequest) -> None:
    """This session rests on a second factor (or on a passkey, which is two in one)."""
    request.session[SECOND_FACTOR] = True


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session rests on a second factor."""
    return request.session.get(SECOND_FACTOR) is True


def proof_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For an act that binds its author: without a fresh proof, identity is asked for first.

    What was posted is kept in the session and done once the proof is given: nothing is typed
    twice. Put it under the decorators that check the role and the method.
    """

    @wraps(view)
    def proven(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not recently_proven(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return proven
