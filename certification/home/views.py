"""The first screen of each role, and the lists behind the officer's figures."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ccas import access, clock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.interface.components import Count
from ccas.interface.templatetags.interface import day
from certification.home import addresses
from certification.home.clocks import BY_SLUG as CLOCKS_BY_SLUG
from certification.home.clocks import CLOCKS, deadlines, nearest
from certification.home.screens import candidate, evaluator, jury, officer, readers
from certification.home.waiting import BY_SLUG

PER_PAGE = 50

type Screen = tuple[str, Callable[[Actor], dict[str, Any]]]

SCREENS: dict[str, Screen] = {
    Role.CANDIDATE: ("certification/home/candidate.html", candidate.context),
    Role.EVALUATOR: ("certification/home/evaluator.html", evaluator.context),
    Role.JURY_MEMBER: ("certification/home/jury.html", jury.context),
    Role.PRESIDENT: ("certification/home/jury.html", jury.context),
    Role.OFFICER: ("certification/home/officer.html", officer.context),
    Role.TUTOR: ("certification/home/figures.html", readers.tutor),
    Role.AUDITOR: ("certification/home/figures.html", readers.auditor),
    Role.ADMINISTRATOR: ("certification/home/figures.html", readers.administrator),
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where am I, what is next, by when, who acts."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    if actor is None:
        return render(request, "certification/home/figures.html", readers.nobody(None))
    template, context = SCREENS[actor.role]
    return render(request, template, context(actor))


@require_safe
@access.roles(Role.OFFICER, Role.AUDITOR)
def clocks(request: HttpRequest) -> HttpResponse:
    """Every delay that runs: a counter for each kind, then the nearest of all."""
    today = clock.today()
    figures = []
    for kind in CLOCKS:
        rows = kind.rows()
        number, first = rows.count(), rows.first()
        hint, late = "", False
        if first is not None:
            due = kind.due(first)
            hint, late = f"la plus proche : {day(due)}", due < today
        figures.append(
            Count(number, *kind.counted, url=addresses.clock(kind.slug), hint=hint, alert=late)
        )
    context = {
        "kinds": list(zip(CLOCKS, figures, strict=True)),
        "deadlines": nearest(PER_PAGE, today),
        "most": PER_PAGE,
    }
    return render(request, "certification/home/clocks.html", context)


@require_safe
@access.roles(Role.OFFICER, Role.AUDITOR)
def one_clock(request: HttpRequest, slug: str) -> HttpResponse:
    """The rows behind one counter: the very same query."""
    kind = CLOCKS_BY_SLUG.get(slug)
    if kind is None:
        raise Http404
    page = Paginator(kind.rows(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "kind": kind,
        "page": page,
        "total": page.paginator.count,
        "deadlines": list(deadlines(kind, page.object_list, clock.today())),
    }
    return render(request, "certification/home/clock.html", context)


@require_safe
@access.roles(Role.OFFICER)
def waiting(request: HttpRequest, slug: str) -> HttpResponse:
    """The rows behind one figure of the officer's screen: the very same query."""
    kind = BY_SLUG.get(slug)
    if kind is None:
        raise Http404
    page = Paginator(kind.rows(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "kind": kind,
        "page": page,
        "total": page.paginator.count,
        "rows": [kind.draw(row) for row in page],
    }
    return render(request, "certification/home/waiting.html", context)
