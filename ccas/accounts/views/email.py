"""Another e-mail address: asking for it, and what the two links open."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ccas import access, interface
from ccas.accounts import attempts, devices, email_change
from ccas.accounts.forms import AskForEmail
from ccas.accounts.models import EmailChange
from ccas.accounts.proof import proof_required
from ccas.actors import Actor
from ccas.interface.forms import page, run
from ccas.refusals import Refusal


def _self(request: HttpRequest) -> Actor:
    """Who asks: the person, whatever the role, and even without any."""
    actor = request.actor  # type: ignore[attr-defined]
    return actor or Actor(request.user.pk, "account")


@require_http_methods(["GET", "HEAD", "POST"])
@proof_required
def email(request: HttpRequest) -> HttpResponse:
    """The present address, the change that waits, and the form to ask for one."""
    form = AskForEmail(request.POST or None)
    user = request.user

    def act(data: dict[str, Any]) -> EmailChange:
        return email_change.ask(user, email=data["email"], by=_self(request), request=request)  # type: ignore[arg-type]

    made = run(request, form, act) if request.method == "POST" else None
    if made:
        messages.success(request, "Deux messages partent : répondez aux deux, d’ici demain.")
        return redirect("accounts:email")
    waits = email_change.open_of(user)  # type: ignore[arg-type]
    return page(request, "account/email.html", {"form": form, "change": waits})


@interface.refusals
def withdraw(request: HttpRequest) -> HttpResponse:
    """Give up one's own change."""
    email_change.withdraw(request.user, by=_self(request))  # type: ignore[arg-type]
    messages.success(request, "Le changement d’adresse est annulé.")
    return redirect("accounts:email")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.public
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a link. Looking at it changes nothing: mail filters open links too."""
    opened = email_change.find(token)
    if opened is None:
        return render(request, "account/email_gone.html", status=404)
    if request.method != "POST":
        context = {"change": opened.change, "side": opened.side}
        return render(request, "account/email_answer.html", context)
    own = request.user.is_authenticated and request.user.pk == opened.change.user_id
    old = opened.change.user.email
    try:
        done = email_change.answer(
            token,
            yes=request.POST.get("answer") == "yes",
            keep=request.session.session_key if own else None,
        )
    except Refusal as refusal:
        return render(
            request, "account/email_gone.html", {"sentences": refusal.sentences}, status=404
        )
    if done.change.done_at and devices.known(request, attempts.account_of(old)):
        # The device knew the former address: it knows the new one, with a counter of its own.
        request.signed_in_email = done.change.new_email  # type: ignore[attr-defined]
    return render(request, "account/email_answered.html", {"change": done.change, "own": own})
