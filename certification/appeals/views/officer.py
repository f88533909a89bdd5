"""Appeals as the certifier handles them: received, answered, heard anew."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ccas import access, clock
from ccas.accounts.roles import Role
from ccas.documents import kinds
from ccas.documents.models import Document
from ccas.interface.forms import page, run
from certification.appeals import actions, reading, rules
from certification.appeals.forms import AnswerForm, JuryChoiceForm, PaperAppealForm
from certification.appeals.models import Appeal, AppealState
from certification.appeals.permissions import (
    READERS,
    challenged_presentations,
    sat_on,
    visible_appeals,
)
from certification.awards.letters import territory_of
from certification.awards.notices import window_of

PAGE = 50


@require_safe
@access.roles(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    """Every appeal; those that wait first."""
    today = clock.today()
    every = visible_appeals(request.actor)
    waiting = [
        (
            one,
            rules.answer_by(one.received_on),
            rules.rejected_by_silence(one.kind, one.received_on, today),
        )
        for one in every.filter(state=AppealState.RECEIVED).order_by("received_on", "pk")
    ]
    again = reading.to_present_again()
    ended = every.exclude(state=AppealState.RECEIVED).order_by("-decided_at", "pk")
    shown = Paginator(ended, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "certification/appeals/list.html",
        {"waiting": waiting, "again": again, "page_obj": shown},
    )


@require_safe
@access.roles(*READERS)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One appeal: what it says, whether it came in time, its letters, what follows."""
    appeal = access.get_or_404(visible_appeals(request.actor), pk=pk)
    presentation = appeal.presentation
    whose = presentation.enrolment.candidate.person.user_id
    access.opened(request, appeal, whose=whose, screen="appeal")
    papers = Document.objects.filter(subject_id=appeal.pk).order_by("occurred_at")
    officer = request.actor.role == Role.OFFICER
    passage = reading.new_passage(appeal) if appeal.state == AppealState.ACCEPTED else None
    return render(
        request,
        "certification/appeals/detail.html",
        {
            "appeal": appeal,
            "window": window_of(presentation, appeal.territory),
            "answer_by": rules.answer_by(appeal.received_on),
            "silent": appeal.state == AppealState.RECEIVED
            and rules.rejected_by_silence(appeal.kind, appeal.received_on, clock.today()),
            "decisions": presentation.decisions.select_related("block").order_by("block__position"),
            "papers": [(kinds.get(one.kind).label, one) for one in papers],
            "passage": passage,
            "replaced": hasattr(presentation, "replaced_by"),
            "sat": sat_on(presentation.deliberation.jury, request.actor.user_id),
            "officer": officer,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access.roles(Role.OFFICER)
def register(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Register an appeal that came on paper, in time or late."""
    presentation = access.get_or_404(challenged_presentations(request.actor), pk=pk)
    lives = territory_of(presentation.enrolment.candidate)
    window = window_of(presentation, lives)
    form = PaperAppealForm(request.POST or None, initial={"territory": lives, "kind": "gracious"})
    if request.method == "POST":
        done = run(
            request,
            form,
            lambda said: actions.receive_appeal(presentation, by=request.actor, **said),
        )
        if isinstance(done, Appeal):
            messages.success(
                request,
                "Le recours est enregistré comme tardif ; l’accusé de réception le dit."
                if done.late
                else "Le recours est enregistré.",
            )
            return redirect("appeals:detail", pk=done.pk)
    context = {"form": form, "presentation": presentation, "window": window}
    return page(request, "certification/appeals/register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.roles(Role.OFFICER)
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Accept or refuse, with reasons; or record what the court judged."""
    appeal = access.get_or_404(visible_appeals(request.actor), pk=pk)
    form = AnswerForm(request.POST or None, in_court=appeal.kind == rules.CONTENTIOUS)
    if request.method == "POST":
        done = run(
            request, form, lambda said: actions.answer_appeal(appeal, by=request.actor, **said)
        )
        if done is not None:
            messages.success(request, "La réponse est enregistrée ; la lettre part au candidat.")
            return redirect("appeals:detail", pk=appeal.pk)
    context = {"form": form, "appeal": appeal, "again": reading.again(appeal.presentation)}
    return page(request, "certification/appeals/answer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.roles(Role.OFFICER)
def present(request: HttpRequest, pk: UUID) -> HttpResponse:
    """After an accepted appeal: which jury hears the candidate anew."""
    appeal = access.get_or_404(visible_appeals(request.actor), pk=pk)
    form = JuryChoiceForm(request.POST or None, juries=reading.juries_to_hear(appeal))
    if request.method == "POST":
        done = run(
            request, form, lambda said: actions.present_again(appeal, by=request.actor, **said)
        )
        if done is not None:
            messages.success(request, "Le candidat est à l’ordre du jour d’un autre jury.")
            return redirect("appeals:detail", pk=appeal.pk)
    context = {"form": form, "appeal": appeal, "again": reading.again(appeal.presentation)}
    return page(request, "certification/appeals/present.html", context)
