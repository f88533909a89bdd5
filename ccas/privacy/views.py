"""The register of processing, the terms, and erasure: asked by a person, decided by another."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ccas import access, clock, interface, retention
from ccas.interface.forms import page, run
from ccas.privacy import erasing, printing, processing, terms
from ccas.privacy.forms import AskForm, RefuseForm
from ccas.privacy.models import ErasureRequest, ErasureState, RetentionRun

READERS = printing.READERS
#: Runs shown on the page of the terms, the latest first; requests on a page.
SHOWN, PER_PAGE = 14, 50


@access.roles(*READERS)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register of processing."""
    context = {
        "processings": processing.register(),
        "controller": printing.controller(),
        "measures": processing.MEASURES,
        "printed": printing.printed(request.actor),
        "may_print": request.actor.role in printing.PRINTERS,
    }
    return render(request, "privacy/register.html", context)


@access.roles(*printing.PRINTERS)
@interface.refusals
def print_register(request: HttpRequest) -> HttpResponse:
    """Freeze the register in a numbered paper; a worker makes it."""
    made = printing.print_register(by=request.actor)
    messages.success(request, f"Le registre est figé sous le numéro {made.number}.")
    return redirect("privacy:register")


@access.roles(*READERS)
@require_safe
def register_csv(request: HttpRequest) -> HttpResponse:
    """The same, for a spreadsheet."""
    name = f"registre-des-traitements-{clock.today():%Y-%m-%d}.csv"
    return HttpResponse(
        processing.as_csv(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@access.roles(*READERS)
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """What would go tonight, rule by rule, and what went the last nights."""
    labels = {rule.code: rule.label for rule in retention.all_rules()}
    runs = [
        (run, [(labels.get(code, code), count) for code, count in sorted(run.counts.items())])
        for run in RetentionRun.objects.all()[:SHOWN]
    ]
    found = terms.due()
    context = {
        "found": [one for one in found if one.rule.forget is not None],
        "chosen": [one for one in found if one.rule.forget is None],
        "runs": runs,
    }
    return render(request, "privacy/kept.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """What an erasure would let go and what the law keeps; the request, and its answer."""
    account = request.actor.user_id
    form = AskForm(request.POST or None)
    if request.method == "POST":
        asked = run(
            request,
            form,
            lambda said: erasing.ask(by=request.actor, reason=said["reason"]),
        )
        if asked:
            messages.success(request, "Votre demande est envoyée ; un message vous répondra.")
            return redirect("privacy:own")
    mine = ErasureRequest.objects.filter(user=account)
    context = {
        "form": form,
        "waiting": mine.filter(state=ErasureState.ASKED).first(),
        "past": mine.exclude(state=ErasureState.ASKED),
        "problems": retention.obstacles(account),
        "gone": erasing.would_go(account),
        "kept": erasing.would_stay(account),
    }
    return page(request, "privacy/own.html", context)


@interface.refusals
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give one's request up."""
    found = access.get_or_404(ErasureRequest.objects.filter(user=request.actor.user_id), pk=pk)
    erasing.withdraw(found, by=request.actor)
    messages.success(request, "Votre demande est retirée : rien n’est effacé.")
    return redirect("privacy:own")


@access.roles(*READERS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The requests, those that wait first."""
    waiting = _seen(request).filter(state=ErasureState.ASKED).order_by("recorded_at")
    decided = _seen(request).exclude(state=ErasureState.ASKED).order_by("-decided_at", "pk")
    context = {
        "waiting": waiting,
        "page_obj": Paginator(decided, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "privacy/erasures.html", context)


@access.roles(*READERS)
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request: what would go, what stays; or what went."""
    return _detail(request, access.get_or_404(_seen(request), pk=pk), RefuseForm())


@access.roles(*erasing.DECIDERS)
@interface.refusals
def carry_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Erase what may be."""
    found = access.get_or_404(_seen(request), pk=pk)
    erasing.carry_out(found, by=request.actor)
    messages.success(request, "C’est effacé ; la personne en est prévenue par un dernier message.")
    return redirect("privacy:erasure", pk=found.pk)


@access.roles(*erasing.DECIDERS)
@interface.refusals
def refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Erase nothing, with the reason."""
    found = access.get_or_404(_seen(request), pk=pk)
    form = RefuseForm(request.POST)
    done = run(request, form, lambda said: erasing.refuse(found, by=request.actor, **said))
    if not done:
        return _detail(request, found, form)
    messages.success(request, "La demande est refusée ; la personne en est prévenue.")
    return redirect("privacy:erasure", pk=found.pk)


def _seen(request: HttpRequest) -> QuerySet[ErasureRequest]:
    """Every request but one's own: another person decides it."""
    return ErasureRequest.objects.exclude(user=request.actor.user_id).select_related("user")


def _detail(request: HttpRequest, found: ErasureRequest, form: RefuseForm) -> HttpResponse:
    waits = found.state == ErasureState.ASKED
    access.opened(request, found, whose=found.user_id, screen="erasure")
    context = {
        "erasure": found,
        "waits": waits,
        "problems": retention.obstacles(found.user_id) if waits else [],
        "gone": erasing.would_go(found.user_id) if waits else found.gone,
        "kept": erasing.would_stay(found.user_id) if waits else found.kept,
        "may_decide": waits and request.actor.role in erasing.DECIDERS,
        "form": form,
    }
    return page(request, "privacy/erasure.html", context)
