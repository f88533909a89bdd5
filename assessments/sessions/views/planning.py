"""Filling a session: stations, panel, candidates, simulations; then the day itself."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments.sessions import actions, permissions
from assessments.sessions.actions.moving import CHANGES
from assessments.sessions.flow import SIMULATION
from assessments.sessions.forms import (
    AbsenceForm,
    EvaluatorForm,
    PlanForm,
    RegistrationForm,
    StationForm,
)
from assessments.sessions.models import AssessmentSession, PanelMember, Registration
from assessments.sessions.timetable import cell
from assessments.sessions.views.back import after
from ccas import access, clock, interface
from ccas.interface.forms import page, run

form_view = require_http_methods(["GET", "HEAD", "POST"])


def _answer(
    request: HttpRequest,
    form: BaseForm,
    action: Callable[[dict[str, Any]], Any],
    *,
    session: AssessmentSession,
    done: str,
    back: str = "",
    **context: Any,
) -> HttpResponse:
    """One form page: on success a message and back; else 422, nothing typed lost."""
    back = back or reverse("sessions:detail", kwargs={"pk": session.pk})
    if request.method == "POST" and run(request, form, action):
        messages.success(request, done)
        return redirect(back)
    return page(
        request,
        "assessments/sessions/form.html",
        {"form": form, "session": session, "back": back, **context},
    )


def _session(request: HttpRequest, pk: object) -> AssessmentSession:
    found: AssessmentSession = access.get_or_404(
        permissions.plannable_sessions(request.actor), pk=pk
    )
    return found


def _registration(request: HttpRequest, pk: object) -> Registration:
    found: Registration = access.get_or_404(
        Registration.objects.filter(
            session__in=permissions.plannable_sessions(request.actor)
        ).select_related("session__revision", "session__site", "enrolment__candidate__person"),
        pk=pk,
    )
    return found


@form_view
@access.roles("officer")
def add_station(request: HttpRequest, pk: object) -> HttpResponse:
    """A post more."""
    session = _session(request, pk)
    return _answer(
        request,
        StationForm(request.POST or None),
        lambda data: actions.add_station(session, by=request.actor, **data),
        session=session,
        title="Ajouter un poste",
        button="Ajouter le poste",
        done="Le poste est ajouté.",
    )


@form_view
@access.roles("officer")
def add_evaluator(request: HttpRequest, pk: object) -> HttpResponse:
    """An evaluator more."""
    session = _session(request, pk)
    return _answer(
        request,
        EvaluatorForm(request.POST or None, session=session),
        lambda data: actions.add_evaluator(session, by=request.actor, **data),
        session=session,
        title="Ajouter un évaluateur",
        button="Ajouter l’évaluateur",
        done="L’évaluateur est ajouté.",
    )


@form_view
@access.roles("officer")
def register(request: HttpRequest, pk: object) -> HttpResponse:
    """A candidate more."""
    session = _session(request, pk)
    return _answer(
        request,
        RegistrationForm(request.POST or None, session=session),
        lambda data: actions.register_enrolment(session, by=request.actor, **data),
        session=session,
        title="Inscrire un candidat",
        button="Inscrire le candidat",
        done="Le candidat est inscrit. Planifiez ses mises en situation.",
    )


@form_view
@access.roles("officer")
def plan(request: HttpRequest, pk: object) -> HttpResponse:
    """A simulation, by hand."""
    registration = _registration(request, pk)
    person = registration.enrolment.candidate.person
    return _answer(
        request,
        PlanForm(request.POST or None, registration=registration),
        lambda data: actions.plan_simulation(registration, by=request.actor, **data),
        session=registration.session,
        title=f"Planifier une mise en situation pour {person}",
        button="Planifier la mise en situation",
        done="La mise en situation est planifiée.",
    )


@interface.refusals
@access.roles("officer")
def withdraw(request: HttpRequest, pk: object) -> HttpResponse:
    """A candidate less."""
    registration = _registration(request, pk)
    actions.withdraw_registration(registration, by=request.actor)
    messages.success(request, "L’inscription est retirée.")
    return redirect("sessions:detail", pk=registration.session_id)


@interface.refusals
@access.roles("officer")
def remove_evaluator(request: HttpRequest, pk: object) -> HttpResponse:
    """An evaluator less."""
    member = access.get_or_404(
        PanelMember.objects.filter(
            session__in=permissions.plannable_sessions(request.actor)
        ).select_related("session", "person"),
        pk=pk,
    )
    actions.remove_evaluator(member, by=request.actor)
    messages.success(request, "L’évaluateur est retiré.")
    return redirect("sessions:detail", pk=member.session_id)


@require_safe
@access.roles("officer", "auditor", "evaluator")
def simulation(request: HttpRequest, pk: object) -> HttpResponse:
    """One simulation: who, where, when, and what may be done now."""
    found = access.get_or_404(
        permissions.visible_simulations(request.actor)
        .select_related("registration__session__site")
        .prefetch_related("blocks", "evaluators__person"),
        pk=pk,
    )
    session = found.registration.session
    conducts = (
        session.state == "convened"
        and permissions.runnable_simulations(request.actor).filter(pk=found.pk).exists()
    )
    today = clock.paris(found.starts_at).date() == clock.today()
    return render(
        request,
        "assessments/sessions/simulation.html",
        {
            "simulation": found,
            "cell": cell(found),
            "session": session,
            "scenario_url": reverse("sessions:scenario", kwargs={"pk": found.scenario_id}),
            "may_start": conducts and today and SIMULATION.allows("start", found),
            "may_finish": conducts and SIMULATION.allows("finish", found),
            "may_absent": conducts and SIMULATION.allows("excuse", found),
            "may_move": permissions.may_plan(request.actor)
            and session.state in CHANGES
            and found.state == "planned",
            "may_cancel": permissions.may_plan(request.actor)
            and session.state in ("draft", "convened")
            and SIMULATION.allows("cancel", found),
        },
    )


def _ran(request: HttpRequest, pk: object, action: Any, sentence: str) -> HttpResponse:
    found = access.get_or_404(permissions.runnable_simulations(request.actor), pk=pk)
    action(found, by=request.actor)
    messages.success(request, sentence)
    return redirect(after(request, reverse("sessions:simulation", kwargs={"pk": found.pk})))


@interface.refusals
@access.roles("officer", "evaluator")
def start(request: HttpRequest, pk: object) -> HttpResponse:
    """The clock starts."""
    return _ran(request, pk, actions.start_simulation, "La mise en situation a commencé.")


@interface.refusals
@access.roles("officer", "evaluator")
def finish(request: HttpRequest, pk: object) -> HttpResponse:
    """The candidate leaves."""
    return _ran(request, pk, actions.finish_simulation, "La mise en situation est terminée.")


@form_view
@access.roles("officer", "evaluator")
def absence(request: HttpRequest, pk: object) -> HttpResponse:
    """The candidate is not there."""
    found = access.get_or_404(
        permissions.runnable_simulations(request.actor).select_related("registration__session"),
        pk=pk,
    )
    return _answer(
        request,
        AbsenceForm(request.POST or None),
        lambda data: actions.record_absence(found, by=request.actor, **data),
        session=found.registration.session,
        back=after(request, reverse("sessions:simulation", kwargs={"pk": found.pk})),
        title=f"Relever l’absence de {found.registration.enrolment.candidate.person}",
        button="Relever l’absence",
        done="L’absence est relevée.",
    )


@interface.refusals
@access.roles("officer")
def cancel(request: HttpRequest, pk: object) -> HttpResponse:
    """A simulation that will not take place."""
    found = access.get_or_404(
        permissions.plannable_simulations(request.actor).select_related("registration__session"),
        pk=pk,
    )
    actions.cancel_simulation(found, by=request.actor)
    messages.success(request, "La mise en situation est annulée.")
    return redirect("sessions:detail", pk=found.registration.session_id)
