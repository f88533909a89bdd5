"""Screens of the practice: the list, one enrolment, and the forms that write it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments.candidates.models import Enrolment
from assessments.practice import actions, permissions
from assessments.practice.forms import AttestationForm, InterruptionForm, StintForm, VoidForm
from assessments.practice.models import Stint
from assessments.practice.summary import summary, with_practice
from ccas import access, interface
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
    found = access.get_or_404(with_practice(permissions.visible_enrolments(request.actor)), pk=pk)
    counted = summary(found)
    writes = found.state == "open" and not request.actor.has_role("auditor")
    return render(
        request,
        "assessments/practice/enrolment.html",
        {
            "enrolment": found,
            "count": counted,
            "stints": found.counted_stints,
            "step": _next_step(request, found, counted, writes=writes),
            "may_declare": writes,
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
        return NextStep(
            f"Faire attester {counted.to_attest} déjà effectués",
            who="Votre responsable, puis le gestionnaire"
            if mine
            else "Vous, à réception du papier",
            detail=(
                "Le responsable du poste signe une attestation sur papier ; le gestionnaire de la"
                " certification l’enregistre avec sa référence."
            ),
        )
    return NextStep(
        "Poursuivre l’exercice professionnel", who="Le candidat", due=counted.reached_on
    )


def _answer(
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
    return _answer(
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
    return _answer(
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
    return _answer(
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
    return _answer(
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
    return _answer(
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
