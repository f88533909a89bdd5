"""The papers given for one enrolment, and a paper given again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessments.candidates.models import Enrolment
from assessments.candidates.permissions import candidates_seen_by
from ccas import access
from ccas.accounts.roles import Role
from ccas.documents import kinds
from ccas.interface.forms import page, run
from certification.awards import actions
from certification.awards.documents import display_name
from certification.awards.forms import ReissueForm
from certification.awards.given import presentation_of, subjects_of
from certification.awards.permissions import READERS, reissuable_papers, visible_papers


@access.roles(*READERS)
@require_safe
def papers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every paper given for one enrolment, the replaced ones too, and what replaced them."""
    found = Enrolment.objects.filter(candidate__in=candidates_seen_by(request.actor))
    enrolment = access.get_or_404(found.select_related("candidate__person", "revision"), pk=pk)
    shown = visible_papers(request.actor).filter(subject_id__in=subjects_of(enrolment))
    shown = shown.select_related("replaced_by").order_by("kind", "occurred_at", "number")
    return render(
        request,
        "certification/awards/papers.html",
        {
            "enrolment": enrolment,
            "papers": [
                (kinds.get(one.kind).label, one, getattr(one, "replaced_by", None)) for one in shown
            ],
            "officer": request.actor.role == Role.OFFICER,
        },
    )


@access.roles(Role.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def reissue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Issue a paper again, for another identity or a clerical error."""
    paper = access.get_or_404(reissuable_papers(request.actor), pk=pk)
    form = ReissueForm(request.POST or None)
    enrolment = presentation_of(paper).enrolment
    if request.method == "POST":
        done = run(
            request, form, lambda said: actions.reissue_document(paper, by=request.actor, **said)
        )
        if done is not None:
            messages.success(
                request,
                f"Le document n° {done.number} est délivré ; le n° {paper.number} dit désormais "
                "qu’il est remplacé.",
            )
            return redirect("awards:papers", pk=enrolment.pk)
    context = {
        "form": form,
        "paper": paper,
        "label": kinds.get(paper.kind).label,
        "enrolment": enrolment,
        "printed": paper.facts["holder"]["display_name"],
        "now": display_name(enrolment.candidate.person),
    }
    return page(request, "certification/awards/reissue.html", context)
