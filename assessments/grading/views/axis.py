"""The time axis of a simulation, once every evaluator has signed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments.grading.axis import axes_of
from assessments.grading.permissions import readable_simulations
from ccas import access


@require_GET
@access.roles("evaluator", "officer", "auditor")
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Injects, ratings, observations and incidents of one simulation on one axis of seconds."""
    found = readable_simulations(request.actor)
    simulation = access.get_or_404(
        found.select_related(
            "station",
            "scenario",
            "registration__session",
            "registration__enrolment__candidate__person",
        ),
        pk=pk,
    )
    (axis,) = axes_of(found.filter(pk=simulation.pk))
    context = {
        "axis": axis,
        "simulation": simulation,
        "candidate": simulation.registration.enrolment.candidate,
    }
    return render(request, "assessments/grading/axis.html", context)
