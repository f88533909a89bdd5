"""What went wrong: reporting it, taking it back, planning another try."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from assessments.sessions import actions, permissions
from assessments.sessions.forms import PlanForm
from assessments.sessions.incident_forms import IncidentForm, WithdrawalForm
from assessments.sessions.incidents import in_force
from assessments.sessions.models import Incident, IncidentEffect, Simulation
from assessments.sessions.views.back import after
from assessments.sessions.views.planning import form_view
from ccas import access, clock
from ccas.interface.forms import page, run


def _led(request: HttpRequest) -> Any:
    return permissions.led_simulations(request.actor).select_related(
        "registration__session__site", "registration__session__revision"
    )


def _incident(request: HttpRequest, pk: object) -> Incident:
    found: Incident = access.get_or_404(
        in_force()
        .filter(simulation__in=permissions.led_simulations(request.actor))
        .select_related(
            "simulation__station",
            "simulation__scenario",
            "simulation__registration__session__revision",
            "simulation__registration__enrolment__candidate__person",
        ),
        pk=pk,
    )
    return found


def _page(
    request: HttpRequest, simulation: Simulation, form: Any, back: str, **context: Any
) -> HttpResponse:
    return page(
        request,
        "assessments/sessions/incident.html",
        {
            "form": form,
            "simulation": simulation,
            "session": simulation.registration.session,
            "candidate": simulation.registration.enrolment.candidate,
            "incident": None,
            "back": back,
            **context,
        },
    )


def _home(request: HttpRequest, simulation: Simulation) -> str:
    return after(request, reverse("sessions:simulation", kwargs={"pk": simulation.pk}))


@form_view
@access.roles("officer", "evaluator")
def report(request: HttpRequest, pk: object) -> HttpResponse:
    """An incident, and what it does to the evaluation."""
    simulation = access.get_or_404(_led(request), pk=pk)
    form = IncidentForm(request.POST or None, simulation=simulation)
    back = _home(request, simulation)
    incident = request.method == "POST" and run(
        request,
        form,
        lambda data: actions.report_incident(simulation, by=request.actor, **form.values()),
    )
    if incident:
        messages.success(request, "L’incident est signalé.")
        if incident.effect == IncidentEffect.REPLAY:
            address = reverse("sessions:plan_replay", kwargs={"pk": incident.pk})
            return redirect(f"{address}?suite={back}")
        return redirect(back)
    return _page(
        request,
        simulation,
        form,
        back,
        title="Signaler un incident",
        button="Signaler l’incident",
    )


@form_view
@access.roles("officer", "evaluator")
def withdraw(request: HttpRequest, pk: object) -> HttpResponse:
    """An incident reported by mistake."""
    incident = _incident(request, pk)
    form = WithdrawalForm(request.POST or None)
    back = _home(request, incident.simulation)
    if request.method == "POST" and run(
        request,
        form,
        lambda data: actions.withdraw_incident(incident, by=request.actor, **data),
    ):
        messages.success(request, "L’incident est retiré : il n’a plus d’effet.")
        return redirect(back)
    return _page(
        request,
        incident.simulation,
        form,
        back,
        incident=incident,
        title="Retirer un incident",
        button="Retirer l’incident",
    )


@form_view
@access.roles("officer", "evaluator")
def replay(request: HttpRequest, pk: object) -> HttpResponse:
    """Another try, on the day, with what the first one had unless it is changed."""
    incident = _incident(request, pk)
    simulation = incident.simulation
    later = clock.paris(clock.now()).replace(second=0, microsecond=0)
    form = PlanForm(
        request.POST or None,
        registration=simulation.registration,
        initial={
            "scenario": simulation.scenario_id,
            "blocks": list(simulation.blocks.values_list("pk", flat=True)),
            "station": simulation.station_id,
            "starts_at": f"{later:%Y-%m-%dT%H:%M}",
            "evaluators": list(simulation.evaluators.values_list("person_id", flat=True)),
        },
    )
    back = _home(request, simulation)
    if request.method == "POST" and run(
        request, form, lambda data: actions.plan_replay(incident, by=request.actor, **data)
    ):
        messages.success(request, "Le nouvel essai est planifié.")
        return redirect(back)
    return _page(
        request,
        simulation,
        form,
        back,
        incident=incident,
        title="Planifier le nouvel essai",
        button="Planifier le nouvel essai",
    )
