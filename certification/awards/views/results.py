"""What candidates read of their results."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ccas import access
from ccas.accounts.roles import Role
from certification.awards.results import result_board
from certification.deliberation.permissions import visible_results


@access.roles(Role.CANDIDATE)
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The candidate's own published presentations."""
    found = visible_results(request.actor).select_related("deliberation", "enrolment__revision")
    return render(
        request,
        "certification/awards/results.html",
        {"presentations": found.order_by("-deliberation__opened_at")},
    )


@access.roles(Role.CANDIDATE)
@require_safe
def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One result: the sentence, the blocks, the reasons, the way back, the papers."""
    found = visible_results(request.actor).select_related(
        "deliberation__jury", "enrolment__revision", "enrolment__candidate__person"
    )
    presentation = access.get_or_404(found, pk=pk)
    return render(
        request, "certification/awards/result.html", {"board": result_board(presentation)}
    )
