"""The timetable of a session, its hours, and what is moved or kept by hand."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments.sessions import actions, gridding, permissions, tiles
from assessments.sessions.actions.moving import CHANGES
from assessments.sessions.forms import HoursForm, MoveForm
from assessments.sessions.models import AssessmentSession, Simulation
from assessments.sessions.reading import planned_in
from assessments.sessions.timing import timing
from ccas import access, interface
from ccas.interface.forms import page, run

form_view = require_http_methods(["GET", "HEAD", "POST"])


def grid_of(
    session: AssessmentSession,
    simulations: list[Simulation],
    *,
    may_pin: bool,
    judged: bool = True,
    names: tiles.Names | None = None,
) -> dict[str, Any]:
    """The timetable as a page draws it: a constant number of queries.

    simulations: those of `planned_in`. judged: conflicts named. names: when they are known.
    """
    names = names or tiles.Names.of(session)
    found, general = tiles.planned_tiles(
        session, simulations, names, may_pin=may_pin, judged=judged
    )
    days = gridding.days(
        session.starts_on,
        (session.ends_on - session.starts_on).days + 1,
        timing(session),
        names.columns,
        found,
    )
    return {
        "days": days,
        "tiles": found,
        "general": general,
        "conflicts": sum(day.faults for day in days),
        "may_pin": may_pin,
    }


@require_safe
@access.roles("officer", "auditor")
def timetable(request: HttpRequest, pk: object) -> HttpResponse:
    """Stations side by side, or one list for each person (`?vue=personnes`)."""
    session = access.get_or_404(permissions.visible_sessions(request.actor), pk=pk)
    may_plan = permissions.may_plan(request.actor) and session.state in CHANGES
    judged = session.state in ("draft", "ready", "convened")
    context = grid_of(session, planned_in(session), may_pin=may_plan, judged=judged)
    people = request.GET.get("vue") == "personnes"
    context |= {
        "session": session,
        "may_plan": may_plan,
        "people": tiles.by_person(context["tiles"]) if people else [],
        "by_person": people,
    }
    return render(request, "assessments/sessions/timetable.html", context)


@form_view
@access.roles("officer")
def hours(request: HttpRequest, pk: object) -> HttpResponse:
    """Hours and durations of this session."""
    session = access.get_or_404(permissions.plannable_sessions(request.actor), pk=pk)
    form = HoursForm(request.POST or None, session=session)
    back = reverse("sessions:planner", kwargs={"pk": session.pk})
    if request.method == "POST" and run(
        request, form, lambda data: actions.set_hours(session, by=request.actor, **data)
    ):
        messages.success(request, "Les horaires de la session sont enregistrés.")
        return redirect(back)
    context = {
        "form": form,
        "session": session,
        "back": back,
        "title": "Horaires et durées de la session",
        "button": "Enregistrer les horaires",
    }
    return page(request, "assessments/sessions/form.html", context)


def _simulation(request: HttpRequest, pk: object) -> Simulation:
    found: Simulation = access.get_or_404(
        permissions.plannable_simulations(request.actor)
        .select_related("registration__session__revision", "registration__session__site")
        .prefetch_related("evaluators"),
        pk=pk,
    )
    return found


@form_view
@access.roles("officer")
def move(request: HttpRequest, pk: object) -> HttpResponse:
    """Another hour, station or pair; conflicts are named above the form."""
    simulation = _simulation(request, pk)
    session = simulation.registration.session
    person = simulation.registration.enrolment.candidate.person
    form = MoveForm(request.POST or None, simulation=simulation)
    if request.method == "POST" and run(
        request,
        form,
        lambda data: actions.move_simulation(simulation, by=request.actor, **data),
    ):
        told = " Les personnes concernées sont prévenues." if session.state == "convened" else ""
        messages.success(request, f"La mise en situation est déplacée.{told}")
        return redirect("sessions:timetable", pk=session.pk)
    context = {
        "form": form,
        "session": session,
        "back": reverse("sessions:simulation", kwargs={"pk": simulation.pk}),
        "title": f"Déplacer la mise en situation de {person}",
        "button": "Déplacer",
    }
    return page(request, "assessments/sessions/form.html", context)


def _kept(
    request: HttpRequest, pk: object, action: Callable[..., Simulation], sentence: str
) -> HttpResponse:
    simulation = _simulation(request, pk)
    action(simulation, by=request.actor)
    messages.success(request, sentence)
    return redirect("sessions:timetable", pk=simulation.registration.session_id)


@interface.refusals
@access.roles("officer")
def pin(request: HttpRequest, pk: object) -> HttpResponse:
    """Keep where it is."""
    return _kept(request, pk, actions.pin_simulation, "Cette mise en situation reste à sa place.")


@interface.refusals
@access.roles("officer")
def unpin(request: HttpRequest, pk: object) -> HttpResponse:
    """Let it move."""
    return _kept(request, pk, actions.unpin_simulation, "Cette mise en situation peut bouger.")
