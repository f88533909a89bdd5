"""The session lead's page: the state of every sheet, never what it says; and reopening."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from assessments.framework.models import Competency
from assessments.grading import actions
from assessments.grading.actions.sheets import REASON_LENGTH
from assessments.grading.models import (
    AssessmentSheet,
    Consensus,
    ConsensusState,
    Rating,
    SheetState,
)
from assessments.grading.permissions import NOT_HELD, blind_simulations, led_simulations
from assessments.grading.views.pages import counted
from assessments.sessions.models import AssessmentSession, Simulation
from ccas import access
from ccas.interface.forms import Form, page, run


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One evaluator's sheet as the lead sees it. text and kind feed the status badge."""

    evaluator: str
    text: str
    kind: str
    sheet: AssessmentSheet | None
    reopenable: bool

    @property
    def revision(self) -> int:
        """Of the sheet shown; 1 when there is none."""
        return self.sheet.revision if self.sheet else 1


@dataclass(frozen=True, slots=True)
class Followed:
    """One simulation of the session."""

    simulation: Simulation
    sheets: tuple[SheetLine, ...]
    consensus: Consensus | None
    struck: bool


class ReopenForm(Form):
    """Why a signed sheet is opened again."""

    reason = forms.CharField(
        label="Motif de la réouverture",
        help_text="Il est conservé avec la grille. La révision repart des mêmes cotations.",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _sessions(request: HttpRequest) -> QuerySet[AssessmentSession]:
    """The sessions whose sheets the actor follows."""
    led = led_simulations(request.actor).values("registration__session")
    return AssessmentSession.objects.filter(pk__in=led)


@require_GET
@access.roles("officer", "evaluator")
def follow(request: HttpRequest) -> HttpResponse:
    """The sessions, the latest first, with how many sheets are signed."""
    # Blind: of a simulation that the reader has yet to rate, not even how far the other is.
    seen = ~Q(registrations__simulations__in=blind_simulations(request.actor).values("pk"))
    sheets = seen & Q(
        registrations__simulations__sheets__state__in=[SheetState.OPEN, SheetState.SIGNED]
    )
    found = (
        _sessions(request)
        .select_related("site")
        .annotate(
            sheets=Count("registrations__simulations__sheets", filter=sheets, distinct=True),
            signed=Count(
                "registrations__simulations__sheets",
                filter=seen & Q(registrations__simulations__sheets__state=SheetState.SIGNED),
                distinct=True,
            ),
        )
        .order_by("-starts_on", "name")
    )
    return render(request, "assessments/grading/follow.html", {"sessions": list(found)})


@require_GET
@access.roles("officer", "evaluator")
def session(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every simulation of the session with the state of its sheets."""
    found = access.get_or_404(_sessions(request).select_related("site"), pk=pk)
    return render(request, "assessments/grading/session.html", _context(request, found))


@require_POST
@access.roles("officer", "evaluator")
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Reopen a signed sheet with a reason."""
    sheet = access.get_or_404(
        AssessmentSheet.objects.filter(
            simulation__in=led_simulations(request.actor)
        ).select_related("simulation__registration__session", "evaluator"),
        pk=pk,
    )
    form = ReopenForm(request.POST, prefix=str(sheet.pk)[:8])
    new = run(request, form, lambda data: actions.reopen_sheet(sheet, by=request.actor, **data))
    session_pk = sheet.simulation.registration.session_id
    if new:
        messages.success(request, f"La grille de {sheet.evaluator.display_name} est rouverte.")
        return redirect("grading:session", pk=session_pk)
    found = access.get_or_404(_sessions(request).select_related("site"), pk=session_pk)
    context = _context(request, found) | {"form": form, "refused": sheet}
    return page(request, "assessments/grading/session.html", context)


def _context(request: HttpRequest, found: AssessmentSession) -> dict[str, object]:
    """The page's values. Constant number of queries; no rating is read, only counted."""
    simulations = (
        led_simulations(request.actor)
        .filter(registration__session=found)
        .select_related("station", "registration__enrolment__candidate__person")
        .prefetch_related(
            "blocks",
            "evaluators__person",
            Prefetch(
                "sheets",
                AssessmentSheet.objects.exclude(state=SheetState.SUPERSEDED).annotate(
                    rated=counted(Rating, "sheet")
                ),
                to_attr="in_force",
            ),
            Prefetch(
                "consensuses",
                Consensus.objects.exclude(state=ConsensusState.VOID),
                to_attr="harmonised",
            ),
        )
        .order_by("starts_at", "station__name")
    )
    totals = dict(
        Competency.objects.filter(block__simulations__registration__session=found)
        .values_list("block__simulations")
        .annotate(n=Count("pk"))
        .order_by()
    )
    rows = []
    for each in simulations:
        mine = any(seat.person.user_id == request.actor.user_id for seat in each.evaluators.all())
        by_person = {sheet.evaluator_id: sheet for sheet in each.in_force}
        rows.append(
            Followed(
                simulation=each,
                sheets=tuple(
                    _state(
                        seat.person.display_name,
                        by_person.get(seat.person_id),
                        totals.get(each.pk, 0),
                        hidden=mine,
                    )
                    for seat in each.evaluators.all()
                ),
                consensus=each.harmonised[0] if each.harmonised else None,
                struck=each.state in NOT_HELD,
            )
        )
    return {
        "session": found,
        "rows": rows,
        "form": None,
        "refused": None,
        "reopenable": [
            (state, row.simulation, ReopenForm(prefix=str(state.sheet.pk)[:8]))
            for row in rows
            for state in row.sheets
            if state.reopenable and state.sheet
        ],
    }


def _state(name: str, sheet: AssessmentSheet | None, total: int, *, hidden: bool) -> SheetLine:
    """hidden: the reader evaluates this simulation, so even totals stay out of sight."""
    if hidden:
        return SheetLine(name, "Vous évaluez cette mise en situation", "neutral", None, False)
    if sheet is None:
        return SheetLine(name, "Pas encore ouverte", "todo", None, False)
    if sheet.state == SheetState.SIGNED:
        return SheetLine(name, "Signée", "done", sheet, sheet.frozen_at is None)
    return SheetLine(name, f"En cours {sheet.rated}/{total}", "current", sheet, False)
