"""Each request is made by a person under one of their roles, who has proven who they are."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from ccas import clock
from ccas.accounts import attempts, devices, factors, proof, sessions
from ccas.accounts.roles import Role

SESSION_KEY = "active_role"


#: Header of a request that the page makes by itself (a refresh): the person did nothing.
BY_ITSELF = "X-By-Itself"


def identify(request: HttpRequest, *, in_use: bool = True) -> bool:
    """Set `request.actor` (None when anonymous or without a role), `roles` and `role_label`.

    The active role is the one chosen in this session while it is granted and in date, else the
    first one held. The grants were read with the account.

    A person whose roles demand a second factor acts under none (`second_factor_missing`) until
    this session rests on one. False when the session has lived or slept too long.

    in_use: the person acts; a page that refreshes itself does not keep its session awake.
    """
    request.actor = None
    request.roles = []
    request.role_label = ""
    request.second_factor_missing = False
    user = request.user
    if not user.is_authenticated:
        return True
    roles = user.roles_on(clock.today())
    if sessions.is_over(request, roles, in_use=in_use):
        return False
    request.roles = roles
    if factors.compulsory(request.roles) and not proof.has_second_factor(request):
        request.second_factor_missing = True
        request.roles = []
    chosen = request.session.get(SESSION_KEY)
    if chosen not in request.roles:
        chosen = request.roles[0] if request.roles else None
    if chosen:
        request.actor = user.acting_as(chosen)
        request.role_label = str(Role(chosen).label)
    return True


class ActorMiddleware:
    """Say who acts (`identify`). A session that has lived or slept too long is closed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not identify(request, in_use=BY_ITSELF not in request.headers):
            logout(request)
            messages.info(request, "Votre connexion a pris fin. Entrez de nouveau.")
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


#: Where one gives a second factor that one has.
TO_PROVE = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout"})
#: Where one gets the first one.
TO_SET_UP = frozenset(
    {
        "mfa_index",
        "mfa_add_webauthn",
        "mfa_activate_totp",
        "account_reauthenticate",
        "account_logout",
    }
)


class SecondFactorMiddleware:
    """Until a role that demands a second factor has one, nothing opens but its set-up.

    What is open to everybody (legal pages, verification of a title) stays open.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Send the person to the set-up, or to the proof if another session did the set-up."""
        if not getattr(request, "second_factor_missing", False):
            return None
        if not getattr(view, "login_required", True):
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        own = {one.type for one in factors.of(request.user)}  # type: ignore[arg-type]
        if name in (TO_PROVE if own else TO_SET_UP):
            return None
        if not own:
            target = reverse("mfa_index")
        else:
            by_code = "totp" in own
            page = "mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn"
            target = f"{reverse(page)}?{urlencode({'next': '/'})}"
        if getattr(request, "htmx", False):
            return HttpResponse(status=204, headers={"HX-Redirect": target})
        return redirect(target)
