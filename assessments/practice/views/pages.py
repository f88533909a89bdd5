"""Screens of the practice: the list, one enrolment, and the forms that write it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments.candidates.models import Enrolment
from assessments.candidates.permissions import as_told
from assessments.practice import actions, permissions
from assessments.practice.forms import AttestationForm, InterruptionForm, StintForm, VoidForm
from assessments.practice.models import OPEN_REQUESTS, AttestationRequest, RequestState, Stint
from assessments.practice.scans import SCAN, scans_of
from assessments.practice.summary import summary, with_practice
from ccas import access, clock, interface
from ccas.interface.components import NextStep
from ccas.interface.forms import page, run

PER_PAGE = 25
form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@access.roles("candidate", "officer", "auditor")
def index(request: HttpRequest) -> HttpResponse:
    """Every practice the actor may read; a candidate with one enrolment goes straight to it."""
    enrolments = permissions.visible_enrolments(request.actor)
    if request.actor.has_role("candidate"):
        mine = list(enrolments.order_by("-began_on")[:2])
        if len(mine) == 1:
            return redirect("practice:enrolment", pk=mine[0].pk)
    found = Paginator(with_practice(enrolments), PER_PAGE).get_page(request.GET.get("page"))
    lines = [(enrolment, summary(enrolment)) for enrolment in found]
    return render(request, "assessments/practice/index.html", {"lines": lines, "page_obj": found})


@require_safe
@access.roles("candidate", "officer", "auditor")
def enrolment(request: HttpRequest, pk: object) -> HttpResponse:
    """The bar with its words, then stints, interruptions and attestations."""
    seen = as_told(permissions.visible_enrolments(request.actor), request.actor)
    asked = Prefetch("counted_stints__requests", AttestationRequest.objects.order_by("recorded_at"))
    found = access.get_or_404(with_practice(seen).prefetch_related(asked), pk=pk)
    access.opened(request, found, whose=found.candidate.person.user_id, screen="practice")
    counted = summary(found)
    scans = scans_of([row.pk for stint in found.counted_stints for row in stint.attestations.all()])
    for stint in found.counted_stints:
        asked = list(stint.requests.all())
        stint.shown_requests = [one for one in asked if one.state != RequestState.CONFIRMED]
        stint.may_ask = not any(request.state in OPEN_REQUESTS for request in asked)
        for attestation in stint.attestations.all():
            attestation.scans = scans.get(attestation.pk, [])
    writes = found.told_state == "open" and not request.actor.has_role("auditor")
    return render(
        request,
        "assessments/practice/enrolment.html",
        {
            "enrolment": found,
            "count": counted,
            "stints": found.counted_stints,
            "step": _next_step(request, found, counted, writes=writes),
            "may_declare": writes,
            "scan": SCAN.code,
            "may_attest": writes and permissions.may_attest(request.actor),
        },
    )


def _next_step(
    request: HttpRequest, found: Enrolment, counted: Any, *, writes: bool
) -> NextStep | None:
    if not writes or counted.complete:
        return None
    mine = request.actor.has_role("candidate")
    if not found.counted_stints:
        return NextStep(
            "Déclarer un premier poste",
            who="Vous" if mine else "Le candidat, ou vous",
            url=reverse("practice:declare", kwargs={"pk": found.pk}),
            label="Déclarer un poste",
        )
    if counted.to_attest:
        return _to_attest(found, counted, mine=mine)
    return NextStep(
        "Poursuivre l’exercice professionnel", who="Le candidat", due=counted.reached_on
    )


def _to_attest(found: Enrolment, counted: Any, *, mine: bool) -> NextStep:
    """Who acts on the days that are done and not attested: whoever holds the request."""
    requests = [one for stint in found.counted_stints for one in stint.requests.all()]
    answered = [one for one in requests if one.state == RequestState.ANSWERED]
    asked = [one for one in requests if one.state == RequestState.ASKED]
    sentence = f"Faire attester {counted.to_attest} déjà effectués"
    if answered:
        return NextStep(
            "Vérifier l’attestation reçue en ligne",
            who="Le gestionnaire de la certification" if mine else "Vous",
            detail="Ses jours comptent une fois le service et l’adresse reconnus.",
            url="" if mine else reverse("practice:check", args=[answered[0].pk]),
            label="Vérifier",
        )
    if asked:
        return NextStep(
            sentence,
            who=asked[0].supervisor_name,
            due=clock.paris(asked[0].expires_at).date(),
            detail="Son lien lui a été envoyé ; il lui est rappelé tant qu’il n’a pas répondu.",
        )
    stint = next((one for one in found.counted_stints if one.may_ask), found.counted_stints[0])
    return NextStep(
        sentence,
        who="Vous, puis votre responsable" if mine else "Le candidat, puis son responsable",
        detail=(
            "Le responsable du poste répond en ligne, par un lien, sans compte ; ou il signe un"
            " papier, que le gestionnaire de la certification enregistre."
        ),
        url=reverse("practice:ask", args=[stint.pk]),
        label="Demander l’attestation",
    )


def answer_page(
    request: HttpRequest,
    form: BaseForm,
    action: Callable[[dict[str, Any]], Any],
    *,
    found: Enrolment,
    done: str,
    **context: Any,
) -> HttpResponse:
    """One form page: on success a message and back; else 422, nothing typed lost."""
    back = reverse("practice:enrolment", kwargs={"pk": found.pk})
    if request.method == "POST" and run(request, form, action):
        messages.success(request, done)
        return redirect(back)
    return page(
        request,
        "assessments/practice/form.html",
        {"form": form, "enrolment": found, "back": back, **context},
    )


@form_view
@access.roles("candidate", "officer")
def declare(request: HttpRequest, pk: object) -> HttpResponse:
    """Declare a stint."""
    found = access.get_or_404(permissions.declarable_enrolments(request.actor), pk=pk)
    return answer_page(
        request,
        StintForm(request.POST or None),
        lambda data: actions.declare_stint(found, by=request.actor, **data),
        found=found,
        title="Déclarer un poste",
        button="Déclarer ce poste",
        done="Le poste est déclaré. Il comptera une fois attesté.",
    )


@form_view
@access.roles("candidate", "officer")
def correct(request: HttpRequest, pk: object) -> HttpResponse:
    """Correct a stint; says beforehand that an attestation would be voided."""
    stint = access.get_or_404(permissions.declarable_stints(request.actor), pk=pk)
    attested = stint.attestations.filter(voided_at__isnull=True).exists()
    return answer_page(
        request,
        StintForm(request.POST or None, instance=stint),
        lambda data: actions.correct_stint(stint, by=request.actor, **data),
        found=stint.enrolment,
        title="Corriger un poste",
        button="Enregistrer la correction",
        done="Le poste est corrigé.",
        warning=(
            "Ce poste est attesté. Changer l’employeur, le centre, la fonction, le premier jour,"
            " ou finir avant les jours attestés annule l’attestation : il en faudra une nouvelle."
            if attested
            else ""
        ),
    )


@form_view
@access.roles("candidate", "officer")
def interrupt(request: HttpRequest, pk: object) -> HttpResponse:
    """Add an interruption to a stint."""
    stint = access.get_or_404(permissions.declarable_stints(request.actor), pk=pk)
    return answer_page(
        request,
        InterruptionForm(request.POST or None),
        lambda data: actions.add_interruption(stint, by=request.actor, **data),
        found=stint.enrolment,
        stint=stint,
        title="Ajouter une interruption",
        button="Ajouter l’interruption",
        done="L’interruption est enregistrée : ses jours ne comptent pas.",
    )


@form_view
@access.roles("officer")
def attest(request: HttpRequest, pk: object) -> HttpResponse:
    """Record a supervisor's attestation."""
    stint = access.get_or_404(permissions.attestable_stints(request.actor), pk=pk)
    return answer_page(
        request,
        AttestationForm(request.POST or None, stint=stint),
        lambda data: actions.record_attestation(stint, by=request.actor, **data),
        found=stint.enrolment,
        stint=stint,
        title="Enregistrer une attestation",
        button="Enregistrer l’attestation",
        done="L’attestation est enregistrée.",
    )


@form_view
@access.roles("officer")
def void(request: HttpRequest, pk: object) -> HttpResponse:
    """Void an attestation, with its reason."""
    attestation = access.get_or_404(permissions.voidable_attestations(request.actor), pk=pk)
    return answer_page(
        request,
        VoidForm(request.POST or None),
        lambda data: actions.void_attestation(attestation, by=request.actor, **data),
        found=attestation.stint.enrolment,
        stint=attestation.stint,
        title="Annuler une attestation",
        button="Annuler l’attestation",
        done="L’attestation est annulée : ses jours ne comptent plus.",
    )


@interface.refusals
@access.roles("candidate", "officer")
def withdraw(request: HttpRequest, pk: object) -> HttpResponse:
    """Withdraw a stint declared by mistake."""
    stint: Stint = access.get_or_404(permissions.declarable_stints(request.actor), pk=pk)
    actions.withdraw_stint(stint, by=request.actor)
    messages.success(request, "Le poste est retiré.")
    return redirect("practice:enrolment", pk=stint.enrolment_id)


@interface.refusals
@access.roles("candidate", "officer")
def resume(request: HttpRequest, pk: object) -> HttpResponse:
    """Take away an interruption recorded by mistake."""
    row = access.get_or_404(permissions.declarable_interruptions(request.actor), pk=pk)
    actions.remove_interruption(row, by=request.actor)
    messages.success(request, "L’interruption est retirée.")
    return redirect("practice:enrolment", pk=row.stint.enrolment_id)
