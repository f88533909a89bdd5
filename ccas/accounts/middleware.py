"""Each request is made by a person under one of their roles."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ccas import clock
from ccas.accounts import attempts, devices
from ccas.accounts.roles import Role

SESSION_KEY = "active_role"


class ActorMiddleware:
    """Set `request.actor` (None when anonymous or without a role), `roles` and `role_label`.

    The active role is the one chosen in this session while it is granted and in date, else the
    first one held. One query a request, for the grants.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None
        request.roles = []
        request.role_label = ""
        user = request.user
        if user.is_authenticated:
            request.roles = user.roles_on(clock.today())
            chosen = request.session.get(SESSION_KEY)
            if chosen not in request.roles:
                chosen = request.roles[0] if request.roles else None
            if chosen:
                request.actor = user.acting_as(chosen)
                request.role_label = str(Role(chosen).label)
        return self.get_response(request)


class DeviceMiddleware:
    """After a sign-in, let the browser remember that this account entered here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        email = getattr(request, "signed_in_email", "")
        if email:
            devices.remember(request, response, attempts.account_of(email))
        return response
