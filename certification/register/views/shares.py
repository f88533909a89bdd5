"""The holder's links: made, listed, ended."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ccas import access, clock, interface
from ccas.accounts.roles import Role
from ccas.interface.forms import page, run
from certification.register import actions
from certification.register.forms import ShareForm
from certification.register.permissions import own_shares, shareable_enrolments

#: Where the session keeps the address of a link just made, until it has been shown once.
JUST_MADE = "share_just_made"


@access.roles(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Every link of the holder, and the form of a new one; the new one's address is shown once."""
    enrolments = shareable_enrolments(request.actor).select_related("revision__qualification")
    form = ShareForm(request.POST or None, enrolments)
    if request.method == "POST":
        done = run(request, form, lambda said: actions.create_share(by=request.actor, **said))
        if done is not None:
            _share, token = done
            path = reverse("register:shared", args=[token])
            request.session[JUST_MADE] = request.build_absolute_uri(path)
            return redirect("register:shares")
    shares = own_shares(request.actor).select_related("enrolment__revision__qualification")
    return page(
        request,
        "certification/register/shares.html",
        {
            "form": form,
            "shares": [(one, _state(one)) for one in shares],
            "made": request.session.pop(JUST_MADE, "") if request.method == "GET" else "",
            "titles": bool(enrolments),
        },
    )


@access.roles(Role.CANDIDATE)
@interface.refusals
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a link now."""
    share = access.get_or_404(own_shares(request.actor), pk=pk)
    actions.end_share(share, by=request.actor)
    messages.success(request, "Le lien est arrêté : il n’ouvre plus rien.")
    return redirect("register:shares")


def _state(share) -> tuple[str, str]:
    """The words and the kind of the tag of a link."""
    if share.ended_at is not None:
        return "Arrêté", "neutral"
    return ("Ouvert", "done") if share.ends_on >= clock.today() else ("Échu", "neutral")
