"""What the link of an invitation opens: choosing a passkey or a password, by POST only."""

import json

from allauth.account.utils import perform_login
from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from allauth.mfa.webauthn.internal import auth as passkeys
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ccas import access
from ccas.accounts import factors, invitations, proof
from ccas.accounts.directory_forms import ChoosePassword
from ccas.accounts.models import User
from ccas.accounts.providers import configuration, identities
from ccas.interface.forms import page
from ccas.refusals import Refusal

ALREADY_KEYED = (
    "Votre compte a déjà un second facteur : il vous sera demandé ensuite. Si vous ne l’avez plus, "
    "demandez au service de formation de l’effacer."
)


@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.public
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the link. Looking at it changes nothing: mail filters open links too."""
    invitation = invitations.find(token)
    if invitation is None:
        return render(request, "account/invitation_gone.html", status=404)
    user = invitation.user
    # A link is the mailbox, and nothing more: it neither replaces a factor that the person has,
    # nor adds one beside it. Who lost theirs has them effaced first (`actions.reset_factors`).
    keyed = factors.of(user).exists()
    if request.method == "POST" and "credential" in request.POST:
        if keyed:
            raise Refusal(ALREADY_KEYED)
        return _by_passkey(request, token, user)
    posted = request.POST if request.method == "POST" else None
    form = ChoosePassword(posted, user=user)
    if posted is not None and form.is_valid():
        return _by_password(request, token, form.cleaned_data["password1"])
    context = {
        "form": form,
        "invited": user,
        "until": invitation.expires_at,
        "already_keyed": ALREADY_KEYED if keyed else "",
        "js_data": {"creation_options": {} if keyed else passkeys.begin_registration(user, True)},
        "providers": identities.offered_to(invitation, configuration.offered()),
        "invitation": token,
    }
    return page(request, "account/invitation.html", context)


def _by_password(request: HttpRequest, token: str, password: str) -> HttpResponse:
    def choose(user: User) -> None:
        user.set_password(password)
        user.save(update_fields=["password"])

    user = invitations.accept(token, choose=choose)
    messages.success(request, "Votre mot de passe est enregistré.")
    return _enter(request, user)


def _by_passkey(request: HttpRequest, token: str, user: User) -> HttpResponse:
    try:
        credential = json.loads(request.POST["credential"])
        passkeys.parse_registration_response(credential)
        passkeys.complete_registration(credential)
    except (ValueError, TypeError, KeyError, AttributeError, ValidationError):
        messages.error(request, "La clé n’a pas été enregistrée. Recommencez.")
        return redirect("accounts:accept", token=token)

    def choose(invited: User) -> None:
        passkeys.WebAuthn.add(invited, "Clé d’accès 1", credential)

    user = invitations.accept(token, choose=choose)
    messages.success(request, "Votre clé d’accès est enregistrée.")
    entered = _enter(request, user, by_passkey=True)
    proof.prove_second_factor(request)
    auto_generate_recovery_codes(request)
    return entered


def _enter(request: HttpRequest, user: User, *, by_passkey: bool = False) -> HttpResponse:
    """Open a session; a second factor that the person had before is asked for first."""
    if request.user.is_authenticated:
        logout(request)
    if not by_passkey and factors.of(user).exists():
        answer: HttpResponse = perform_login(request, user, redirect_url="/")
        return answer
    login(request, user)
    return redirect("/")
