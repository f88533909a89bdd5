"""The summonses of a jury: what each member answered, declared, read; and a member's answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from ccas import access, interface
from ccas.documents import kinds
from ccas.documents.models import Document
from ccas.documents.permissions import visible_documents
from ccas.interface.forms import run
from certification.juries import actions, permissions
from certification.juries.actions.attending import SITTING
from certification.juries.actions.summoning import acts_of
from certification.juries.documents import ATTENDANCE
from certification.juries.forms import ReplyForm
from certification.juries.inviting import invitations
from certification.juries.models import Jury
from certification.juries.preparing import prepared_on
from certification.juries.views.finding import BADGES, visible_jury
from certification.juries.views.listing import detail_page


@require_safe
@access.roles("officer", "auditor")
def summonses(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who comes, who declared, who read; the papers of each; when silence is recalled."""
    jury = visible_jury(request, pk)
    lines = invitations(jury)
    papers: dict[UUID, list[tuple[Document, str]]] = {}
    found = Document.objects.filter(subject_id__in=[line.summons.pk for line in lines])
    for paper in found.order_by("occurred_at"):
        label = kinds.get(paper.kind).label
        papers.setdefault(paper.subject_id, []).append((paper, label))
    sheets = visible_documents(request.actor).filter(kind=ATTENDANCE, subject_id=jury.pk)
    context = {
        "jury": jury,
        "badge": BADGES[jury.state],
        "lines": [(line, papers.get(line.summons.pk, [])) for line in lines],
        "acts": acts_of(jury),
        "sheet": sheets.filter(replaced_by__isnull=True).first(),
        "may_print": jury.state in SITTING and permissions.may_manage(request.actor),
        "prepared_on": prepared_on(jury),
        "declined": [line for line in lines if line.declined],
        "waiting": sum(1 for line in lines if line.waiting),
        "manages": permissions.may_manage(request.actor),
    }
    return render(request, "certification/juries/summonses.html", context)


@interface.refusals
@access.roles("officer")
def attendance_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make the sheet that is signed in the room, or find the one in force, and hand it over."""
    jury = visible_jury(request, pk)
    sheet = actions.issue_attendance_sheet(jury, by=request.actor)
    return redirect("document", pk=sheet.pk)


@require_POST
@access.roles(*permissions.MEMBERS)
def reply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A member says whether they come."""
    jury = visible_jury(request, pk)
    summons = _own(request, jury)
    form = ReplyForm(request.POST)
    if run(request, form, lambda data: actions.reply(summons, by=request.actor, **data)):
        messages.success(request, "Votre réponse est enregistrée.")
        return redirect("juries:detail", pk=jury.pk)
    return detail_page(request, jury, answering=form)


@interface.refusals
@access.roles(*permissions.MEMBERS)
def declare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A member signs their declaration of impartiality."""
    jury = visible_jury(request, pk)
    actions.declare(jury, by=request.actor)
    messages.success(request, "Votre déclaration est signée : les dossiers vous sont ouverts.")
    return redirect("juries:detail", pk=jury.pk)


def _own(request: HttpRequest, jury: Jury):
    """The summons of whoever asks, to a seat they hold in that jury; else 404."""
    mine = permissions.own_summonses(request.actor).filter(jury=jury)
    latest = mine.order_by("-recorded_at").values("pk")[:1]
    return access.get_or_404(mine.select_related("person", "jury"), pk__in=latest)
