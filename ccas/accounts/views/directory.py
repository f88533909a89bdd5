"""The administrator's room: the accounts, their roles and dates, inviting, closing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ccas import access, clock, interface
from ccas.accounts import actions, email_change, factors, invitations
from ccas.accounts.directory_forms import AccountFilter, GrantForm, InvitationForm
from ccas.accounts.exchange import search, with_roles
from ccas.accounts.models import Invitation, RoleGrant, User
from ccas.interface.forms import page, run

PER_PAGE = 50
openers = access.roles(*actions.OPENERS)


@openers
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account, its roles of today, by name."""
    form = AccountFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    current = Paginator(search(**chosen), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": current,
        "lines": list(with_roles(list(current))),
        "filtered": any(chosen.values()),
    }
    return render(request, "account/directory/list.html", context)


@openers
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody: an address, a name, roles and their dates."""
    by = request.actor
    form = InvitationForm(request.POST or None, by=by)

    def act(data: dict[str, Any]) -> Invitation:
        grants = [
            invitations.Grant(role, data["starts_on"], data["ends_on"]) for role in data["roles"]
        ]
        return invitations.invite(
            email=data["email"], display_name=data["display_name"], grants=grants, by=by
        )

    made = run(request, form, act) if request.method == "POST" else None
    if made:
        messages.success(request, f"L’invitation part à {made.user.email}.")
        return redirect("accounts:account", pk=made.user_id)
    return page(request, "account/directory/invite.html", {"form": form})


@openers
@require_safe
def account(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One account: its state, its roles, what one may do about it."""
    found = access.get_or_404(User.objects.all(), pk=pk)
    return _shown(request, found, GrantForm(by=request.actor))


def _shown(request: HttpRequest, found: User, form: GrantForm) -> HttpResponse:
    day = clock.today()
    return page(
        request,
        "account/directory/account.html",
        {
            "account": found,
            "grants": [
                (grant, grant.covers(day), grant.ends_on is None or grant.ends_on >= day)
                for grant in found.grants.order_by("role", "starts_on")
            ],
            "invitation": found.invitations.order_by("-occurred_at").first(),
            "email_change": email_change.open_of(found),
            "factors": factors.of(found).count(),
            "sessions": found.open_sessions.count(),
            "now": clock.now(),
            "form": form,
        },
    )


@openers
@require_http_methods(["POST"])
def grant(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Grant one more role."""
    found = access.get_or_404(User.objects.all(), pk=pk)
    form = GrantForm(request.POST, by=request.actor)
    given = run(request, form, lambda data: actions.grant_role(found, by=request.actor, **data))
    if given:
        messages.success(request, f"Le rôle « {given.get_role_display()} » est accordé.")
        return redirect("accounts:account", pk=pk)
    return _shown(request, found, form)


@interface.refusals
@openers
def end_grant(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a role today: it acts no more."""
    found = access.get_or_404(RoleGrant.objects.select_related("user"), pk=pk)
    actions.end_grant(found, by=request.actor)
    messages.success(request, "Le rôle a pris fin.")
    return redirect("accounts:account", pk=found.user_id)


@interface.refusals
@openers
def invite_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send another link; the former one dies."""
    found = access.get_or_404(User.objects.all(), pk=pk)
    invitations.invite_again(found, by=request.actor)
    messages.success(request, f"Un nouveau lien part à {found.email}.")
    return redirect("accounts:account", pk=pk)


@interface.refusals
@openers
def disable(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close the account and everything it has open."""
    found = access.get_or_404(User.objects.all(), pk=pk)
    actions.disable_account(found, by=request.actor)
    messages.success(request, "Le compte est fermé, ses connexions aussi.")
    return redirect("accounts:account", pk=pk)


@interface.refusals
@openers
def enable(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the account again."""
    found = access.get_or_404(User.objects.all(), pk=pk)
    actions.enable_account(found, by=request.actor)
    messages.success(request, "Le compte est ouvert de nouveau.")
    return redirect("accounts:account", pk=pk)


@interface.refusals
@openers
def reset_factors(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget second factors that were lost."""
    found = access.get_or_404(User.objects.all(), pk=pk)
    actions.reset_factors(found, by=request.actor)
    messages.success(request, "Les seconds facteurs sont effacés : d’autres sont à choisir.")
    return redirect("accounts:account", pk=pk)


@interface.refusals
@openers
def agree_email(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree in place of an address that the person no longer reads."""
    found = access.get_or_404(User.objects.all(), pk=pk)
    email_change.agree_for(found, by=request.actor)
    messages.success(request, "C’est noté : la nouvelle adresse doit encore se prouver.")
    return redirect("accounts:account", pk=pk)


@interface.refusals
@openers
def drop_email(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give up the change that a person asked for."""
    found = access.get_or_404(User.objects.all(), pk=pk)
    email_change.withdraw(found, by=request.actor)
    messages.success(request, "Le changement d’adresse est annulé.")
    return redirect("accounts:account", pk=pk)
