"""The correction of an identity: asked by its owner, followed, decided by an officer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessments.candidates import corrections
from assessments.candidates.forms import CorrectionForm, RefuseCorrectionForm
from assessments.candidates.models import Candidate, CorrectionState
from assessments.candidates.permissions import may_write
from ccas import access, interface
from ccas.interface.forms import page, run

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@access.roles("candidate")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a correction; a request under way is shown instead."""
    mine = Candidate.objects.select_related("person")
    candidate = mine.filter(person__user=request.actor.user_id).first()
    if candidate is None:
        raise Http404
    waiting = candidate.corrections.filter(state=CorrectionState.ASKED).first()
    if waiting is not None:
        return redirect("candidates:correction", pk=waiting.pk)
    form = CorrectionForm(request.POST or None, initial=corrections.identity_of(candidate))
    if request.method == "POST":
        asked = run(
            request,
            form,
            lambda data: corrections.ask_correction(candidate, by=request.actor, **data),
        )
        if asked:
            messages.success(request, "La demande est envoyée. Joignez maintenant votre preuve.")
            return redirect("candidates:correction", pk=asked.pk)
    past = candidate.corrections.exclude(state=CorrectionState.ASKED)
    return page(request, "assessments/candidates/correction_ask.html", {"form": form, "past": past})


@require_safe
@access.roles("candidate", "officer", "auditor")
def show(request: HttpRequest, pk: object) -> HttpResponse:
    """One request: what would change, why, its proofs, what was decided."""
    found = access.get_or_404(corrections.visible_corrections(request.actor), pk=pk)
    return _page(request, found)


@require_safe
@access.roles("officer", "auditor")
def index(request: HttpRequest) -> HttpResponse:
    """The requests, those that wait first."""
    found = corrections.visible_corrections(request.actor).order_by("decided_at", "recorded_at")
    waiting = found.filter(state=CorrectionState.ASKED)
    decided = found.exclude(state=CorrectionState.ASKED).order_by("-decided_at", "pk")
    context = {
        "waiting": waiting,
        "page_obj": Paginator(decided, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "assessments/candidates/corrections.html", context)


@interface.refusals
@access.roles("officer")
def accept(request: HttpRequest, pk: object) -> HttpResponse:
    """Correct the identity as asked."""
    found = access.get_or_404(corrections.visible_corrections(request.actor), pk=pk)
    corrections.accept_correction(found, by=request.actor)
    messages.success(request, "L’identité est corrigée ; le candidat en est prévenu.")
    return redirect("candidates:correction", pk=found.pk)


@interface.refusals
@access.roles("officer")
def refuse(request: HttpRequest, pk: object) -> HttpResponse:
    """Leave the identity as it is, with the reason."""
    found = access.get_or_404(corrections.visible_corrections(request.actor), pk=pk)
    form = RefuseCorrectionForm(request.POST)
    done = run(
        request,
        form,
        lambda data: corrections.refuse_correction(found, by=request.actor, **data),
    )
    if not done:
        return _page(request, found, form)
    messages.success(request, "La demande est refusée ; le candidat en est prévenu.")
    return redirect("candidates:correction", pk=found.pk)


@interface.refusals
@access.roles("candidate")
def withdraw(request: HttpRequest, pk: object) -> HttpResponse:
    """Give one's request up."""
    found = access.get_or_404(corrections.visible_corrections(request.actor), pk=pk)
    corrections.withdraw_correction(found, by=request.actor)
    messages.success(request, "La demande est retirée ; ses pièces sont effacées.")
    return redirect("candidates:ask_correction")


def _page(request: HttpRequest, found: object, form: object = None) -> HttpResponse:
    owner = found.candidate.person.user_id
    access.opened(request, found, whose=owner, screen="correction")
    waits = found.state == CorrectionState.ASKED
    context = {
        "correction": found,
        "lines": corrections.differences(found),
        "files": list(corrections.proofs_of(found)),
        "kind": corrections.PROOF.code,
        "mine": request.actor.has_role("candidate") and waits,
        "may_decide": may_write(request.actor) and waits,
        "form": form or RefuseCorrectionForm(),
    }
    return page(request, "assessments/candidates/correction.html", context)
