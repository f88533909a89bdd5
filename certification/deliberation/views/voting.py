"""Named ballots: each member votes from their own device; the president opens and closes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ccas import access, interface
from ccas.refusals import Refusal
from certification.deliberation import actions, boards, permissions
from certification.deliberation.balloting import standing_round
from certification.deliberation.forms import BallotForm, ReasonForm
from certification.deliberation.models import BallotRound, Presentation
from certification.deliberation.views import gate


@access.roles(*permissions.MEMBERS)
@require_safe
def vote(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The screen of a member: who is heard, and the ballot that waits. Follows the room."""
    deliberation = gate.deliberation_or_404(request, pk)
    part = "_vote" if "contenu" in request.GET else "vote"
    return render(
        request,
        f"certification/deliberation/{part}.html",
        {
            "deliberation": deliberation,
            "board": boards.vote_board(deliberation, request.actor),
            "topic": permissions.topic(deliberation.pk),
        },
    )


@access.roles(*permissions.MEMBERS)
@interface.refusals
def cast(request: HttpRequest, pk: UUID, ballot: UUID) -> HttpResponse:
    """Put one's vote in, once."""
    deliberation = gate.deliberation_or_404(request, pk)
    visible = permissions.visible_presentations(request.actor).filter(deliberation=deliberation)
    rounds = BallotRound.objects.filter(presentation__in=visible).select_related(
        "presentation__deliberation"
    )
    found = access.get_or_404(rounds, pk=ballot)
    form = BallotForm(request.POST)
    if not form.is_valid():
        raise Refusal("Choisissez pour, contre ou abstention, puis déposez votre vote.")
    actions.cast_ballot(found, choice=form.cleaned_data["choice"], by=request.actor)
    messages.success(request, "Votre vote est dans l’urne.")
    return redirect("deliberation:vote", pk=pk)


@access.roles(*gate.ROOM)
@require_safe
def strip(request: HttpRequest, pk: UUID, presentation: UUID) -> HttpResponse:
    """What moves on the screen of a candidate: the room, the ballots, the decisions."""
    found = gate.presentation_or_404(request, pk, presentation)
    return render(
        request,
        "certification/deliberation/_strip.html",
        {
            "strip": boards.strip(found, request.actor),
            "presentation": found,
            "deliberation": found.deliberation,
            "reason": ReasonForm(),
        },
    )


@access.roles(*gate.PRESIDING)
@interface.refusals
def open_ballot(request: HttpRequest, pk: UUID, presentation: UUID, block: int) -> HttpResponse:
    """Ask every member present for a vote."""
    gate.presided_or_404(request, pk)
    found = gate.presentation_or_404(request, pk, presentation)
    chosen = gate.block_or_404(found, block)
    actions.open_ballot(found, chosen, by=request.actor)
    messages.success(request, f"Le scrutin sur {chosen.code} est ouvert.")
    return _back(found)


@access.roles(*gate.PRESIDING)
@interface.refusals
def close_ballot(request: HttpRequest, pk: UUID, presentation: UUID, block: int) -> HttpResponse:
    """Count."""
    gate.presided_or_404(request, pk)
    found = gate.presentation_or_404(request, pk, presentation)
    actions.close_ballot(_standing(found, block), by=request.actor)
    messages.success(request, "Le scrutin est clos : le décompte s’affiche.")
    return _back(found)


@access.roles(*gate.PRESIDING)
@interface.refusals
def void_ballot(request: HttpRequest, pk: UUID, presentation: UUID, block: int) -> HttpResponse:
    """Set a ballot aside, with a reason."""
    gate.presided_or_404(request, pk)
    found = gate.presentation_or_404(request, pk, presentation)
    form = ReasonForm(request.POST)
    form.is_valid()
    actions.void_ballot(
        _standing(found, block), reason=form.cleaned_data.get("reason", ""), by=request.actor
    )
    messages.warning(request, "Le scrutin est annulé : un autre peut être ouvert.")
    return _back(found)


def _standing(presentation: Presentation, block: int) -> BallotRound:
    found = standing_round(presentation, gate.block_or_404(presentation, block))
    if found is None:
        raise Refusal("Aucun scrutin n’est ouvert pour ce bloc.")
    return found


def _back(presentation: Presentation) -> HttpResponse:
    return redirect(
        "deliberation:candidate", pk=presentation.deliberation_id, presentation=presentation.pk
    )
