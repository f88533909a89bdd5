"""The pages of the API: its description to read, and one's tokens."""

from typing import Any
from uuid import UUID

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from ccas import access, clock, interface
from ccas.accounts import proof
from ccas.accounts.models import User
from ccas.api import actions
from ccas.api.forms import TokenForm
from ccas.api.permissions import KEEPERS, revocable_tokens, visible_tokens
from ccas.api.reading import operations
from ccas.api.rooms import scopes
from ccas.api.schema import schema
from ccas.interface.forms import page, run


@require_safe
@access.public
def description(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1: for machines. It speaks of nobody, hence is public."""
    return JsonResponse(schema(), json_dumps_params={"ensure_ascii": False})


@require_safe
@access.public
def guide(request: HttpRequest) -> HttpResponse:
    """The same, to read."""
    return render(request, "api/guide.html", {"groups": operations(schema()), "scopes": scopes()})


@require_http_methods(["GET", "HEAD", "POST"])
@access.roles(*KEEPERS)
@never_cache
@sensitive_variables("made", "secret")
def tokens(request: HttpRequest) -> HttpResponse:
    """One's tokens (all of them for the administrator), and the making of one, shown once.

    A token lives longer than the session that makes it: identity is proven again for that.
    """
    if request.method == "POST" and not proof.recently_proven(request):
        raise ReauthenticationRequired
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST":
        made = run(request, form, lambda data: _make(request, data))
        if made:
            _token, secret = made
            form = TokenForm()
    now = clock.now()
    return page(
        request,
        "api/tokens.html",
        {
            "form": form,
            "secret": secret,
            "lines": [(token, *_state(token, now)) for token in visible_tokens(request.actor)],
            "all": request.actor.has_role("administrator"),
        },
    )


def _make(request: HttpRequest, data: dict[str, Any]) -> Any:
    user = User.objects.prefetch_related("grants").get(pk=request.actor.user_id)
    return actions.create_token(
        user,
        role=request.actor.role,
        by=request.actor,
        known_scopes=[scope.code for scope in scopes()],
        **data,
    )


def _state(token: Any, now: Any) -> tuple[str, str]:
    """What its badge says, and its kind."""
    if token.revoked_at is not None:
        return "Révoqué", "neutral"
    if token.expires_at <= now:
        return "Expiré", "neutral"
    return "En vigueur", "done"


@interface.refusals
@access.roles(*KEEPERS)
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a token at once."""
    token = access.get_or_404(revocable_tokens(request.actor), pk=pk)
    actions.revoke_token(token, by=request.actor)
    messages.success(request, f"Le jeton {token} est révoqué : il n’ouvre plus rien.")
    return redirect("tokens:list")
