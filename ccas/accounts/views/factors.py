"""Second factors: allauth's views, with what we change in them."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.base.views import AuthenticateView, IndexView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth as passkeys
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ccas import access
from ccas.accounts import factors, proof


class Security(IndexView):
    """The factors one has, and what one's roles demand."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        own = list(Authenticator.objects.filter(user=self.request.user).order_by("created_at"))
        context["passkeys"] = [one.wrap() for one in own if one.type == "webauthn"]
        context["application"] = next((one for one in own if one.type == "totp"), None)
        spare = next((one for one in own if one.type == "recovery_codes"), None)
        context["codes_left"] = len(spare.wrap().get_unused_codes()) if spare else None
        context["to_set_up"] = self.request.second_factor_missing
        return context


class AddPasskey(AddWebAuthnView):
    """A new passkey: on the device, unlocked by its finger, face or number."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = passkeys.begin_registration(authenticated_user(self.request), True)
        context["js_data"] = {"creation_options": options}
        return context

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response = super().form_valid(form)
        proof.prove_second_factor(self.request)
        return response

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        messages.error(self.request, "La clé n’a pas été enregistrée. Recommencez.")
        return redirect("mfa_add_webauthn")


class RemovePasskey(RemoveWebAuthnView):
    """Forget a passkey, unless it is the last factor of a role that demands one."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if not factors.may_remove(self.get_object()):
            messages.error(self.request, factors.LAST_ONE)
            return redirect("mfa_index")
        super().form_valid(form)
        return redirect("mfa_index")


class ActivateApplication(ActivateTOTPView):
    """Tie an application that gives codes."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response = super().form_valid(form)
        proof.prove_second_factor(self.request)
        return response


class ProveByPasskey(ReauthenticateWebAuthnView):
    """Identity again, by the passkey; a failure stays on the page."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        messages.error(self.request, "La clé n’a pas été reconnue. Recommencez.")
        return redirect(self.request.get_full_path())


class EnterByPasskey(LoginWebAuthnView):
    """Sign in by the passkey alone."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        messages.error(self.request, "Cette clé n’est pas connue ici. Essayez autrement.")
        return redirect("account_login")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="allauth.mfa")
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """How many recovery codes are left; the codes themselves by POST only, identity proven."""
    found = Authenticator.objects.filter(user=request.user, type="recovery_codes").first()
    if found is None:
        raise Http404
    codes = found.wrap().get_unused_codes()
    shown = codes if request.method == "POST" else []
    return render(request, "mfa/recovery_codes.html", {"left": len(codes), "codes": shown})


security = Security.as_view()
authenticate = AuthenticateView.as_view()
prove_by_code = ReauthenticateView.as_view()
prove_by_passkey = ProveByPasskey.as_view()
add_passkey = AddPasskey.as_view()
remove_passkey = RemovePasskey.as_view()
enter_by_passkey = access.public(EnterByPasskey.as_view())
activate_application = ActivateApplication.as_view()
remove_application = DeactivateTOTPView.as_view()
renew_codes = GenerateRecoveryCodesView.as_view()
