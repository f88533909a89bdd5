"""Withdrawals: the office proposes, the holder answers, an administrator pronounces."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ccas import access, clock, interface
from ccas.accounts.roles import Role
from ccas.interface.forms import page, run
from certification.awards import actions
from certification.awards.forms import ObservationsForm, WithdrawalForm
from certification.awards.permissions import (
    READERS,
    own_withdrawals,
    visible_withdrawals,
    withdrawable_awards,
)
from certification.vae.rules import withdrawal as rules


@access.roles(Role.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose to withdraw a title, on a dated ground."""
    award = access.get_or_404(
        withdrawable_awards(request.actor).select_related("candidate__person", "qualification"),
        pk=pk,
    )
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST":
        done = run(
            request, form, lambda said: actions.propose_withdrawal(award, by=request.actor, **said)
        )
        if done is not None:
            messages.success(
                request,
                "Le retrait est proposé : le titulaire peut répondre, un administrateur décidera.",
            )
            return redirect("awards:detail", pk=pk)
    context = {"form": form, "award": award, "days": settings.AWARD_HEARING_DAYS}
    return page(request, "certification/awards/withdraw.html", context)


@access.roles(Role.ADMINISTRATOR, *READERS)
@require_safe
def withdrawals(request: HttpRequest) -> HttpResponse:
    """Every withdrawal, those to decide first. The administrator reads the act, not the file."""
    today, days = clock.today(), settings.AWARD_HEARING_DAYS
    lines = [
        {
            "withdrawal": row,
            "heard_until": rules.heard_until(row.told_on, days),
            "waits": [] if row.observed_at else rules.hearing_refusals(row.told_on, days, today),
            "own": row.proposed_by_id == request.actor.user_id,
        }
        for row in visible_withdrawals(request.actor)
    ]
    lines.sort(key=lambda line: not line["withdrawal"].open)  # type: ignore[attr-defined]
    return render(
        request,
        "certification/awards/withdrawals.html",
        {
            "lines": lines,
            "pronounces": request.actor.role == Role.ADMINISTRATOR,
            "drops": request.actor.role == Role.OFFICER,
        },
    )


@interface.refusals
@access.roles(Role.ADMINISTRATOR)
def pronounce(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the title back."""
    row = access.get_or_404(visible_withdrawals(request.actor), pk=pk)
    actions.pronounce_withdrawal(row, by=request.actor)
    messages.success(request, "Le titre est retiré. La vérification publique le dit déjà.")
    return redirect("awards:withdrawals")


@interface.refusals
@access.roles(Role.OFFICER)
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the proposal up."""
    row = access.get_or_404(visible_withdrawals(request.actor), pk=pk)
    actions.drop_withdrawal(row, by=request.actor)
    messages.success(request, "Le retrait est abandonné ; le titulaire en est prévenu.")
    return redirect("awards:withdrawals")


@access.roles(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def observe(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is held against a title, and what its holder answers."""
    row = access.get_or_404(own_withdrawals(request.actor), pk=pk)
    form = ObservationsForm(request.POST or None)
    if request.method == "POST":
        done = run(
            request, form, lambda said: actions.answer_withdrawal(row, by=request.actor, **said)
        )
        if done is not None:
            messages.success(request, "Vos observations sont reçues.")
            return redirect("awards:observe", pk=pk)
    last = rules.heard_until(row.told_on, settings.AWARD_HEARING_DAYS)
    context = {
        "form": form,
        "withdrawal": row,
        "last": last,
        "may_answer": row.open and row.observed_at is None and clock.today() <= last,
    }
    return page(request, "certification/awards/observe.html", context)
