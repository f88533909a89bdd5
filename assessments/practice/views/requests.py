"""Asking a supervisor by a link, and what an officer does with the answer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.practice import actions, permissions
from assessments.practice.forms import CheckForm, RejectForm, RequestForm
from assessments.practice.models import OPEN_REQUESTS
from assessments.practice.rules import hints_for_answer
from assessments.practice.views.pages import answer_page, form_view
from ccas import access, clock, interface

PER_PAGE = 50


@form_view
@access.roles("candidate", "officer")
def ask(request: HttpRequest, pk: object) -> HttpResponse:
    """Ask a supervisor to attest a stint."""
    stint = access.get_or_404(permissions.declarable_stints(request.actor), pk=pk)
    return answer_page(
        request,
        RequestForm(request.POST or None),
        lambda data: actions.ask_supervisor(
            stint,
            supervisor_name=data["supervisor_name"],
            service=data["service"],
            email=data["email"],
            by=request.actor,
        ),
        found=stint.enrolment,
        stint=stint,
        title="Demander une attestation",
        button="Envoyer la demande",
        lead=(
            "Votre responsable reçoit un lien qui sert une fois, sans compte. S’il ne répond pas,"
            " il lui est rappelé, puis le gestionnaire de la certification est prévenu."
        ),
        done="La demande part. Vous serez prévenu dès que le responsable aura répondu.",
    )


@require_safe
@access.roles("officer", "auditor")
def index(request: HttpRequest) -> HttpResponse:
    """The requests that somebody still has to answer or to check, those to check first."""
    open_ones = permissions.visible_requests(request.actor).filter(state__in=OPEN_REQUESTS)
    found = Paginator(open_ones.order_by("state", "expires_at", "pk"), PER_PAGE)
    page = found.get_page(request.GET.get("page"))
    now = clock.now()
    for one in page:
        one.silent = one.state == "asked" and one.expires_at <= now
    context = {"page_obj": page, "may_check": permissions.may_attest(request.actor)}
    return render(request, "assessments/practice/requests.html", context)


@form_view
@access.roles("officer")
def check(request: HttpRequest, pk: object) -> HttpResponse:
    """Recognise the service and the address of who answered: the days then count."""
    found = access.get_or_404(permissions.checkable_requests(request.actor), pk=pk)
    person = found.stint.enrolment.candidate.person
    return answer_page(
        request,
        CheckForm(request.POST or None),
        lambda data: actions.confirm_answer(found, by=request.actor, **data),
        found=found.stint.enrolment,
        stint=found.stint,
        title="Vérifier une attestation en ligne",
        button="Reconnaître cette attestation",
        done="L’attestation est reconnue : ses jours comptent.",
        answered=found,
        hints=hints_for_answer(
            email=found.email,
            asked_name=found.supervisor_name,
            signed_name=found.signed_name,
            candidate_name=person.display_name,
        ),
        other=reverse("practice:reject", args=[found.pk]),
    )


@form_view
@access.roles("officer")
def reject(request: HttpRequest, pk: object) -> HttpResponse:
    """Put an answer aside, with its reason."""
    found = access.get_or_404(permissions.checkable_requests(request.actor), pk=pk)
    return answer_page(
        request,
        RejectForm(request.POST or None),
        lambda data: actions.reject_answer(found, by=request.actor, **data),
        found=found.stint.enrolment,
        stint=found.stint,
        title="Écarter une attestation en ligne",
        button="Écarter cette réponse",
        done="La réponse est écartée ; le candidat en est prévenu.",
        answered=found,
    )


@interface.refusals
@access.roles("candidate", "officer")
def revoke(request: HttpRequest, pk: object) -> HttpResponse:
    """Give a request up: its link opens nothing any more."""
    found = access.get_or_404(permissions.revocable_requests(request.actor), pk=pk)
    actions.revoke_request(found, by=request.actor)
    messages.success(request, "La demande est annulée : son lien n’ouvre plus rien.")
    return redirect("practice:enrolment", pk=found.stint.enrolment_id)
