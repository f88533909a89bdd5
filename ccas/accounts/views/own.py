"""Signing in and out, one's own account, the role one acts under."""

from typing import Any

from allauth.account.views import LoginView, ReauthenticateView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ccas import access
from ccas.accounts import demonstration, proof
from ccas.accounts.forms import SignInForm
from ccas.accounts.middleware import SESSION_KEY
from ccas.accounts.models import RoleGrant
from ccas.accounts.providers import configuration, identities
from ccas.accounts.roles import Role
from ccas.clock import today
from ccas.interface.refusing import came_from


class SignIn(LoginView):
    """allauth's sign-in, with the demonstration cast below it where that is allowed."""

    def get_form_class(self) -> type[SignInForm]:
        return SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["cast"] = demonstration.cast() if settings.DEMONSTRATION_SIGN_IN else []
        context["providers"] = configuration.offered()
        return context


class StepUp(ReauthenticateView):
    """Identity again, by the password; the demonstration shows the one of its cast."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        shown = settings.DEMONSTRATION_SIGN_IN and self.request.user.demonstration
        context["demonstration_password"] = settings.DEMONSTRATION_PASSWORD if shown else ""
        return context


sign_in = SignIn.as_view()
step_up = StepUp.as_view()


@require_POST
@access.public
def sign_in_as(request: HttpRequest, pk: object) -> HttpResponse:
    """Sign in as a member of the demonstration cast; 404 for anybody else and where it is off.

    The person counts as having proven who they are, by both factors.
    """
    if not settings.DEMONSTRATION_SIGN_IN:
        raise Http404
    user = access.get_or_404(demonstration.people(), pk=pk)
    login(request, user)
    proof.prove_second_factor(request)
    return redirect("/")


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Who we know the person as, the roles granted to them and until when."""
    granted = RoleGrant.objects.filter(user=request.user).order_by("role", "starts_on")
    day = today()
    own = list(request.user.identities.order_by("provider"))  # type: ignore[union-attr]
    held = {identity.issuer for identity in own}
    fitting = identities.fitting(request.user.roles_on(day), configuration.offered())  # type: ignore[union-attr]
    return render(
        request,
        "account/profile.html",
        {
            "grants": [(grant, grant.covers(day)) for grant in granted],
            "identities": [(identities.label_of(identity), identity) for identity in own],
            "linkable": [one for one in fitting if one.issuer not in held],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def role(request: HttpRequest) -> HttpResponse:
    """Choose the role to act under, among those granted and in date."""
    held = request.roles  # type: ignore[attr-defined]
    if request.method == "POST":
        chosen = request.POST.get("role", "")
        if chosen not in held:
            messages.error(request, "Ce rôle ne vous est pas accordé aujourd’hui.")
            return redirect("accounts:role")
        request.session[SESSION_KEY] = chosen
        messages.success(request, f"Vous agissez maintenant en tant que {Role(chosen).label}.")
        return redirect("/")
    actor = request.actor  # type: ignore[attr-defined]
    choices = [
        (Role(value), demonstration.SENTENCES[Role(value)], actor and actor.role == value)
        for value in held
    ]
    return render(request, "account/role.html", {"choices": choices, "back": came_from(request)})
