"""The register of titles, and who signs for the certifier."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments.framework.models import Qualification
from ccas import access, clock
from ccas.accounts.roles import Role
from ccas.documents import kinds
from ccas.documents.models import Document
from ccas.interface.components import NextStep
from ccas.interface.forms import page, run
from certification.awards import actions
from certification.awards.exchange import certificates_of, search
from certification.awards.forms import SearchForm, SignatoryForm
from certification.awards.permissions import (
    READERS,
    visible_awards,
    visible_signatories,
    withdrawable_awards,
)
from certification.awards.signing import signing_state
from certification.deliberation.models import Minutes

PAGE = 50


@access.roles(*READERS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The register of titles, the latest first."""
    form = SearchForm(request.GET)
    found = visible_awards(request.actor).select_related(
        "candidate__person", "qualification", "enrolment", "presentation__deliberation__jury"
    )
    if form.is_valid():
        found = search(found, **form.cleaned_data)
    shown = Paginator(found, PAGE).get_page(request.GET.get("page"))
    papers = certificates_of(list(shown))
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
            "withdrawal": award.withdrawals.filter(dropped_at=None).first(),
        },
    )


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
