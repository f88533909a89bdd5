"""A clerical error in signed minutes: the president proposes, another member countersigns."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ccas import access, interface
from ccas.accounts.proof import proof_required
from ccas.interface.forms import run
from ccas.refusals import Refusal
from certification.deliberation import actions
from certification.deliberation.forms import CorrectionForm, CountersignForm
from certification.deliberation.views import gate


@access.roles(*gate.PRESIDING)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say which text is wrong and what it should be. No result can be touched."""
    deliberation = gate.presided_or_404(request, pk)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST":
        done = run(
            request,
            form,
            lambda said: actions.propose_correction(deliberation, by=request.actor, **said),
        )
        if done is not None:
            messages.success(
                request, "La correction est proposée : un autre membre doit la contresigner."
            )
            return redirect("deliberation:minutes", pk=pk)
    return render(
        request,
        "certification/deliberation/correct.html",
        {"deliberation": deliberation, "form": form},
        status=422 if request.method == "POST" else 200,
    )


@access.roles(*gate.SITTING)
@interface.refusals
@proof_required
def countersign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign the correction that was read: the next version is issued."""
    deliberation = gate.deliberation_or_404(request, pk)
    form = CountersignForm(request.POST)
    if not form.is_valid():
        raise Refusal("Relisez la correction proposée avant de la contresigner.")
    done = actions.countersign_correction(deliberation, by=request.actor, **form.cleaned_data)
    messages.success(request, f"La version {done.version} du procès-verbal remplace la précédente.")
    return redirect("deliberation:minutes", pk=pk)


@access.roles(*gate.PRESIDING)
@interface.refusals
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back a correction that nobody countersigned."""
    deliberation = gate.presided_or_404(request, pk)
    actions.drop_correction(deliberation, by=request.actor)
    messages.warning(request, "La correction proposée est abandonnée.")
    return redirect("deliberation:minutes", pk=pk)
