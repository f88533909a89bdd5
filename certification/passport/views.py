"""What is owed to the passeport, what was sent, what was answered."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from ccas import access, clock, interface
from ccas.accounts.roles import Role
from ccas.interface.forms import page, run
from certification.passport import actions, reading
from certification.passport.exchange import with_numbers
from certification.passport.forms import ChoiceForm, ReceiptForm
from certification.passport.models import LineState, PassportReturn, ReturnState
from certification.passport.permissions import READERS, visible_returns
from certification.passport.rules.fixes import fix_for
from certification.passport.rules.flow import sender_problems

RETURNS = 20
LINES = 100
#: How a state shows on a page.
BADGES = {
    ReturnState.PREPARED: "todo",
    ReturnState.DEPOSITED: "current",
    ReturnState.ANSWERED: "done",
    ReturnState.CANCELLED: "neutral",
    LineState.WAITING: "current",
    LineState.ACCEPTED: "done",
    LineState.REJECTED: "error",
}


@access.roles(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The titles to declare, line by line with what is missing, and the returns already made."""
    officer = request.actor.role == Role.OFFICER
    if request.method == "POST" and not officer:
        raise Http404
    owed = reading.owed_lines()
    form = ChoiceForm(request.POST if request.method == "POST" else None, owed=owed)
    if request.method == "POST":
        made = run(
            request,
            form,
            lambda said: actions.prepare_return(
                chosen=[UUID(one) for one in said["chosen"]], by=request.actor
            ),
        )
        if made is not None:
            messages.success(request, "Le retour est préparé : relisez-le, puis déposez-le.")
            return redirect("passport:detail", pk=made.pk)
    chosen = set(form.data.getlist("chosen")) if form.is_bound else None
    returns = with_numbers(visible_returns(request.actor))
    shown = Paginator(returns, RETURNS).get_page(request.GET.get("page"))
    return page(
        request,
        "certification/passport/index.html",
        {
            "form": form,
            "officer": officer,
            "owed": [
                (one, not one.problems and (chosen is None or str(one.award.pk) in chosen))
                for one in owed
            ],
            "able": any(not one.problems for one in owed),
            "late": sum(one.late for one in owed),
            "missing": sender_problems(reading.sender()) if officer else [],
            "withdrawn": list(reading.withdrawn_after_acceptance()),
            "page_obj": shown,
            "returns": [(one, BADGES[ReturnState(one.state)]) for one in shown],
            "months": settings.PASSPORT_MONTHS,
        },
    )


@access.roles(*READERS)
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One return: its lines, what was answered, what comes next."""
    found = _return(request, pk)
    return page(request, "certification/passport/detail.html", _detail(request, found))


def _detail(
    request: HttpRequest, found: PassportReturn, receipt: ReceiptForm | None = None
) -> dict[str, object]:
    lines = found.lines.select_related("award__candidate__person", "award__qualification")
    shown = Paginator(lines, LINES).get_page(request.GET.get("page"))
    return {
        "found": found,
        "badge": BADGES[ReturnState(found.state)],
        "page_obj": shown,
        "lines": [
            (one, BADGES.get(LineState(one.state), "neutral"), one.message and fix_for(one.message))
            for one in shown
        ],
        "receipts": found.receipts.all(),
        "officer": request.actor.role == Role.OFFICER,
        "form": receipt or ReceiptForm(),
    }


@access.roles(*READERS)
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file itself, as it was written. Taking it is recorded: it carries identities."""
    found = _return(request, pk)
    if found.is_forgotten:
        raise Http404("the file went at its term")
    access.opened(request, found, whose=None, screen="passport.file")
    response = HttpResponse(found.xml.encode(), content_type="application/xml; charset=utf-8")
    day = clock.paris(found.occurred_at)
    response["Content-Disposition"] = (
        f'attachment; filename="passeport-{day:%Y%m%d}-{str(found.flow_id)[:8]}.xml"'
    )
    return response


@access.roles(Role.OFFICER)
@interface.refusals
def deposit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that the file was deposited."""
    actions.deposit_return(_return(request, pk), by=request.actor)
    messages.success(request, "Le retour est déposé. Lisez-y le compte rendu dès qu’il arrive.")
    return redirect("passport:detail", pk=pk)


@access.roles(Role.OFFICER)
@interface.refusals
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give up a return that was not deposited."""
    actions.cancel_return(_return(request, pk), by=request.actor)
    messages.success(request, "Le retour est abandonné ; ses titres restent à déclarer.")
    return redirect("passport:list")


@access.roles(Role.OFFICER)
@require_http_methods(["POST"])
def receive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read the receipt that came back."""
    found = _return(request, pk)
    form = ReceiptForm(request.POST, request.FILES)
    kept = run(
        request,
        form,
        lambda said: actions.read_answer(
            found, said["file"].read(), name=said["file"].name, by=request.actor
        ),
    )
    if kept is None:
        return page(request, "certification/passport/detail.html", _detail(request, found, form))
    messages.success(
        request,
        f"Compte rendu lu : {kept.accepted} acceptée{'s' * (kept.accepted > 1)}, "
        f"{kept.rejected} rejetée{'s' * (kept.rejected > 1)}.",
    )
    return redirect("passport:detail", pk=pk)


def _return(request: HttpRequest, pk: UUID) -> PassportReturn:
    return access.get_or_404(visible_returns(request.actor), pk=pk)
