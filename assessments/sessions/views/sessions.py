"""The list of sessions, one session, its coverage, and its changes of state."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments.sessions import actions, checklist, permissions
from assessments.sessions.documents import ATTENDANCE
from assessments.sessions.exchange import with_numbers
from assessments.sessions.forms import SessionForm, SiteForm
from assessments.sessions.models import AssessmentSession
from assessments.sessions.reading import planned_in, session_coverage
from assessments.sessions.rules import latest_summons_day
from assessments.sessions.tiles import Names
from assessments.sessions.timetable import cell
from assessments.sessions.views.moving import grid_of
from ccas import access, clock, interface
from ccas.documents.permissions import visible_documents
from ccas.interface.components import NextStep
from ccas.interface.forms import page, run

PER_PAGE = 25
form_view = require_http_methods(["GET", "HEAD", "POST"])
STATE_KINDS = {
    "draft": "todo",
    "ready": "current",
    "convened": "current",
    "closed": "done",
    "cancelled": "neutral",
}


@require_safe
@access.roles("officer", "auditor", "evaluator")
def index(request: HttpRequest) -> HttpResponse:
    """Sessions the actor may see, the latest first."""
    sessions = with_numbers(permissions.visible_sessions(request.actor))
    found = Paginator(sessions, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "assessments/sessions/index.html",
        {
            "lines": [(session, STATE_KINDS[session.state]) for session in found],
            "page_obj": found,
            "may_plan": permissions.may_plan(request.actor),
        },
    )


@form_view
@access.roles("officer")
def create_site(request: HttpRequest) -> HttpResponse:
    """A new place."""
    form = SiteForm(request.POST or None)
    if request.method == "POST" and run(
        request, form, lambda data: actions.create_site(by=request.actor, **data)
    ):
        messages.success(request, "Le site est enregistré.")
        return redirect("sessions:create")
    context = {"form": form, "title": "Enregistrer un site", "button": "Enregistrer le site"}
    return page(
        request,
        "assessments/sessions/form.html",
        context | {"back": reverse("sessions:list"), "session": None},
    )


@form_view
@access.roles("officer")
def create(request: HttpRequest) -> HttpResponse:
    """A new session."""
    form = SessionForm(request.POST or None)
    if request.method == "POST":
        session = run(request, form, lambda data: actions.create_session(by=request.actor, **data))
        if session:
            messages.success(request, "La session est créée. Préparez-la ligne par ligne.")
            return redirect("sessions:detail", pk=session.pk)
    return page(request, "assessments/sessions/create.html", {"form": form})


@require_safe
@access.roles("officer", "auditor", "evaluator")
def detail(request: HttpRequest, pk: object) -> HttpResponse:
    """One session: the officer's room, or an evaluator's own simulations in order."""
    session = access.get_or_404(permissions.visible_sessions(request.actor), pk=pk)
    sheets = visible_documents(request.actor).filter(kind=ATTENDANCE, subject_id=session.pk)
    common = {
        "session": session,
        "state_kind": STATE_KINDS[session.state],
        "sheet": sheets.filter(replaced_by__isnull=True).first(),
    }
    if request.actor.has_role("evaluator"):
        mine = (
            permissions.visible_simulations(request.actor)
            .filter(registration__session=session)
            .exclude(state="cancelled")
            .prefetch_related("blocks", "evaluators__person")
            .order_by("starts_at", "station__name", "pk")
        )
        cells = [cell(each) for each in mine]
        return render(
            request,
            "assessments/sessions/evaluator.html",
            common | {"cells": cells, "day": clock.today()},
        )
    return render(
        request,
        "assessments/sessions/detail.html",
        common | _room(request, session),
    )


def _room(request: HttpRequest, session: AssessmentSession) -> dict[str, Any]:
    simulations = planned_in(session)
    covered = session_coverage(session, simulations)
    lines = checklist.lines(session, covered, simulations)
    registrations = [row for row, _ in covered]
    panel = list(session.panel.select_related("person"))
    summons = checklist.convening(session, registrations, panel)
    may_plan = permissions.may_plan(request.actor)
    planned = Counter(each.registration_id for each in simulations)
    return {
        "lines": lines,
        "summons": summons,
        "to_close": checklist.missing_to_close(session, simulations)
        if session.state == "convened"
        else [],
        **grid_of(
            session,
            simulations,
            may_pin=False,
            judged=False,
            names=Names.of(session, registrations, panel),
        ),
        "stations": session.stations.all(),
        "panel": panel,
        "candidates": [(row, blocks, planned[row.pk]) for row, blocks in covered],
        "step": _next_step(session, lines, summons) if may_plan else None,
        "may_plan": may_plan,
        "draft": may_plan and session.state == "draft",
    }


def _next_step(
    session: AssessmentSession, lines: list[checklist.Line], summons: checklist.Line
) -> NextStep | None:
    latest = latest_summons_day(session.starts_on, session.revision.rules.session_summons_days)
    if session.state == "draft":
        lacking = next((line for line in lines if not line.done), None)
        if lacking:
            return NextStep(
                f"Compléter la préparation : {lacking.label.lower()}",
                who="Vous",
                due=latest,
                detail=lacking.missing[0],
            )
        return NextStep("La préparation est complète : déclarez la session prête", who="Vous",
                        due=latest)  # fmt: skip
    if session.state == "ready":
        if summons.missing:
            return NextStep(summons.missing[0], who="Vous", due=latest)
        return NextStep("Convoquer les candidats et les évaluateurs", who="Vous", due=latest)
    if session.state == "convened":
        if clock.today() < session.starts_on:
            return NextStep("La session attend son premier jour", who="Candidats et évaluateurs",
                            due=session.starts_on)  # fmt: skip
        return NextStep("Conduire les mises en situation, puis clore la session",
                        who="Les évaluateurs, puis vous", due=session.ends_on)  # fmt: skip
    return None


def _moved(request: HttpRequest, pk: object, action: Any, sentence: str) -> HttpResponse:
    session = access.get_or_404(permissions.plannable_sessions(request.actor), pk=pk)
    action(session, by=request.actor)
    messages.success(request, sentence)
    return redirect("sessions:detail", pk=session.pk)


@interface.refusals
@access.roles("officer")
def ready(request: HttpRequest, pk: object) -> HttpResponse:
    """End the preparation."""
    return _moved(request, pk, actions.ready, "La session est prête : elle peut être convoquée.")


@interface.refusals
@access.roles("officer")
def rework(request: HttpRequest, pk: object) -> HttpResponse:
    """Back into preparation."""
    return _moved(request, pk, actions.rework, "La session est de nouveau en préparation.")


@interface.refusals
@access.roles("officer")
def convene(request: HttpRequest, pk: object) -> HttpResponse:
    """Summon."""
    return _moved(request, pk, actions.convene, "Les convocations sont parties.")


@interface.refusals
@access.roles("officer")
def attendance_sheet(request: HttpRequest, pk: object) -> HttpResponse:
    """Make the sheet that is signed on the day, or find the one in force, and hand it over."""
    session = access.get_or_404(permissions.plannable_sessions(request.actor), pk=pk)
    sheet = actions.issue_attendance_sheet(session, by=request.actor)
    return redirect("document", pk=sheet.pk)


@interface.refusals
@access.roles("officer")
def close(request: HttpRequest, pk: object) -> HttpResponse:
    """Close."""
    return _moved(request, pk, actions.close_session, "La session est close.")


@interface.refusals
@access.roles("officer")
def cancel(request: HttpRequest, pk: object) -> HttpResponse:
    """Cancel."""
    return _moved(request, pk, actions.cancel_session, "La session est annulée.")
