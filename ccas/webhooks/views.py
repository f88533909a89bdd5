"""The systems that are told, what was said to each, and the administrator's buttons."""

from typing import Any
from uuid import UUID

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from ccas import access, interface
from ccas.accounts import proof
from ccas.accounts.roles import Role
from ccas.interface.forms import page, run
from ccas.webhooks import actions, kinds
from ccas.webhooks.forms import EndpointForm
from ccas.webhooks.models import Delivery, DeliveryState, Endpoint

READERS = (Role.ADMINISTRATOR, Role.AUDITOR)
PER_PAGE = 50
#: What an attempt that failed keeps → in words.
REASONS = {
    "no_such_host": "le nom de la machine ne mène à rien",
    "private_address": "ce nom mène à une machine privée : l’appel n’est pas parti",
    "address_refused": "l’adresse n’est plus de celles où l’on appelle",
    "certificate_refused": "le certificat de la machine est refusé",
    "too_slow": "pas de réponse à temps",
    "no_answer": "pas de réponse",
    "redirects": "la machine renvoie ailleurs, ce qui n’est pas suivi",
    "refused": "la machine a refusé",
    "ended": "ce système n’est plus prévenu",
}
TAGS = {
    DeliveryState.WAITING: "current",
    DeliveryState.DONE: "done",
    DeliveryState.GIVEN_UP: "error",
}


@access.roles(*READERS)
@never_cache
@sensitive_variables("made", "secret")
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The systems, and the form that adds one; its secret is shown once, in the answer itself."""
    may_write = request.actor.role == Role.ADMINISTRATOR
    if request.method == "POST":
        if not may_write:
            raise Http404
        if not proof.recently_proven(request):
            raise ReauthenticationRequired
    form = EndpointForm(request.POST or None)
    secret = ""
    if request.method == "POST":
        made = run(request, form, lambda said: actions.add_endpoint(by=request.actor, **said))
        if made:
            _endpoint, secret = made
            form = EndpointForm()
    return page(
        request,
        "webhooks/index.html",
        {
            "form": form,
            "secret": secret,
            "may_write": may_write,
            "endpoints": Endpoint.objects.order_by("ended_at", "name", "pk"),
            "kinds": kinds.all_kinds(),
        },
    )


@access.roles(*READERS)
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was said to a system, the latest first."""
    return _detail(request, access.get_or_404(Endpoint.objects.all(), pk=pk))


@access.roles(Role.ADMINISTRATOR)
@never_cache
@sensitive_variables("secret")
@interface.refusals
@proof.proof_required
def renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another secret, shown once."""
    endpoint = access.get_or_404(Endpoint.objects.all(), pk=pk)
    secret = actions.renew_secret(endpoint, by=request.actor)
    return _detail(request, endpoint, secret)


@access.roles(Role.ADMINISTRATOR)
@interface.refusals
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell it nothing any more."""
    endpoint = access.get_or_404(Endpoint.objects.all(), pk=pk)
    actions.end_endpoint(endpoint, by=request.actor)
    messages.success(request, "Ce système n’est plus prévenu.")
    return redirect("webhooks:detail", pk=endpoint.pk)


@access.roles(Role.ADMINISTRATOR)
@interface.refusals
def ping(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try the address."""
    endpoint = access.get_or_404(Endpoint.objects.all(), pk=pk)
    actions.ping(endpoint, by=request.actor)
    messages.success(request, "L’essai est parti ; sa réponse s’affiche ici.")
    return redirect("webhooks:detail", pk=endpoint.pk)


@access.roles(Role.ADMINISTRATOR)
@interface.refusals
def replay(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell it again."""
    delivery = access.get_or_404(Delivery.objects.select_related("endpoint", "event"), pk=pk)
    actions.replay(delivery, by=request.actor)
    messages.success(request, "L’événement est renvoyé.")
    return redirect("webhooks:detail", pk=delivery.endpoint_id)


def _detail(request: HttpRequest, endpoint: Endpoint, secret: str = "") -> HttpResponse:
    found = Delivery.objects.filter(endpoint=endpoint).select_related("event")
    current = Paginator(found.order_by("-recorded_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context: dict[str, Any] = {
        "endpoint": endpoint,
        "secret": secret,
        "page_obj": current,
        "lines": [
            (one, kinds.says(one.event.kind), TAGS[one.state], REASONS.get(one.reason, ""))
            for one in current
        ],
        "may_write": request.actor.role == Role.ADMINISTRATOR and endpoint.ended_at is None,
    }
    return page(request, "webhooks/detail.html", context)
