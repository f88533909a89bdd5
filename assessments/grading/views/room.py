"""The room on the day: who is where, what has arrived, what waits for the lead; and the wall."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.grading import actions
from assessments.grading.actions.sheets import REASON_LENGTH
from assessments.grading.models import CandidateRelease, LeadCall
from assessments.grading.permissions import led_simulations, own_sheets, rooms
from assessments.grading.room import board_of, days_of
from assessments.sessions.models import AssessmentSession, SessionState, Simulation
from assessments.sessions.permissions import led_simulations as acted_on
from assessments.sessions.room import topic
from ccas import access, clock, interface
from ccas.interface.forms import Form, page, run
from ccas.refusals import Refusal


class ReleaseForm(Form):
    """Why a candidate leaves although something has not arrived."""

    reason = forms.CharField(
        label="Motif",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="Nécessaire tant que tout n’est pas arrivé. Il est conservé avec le départ.",
    )


def _sessions(request: HttpRequest) -> QuerySet[AssessmentSession]:
    return rooms(request.actor).select_related("site", "revision")


def _day(session: AssessmentSession, days: list[date], asked: str) -> date:
    """The day asked for; else today, or the session's nearest day."""
    try:
        return date.fromisoformat(asked)
    except ValueError:
        pass
    today = clock.today()
    if today in days or not days:
        return min(max(today, session.starts_on), session.ends_on)
    return next((day for day in days if day > today), days[-1])


@require_GET
@access.roles("officer", "auditor", "evaluator")
def room(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The room screen: the content below, then asked again at each change."""
    session = access.get_or_404(_sessions(request), pk=pk)
    days = days_of(session)
    day = _day(session, days, request.GET.get("jour", ""))
    others = [other for other in days if other != day]
    context = _board(request, session, day) | {"others": others, "is_today": day == clock.today()}
    return render(request, "assessments/grading/room.html", context)


@require_GET
@access.roles("officer", "auditor", "evaluator")
def board(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The content alone, for the page that refreshes itself. `vue=mur`: the wall's."""
    session = access.get_or_404(_sessions(request), pk=pk)
    day = _day(session, [], request.GET.get("jour", ""))
    name = "wall" if request.GET.get("vue") == "mur" else "board"
    return render(request, f"assessments/grading/_{name}.html", _board(request, session, day))


@require_GET
@access.roles("officer", "auditor", "evaluator")
def wall(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The stations in large, by candidate number: a screen that everybody may see."""
    session = access.get_or_404(_sessions(request), pk=pk)
    day = _day(session, days_of(session), request.GET.get("jour", ""))
    return render(request, "assessments/grading/wall.html", _board(request, session, day))


def _board(request: HttpRequest, session: AssessmentSession, day: date) -> dict[str, Any]:
    address = reverse("grading:board", args=[session.pk]) + f"?jour={day.isoformat()}"
    back = reverse("grading:room", args=[session.pk]) + f"?jour={day.isoformat()}"
    return {
        "session": session,
        "day": day,
        "board": board_of(session, day, by=request.actor),
        "topic": topic(session.pk),
        "fragment": address,
        "suite": f"?{urlencode({'suite': back})}",
        "live": session.state == "convened",
    }


def _released(request: HttpRequest) -> QuerySet[Simulation]:
    return acted_on(request.actor).select_related(
        "registration__session__lead", "registration__session__site"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access.roles("officer", "evaluator")
def release(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let the candidate go at balance zero; else say what is missing and ask why all the same."""
    simulation = access.get_or_404(_released(request), pk=pk)
    session = simulation.registration.session
    back = reverse("grading:room", args=[session.pk])
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and run(
        request,
        form,
        lambda data: actions.release_candidate(simulation, by=request.actor, **data),
    ):
        number = simulation.registration.enrolment.candidate.number
        messages.success(request, f"Le candidat n° {number} peut partir.")
        return redirect(back)
    balance = (
        actions.balance_now(simulation, ended_at=simulation.ended_at)
        if simulation.ended_at
        else None
    )
    return page(
        request,
        "assessments/grading/release.html",
        {
            "form": form,
            "simulation": simulation,
            "session": session,
            "candidate": simulation.registration.enrolment.candidate,
            "balance": balance,
            "gone": CandidateRelease.objects.filter(simulation=simulation).first(),
            "at_work": session.state == SessionState.CONVENED,
            "back": back,
        },
    )


@require_POST
@access.roles("evaluator")
def call(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call the lead to the station: a sentence, as JSON for the sheet's script.

    200 {"sentence", "called_at"}, 422 {"sentence"}; a form goes back to the sheet with a message.
    """
    sheet = access.get_or_404(own_sheets(request.actor), pk=pk)
    json = "application/json" in request.headers.get("Accept", "")
    try:
        made = actions.call_lead(sheet, by=request.actor)
    except Refusal as refusal:
        sentence = " ".join(refusal.sentences)
        if json:
            return JsonResponse({"sentence": sentence}, status=422)
        messages.error(request, sentence)
        return redirect("grading:sheet", pk=sheet.pk)
    at = clock.paris(made.occurred_at)
    sentence = f"Le responsable de la session est appelé depuis {at:%H:%M}."
    if json:
        return JsonResponse({"sentence": sentence, "called_at": made.occurred_at.isoformat()})
    messages.success(request, sentence)
    return redirect("grading:sheet", pk=sheet.pk)


@interface.refusals
@access.roles("officer", "evaluator")
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody has gone to the station."""
    found = access.get_or_404(
        LeadCall.objects.filter(
            sheet__simulation__in=led_simulations(request.actor)
        ).select_related("sheet__simulation__registration"),
        pk=pk,
    )
    actions.answer_call(found, by=request.actor)
    messages.success(request, "L’appel a sa réponse.")
    return redirect("grading:room", pk=found.sheet.simulation.registration.session_id)
