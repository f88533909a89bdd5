"""The list of juries, their calendar, the creation of one, and the page of each."""

from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessments.framework.models import QualificationRevision
from ccas import access, clock
from ccas.actors import Actor
from ccas.documents import kinds
from ccas.documents.models import Document
from ccas.documents.permissions import visible_documents
from ccas.interface.forms import page, run
from certification.juries import actions, permissions
from certification.juries.exchange import with_numbers
from certification.juries.forms import (
    ChoiceOfRulesForm,
    JuryForm,
    ReasonForm,
    RecusalForm,
    ReplyForm,
)
from certification.juries.inviting import Invitation, invitations
from certification.juries.models import AgendaItem, Jury, JuryState, Nomination
from certification.juries.models.composition import LIVE
from certification.juries.preparing import prepared_on
from certification.juries.reading import Reading, entity_names, rotation_proposal
from certification.juries.rules.words import DECLARATION
from certification.juries.views.finding import BADGES, next_step, summons_deadline, visible_jury

PER_PAGE = 25
form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@access.roles(*permissions.READERS)
def index(request: HttpRequest) -> HttpResponse:
    """The juries to come, the nearest first, then the others."""
    juries = with_numbers(permissions.visible_juries(request.actor))
    coming = list(juries.filter(state__in=LIVE).order_by("sits_on", "name"))
    over = Paginator(juries.exclude(state__in=LIVE).order_by("-sits_on", "name"), PER_PAGE)
    manages = permissions.may_manage(request.actor)
    urgent = next((jury for jury in coming if jury.state != JuryState.CONVENED), None)
    return render(
        request,
        "certification/juries/list.html",
        {
            "coming": [(jury, BADGES[jury.state]) for jury in coming],
            "page_obj": (found := over.get_page(request.GET.get("page"))),
            "over": [(jury, BADGES[jury.state]) for jury in found],
            "manages": manages,
            "reads_all": request.actor.has_role("officer", "auditor"),
            "urgent": urgent if manages else None,
            "step": _step(urgent) if manages and urgent else None,
        },
    )


def _step(jury: Jury) -> object:
    return next_step(
        jury, seats=jury.seat_count, held=jury.held_count, candidates=jury.candidate_count
    )


@require_safe
@access.roles("officer", "auditor")
def calendar(request: HttpRequest) -> HttpResponse:
    """The dates to come by month: summonses to send, juries to hold."""
    dates = []
    for jury in permissions.visible_juries(request.actor).filter(state__in=LIVE):
        dates.append((jury.sits_on, "Le jury siège", jury))
        if jury.state in (JuryState.DRAFT, JuryState.COMPOSED):
            dates.append((summons_deadline(jury), "Dernier jour pour convoquer", jury))
    dates.sort(key=lambda one: (one[0], one[2].name))
    months = [
        (lines[0][0], lines)
        for _, group in groupby(dates, key=lambda one: (one[0].year, one[0].month))
        if (lines := list(group))
    ]
    return render(
        request,
        "certification/juries/calendar.html",
        {"months": months, "today": clock.today()},
    )


@form_view
@access.roles("officer")
def create(request: HttpRequest) -> HttpResponse:
    """Choose the rules and the day; then see whose turn it is, and create the draft."""
    latest = (
        QualificationRevision.objects.order_by("qualification_id", "-number")
        .distinct("qualification_id")
        .select_related("qualification")
    )
    typed = request.POST if request.method == "POST" else request.GET
    asked = request.method == "POST" or "rules" in typed
    choice = ChoiceOfRulesForm(typed if asked else None, revisions=latest)
    context = {"choice": choice, "form": None, "proposal": None}
    if choice.is_bound and choice.is_valid():
        revision, route = choice.cleaned_data["revision"], choice.cleaned_data["route"]
        sits_on = choice.cleaned_data["sits_on"]
        proposal = rotation_proposal(revision, route, sits_on)
        names = entity_names(revision)
        rules = revision.rules.jury_for(route)
        form = JuryForm(
            request.POST if request.method == "POST" else None,
            entities=[(code, names.get(code, code)) for code in rules.rotation],
            initial={"presiding_entity": proposal.entity},
        )
        if request.method == "POST":
            jury = run(
                request,
                form,
                lambda data: actions.create_jury(
                    revision, route=route, sits_on=sits_on, by=request.actor, **data
                ),
            )
            if jury:
                messages.success(request, f"« {jury} » est créé, avec ses sièges à pourvoir.")
                return redirect("juries:composition", pk=jury.pk)
        context |= {
            "form": form,
            "proposal": proposal,
            "sits_on": sits_on,
            "rules": rules,
            "turn": names.get(proposal.entity or "", proposal.entity),
        }
    return page(request, "certification/juries/create.html", context)


@require_safe
@access.roles(*permissions.READERS)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One jury: what is next, who sits, for whom. A member finds here what concerns them."""
    return detail_page(request, visible_jury(request, pk))


def detail_page(
    request: HttpRequest,
    jury: Jury,
    recusal: RecusalForm | None = None,
    reason: ReasonForm | None = None,
    answering: ReplyForm | None = None,
) -> HttpResponse:
    """The page of a jury, with the form that was just typed and refused, if any."""
    actor = request.actor
    reading = Reading(jury)
    labels = {one.code: one.label for one in jury.rules.capacities}
    manages = permissions.may_manage(actor)
    mine = next((one for one in reading.nominations if one.person.user_id == actor.user_id), None)
    items = list(
        permissions.visible_agenda(actor, jury)
        .select_related("enrolment__candidate__person")
        .prefetch_related("blocks")
    )
    own = own_invitation(jury, mine)
    held = sum(1 for seat in reading.seats if seat.holders)
    candidates = jury.agenda.count()
    return page(
        request,
        "certification/juries/detail.html",
        {
            "jury": jury,
            "badge": BADGES[jury.state],
            "seats": [
                (seat, [(one, labels.get(one.capacity, one.capacity)) for one in seat.holders])
                for seat in reading.seats
            ],
            "items": [
                (
                    item,
                    _recusal_form(jury, item, mine, recusal),
                    reading.studied.first.get((mine.person_id, item.enrolment.candidate_id))
                    if own
                    else None,
                )
                for item in items
            ],
            "own": own,
            "reply_form": answering or ReplyForm(auto_id="id_reponse_%s"),
            "declaration": DECLARATION,
            "papers": own_papers(own, actor),
            "prepared_on": prepared_on(jury),
            "recused_from": candidates - len(items),
            "mine": mine,
            "mine_capacity": labels.get(mine.capacity, mine.capacity) if mine else "",
            "manages": manages,
            "reads_all": actor.has_role("officer", "auditor"),
            "may_cancel": manages
            and jury.state in (JuryState.DRAFT, JuryState.COMPOSED, JuryState.CONVENED),
            "reason_form": reason or ReasonForm(prefix="annuler"),
            "step": next_step(jury, seats=len(reading.seats), held=held, candidates=candidates)
            if manages
            else None,
            "deadline": summons_deadline(jury),
            "form": recusal or reason or answering,
        },
    )


def own_invitation(jury: Jury, mine: Nomination | None) -> Invitation | None:
    """The summons of the member who reads, once the jury is convened."""
    if mine is None or jury.convened_at is None:
        return None
    rows = [one for one in invitations(jury) if one.summons.person_id == mine.person_id]
    return rows[-1] if rows else None


def own_papers(own: Invitation | None, actor: Actor) -> list[tuple[Document, str]]:
    """What was made for that member: summons, preparation file. And the act of the jury."""
    if own is None:
        return []
    subjects = [own.summons.pk, own.summons.jury_id]
    found = visible_documents(actor).filter(subject_id__in=subjects, replaced_by__isnull=True)
    return [(paper, kinds.get(paper.kind).label) for paper in found.order_by("occurred_at")]


def _recusal_form(
    jury: Jury, item: AgendaItem, mine: Nomination | None, typed: RecusalForm | None
) -> RecusalForm | None:
    """What a member types to withdraw for that candidate; what they typed when it was refused."""
    if mine is None or jury.state not in LIVE:
        return None
    if typed is not None and typed.data.get("enrolment") == str(item.enrolment_id):
        return typed
    return RecusalForm(
        initial={"person": mine.person_id, "enrolment": item.enrolment_id},
        auto_id=f"id_{item.pk}_%s",
    )
