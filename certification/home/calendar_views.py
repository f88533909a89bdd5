"""One's own calendar: an address shown once, renewed, closed; what a calendar program reads."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ccas import access, interface
from ccas.accounts.roles import Role
from certification.home import actions, agenda
from certification.home.models import CalendarFeed


@require_safe
@access.roles(Role.CANDIDATE)
def own(request: HttpRequest) -> HttpResponse:
    """Whether an address is open; the address itself is shown when it is made, once."""
    return _page(request)


@require_POST
@access.roles(Role.CANDIDATE)
def renew(request: HttpRequest) -> HttpResponse:
    """Open a new address and show it, this once."""
    token = actions.open_feed(by=request.actor)
    address = settings.PUBLIC_BASE_URL + reverse("home:feed", args=[token])
    return _page(request, address)


@interface.refusals
@access.roles(Role.CANDIDATE)
def close(request: HttpRequest) -> HttpResponse:
    """Close the address."""
    actions.close_feed(by=request.actor)
    messages.success(request, "L’adresse est fermée : votre agenda ne reçoit plus rien.")
    return redirect("home:calendar")


@require_safe
@access.public
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar program reads, without an account; an unknown address says nothing."""
    found = actions.find(token)
    if found is None:
        return HttpResponse("Cette adresse n’existe pas.\n", status=404, content_type=PLAIN)
    answer = HttpResponse(agenda.calendar_of(found.user_id), content_type=CALENDAR)
    answer["Content-Disposition"] = 'inline; filename="certification.ics"'
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


CALENDAR = "text/calendar; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"


def _page(request: HttpRequest, address: str = "") -> HttpResponse:
    user_id = request.actor.user_id  # type: ignore[attr-defined]
    since = CalendarFeed.objects.filter(user_id=user_id, revoked_at__isnull=True).first()
    dated = [*agenda.appointments(user_id), *agenda.deadlines(user_id)]
    dated.sort(key=lambda one: (one.day, one.uid))
    context = {"feed": since, "address": address, "lines": agenda.tasks(dated)}
    answer = render(request, "certification/home/calendar.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer
