"""The register of titles, the publication of results, and what candidates read."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from assessments.candidates.models import Enrolment
from assessments.candidates.permissions import candidates_seen_by
from assessments.framework.models import Qualification
from ccas import access, clock, documents, interface
from ccas.accounts.roles import Role
from ccas.documents import kinds
from ccas.documents.archive import zipped
from ccas.documents.models import Document
from ccas.interface.components import NextStep
from ccas.interface.forms import page, run
from ccas.jobs.models import Job
from certification.awards import actions
from certification.awards.documents import display_name
from certification.awards.forms import (
    PublicationForm,
    ReissueForm,
    SearchForm,
    SignatoryForm,
    WithdrawalForm,
)
from certification.awards.given import presentation_of, subjects_of
from certification.awards.papers import papers_of, specimen_reasons
from certification.awards.permissions import (
    READERS,
    reissuable_papers,
    visible_awards,
    visible_papers,
    visible_signatories,
    withdrawable_awards,
)
from certification.awards.results import result_board
from certification.awards.signing import signatory_on, signing_state
from certification.deliberation import actions as deliberating
from certification.deliberation.models import Deliberation, Minutes
from certification.deliberation.permissions import visible_deliberations, visible_results

PAGE = 50


@access.roles(*READERS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The register of titles, the latest first."""
    form = SearchForm(request.GET)
    found = visible_awards(request.actor).select_related(
        "candidate__person", "qualification", "enrolment", "presentation__deliberation__jury"
    )
    if form.is_valid() and (text := form.cleaned_data["q"].strip()):
        found = found.filter(
            Q(candidate__number__icontains=text)
            | Q(candidate__person__birth_name__icontains=text)
            | Q(candidate__person__usual_name__icontains=text)
            | Q(candidate__person__given_names__icontains=text)
            | Q(qualification__code__icontains=text)
        )
    shown = Paginator(found, PAGE).get_page(request.GET.get("page"))
    papers = {
        one.subject_id: one
        for one in Document.objects.filter(
            kind="certificate", subject_id__in=[a.pk for a in shown], replaced_by__isnull=True
        )
    }
    return render(
        request,
        "certification/awards/index.html",
        {
            "form": form,
            "page_obj": shown,
            "lines": [(award, papers.get(award.pk)) for award in shown],
        },
    )


@access.roles(*READERS)
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One line of the register, with what proves it."""
    award = access.get_or_404(
        visible_awards(request.actor).select_related(
            "candidate__person",
            "qualification",
            "enrolment__revision",
            "presentation__deliberation__jury",
            "signatory__person",
        ),
        pk=pk,
    )
    access.opened(request, award, whose=award.candidate.person.user_id, screen="award")
    minutes = Minutes.objects.filter(deliberation=award.presentation.deliberation_id)
    subjects = [award.pk, award.presentation_id, *minutes.values_list("pk", flat=True)]
    papers = Document.objects.filter(subject_id__in=subjects).order_by("kind", "number")
    return render(
        request,
        "certification/awards/detail.html",
        {
            "award": award,
            "papers": [(kinds.get(one.kind).label, one) for one in papers],
            "inputs": award.presentation.outcome_inputs,
            "may_withdraw": withdrawable_awards(request.actor).filter(pk=award.pk).exists(),
        },
    )


@access.roles(Role.OFFICER, Role.AUDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Set the date, publish, follow the documents. The auditor reads only."""
    deliberation = _deliberation(request, pk)
    officer = request.actor.role == Role.OFFICER
    if request.method == "POST" and not officer:
        raise Http404
    initial = clock.paris(deliberation.publish_not_before or clock.now()).replace(tzinfo=None)
    form = PublicationForm(
        request.POST or None, initial={"not_before": initial.replace(second=0, microsecond=0)}
    )
    if request.method == "POST":
        done = run(
            request,
            form,
            lambda said: deliberating.schedule_publication(deliberation, by=request.actor, **said),
        )
        if done is not None:
            messages.success(request, "La date de publication est fixée.")
            return redirect("awards:publication", pk=pk)
    context = {
        "deliberation": deliberation,
        "form": form,
        "officer": officer,
        "problems": actions.missing_to_publish(deliberation),
        "unsigned": signatory_on(deliberation.jury.revision.qualification, clock.today()) is None,
        "batch": documents.batch(papers_of(deliberation)),
        "specimens": specimen_reasons(deliberation.jury.revision),
        "jobs": _jobs(deliberation),
        "silent": _silent(deliberation),
    }
    if getattr(request, "htmx", False) and request.method == "GET":
        return render(request, "certification/awards/progress.html", context)
    return page(request, "certification/awards/publication.html", context)


@access.roles(Role.OFFICER)
@interface.refusals
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Publish. Final."""
    actions.publish_results(_deliberation(request, pk), by=request.actor)
    messages.success(
        request, "Les résultats sont publiés. Les documents et les messages se préparent."
    )
    return redirect("awards:publication", pk=pk)


@access.roles(Role.OFFICER)
@interface.refusals
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try again what was given up."""
    given = actions.retry_documents(_deliberation(request, pk), by=request.actor)
    plural = "s sont repris" if given > 1 else " est repris"
    messages.success(request, f"{given} document{plural}.")
    return redirect("awards:publication", pk=pk)


@access.roles(*READERS)
@require_safe
def archive(request: HttpRequest, pk: UUID) -> HttpResponse | StreamingHttpResponse:
    """Every document of the batch in one zip, once all are there."""
    deliberation = _deliberation(request, pk)
    papers = papers_of(deliberation).order_by("kind", "series", "rank")
    if not documents.batch(papers).complete:
        messages.info(request, "L’archive se télécharge une fois tous les documents disponibles.")
        return redirect("awards:publication", pk=pk)
    access.opened(request, deliberation, whose=None, screen="archive", count=papers.count())
    response = StreamingHttpResponse(zipped(list(papers)), content_type="application/zip")
    name = f"documents-{slugify(deliberation.jury.name)}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@access.roles(*READERS)
@require_safe
def signatories(request: HttpRequest) -> HttpResponse:
    """Who signs for the certifier, who did, and what still has nobody to sign it."""
    today = clock.today()
    found = visible_signatories(request.actor).select_related("person", "qualification")
    rows = [(one, signing_state(one, today)) for one in found.order_by("-starts_on", "pk")]
    signed = {one.qualification_id for one, state in rows if state == "current"}
    officer = request.actor.role == Role.OFFICER
    unsigned = Qualification.objects.exclude(pk__in=signed).order_by("code") if officer else []
    steps = [
        NextStep(
            f"Désigner qui signe les documents de {one.code}",
            who="Vous",
            detail="Sans signataire, les résultats ne se publient pas.",
            url=f"{reverse('awards:appoint')}?certification={quote(one.code)}",
            label="Désigner un signataire",
        )
        for one in unsigned
    ]
    return render(
        request,
        "certification/awards/signatories.html",
        {"rows": rows, "steps": steps, "officer": officer},
    )


@access.roles(Role.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: HttpRequest) -> HttpResponse:
    """Record who signs for the certifier, and the act that lets them."""
    chosen = Qualification.objects.filter(code=request.GET.get("certification", "")[:20]).first()
    form = SignatoryForm(request.POST or None, initial={"qualification": chosen})
    if request.method == "POST":
        done = run(request, form, lambda said: actions.appoint_signatory(by=request.actor, **said))
        if done is not None:
            name, day = done.person.display_name, f"{done.starts_on:%d/%m/%Y}"
            messages.success(request, f"{name} signe à compter du {day}.")
            return redirect("awards:signatories")
    return page(request, "certification/awards/appoint.html", {"form": form})


@access.roles(Role.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Withdraw a title, on a ground and by a dated act."""
    award = access.get_or_404(
        withdrawable_awards(request.actor).select_related("candidate__person", "qualification"),
        pk=pk,
    )
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST":
        done = run(
            request, form, lambda said: actions.withdraw_award(award, by=request.actor, **said)
        )
        if done is not None:
            messages.success(request, "Le titre est retiré. La page de vérification le dit déjà.")
            return redirect("awards:detail", pk=pk)
    return page(request, "certification/awards/withdraw.html", {"form": form, "award": award})


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


@access.roles(Role.CANDIDATE)
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The candidate's own published presentations."""
    found = visible_results(request.actor).select_related("deliberation", "enrolment__revision")
    return render(
        request,
        "certification/awards/results.html",
        {"presentations": found.order_by("-deliberation__opened_at")},
    )


@access.roles(Role.CANDIDATE)
@require_safe
def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One result: the sentence, the blocks, the reasons, the way back, the papers."""
    found = visible_results(request.actor).select_related(
        "deliberation__jury", "enrolment__revision", "enrolment__candidate__person"
    )
    presentation = access.get_or_404(found, pk=pk)
    return render(
        request, "certification/awards/result.html", {"board": result_board(presentation)}
    )


def _deliberation(request: HttpRequest, pk: UUID) -> Deliberation:
    found = visible_deliberations(request.actor).select_related(
        "jury__revision__qualification", "minutes"
    )
    return access.get_or_404(found, pk=pk)


def _jobs(deliberation: Deliberation) -> list[Job]:
    """The jobs of this deliberation that are not done: their errors are the officer's business."""
    return list(
        Job.objects.filter(
            kind__in=["awards.deliver", "awards.publish"],
            key=f"deliberation:{deliberation.pk}",
        ).exclude(state="done")
    )


def _silent(deliberation: Deliberation) -> list[str]:
    """Candidates without an address: their results are to be sent on paper."""
    rows = deliberation.presentations.filter(enrolment__candidate__person__email="")
    return list(rows.order_by("position").values_list("enrolment__candidate__number", flat=True))
