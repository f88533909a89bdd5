"""One screen per candidate: read on the left and in the centre, decide on the right."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessments.framework.models import Competency
from assessments.grading.axis import axes_for
from assessments.people.models import Person
from ccas import access, clock, interface
from ccas.interface.forms import run
from ccas.refusals import Refusal
from certification.deliberation import actions, boards, permissions, room, rules
from certification.deliberation.forms import DecisionForm, NoteForm, ReasonForm, RecusalForm
from certification.deliberation.models import Deliberation, Presentation
from certification.deliberation.views import gate
from certification.juries.models import Recusal


@access.roles(*gate.ROOM)
@require_safe
def show(request: HttpRequest, pk: UUID, presentation: UUID) -> HttpResponse:
    """The screen of a candidate. Whoever opens it is written in the access journal."""
    found = gate.presentation_or_404(request, pk, presentation)
    candidate = found.enrolment.candidate
    access.opened(
        request, candidate, whose=candidate.person.user_id, screen="jury", presentation=found.pk
    )
    return _screen(request, found)


@access.roles(*gate.PRESIDING)
@require_POST
def decide(request: HttpRequest, pk: UUID, presentation: UUID, block: int) -> HttpResponse:
    """Write the decision on one block; what was typed stays when it is refused."""
    gate.presided_or_404(request, pk)
    found = gate.presentation_or_404(request, pk, presentation)
    chosen = gate.block_or_404(found, block)
    form = DecisionForm(request.POST, prefix=f"b{chosen.pk}")
    done = run(
        request,
        form,
        lambda said: actions.decide_block(found, chosen, by=request.actor, **said),
    )
    if done is None:
        return _screen(request, found, {chosen.pk: form})
    messages.success(
        request, f"{chosen.code} : {rules.DECISIONS[done.verdict].lower()}, décision enregistrée."
    )
    return _back(found)


@access.roles(*gate.PRESIDING)
@interface.refusals
def decide_by_rule(request: HttpRequest, pk: UUID, presentation: UUID, block: int) -> HttpResponse:
    """« Valider selon la règle »: one button."""
    gate.presided_or_404(request, pk)
    found = gate.presentation_or_404(request, pk, presentation)
    chosen = gate.block_or_404(found, block)
    actions.decide_by_rule(found, chosen, by=request.actor)
    messages.success(request, f"{chosen.code} : validé selon la règle.")
    return _back(found)


@access.roles(*gate.PRESIDING)
@require_safe
def count(request: HttpRequest, pk: UUID, presentation: UUID, block: int) -> HttpResponse:
    """The majority, computed as the counts are typed."""
    gate.presided_or_404(request, pk)
    found = gate.presentation_or_404(request, pk, presentation)
    chosen = gate.block_or_404(found, block)
    prefix = f"b{chosen.pk}-"
    sitting = room.sitting_now(found.deliberation, clock.now())
    voters = sitting.voters(sitting.review(found.enrolment))
    numbers = [
        _number(request.GET.get(prefix + name, ""))
        for name in ("votes_for", "votes_against", "abstentions")
    ]
    casting = request.GET.get(prefix + "casting_vote") or None
    tally = rules.tally(*numbers, len(voters), casting)
    return render(request, "certification/deliberation/tally.html", {"tally": tally})


@access.roles(*gate.PRESIDING)
@interface.refusals
def reconsider(request: HttpRequest, pk: UUID, presentation: UUID, block: int) -> HttpResponse:
    """Take a decision back before the minutes are signed."""
    gate.presided_or_404(request, pk)
    found = gate.presentation_or_404(request, pk, presentation)
    chosen = gate.block_or_404(found, block)
    reason = ReasonForm(request.POST)
    reason.is_valid()
    actions.reconsider_block(
        found, chosen, reason=reason.cleaned_data.get("reason", ""), by=request.actor
    )
    messages.success(request, f"La décision sur {chosen.code} est reprise.")
    return _back(found)


@access.roles(*gate.SECRETARIAT)
@interface.refusals
def attendance(request: HttpRequest, pk: UUID, presentation: UUID, kind: str) -> HttpResponse:
    """Present, absent or excused."""
    found = gate.presentation_or_404(request, pk, presentation)
    if kind == "present":
        actions.mark_present(found, by=request.actor)
    else:
        actions.mark_absent(found, excused=kind == "excuse", by=request.actor)
    return _back(found)


@access.roles(*gate.SECRETARIAT)
@interface.refusals
def recuse(request: HttpRequest, pk: UUID, presentation: UUID) -> HttpResponse:
    """A member withdraws for this candidate."""
    found = gate.presentation_or_404(request, pk, presentation)
    people = {
        str(person.pk): person
        for person in Person.objects.filter(nominations__seat__jury=found.deliberation.jury)
    }
    form = RecusalForm(
        request.POST, people=[(pk, person.display_name) for pk, person in people.items()]
    )
    if not form.is_valid():
        raise Refusal("Un déport dit quel membre sort, et pour quel motif.")
    member = people[form.cleaned_data["person"]]
    actions.recuse(found, person=member, ground=form.cleaned_data["ground"], by=request.actor)
    messages.success(request, f"{member.display_name} se déporte pour ce candidat.")
    if member.user_id is not None and member.user_id == request.actor.user_id:
        return redirect("deliberation:sitting", pk=pk)
    return _back(found)


@access.roles(*gate.PRESIDING)
@interface.refusals
def conclude(request: HttpRequest, pk: UUID, presentation: UUID) -> HttpResponse:
    """Derive the outcome and go to the next candidate."""
    deliberation = gate.presided_or_404(request, pk)
    found = gate.presentation_or_404(request, pk, presentation)
    done = actions.conclude_presentation(found, by=request.actor)
    number = found.enrolment.candidate.number
    messages.success(request, f"{number} : {rules.OUTCOMES[done.outcome].lower()}.")
    recusals = deliberation.jury.recusals.select_related("person")
    waiting = [one for one in _order(request, deliberation, recusals) if not one.concluded_at]
    if waiting:
        return _back(waiting[0])
    return redirect("deliberation:sitting", pk=pk)


@access.roles(*gate.PRESIDING)
@interface.refusals
def defer(request: HttpRequest, pk: UUID, presentation: UUID) -> HttpResponse:
    """The jury cannot sit for this candidate: nothing is decided, another jury will hear them."""
    gate.presided_or_404(request, pk)
    found = gate.presentation_or_404(request, pk, presentation)
    actions.defer_presentation(found, by=request.actor)
    messages.warning(request, "Rien n’est décidé : le candidat est renvoyé à un autre jury.")
    return redirect("deliberation:sitting", pk=pk)


@access.roles(*permissions.MEMBERS)
@interface.refusals
def note(request: HttpRequest, pk: UUID, presentation: UUID) -> HttpResponse:
    """A member writes something of the interview, for the jury alone."""
    found = gate.presentation_or_404(request, pk, presentation)
    form = NoteForm(request.POST)
    if not form.is_valid():
        raise Refusal("Écrivez votre note : moins de 5 000 caractères, et pas vide.")
    actions.write_note(found, text=form.cleaned_data["note"], by=request.actor)
    messages.success(request, "La note est gardée, pour le jury seulement.")
    return _back(found)


@access.roles(*gate.PRESIDING)
@interface.refusals
def reopen(request: HttpRequest, pk: UUID, presentation: UUID) -> HttpResponse:
    """Take a conclusion back."""
    gate.presided_or_404(request, pk)
    found = gate.presentation_or_404(request, pk, presentation)
    actions.reopen_presentation(found, by=request.actor)
    return _back(found)


@access.roles(*gate.ROOM)
@require_safe
def observations(
    request: HttpRequest, pk: UUID, presentation: UUID, competency: int
) -> HttpResponse:
    """What was seen of one competency in each simulation, on the time axis of its station."""
    found = gate.presentation_or_404(request, pk, presentation)
    lines = Competency.objects.filter(block__revision=found.enrolment.revision_id)
    line = access.get_or_404(lines.select_related("block"), pk=competency)
    return render(
        request,
        "certification/deliberation/observations.html",
        {
            "presentation": found,
            "competency": line,
            "axes": axes_for(found.enrolment, line),
        },
    )


def _screen(
    request: HttpRequest, presentation: Presentation, typed: dict[int, DecisionForm] | None = None
) -> HttpResponse:
    board = boards.candidate_board(presentation, request.actor)
    forms = {}
    for panel in board.panels:
        if panel.decision is None and board.decidable and board.counted(panel.block.pk):
            forms[panel.block.pk] = (typed or {}).get(panel.block.pk) or DecisionForm(
                prefix=f"b{panel.block.pk}", initial=board.initial(panel)
            )
    order = _order(request, presentation.deliberation, board.recusals)
    rank = next((i for i, one in enumerate(order) if one.pk == presentation.pk), None)
    if rank is None:
        raise Http404
    return render(
        request,
        "certification/deliberation/candidate.html",
        {
            "board": board,
            "presentation": presentation,
            "deliberation": presentation.deliberation,
            "panels": [(panel, forms.get(panel.block.pk)) for panel in board.panels],
            "recusal": RecusalForm(people=board.may_leave),
            "reason": ReasonForm(),
            "note": NoteForm(),
            "strip": board.strip,
            "topic": permissions.topic(presentation.deliberation_id),
            "rank": rank + 1,
            "total": len(order),
            "previous": order[rank - 1] if rank else None,
            "following": order[rank + 1] if rank + 1 < len(order) else None,
            "secretariat": board.presides or request.actor.role == "officer",
            "closed": presentation.deliberation.state == "closed",
        },
        status=422 if typed else 200,
    )


def _order(
    request: HttpRequest, deliberation: Deliberation, recusals: Iterable[Recusal]
) -> list[Presentation]:
    """The presentations the actor may open, in the agreed order."""
    visible = permissions.visible_presentations(request.actor)
    return boards.order_of(visible.filter(deliberation=deliberation), recusals)


def _back(presentation: Presentation) -> HttpResponse:
    return redirect(
        "deliberation:candidate", pk=presentation.deliberation_id, presentation=presentation.pk
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
