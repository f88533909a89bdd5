"""The evaluators side by side, once both have signed: one page, alive on two devices."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from assessments.grading import actions
from assessments.grading.axis import axes_of
from assessments.grading.models import Consensus, ConsensusLine
from assessments.grading.permissions import own_simulations, readable_consensuses
from assessments.grading.scales import scale_of
from assessments.grading.views.board import Board, SettleForm, board
from assessments.sessions.models import Simulation
from ccas import access, interface
from ccas.accounts.proof import proof_required
from ccas.interface.forms import page
from ccas.refusals import Conflict, Refusal


@interface.refusals
@access.roles("evaluator")
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the consensus of a simulation, or go to the one that is open."""
    simulation = access.get_or_404(own_simulations(request.actor), pk=pk)
    consensus = actions.open_consensus(simulation, by=request.actor)
    return redirect("grading:consensus", pk=consensus.pk)


def _shown(request: HttpRequest, pk: UUID) -> Consensus:
    return access.get_or_404(
        readable_consensuses(request.actor).select_related(
            "simulation__station",
            "simulation__scenario",
            "simulation__registration__session",
            "simulation__registration__enrolment__candidate__person",
        ),
        pk=pk,
    )


@require_GET
@access.roles("evaluator", "officer", "auditor")
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is agreed, what was settled, what is left to settle, who has signed."""
    found = _shown(request, pk)
    whose = found.simulation.registration.enrolment.candidate.person.user_id
    access.opened(request, found, whose=whose, screen="consensus")
    return page(request, "assessments/grading/consensus.html", _context(request, found))


@require_GET
@access.roles("evaluator", "officer", "auditor")
def news(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What changed since the page was drawn (`vu`: its mark), piece by piece; 204 for nothing.

    The forms are left alone: what one is typing is not taken away by what the other settles.
    """
    consensus = _shown(request, pk)
    shown = board(consensus, request.actor)
    if request.GET.get("vu") == shown.mark:
        return HttpResponse(status=204)
    return render(request, "assessments/grading/consensus_news.html", _said(shown))


@require_POST
@access.roles("evaluator")
def settle(request: HttpRequest, pk: UUID, line: UUID) -> HttpResponse:
    """Settle one line; both values when the other evaluator did it meanwhile.

    The page's script gets the line and what follows from it; a plain form, a page.
    """
    consensus = _shown(request, pk)
    found = access.get_or_404(consensus.lines.all(), pk=line)
    scale = scale_of(consensus.simulation.registration.session.revision_id)
    form = SettleForm(request.POST, scale=scale, prefix=str(found.pk)[:8])
    done, status = False, 422
    try:
        if form.is_valid():
            actions.settle_line(found, by=request.actor, **form.cleaned_data)
            done = True
    except Conflict as conflict:
        form.add_error(None, [*conflict.sentences, f"Sa réponse : {conflict.current['word']}"])
        form.knowing(ConsensusLine.objects.get(pk=found.pk))
        status = 409
    except Refusal as refusal:
        form.add_error(None, refusal.sentences)
    if done and not request.htmx:
        return redirect(reverse("grading:consensus", args=[consensus.pk]) + "#desaccords")
    if not request.htmx:
        context = _context(request, consensus, refused={found.pk: form}) | {"form": form}
        return page(request, "assessments/grading/consensus.html", context)
    shown = board(consensus, request.actor, {} if done else {found.pk: form})
    context = _said(shown) | {
        "row": next(row for row in shown.rows if row.line.pk == found.pk),
        "following": shown.after(found.pk),
        "just": done,
    }
    return render(
        request,
        "assessments/grading/consensus_settled.html",
        context,
        status=200 if done else status,
    )


@interface.refusals
@access.roles("evaluator")
@proof_required
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree to every line; signed once each evaluator has."""
    consensus = _shown(request, pk)
    actions.sign_consensus(consensus, by=request.actor)
    return redirect("grading:consensus", pk=consensus.pk)


def _said(shown: Board) -> dict[str, object]:
    """What the pieces of the page need."""
    return {"board": shown, "consensus": shown.consensus}


def _context(
    request: HttpRequest, consensus: Consensus, refused: dict[UUID, SettleForm] | None = None
) -> dict[str, object]:
    """The page's values. Constant number of queries."""
    simulation = consensus.simulation
    return _said(board(consensus, request.actor, refused)) | {
        "simulation": simulation,
        "candidate": simulation.registration.enrolment.candidate,
        "axis": next(iter(axes_of(Simulation.objects.filter(pk=simulation.pk))), None),
    }
