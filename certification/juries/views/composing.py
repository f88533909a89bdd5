"""The composition page: seats, who may take them, each indicator, and what convenes the jury."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from ccas import access, interface
from ccas.interface.forms import page, run
from certification.juries import actions, permissions, rules
from certification.juries.actions.convening import AT_CONVENING
from certification.juries.actions.proposing import BEFORE_OPENING
from certification.juries.choosing import seat_choices
from certification.juries.forms import DateForm, ReasonForm, SeatForm
from certification.juries.models import Jury, JuryState, Nomination, Seat
from certification.juries.models.composition import LIVE
from certification.juries.reading import Reading
from certification.juries.views.finding import BADGES, summons_deadline, visible_jury
from certification.juries.views.listing import detail_page
from certification.juries.views.proposing import shown_proposal
from certification.juries.workflow import WORKFLOW


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat as the page draws it."""

    seat: Seat
    holders: list[tuple[Nomination, str]]
    indicator: rules.Indicator
    form: SeatForm | None


@require_safe
@access.roles("officer", "auditor")
def composition(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Seats, those who sit, those who could, and what the rules say of it all."""
    return _composition_page(request, visible_jury(request, pk))


def _composition_page(
    request: HttpRequest,
    jury: Jury,
    typed: tuple[UUID, SeatForm] | None = None,
    date_form: DateForm | None = None,
) -> HttpResponse:
    reading = Reading(jury)
    indicators = {one.id: one for one in reading.appointed()}
    live = jury.state in LIVE
    manages = permissions.may_manage(request.actor) and live
    choices = seat_choices(reading) if manages else {}
    labels = {one.code: one.label for one in jury.rules.capacities}
    lines = []
    for seat in reading.seats:
        form = None
        if typed and typed[0] == seat.pk:
            form = typed[1]
        elif manages:
            form = _seat_form(seat, choices[seat.pk])
        lines.append(
            SeatLine(
                seat,
                [(one, labels.get(one.capacity, one.capacity)) for one in seat.holders],
                indicators.pop(f"appointed.seat.{seat.key}"),
                form,
            )
        )
    everything = [*(line.indicator for line in lines), *indicators.values()]
    composing = WORKFLOW.allows("compose", jury)
    stands = rules.standing_in_the_way(
        one for one in everything if not composing or one.id not in AT_CONVENING
    )
    return page(
        request,
        "certification/juries/composition.html",
        {
            "jury": jury,
            "badge": BADGES[jury.state],
            "lines": lines,
            "whole": list(indicators.values()),
            "stands": stands,
            "manages": manages,
            "may_compose": manages and composing,
            "may_convene": manages and WORKFLOW.allows("convene", jury),
            "movable": manages and jury.state in (JuryState.DRAFT, JuryState.COMPOSED),
            "deadline": summons_deadline(jury),
            "proposed": shown_proposal(jury),
            "may_propose": manages
            and jury.state in BEFORE_OPENING
            and any(not line.holders for line in lines),
            "date_form": date_form or DateForm(jury=jury),
            "form": typed[1] if typed else date_form,
            "candidates": jury.agenda.count(),
        },
    )


def _seat_form(seat: Seat, choices: object, data: object = None) -> SeatForm:
    return SeatForm(
        data, choices=choices, held=bool(seat.holders), auto_id=f"id_{seat.position}_%s"
    )


@require_POST
@access.roles("officer")
def seat(request: HttpRequest, pk: UUID, seat: UUID) -> HttpResponse:
    """Give a seat to somebody; when it is held, to a substitute."""
    jury = visible_jury(request, pk)
    reading = Reading(jury)
    # Through the gate: a seat of another jury is unknown here.
    access.get_or_404(jury.seats, pk=seat)
    chosen = next(one for one in reading.seats if one.pk == seat)
    form = _seat_form(chosen, seat_choices(reading)[chosen.pk], request.POST)
    act = actions.replace if chosen.holders else actions.appoint

    def take(data: dict) -> Nomination:
        person = data.pop("person")
        return act(chosen, person, by=request.actor, **data)

    if nomination := run(request, form, take):
        messages.success(
            request, f"{nomination.person.display_name} tient le siège « {chosen.label} »."
        )
        return redirect("juries:composition", pk=jury.pk)
    return _composition_page(request, jury, typed=(chosen.pk, form))


@interface.refusals
@access.roles("officer")
def end(request: HttpRequest, pk: UUID, nomination: UUID) -> HttpResponse:
    """Leave a seat vacant."""
    jury = visible_jury(request, pk)
    found = access.get_or_404(
        Nomination.objects.filter(seat__jury=jury).select_related("seat", "person"), pk=nomination
    )
    actions.end_nomination(found, by=request.actor)
    messages.success(request, f"{found.person.display_name} ne siège plus.")
    return redirect("juries:composition", pk=jury.pk)


@require_POST
@access.roles("officer")
def reschedule(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another day, another place."""
    jury = visible_jury(request, pk)
    form = DateForm(request.POST, jury=jury)
    if run(request, form, lambda data: actions.reschedule(jury, by=request.actor, **data)):
        messages.success(request, "La date et le lieu sont enregistrés.")
        return redirect("juries:composition", pk=jury.pk)
    return _composition_page(request, visible_jury(request, pk), date_form=form)


@interface.refusals
@access.roles("officer")
def compose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The composition is complete."""
    jury = visible_jury(request, pk)
    actions.compose(jury, by=request.actor)
    messages.success(request, "La composition est arrêtée. Fixez l’ordre du jour, puis convoquez.")
    return redirect("juries:detail", pk=jury.pk)


@interface.refusals
@access.roles("officer")
def convene(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Summon the members."""
    jury = visible_jury(request, pk)
    actions.convene(jury, by=request.actor)
    messages.success(request, "Le jury est convoqué : chaque membre reçoit sa convocation.")
    return redirect("juries:detail", pk=jury.pk)


@interface.refusals
@access.roles("officer")
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give up the jury."""
    jury = visible_jury(request, pk)
    form = ReasonForm(request.POST, prefix="annuler")
    if not run(
        request, form, lambda data: actions.cancel(jury, reason=data["reason"], by=request.actor)
    ):
        return detail_page(request, visible_jury(request, pk), reason=form)
    messages.success(request, "Le jury est annulé ; les membres convoqués en sont avertis.")
    return redirect("juries:detail", pk=jury.pk)
