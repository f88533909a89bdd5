"""The minutes: they grow all along, are closed, signed by all, the president last."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessments.framework.documents import is_specimen
from ccas import access, clock, documents, interface
from ccas.accounts.proof import proof_required
from ccas.documents.models import Document
from certification.deliberation import actions, permissions, room
from certification.deliberation.documents import last_version, preview_facts
from certification.deliberation.forms import CountersignForm, ReasonForm, RefusalForm, SignatureForm
from certification.deliberation.models import Deliberation, Minutes
from certification.deliberation.views import gate
from certification.juries.models import Nomination


@access.roles(*gate.ROOM)
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The minutes as they stand, missing data in plain sight."""
    deliberation = gate.deliberation_or_404(request, pk)
    access.opened(request, deliberation, whose=None, screen="minutes")
    minutes = _minutes(deliberation)
    facts = preview_facts(deliberation)
    presides = permissions.presides(request.actor, deliberation.jury)
    closed = deliberation.closed_at
    present = room.sitting_now(deliberation, closed).present if closed else []
    return render(
        request,
        "certification/deliberation/minutes.html",
        {
            "deliberation": deliberation,
            "minutes": minutes,
            "facts": facts,
            "missing": _missing(deliberation),
            "signing": _signing(request, minutes, present),
            "presides": presides,
            "reason": ReasonForm(),
            "document": _document(minutes),
            "corrections": _corrections(request, minutes, present),
        },
    )


@access.roles(*gate.ROOM)
@require_safe
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same as a watermarked PDF, which is not an act."""
    deliberation = gate.deliberation_or_404(request, pk)
    access.opened(request, deliberation, whose=None, screen="draft")
    facts = preview_facts(deliberation)
    facts["specimen"] = is_specimen(deliberation.jury.revision)
    response = HttpResponse(documents.preview("minutes", facts), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="projet-de-proces-verbal.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@access.roles(*gate.PRESIDING)
@interface.refusals
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Fix the facts that all will sign."""
    deliberation = gate.presided_or_404(request, pk)
    actions.close_deliberation(deliberation, by=request.actor)
    messages.success(request, "La délibération est close : le procès-verbal est à la signature.")
    return redirect("deliberation:minutes", pk=pk)


@access.roles(*gate.PRESIDING)
@interface.refusals
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Back to the sitting; the signatures given are void."""
    deliberation = gate.presided_or_404(request, pk)
    form = ReasonForm(request.POST)
    form.is_valid()
    actions.reopen_deliberation(
        deliberation, reason=form.cleaned_data.get("reason", ""), by=request.actor
    )
    messages.warning(request, "La délibération est rouverte : les signatures sont à redonner.")
    return redirect("deliberation:sitting", pk=pk)


@access.roles(*permissions.MEMBERS)
@interface.refusals
@proof_required
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign the hash that was read, or refuse with a reason."""
    deliberation = gate.deliberation_or_404(request, pk)
    form_class = RefusalForm if "refusal" in request.POST else SignatureForm
    form = form_class(request.POST)
    if not form.is_valid():
        messages.error(request, "Refuser de signer demande un motif.")
        return redirect("deliberation:minutes", pk=pk)
    actions.sign_minutes(deliberation, by=request.actor, **form.cleaned_data)
    messages.success(
        request,
        "Votre refus est consigné." if "refusal" in request.POST else "Votre signature est prise.",
    )
    return redirect("deliberation:minutes", pk=pk)


@access.roles(*gate.ROOM)
@require_safe
def results(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The outcomes, once every presentation is concluded and the minutes are signed."""
    deliberation = gate.deliberation_or_404(request, pk)
    minutes = _minutes(deliberation)
    if minutes is None or minutes.state != "signed":
        raise Http404
    _, facts = last_version(minutes)
    return render(
        request,
        "certification/deliberation/results.html",
        {
            "deliberation": deliberation,
            "candidates": facts["candidates"],
            "summary": facts["summary"],
            "document": _document(minutes),
        },
    )


def _minutes(deliberation: Deliberation) -> Minutes | None:
    return getattr(deliberation, "minutes", None)


def _corrections(
    request: HttpRequest, minutes: Minutes | None, present: list[Nomination]
) -> dict | None:
    """The corrections of signed minutes, and what the reader may do with the one that waits.

    present: in the room when it closed.
    """
    if minutes is None or minutes.state != "signed":
        return None
    rows = list(minutes.corrections.select_related("proposed_by", "countersigned_by"))
    waiting = next((row for row in rows if row.countersigned_at is None), None)
    mine = next((one for one in present if one.person.user_id == request.actor.user_id), None)
    return {
        "done": [row for row in rows if row.countersigned_at],
        "waiting": waiting,
        "may_countersign": waiting is not None
        and mine is not None
        and mine.person_id != waiting.proposed_by_id
        and request.actor.has_role(*permissions.MEMBERS),
        "form": CountersignForm(initial={"version": waiting.version if waiting else None}),
    }


def _document(minutes: Minutes | None) -> Document | None:
    if minutes is None:
        return None
    return Document.objects.filter(
        kind="minutes", subject_id=minutes.pk, replaced_by__isnull=True
    ).first()


def _missing(deliberation: Deliberation) -> list[str]:
    """What keeps the sitting from closing."""
    if deliberation.state == "closed":
        return []
    waiting = deliberation.presentations.filter(concluded_at__isnull=True).order_by("position")
    numbers = waiting.values_list("enrolment__candidate__number", flat=True)
    sentences = [f"Le passage du candidat {number} n’est pas conclu." for number in numbers]
    sitting = room.sitting_now(deliberation, clock.now())
    return sentences + room.in_the_way(sitting.indicators())


def _signing(
    request: HttpRequest, minutes: Minutes | None, present: list[Nomination]
) -> dict | None:
    """Who has signed, who is awaited, and whether the reader may sign now.

    present: in the room when it closed.
    """
    if minutes is None or not minutes.facts:
        return None
    given = {row.person_id: row for row in minutes.signatures.select_related("person")}
    lines = [(one, given.get(one.person_id)) for one in present]
    mine = next((one for one in present if one.person.user_id == request.actor.user_id), None)
    others = [one for one, row in lines if row is None and one is not mine]
    may_sign = (
        mine is not None
        and mine.person_id not in given
        and minutes.state == "draft"
        and request.actor.has_role(*permissions.MEMBERS)
    )
    return {
        "lines": lines,
        "waiting": [one.person.display_name for one in others],
        "may_sign": may_sign and not (mine.seat.presides and others),
        "last": mine is not None and mine.seat.presides,
        "wait_for_others": may_sign and mine.seat.presides and bool(others),
        "form": SignatureForm(initial={"facts_sha256": minutes.facts_sha256}),
        "refusal": RefusalForm(initial={"facts_sha256": minutes.facts_sha256}),
    }
