"""« Proposer un jury »: ask, watch, keep or set aside."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessments.people.models import Person
from ccas import access, interface
from certification.juries import actions, permissions
from certification.juries.models import CompositionProposal, Jury
from certification.juries.views.finding import visible_jury
from certification.juries.workflow import SHOWN


def shown_proposal(jury: Jury) -> dict[str, object] | None:
    """The proposal that the composition page shows, its seats in words. Three queries at most."""
    proposal = jury.proposals.filter(state__in=SHOWN).first()
    if proposal is None:
        return None
    people = {
        str(one.pk): one for one in Person.objects.filter(pk__in=[row[1] for row in proposal.seats])
    }
    seats = {str(seat.pk): seat for seat in jury.seats.order_by("position")}
    labels = {one.code: one.label for one in jury.rules.capacities}
    rows = sorted(proposal.seats, key=lambda row: seats[row[0]].position)
    return {
        "proposal": proposal,
        "rows": [
            (seats[seat], people[person], labels.get(capacity, capacity))
            for seat, person, capacity in rows
        ],
    }


@interface.refusals
@access.roles("officer")
def propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask who could take the vacant seats."""
    jury = visible_jury(request, pk)
    actions.propose_composition(jury, by=request.actor)
    return redirect("juries:composition", pk=jury.pk)


@require_safe
@access.roles("officer", "auditor")
def proposal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The proposal as it stands: the composition page asks for it while a worker searches."""
    jury = visible_jury(request, pk)
    return render(
        request,
        "certification/juries/_proposal.html",
        {
            "jury": jury,
            "proposed": shown_proposal(jury),
            "manages": permissions.may_manage(request.actor),
        },
    )


@interface.refusals
@access.roles("officer")
def keep(request: HttpRequest, pk: UUID, proposal: UUID) -> HttpResponse:
    """Take the seats as proposed."""
    jury = visible_jury(request, pk)
    made = actions.keep_composition(_of(jury, proposal), by=request.actor)
    messages.success(
        request,
        f"{len(made)} siège{'s' if len(made) > 1 else ''} pourvu{'s' if len(made) > 1 else ''} "
        "comme proposé.",
    )
    return redirect("juries:composition", pk=jury.pk)


@interface.refusals
@access.roles("officer")
def discard(request: HttpRequest, pk: UUID, proposal: UUID) -> HttpResponse:
    """Set the proposal aside."""
    jury = visible_jury(request, pk)
    actions.discard_composition(_of(jury, proposal), by=request.actor)
    return redirect("juries:composition", pk=jury.pk)


def _of(jury: Jury, pk: UUID) -> CompositionProposal:
    return access.get_or_404(jury.proposals.all(), pk=pk)
