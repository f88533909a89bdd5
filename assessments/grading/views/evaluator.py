"""The evaluator's day, and the sheet filled at the station."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from assessments.grading import actions
from assessments.grading.models import AssessmentSheet, SheetState
from assessments.grading.permissions import own_sheets, own_simulations, readable_sheets
from assessments.grading.scales import presets_of, scale_of
from assessments.grading.views import live, pages
from assessments.people.models import Person
from ccas import access, clock, interface
from ccas.accounts.proof import proof_required
from ccas.refusals import Conflict, Refusal

SAID = ("kind", "competency", "value", "text", "second", "device_offset_ms")


@require_GET
@access.roles("evaluator")
def today(request: HttpRequest) -> HttpResponse:
    """The evaluator's simulations of a day, in order; today unless `jour` says otherwise."""
    mine = own_simulations(request.actor)
    day = _day(request.GET.get("jour", ""))
    person = Person.objects.filter(user=request.actor.user_id).first()
    days = list(
        mine.annotate(day=TruncDate(F("starts_at"), tzinfo=clock.PARIS))
        .values_list("day", flat=True)
        .distinct()
        .order_by("day")
    )
    context = {
        "day": day,
        "is_today": day == clock.today(),
        "rows": pages.day_rows(mine, day, person.pk) if person else [],
        "before": max((other for other in days if other < day), default=None),
        "after": min((other for other in days if other > day), default=None),
    }
    return render(request, "assessments/grading/today.html", context)


def _day(text: str) -> date:
    """The day asked for, or today."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return clock.today()


@interface.refusals
@access.roles("evaluator")
def open_own(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the sheets of a simulation and go to one's own."""
    simulation = access.get_or_404(own_simulations(request.actor), pk=pk)
    sheets = actions.open_sheets(simulation, by=request.actor)
    own = access.get_or_404(own_sheets(request.actor).filter(pk__in=[sheet.pk for sheet in sheets]))
    return redirect("grading:sheet", pk=own.pk)


@require_GET
@access.roles("evaluator", "officer", "auditor")
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet: to fill by its evaluator while it is open, to read otherwise."""
    found = access.get_or_404(pages.sheets_shown(readable_sheets(request.actor)), pk=pk)
    _opened(request, found, "sheet")
    return _page(request, found)


def _opened(request: HttpRequest, found: AssessmentSheet, screen: str) -> None:
    """Written in the access journal, once it is signed.

    While it is open its evaluator is at work on it: their acts say so, one by one.
    """
    if found.state != SheetState.OPEN:
        candidate = found.simulation.registration.enrolment.candidate
        access.opened(request, found, whose=candidate.person.user_id, screen=screen)


def _page(
    request: HttpRequest,
    found: AssessmentSheet,
    *,
    clash: dict[int, pages.Clash] | None = None,
    sentences: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole sheet, with what was refused just now."""
    own = request.actor.role == "evaluator" and found.evaluator.user_id == request.actor.user_id
    writable = own and found.state == SheetState.OPEN
    page = pages.sheet_page(found, clash)
    injects = list(found.simulation.scenario.injects.prefetch_related("competencies"))
    context = {
        "page": page,
        "sheet": found,
        "simulation": found.simulation,
        "candidate": found.simulation.registration.enrolment.candidate,
        "injects": injects,
        "presets": presets_of(found.simulation.registration.session.revision_id),
        "writable": writable,
        "own": own,
        "sentences": sentences or [],
        "saved_at": found.acts.order_by("-received_at")
        .values_list("received_at", flat=True)
        .first(),
        "sign_url": reverse("grading:sign", args=[found.pk]),
        "config": live.config_of(request, page, injects) if writable else None,
    }
    response = render(request, "assessments/grading/sheet.html", context, status=status)
    if writable and status == 200:
        # The device may keep this very page: it is the evaluator's own, and still to be filled.
        response["X-Device-Copy"] = "sheet"
    return response


@require_POST
@access.roles("evaluator")
def act(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Receive one act from a plain form: the way without script. The live sheet has its journal.

    302 back to the line, 409 with both values, 422 with the sentences.
    """
    found = access.get_or_404(pages.sheets_shown(own_sheets(request.actor)), pk=pk)
    said: dict[str, Any] = {name: request.POST[name] for name in SAID if request.POST.get(name)}
    try:
        receipt = actions.record_act(
            found,
            client_id=request.POST.get("client", ""),
            sequence=request.POST.get("sequence", ""),
            previous_act=_reference(request.POST.get("previous", "")),
            by=request.actor,
            **{"kind": "", **said},
        )
    except Conflict as conflict:
        return _answer_conflict(request, found, conflict)
    except Refusal as refusal:
        return _page(request, found, sentences=refusal.sentences, status=422)
    anchor = f"#ligne-{receipt.act.competency_id}" if receipt.act.competency_id else ""
    return redirect(reverse("grading:sheet", args=[found.pk]) + anchor)


def _reference(text: str) -> Any:
    """« client:sequence » of an act sent before this one, or the id of an act."""
    client, colon, sequence = text.partition(":")
    return (client, sequence) if colon else text


def _answer_conflict(
    request: HttpRequest, found: AssessmentSheet, conflict: Conflict
) -> HttpResponse:
    """Both values side by side, on the line, with a choice."""
    scale = scale_of(found.simulation.registration.session.revision_id)
    key = conflict.current.get("competency")
    clash = pages.Clash(
        sentence=conflict.sentences[0],
        current=pages.label_in(scale, conflict.current.get("current")),
        proposed=pages.label_in(scale, conflict.current.get("proposed")),
        proposed_code=conflict.current.get("proposed") or "",
        at=conflict.current.get("at"),
    )
    clashes = {key: clash} if key is not None else {}
    sentences = [] if clashes else conflict.sentences
    return _page(request, found, clash=clashes, sentences=sentences, status=409)


@interface.refusals
@access.roles("evaluator")
def not_observable(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Rate « non observé » what the scenario does not let one observe."""
    found = access.get_or_404(pages.sheets_shown(own_sheets(request.actor)), pk=pk)
    actions.rate_unobservable(found, client_id=request.POST.get("client", ""), by=request.actor)
    return redirect("grading:sheet", pk=found.pk)


@require_POST
@access.roles("evaluator")
@proof_required
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign one's own sheet, or be told what is missing."""
    found = access.get_or_404(pages.sheets_shown(own_sheets(request.actor)), pk=pk)
    try:
        actions.sign_sheet(found, by=request.actor)
    except Refusal as refusal:
        return _page(request, found, sentences=refusal.sentences, status=422)
    return redirect("grading:sheet", pk=found.pk)


@require_GET
@access.roles("evaluator", "officer", "auditor")
def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every act of a sheet, the last first."""
    found = access.get_or_404(pages.sheets_shown(readable_sheets(request.actor)), pk=pk)
    _opened(request, found, "history")
    scale = scale_of(found.simulation.registration.session.revision_id)
    labels = {level.code: level.label for level in scale}
    acts = found.acts.select_related("competency__block", "previous").order_by("-received_at")
    context = {
        "sheet": found,
        "acts": [(each, labels.get(each.value, "")) for each in acts],
        "candidate": found.simulation.registration.enrolment.candidate,
    }
    return render(request, "assessments/grading/history.html", context)
