"""The library of scenarios, to read: find one, read it, print its papers, compare its versions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.framework.models import Qualification
from assessments.sessions import permissions
from assessments.sessions.library import KINDS, lines, search, uses
from assessments.sessions.models import Channel, InjectCompetency, Scenario
from assessments.sessions.rules import blocks_of, compare, script_as_toml
from assessments.sessions.scripts import not_published_because, script_of
from assessments.sessions.writing_forms import LibraryFilter
from ccas import access

readers = access.roles("officer", "auditor")
players = access.roles("officer", "auditor", "evaluator")


@require_safe
@readers
def index(request: HttpRequest) -> HttpResponse:
    """The library: what is offered and what is being written, found by what it shows."""
    qualifications = list(Qualification.objects.order_by("code"))
    revisions = [each.current for each in qualifications]
    form = LibraryFilter(request.GET, revisions=[each for each in revisions if each])
    chosen = form.cleaned_data if form.is_valid() else {}
    found = lines(search(permissions.visible_scenarios(request.actor), **chosen))
    return render(
        request,
        "assessments/sessions/scenarios.html",
        {
            "form": form,
            "lines": found,
            "filtered": any(chosen.values()),
            "qualifications": qualifications,
            "may_plan": permissions.may_plan(request.actor),
        },
    )


def _scenario(request: HttpRequest, pk: object) -> Scenario:
    found: Scenario = access.get_or_404(permissions.visible_scenarios(request.actor), pk=pk)
    return found


@require_safe
@players
def detail(request: HttpRequest, pk: object) -> HttpResponse:
    """One version: brief, events and what each calls for, papers, what it shows, its uses."""
    scenario = _scenario(request, pk)
    may_plan = permissions.may_plan(request.actor)
    versions = list(
        permissions.visible_scenarios(request.actor)
        .filter(revision=scenario.revision, code=scenario.code)
        .order_by("-version")
    )
    older = next((each for each in versions if each.version < scenario.version), None)
    used = uses(scenario) if request.actor.has_role(*permissions.READERS) else []
    return render(
        request,
        "assessments/sessions/scenario.html",
        {
            "scenario": scenario,
            "kind": KINDS[scenario.state],
            "injects": _events(scenario),
            "documents": _papers(scenario),
            "blocks": _blocks(scenario),
            "used": scenario.simulations.exists(),
            "may_plan": may_plan,
            "missing": not_published_because(scenario) if scenario.state == "draft" else [],
            "versions": [(each, KINDS[each.state]) for each in versions],
            "older": older,
            "uses": used,
            "reads_all": request.actor.has_role(*permissions.READERS),
        },
    )


@require_safe
@players
def papers(request: HttpRequest, pk: object) -> HttpResponse:
    """What the candidate receives, each paper on a page of its own: brief, papers handed over."""
    scenario = _scenario(request, pk)
    return render(
        request,
        "assessments/sessions/scenario_papers.html",
        {
            "scenario": scenario,
            "documents": [
                (paper, blocks) for paper, blocks in _papers(scenario) if paper.handed_over
            ],
        },
    )


@require_safe
@readers
def versions(request: HttpRequest, pk: object, other: object) -> HttpResponse:
    """Two versions of one scenario: what `pk` says otherwise than `other`."""
    new, old = _scenario(request, pk), _scenario(request, other)
    if (new.revision_id, new.code) != (old.revision_id, old.code):
        access.get_or_404(Scenario.objects.none(), pk=other)
    if old.version > new.version:
        old, new = new, old
    return render(
        request,
        "assessments/sessions/scenario_versions.html",
        {"old": old, "new": new, "changes": compare(script_of(old), script_of(new))},
    )


@require_safe
@readers
def export(request: HttpRequest, pk: object) -> HttpResponse:
    """The version as a file that any platform can load. Who took it away is written down."""
    scenario = _scenario(request, pk)
    access.opened(request, scenario, whose=None, screen="export")
    response = HttpResponse(
        script_as_toml(script_of(scenario)), content_type="application/toml; charset=utf-8"
    )
    response["Content-Disposition"] = (
        f'attachment; filename="{scenario.code}-v{scenario.version}.toml"'
    )
    return response


def _events(scenario: Scenario) -> list[dict[str, Any]]:
    """Events in order, with what each calls for: two queries."""
    called: dict[Any, dict[str, list[int]]] = {}
    for inject, block, position in (
        InjectCompetency.objects.filter(inject__scenario=scenario)
        .order_by("competency__block__position", "competency__position")
        .values_list("inject", "competency__block__code", "competency__position")
    ):
        called.setdefault(inject, {}).setdefault(block[-4:], []).append(position)
    return [
        {
            "minute": each.minute,
            "channel": Channel(each.channel).label,
            "text": each.text,
            "expected": each.expected,
            "calls": [
                (block, ", ".join(str(rank) for rank in ranks))
                for block, ranks in called.get(each.pk, {}).items()
            ],
        }
        for each in scenario.injects.all()
    ]


def _papers(scenario: Scenario) -> list[tuple[Any, Any]]:
    return [(paper, blocks_of(paper.text)) for paper in scenario.documents.all()]


def _blocks(scenario: Scenario) -> list[tuple[Any, list[Any], int]]:
    seen = set(scenario.competencies.values_list("pk", flat=True))
    found = []
    for block in scenario.revision.blocks.prefetch_related("competencies").order_by("position"):
        every = sorted(block.competencies.all(), key=lambda line: line.position)
        found.append((block, [line for line in every if line.pk in seen], len(every)))
    return found
