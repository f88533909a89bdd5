"""The publication of results: letters read before, papers followed after, paper notices."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from ccas import access, clock, documents, interface
from ccas.accounts.roles import Role
from ccas.documents.archive import zipped
from ccas.interface.forms import page, run
from ccas.jobs.models import Job
from certification.awards import actions
from certification.awards.forms import NoticeForm, PublicationForm
from certification.awards.letters import LETTER, letter_facts
from certification.awards.notices import letters_of, told_lines
from certification.awards.papers import papers_of, specimen_reasons
from certification.awards.permissions import READERS
from certification.awards.signing import signatory_on
from certification.deliberation import actions as deliberating
from certification.deliberation.models import Deliberation, Presentation
from certification.deliberation.permissions import visible_deliberations


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
        "lines": told_lines(deliberation),
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


@access.roles(Role.OFFICER)
@require_safe
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The letter that publication would give to one candidate, as a draft: nothing is written.
    Once published, the letter itself."""
    presentation = _presentation(request, pk)
    if presentation.deliberation.published_at is not None:
        given = letters_of([presentation.pk]).get(presentation.pk)
        if given is None:
            raise Http404
        return redirect("document", pk=given.pk)
    access.opened(request, presentation, whose=None, screen="letter")
    qualification = presentation.enrolment.revision.qualification
    facts = letter_facts(presentation, signatory_on(qualification, clock.today()))
    response = HttpResponse(documents.preview(LETTER, facts), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="projet-de-lettre.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@access.roles(Role.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def notify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record that a paper letter was handed over."""
    presentation = _presentation(request, pk, published=True)
    form = NoticeForm(request.POST or None)
    if request.method == "POST":
        done = run(
            request,
            form,
            lambda said: actions.record_paper_notice(presentation, by=request.actor, **said),
        )
        if done is not None:
            messages.success(
                request, "La notification est enregistrée : le délai de recours court."
            )
            return redirect("awards:publication", pk=presentation.deliberation_id)
    context = {"form": form, "presentation": presentation}
    return page(request, "certification/awards/notify.html", context)


def _presentation(request: HttpRequest, pk: UUID, *, published: bool = False) -> Presentation:
    """A presentation whose minutes are signed, and published when it must be."""
    found = Presentation.objects.filter(
        deliberation__in=visible_deliberations(request.actor),
        deliberation__minutes__state="signed",
    )
    if published:
        found = found.filter(deliberation__published_at__isnull=False)
    return access.get_or_404(
        found.select_related(
            "deliberation__jury",
            "deliberation__minutes",
            "enrolment__candidate__person",
            "enrolment__revision__qualification",
        ).prefetch_related("decisions__block__competencies"),
        pk=pk,
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
