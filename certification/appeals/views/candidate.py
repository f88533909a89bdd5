"""The appeals of a candidate against one result: made on screen, followed, given up."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ccas import access, clock, interface
from ccas.accounts.roles import Role
from ccas.documents import kinds
from ccas.documents.models import Document
from ccas.interface.forms import page, run
from certification.appeals import actions, reading, rules
from certification.appeals.forms import OwnAppealForm
from certification.appeals.models import AppealState
from certification.appeals.permissions import visible_appeals
from certification.awards.letters import territory_of
from certification.awards.notices import window_of
from certification.deliberation.permissions import visible_results


@require_http_methods(["GET", "HEAD", "POST"])
@access.roles(Role.CANDIDATE)
def own(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Until when the result may be challenged, the appeals made, and a new one."""
    found = visible_results(request.actor).select_related(
        "deliberation__jury", "enrolment__candidate__person", "enrolment__revision"
    )
    presentation = access.get_or_404(found, pk=pk)
    lives = territory_of(presentation.enrolment.candidate)
    form = OwnAppealForm(request.POST or None, initial={"territory": lives})
    if request.method == "POST":
        done = run(
            request,
            form,
            lambda said: actions.receive_appeal(presentation, by=request.actor, **said),
        )
        if done is not None:
            messages.success(request, "Votre recours est reçu : l’accusé de réception se prépare.")
            return redirect("appeals:own", pk=presentation.pk)
    mine = list(visible_appeals(request.actor).filter(presentation=presentation))
    letters: dict[UUID, list[tuple[str, Document]]] = {one.pk: [] for one in mine}
    for paper in Document.objects.filter(subject_id__in=letters).order_by("occurred_at"):
        letters[paper.subject_id].append((kinds.get(paper.kind).label, paper))
    window, today = window_of(presentation, lives), clock.today()
    waits = any(one.state == AppealState.RECEIVED and one.kind == rules.GRACIOUS for one in mine)
    accepted = next((one for one in mine if one.state == AppealState.ACCEPTED), None)
    context = {
        "presentation": presentation,
        "window": window,
        "appeals": [
            {
                "appeal": one,
                "letters": letters[one.pk],
                "answer_by": rules.answer_by(one.received_on),
                "silent": one.state == AppealState.RECEIVED
                and rules.rejected_by_silence(one.kind, one.received_on, today),
            }
            for one in mine
        ],
        "why_not": rules.NOT_AGAINST.get(presentation.outcome or "", ""),
        "passage": reading.new_passage(accepted) if accepted else None,
        "accepted": accepted,
        "may_appeal": not waits
        and accepted is None
        and presentation.outcome not in rules.NOT_AGAINST,
        "form": form,
    }
    return page(request, "certification/appeals/own.html", context)


@interface.refusals
@access.roles(Role.CANDIDATE, Role.OFFICER)
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give an appeal up, or record that the candidate did."""
    appeal = access.get_or_404(visible_appeals(request.actor), pk=pk)
    actions.drop_appeal(appeal, by=request.actor)
    messages.success(request, "Le désistement est enregistré.")
    if request.actor.role == Role.CANDIDATE:
        return redirect("appeals:own", pk=appeal.presentation_id)
    return redirect("appeals:detail", pk=appeal.pk)
