"""What a supervisor's link opens, without an account: looking changes nothing, a POST acts."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assessments.practice.actions import answering, locking
from assessments.practice.forms import AnswerForm
from assessments.practice.models import AttestationRequest
from ccas import access, clock
from ccas.interface.forms import page, run
from ccas.refusals import Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.public
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The form of the link; expired, it offers another; used up, it says so."""
    found = answering.find(token)
    if found is None:
        return _gone(request)
    if found.expires_at <= clock.now():
        context = {"asked": found, "token": token}
        return render(request, "assessments/practice/supervisor_expired.html", context, status=410)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=_initial(found))
    if request.method == "POST":
        answered = run(
            request,
            form,
            lambda data: answering.answer_request(
                token,
                attests=data["answer"] == "yes",
                **{name: data[name] for name in data if name not in ("answer", "sworn")},
            ),
        )
        if answered:
            return _thanks(request, answered)
    return page(
        request,
        "assessments/practice/supervisor.html",
        {"form": form, "asked": found, "interruptions": found.stint.interruptions.all()},
    )


@never_cache
@require_POST
@access.public
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """Send another link to the same address, once this one has expired."""
    try:
        found = answering.renew_link(token)
    except Refusal as refusal:
        return render(request, "422.html", {"sentences": refusal.sentences}, status=422)
    return _thanks(request, found, renewed=True)


def _initial(found: AttestationRequest) -> dict[str, object]:
    """The days that nobody attested yet, to their last one that is over."""
    stint = found.stint
    last = max((row.covers_until for row in locking.in_force(stint)), default=None)
    return {
        "covers_from": last + timedelta(days=1) if last else stint.starts_on,
        "covers_until": min(stint.ends_on or clock.today(), clock.today()),
        "signed_name": found.supervisor_name,
    }


def _thanks(request: HttpRequest, found: object, *, renewed: bool = False) -> HttpResponse:
    context = {"asked": found, "renewed": renewed}
    return render(request, "assessments/practice/supervisor_done.html", context)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "assessments/practice/supervisor_gone.html", status=404)
