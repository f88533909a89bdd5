"""The outbox as the officer follows it: what waits and why, what left, each as it reads."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ccas import access
from ccas.jobs.models import Job
from ccas.outbox.actions import SEND
from ccas.outbox.exchange import search
from ccas.outbox.forms import MessageFilter
from ccas.outbox.models import Message
from ccas.outbox.permissions import READERS, visible_messages

PER_PAGE = 50
KINDS = {"waiting": "current", "sent": "done", "cancelled": "neutral"}


@require_safe
@access.roles(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    """Every message, those that wait first; `etat` narrows, `a` looks for an address."""
    form = MessageFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = search(visible_messages(request.actor), **chosen)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    for message in page:
        message.badge = KINDS[message.state]
    context = {"page_obj": page, "form": form}
    return render(request, "outbox/list.html", context)


@require_safe
@access.roles(*READERS)
def message(request: HttpRequest, pk: object) -> HttpResponse:
    """One message as it reads, with what it waits for."""
    found = access.get_or_404(visible_messages(request.actor), pk=pk)
    access.opened(request, found, whose=None, screen="message")
    papers = list(found.documents.order_by("number"))
    job = Job.objects.filter(kind=SEND, key=f"message:{found.pk}").first()
    context = {
        "message": found,
        "badge": KINDS[found.state],
        "documents": papers,
        "waits_for": [one for one in papers if one.state != "stored"],
        "failed": job is not None and job.state == "failed",
    }
    return render(request, "outbox/message.html", context)


@require_safe
@access.roles(*READERS)
def preview(request: HttpRequest, pk: object) -> HttpResponse:
    """The HTML of a message as its reader sees it, in a box: nothing runs, nothing loads."""
    found: Message = access.get_or_404(visible_messages(request.actor).exclude(html=""), pk=pk)
    response = HttpResponse(found.html)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
