"""Withdrawals: the office proposes, an administrator pronounces."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ccas import access, clock, interface
from ccas.interface.forms import page, run
from certification.vae import actions, permissions
from certification.vae.forms import WithdrawalForm
from certification.vae.rules import withdrawal as rules
from certification.vae.views.pages import visible


@require_http_methods(["GET", "HEAD", "POST"])
@access.roles("officer")
def propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose to take an admissibility back."""
    application = visible(request, pk)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and run(
        request,
        form,
        lambda data: actions.propose_withdrawal(application, by=request.actor, **data),
    ):
        messages.success(
            request,
            "Le retrait est proposé ; le candidat peut répondre, un administrateur décidera.",
        )
        return redirect("vae:detail", pk=application.pk)
    return page(
        request,
        "certification/vae/step.html",
        {
            "form": form,
            "application": application,
            "title": "Proposer le retrait de la recevabilité",
            "note": (
                "Le candidat est prévenu aussitôt et peut répondre pendant"
                f" {settings.VAE_HEARING_DAYS} jours. Un administrateur, qui est une autre"
                " personne que vous, prononce ensuite le retrait."
            ),
            "button": "Proposer ce retrait",
        },
    )


@require_safe
@access.roles("administrator", "officer", "auditor")
def index(request: HttpRequest) -> HttpResponse:
    """Every withdrawal, those to decide first. The administrator reads the act, not the file."""
    rows = list(permissions.visible_withdrawals(request.actor))
    today = clock.today()
    lines = [
        {
            "withdrawal": row,
            "heard_until": rules.heard_until(row.told_on, settings.VAE_HEARING_DAYS),
            "waits": rules.hearing_refusals(row.told_on, settings.VAE_HEARING_DAYS, today),
            "own": row.proposed_by_id == request.actor.user_id,
        }
        for row in rows
    ]
    lines.sort(key=lambda line: not line["withdrawal"].open)
    return render(
        request,
        "certification/vae/withdrawals.html",
        {
            "lines": lines,
            "pronounces": request.actor.has_role("administrator"),
            "drops": request.actor.has_role("officer"),
        },
    )


@interface.refusals
@access.roles("administrator")
def pronounce(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the admissibility back."""
    rows = permissions.visible_withdrawals(request.actor)
    actions.pronounce_withdrawal(access.get_or_404(rows, pk=pk), by=request.actor)
    messages.success(request, "Le retrait est prononcé ; la lettre part au candidat.")
    return redirect("vae:withdrawals")


@interface.refusals
@access.roles("officer")
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the proposal up."""
    rows = permissions.visible_withdrawals(request.actor)
    actions.drop_withdrawal(access.get_or_404(rows, pk=pk), by=request.actor)
    messages.success(request, "Le retrait est abandonné ; le candidat en est prévenu.")
    return redirect("vae:withdrawals")
