"""The doors of ProConnect and FranceConnect: leaving for them, coming back, linking, unlinking."""

import logging
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import perform_login
from allauth.account.views import LogoutView
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ccas import access
from ccas.accounts import factors, invitations, proof, sessions
from ccas.accounts.models import ExternalIdentity, User
from ccas.accounts.providers import civil_status, configuration, flow, identities
from ccas.accounts.providers.configuration import Provider
from ccas.accounts.providers.failures import Denied, Failure, Stale
from ccas.accounts.providers.flow import Flow, Identity
from ccas.actors import Actor
from ccas.interface.refusing import refusals
from ccas.refusals import Refusal

logger = logging.getLogger(__name__)
#: An identity that waits for « yes, that is me »: kept in the session, that long (seconds).
PENDING, PENDING_LIFE = "provider_pending", 600


def provider_or_404(code: str) -> Provider:
    """The provider of that name; one that is off looks like an address that does not exist."""
    found = configuration.find(code)
    if found is None:
        raise Http404
    return found


def failing_in_words(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whatever goes wrong between the provider and us is a page with a sentence."""

    @wraps(view)
    def guarded(request: HttpRequest, provider: str, *args: Any, **kwargs: Any) -> HttpResponse:
        found = provider_or_404(provider)
        try:
            return view(request, found, *args, **kwargs)
        except Failure as failure:
            logger.warning("%s: %s", found.code, failure.reason)
            return _failed(request, found, failure.sentence, failure.status)
        except Refusal as refusal:
            return _failed(request, found, " ".join(refusal.sentences), 422)

    return guarded


def _failed(request: HttpRequest, provider: Provider, sentence: str, status: int) -> HttpResponse:
    hint = request.session.get(flow.HINT) or {}
    context = {
        "provider": provider,
        "sentence": sentence,
        "inside": request.user.is_authenticated,
        # The provider would send the same person back without a question.
        "other_account": not request.user.is_authenticated
        and hint.get("provider") == provider.code,
    }
    return render(request, "account/providers/failed.html", context, status=status)


def _departure(request: HttpRequest, provider: Provider, address: str, why: str) -> HttpResponse:
    """A page that leads to the provider at once.

    Not a redirection: browsers apply `form-action` to all those that follow a form, and a provider
    sends on to as many origins as there are administrations. The policy stays « 'self' ».
    """
    context = {"provider": provider, "address": address, "why": why}
    response = render(request, "account/providers/departure.html", context)
    response.headers["Refresh"] = f"0;url={address}"
    return response


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    hosts = {request.get_host()}
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts) else ""


# -- Leaving --------------------------------------------------------------------------------------


@never_cache
@require_POST
@access.public
@failing_in_words
def enter(request: HttpRequest, provider: Provider) -> HttpResponse:
    """From the sign-in page, or from the page of an invitation (`invitation`: its token)."""
    token = request.POST.get("invitation", "")
    if token:
        invitation = invitations.find(token)
        if invitation is None or provider not in identities.offered_to(invitation, [provider]):
            raise Denied(invitations.GONE, reason="invitation")
        purpose, about = flow.INVITED, invitation.token_digest
    elif request.user.is_authenticated:
        return redirect(_safe_next(request) or "/")
    else:
        purpose, about = flow.ENTER, ""
    address = flow.begin(request, provider, purpose, about=about, next_url=_safe_next(request))
    return _departure(request, provider, address, "Vous partez vous identifier avec")


@never_cache
@require_POST
@failing_in_words
def link(request: HttpRequest, provider: Provider) -> HttpResponse:
    """From one's own account, identity proven a moment ago."""
    if not proof.recently_proven(request):
        raise ReauthenticationRequired
    if not identities.fitting(request.user.roles_on_now(), [provider]):  # type: ignore[union-attr]
        raise Denied(provider.kind.second_factor_missing, reason="acr-of-role")
    address = flow.begin(request, provider, flow.LINK, about=str(request.user.pk))
    return _departure(request, provider, address, "Vous partez relier votre compte à")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Identity asked for again, of a person who enters by a provider."""
    mine = identities.of(request.user)  # type: ignore[arg-type]
    if not mine:
        raise Http404
    chosen = next((one for one in mine if one.code == request.POST.get("provider")), None)
    if request.method == "POST" and chosen:
        return _leave_to_prove(request, chosen.code)
    wanted = request.GET.get("next", "")
    return render(request, "account/providers/prove.html", {"providers": mine, "next": wanted})


@failing_in_words
def _leave_to_prove(request: HttpRequest, provider: Provider) -> HttpResponse:
    about = str(request.user.pk)
    address = flow.begin(request, provider, flow.PROVE, about=about, next_url=_safe_next(request))
    return _departure(request, provider, address, "Vous partez confirmer que c’est bien vous, par")


class SignOut(LogoutView):
    """Out of here, then out of the provider by which the person came, if any."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        hint = self.request.session.get(flow.HINT)
        done: HttpResponse = super().post(*args, **kwargs)
        return (_leave(self.request, hint) if hint else None) or done


sign_out = access.public(require_POST(SignOut.as_view()))


def _leave(request: HttpRequest, hint: dict[str, Any]) -> HttpResponse | None:
    """The way to close the provider's own session; None when there is none."""
    provider = configuration.find(str(hint.get("provider", "")))
    if provider is None:
        return None
    try:
        address = flow.leaving_address(provider, str(hint["token"]), flow.Budget())
    except Failure as failure:
        logger.warning("%s: leaving: %s", provider.code, failure.reason)
        return None
    return _departure(request, provider, address, "Vous êtes déconnecté d’ici. Il reste à quitter")


# -- Coming back ----------------------------------------------------------------------------------


@never_cache
@require_safe
@access.public
@failing_in_words
def come_back(request: HttpRequest, provider: Provider) -> HttpResponse:
    """The provider's answer. Only a plain sign-in ends here; the rest asks for a « yes »."""
    asked, identity = flow.finish(request, provider)
    if asked.purpose == flow.ENTER:
        return _enter(request, provider, asked, identity)
    if asked.purpose == flow.INVITED:
        invitation = invitations.find_by_digest(asked.about)
        if invitation is None:
            raise Denied(invitations.GONE, reason="invitation")
        identities.require_open(invitation.user, identity, provider)
    elif str(request.user.pk) != asked.about:
        raise Stale(reason="other-person")
    request.session[PENDING] = {
        "flow": asdict(asked),
        "identity": asdict(identity),
        "at": time.time(),
    }
    return redirect("accounts:provider_confirm", provider=provider.code)


def _enter(
    request: HttpRequest, provider: Provider, asked: Flow, identity: Identity
) -> HttpResponse:
    user = identities.account_of(identity, provider)
    with access.may_write("sign-in by a provider"):
        return _open_session(request, user, provider, identity, asked.next)


def _open_session(
    request: HttpRequest, user: User, provider: Provider, identity: Identity, next_url: str
) -> HttpResponse:
    """A new session, under a new key. A person's own second factor is asked for all the same,
    unless the provider says that two were given."""
    hint = request.session.get(flow.HINT)
    if request.user.is_authenticated and request.user.pk != user.pk:
        logout(request)
    strong = identities.rests_on_two(identity, provider)
    identities.note_entry(user, identity)
    request.session[flow.HINT] = hint
    if not strong and factors.of(user).exists():
        answer: HttpResponse = perform_login(request, user, redirect_url=next_url or "/")
        return answer
    login(request, user)
    if strong:
        proof.prove_second_factor(request)
    return redirect(next_url or "/")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.public
@failing_in_words
def confirm(request: HttpRequest, provider: Provider) -> HttpResponse:
    """« That is me »: what the provider says of the person, before anything is written."""
    asked, identity = _pending(request, provider)
    if request.method != "POST":
        status = civil_status.read(identity.claims) if provider.kind.gives_civil_status else None
        context = {
            "provider": provider,
            "purpose": asked.purpose,
            "status": status,
            "name": _name_of(identity),
            "email": str(identity.claims.get("email") or ""),
        }
        return render(request, "account/providers/confirm.html", context)
    del request.session[PENDING]
    if asked.purpose == flow.INVITED:
        user, said = identities.accept_invitation(asked.about, identity, provider)
        _say(request, said, f"Vous entrerez désormais par {provider.label}.")
        return _open_session(request, user, provider, identity, "")
    if not request.user.is_authenticated or str(request.user.pk) != asked.about:
        raise Stale(reason="other-person")
    own = User.objects.get(pk=request.user.pk)
    if asked.purpose == flow.PROVE:
        return _proven(request, own, provider, asked, identity)
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    said = identities.link(own, identity, provider, by=actor or Actor(own.pk, "self"))
    _say(request, said, f"Votre compte est relié à {provider.label}.")
    return redirect("accounts:profile")


def _proven(
    request: HttpRequest, user: User, provider: Provider, asked: Flow, identity: Identity
) -> HttpResponse:
    """Identity proven again: what was suspended goes on, under a new key."""
    if identities.account_of(identity, provider).pk != user.pk:
        raise Denied(
            f"{provider.label} a identifié une autre personne que vous.", reason="another-person"
        )
    proof.prove(request)
    if identities.rests_on_two(identity, provider):
        proof.prove_second_factor(request)
    sessions.renew_key(request)
    going_on = request.GET.copy()
    going_on["next"] = asked.next
    request.GET = going_on  # type: ignore[assignment]
    resumed: HttpResponse | None = resume_request(request)
    return resumed or redirect(asked.next or "/")


def _pending(request: HttpRequest, provider: Provider) -> tuple[Flow, Identity]:
    kept = request.session.get(PENDING)
    if not kept or not 0 <= time.time() - kept["at"] < PENDING_LIFE:
        raise Stale(reason="nothing-pending")
    asked, identity = Flow(**kept["flow"]), Identity(**kept["identity"])
    if asked.provider != provider.code:
        raise Stale(reason="other-provider")
    return asked, identity


def _name_of(identity: Identity) -> str:
    said = identity.claims
    family = said.get("usual_name") or said.get("family_name") or ""
    return f"{said.get('given_name') or ''} {family}".strip()


def _say(request: HttpRequest, said: list[str], done: str) -> None:
    messages.success(request, done)
    for sentence in said:
        messages.warning(request, sentence)


@refusals
def unlink(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget one of one's own identities; somebody else's is a 404."""
    own = access.get_or_404(ExternalIdentity.objects.filter(user=request.user), pk=pk)
    if not proof.recently_proven(request):
        raise ReauthenticationRequired
    label = identities.label_of(own)
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    identities.unlink(own, by=actor or Actor(own.user_id, "self"))
    messages.success(request, f"Votre compte n’est plus relié à {label}.")
    return redirect("accounts:profile")
