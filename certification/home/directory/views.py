"""The directory: every enrolment, narrowed by an address that can be sent to a colleague."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ccas import access, interface
from ccas.accounts.roles import Role
from certification.home.directory import actions
from certification.home.directory.filters import DirectoryFilter
from certification.home.directory.reading import found, page_of
from certification.home.models import SavedSearch


@require_safe
@access.roles(Role.OFFICER, Role.AUDITOR)
def directory(request: HttpRequest) -> HttpResponse:
    """The enrolments that meet the filters of the address; 422 when one of them is unknown."""
    form = DirectoryFilter(request.GET)
    keeps = request.actor.role == Role.OFFICER
    context = {
        "form": form,
        "keeps": keeps,
        "saved": list(SavedSearch.objects.filter(user=request.actor.user_id)) if keeps else [],
    }
    if not form.is_valid():
        return render(request, "certification/home/directory.html", context, status=422)
    page, lines = page_of(found(form.chosen), request.GET.get("page"))
    context |= {"page": page, "lines": lines, "total": page.paginator.count}
    context |= {"query": form.query, "words": form.words}
    return render(request, "certification/home/directory.html", context)


@require_POST
@interface.refusals
@access.roles(Role.OFFICER)
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the page one comes from, under a name."""
    form = DirectoryFilter(request.POST)
    query = form.query if form.is_valid() else ""
    saved = actions.save_search(request.POST.get("nom", ""), query, by=request.actor)
    messages.success(request, f"La recherche « {saved.name} » est enregistrée.")
    return redirect(f"{reverse('home:directory')}?{query}")


@require_POST
@interface.refusals
@access.roles(Role.OFFICER)
def forget(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget a search of one's own."""
    saved = access.get_or_404(SavedSearch.objects.filter(user=request.actor.user_id), pk=pk)
    actions.forget_search(saved, by=request.actor)
    messages.success(request, f"La recherche « {saved.name} » est effacée.")
    return redirect("home:directory")
