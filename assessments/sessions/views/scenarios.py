"""The library of scenarios: read it, write in it."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessments.framework.models import Qualification, QualificationRevision
from assessments.sessions import actions, permissions
from assessments.sessions.forms import InjectFormSet, ScenarioForm
from assessments.sessions.models import Scenario
from ccas import access
from ccas.interface.forms import page, run

form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@access.roles("officer", "auditor")
def index(request: HttpRequest) -> HttpResponse:
    """The last version of each scenario."""
    latest = (
        permissions.visible_scenarios(request.actor)
        .order_by("revision_id", "code", "-version")
        .distinct("revision_id", "code")
        .values("pk")
    )
    scenarios = (
        Scenario.objects.filter(pk__in=latest)
        .select_related("revision__qualification")
        .annotate(
            observable=Count("competencies", distinct=True),
            events=Count("injects", distinct=True),
            played=Count("simulations", distinct=True),
        )
        .order_by("revision__qualification__code", "title")
    )
    return render(
        request,
        "assessments/sessions/scenarios.html",
        {
            "scenarios": scenarios,
            "qualifications": Qualification.objects.order_by("code"),
            "may_plan": permissions.may_plan(request.actor),
        },
    )


@require_safe
@access.roles("officer", "auditor", "evaluator")
def detail(request: HttpRequest, pk: object) -> HttpResponse:
    """Brief, injects with the reaction hoped for, observable competencies block after block."""
    scenario = access.get_or_404(permissions.visible_scenarios(request.actor), pk=pk)
    seen = set(scenario.competencies.values_list("pk", flat=True))
    blocks = []
    for block in scenario.revision.blocks.prefetch_related("competencies").order_by("position"):
        lines = sorted(block.competencies.all(), key=lambda line: line.position)
        found = [line for line in lines if line.pk in seen]
        blocks.append((block, found, len(lines)))
    return render(
        request,
        "assessments/sessions/scenario.html",
        {
            "scenario": scenario,
            "injects": scenario.injects.all(),
            "blocks": blocks,
            "used": scenario.simulations.exists(),
            "may_plan": permissions.may_plan(request.actor),
            "versions": permissions.visible_scenarios(request.actor)
            .filter(revision=scenario.revision, code=scenario.code)
            .order_by("-version"),
        },
    )


@form_view
@access.roles("officer")
def create(request: HttpRequest, code: str) -> HttpResponse:
    """A new scenario for the current revision of a qualification."""
    qualification = access.get_or_404(Qualification.objects.all(), code=code)
    return _write(request, qualification.current, None)


@form_view
@access.roles("officer")
def edit(request: HttpRequest, pk: object) -> HttpResponse:
    """Correct a scenario; once used, a new version."""
    scenario = access.get_or_404(permissions.visible_scenarios(request.actor), pk=pk)
    return _write(request, scenario.revision, scenario)


def _write(
    request: HttpRequest, revision: QualificationRevision, scenario: Scenario | None
) -> HttpResponse:
    data = request.POST or None
    form = ScenarioForm(data, revision=revision, initial=_initial(scenario))
    lines = [
        {name: getattr(inject, name) for name in ("minute", "channel", "text", "expected")}
        for inject in (scenario.injects.all() if scenario else ())
    ]
    injects = InjectFormSet(data, initial=lines, prefix="inject")
    if request.method == "POST" and injects.is_valid():
        written = run(request, form, lambda values: _act(request, revision, form, injects, values))
        if written:
            messages.success(request, "Le scénario est enregistré.")
            return redirect("sessions:scenario", pk=written.pk)
    response = page(
        request,
        "assessments/sessions/scenario_form.html",
        {
            "form": form,
            "injects": injects,
            "scenario": scenario,
            "revision": revision,
            "main": ("code", "title", "duration_minutes", "brief"),
            "used": bool(scenario and scenario.simulations.exists()),
        },
    )
    if injects.is_bound and not injects.is_valid():
        response.status_code = 422
    return response


def _act(
    request: HttpRequest,
    revision: QualificationRevision,
    form: ScenarioForm,
    injects: Any,
    values: dict[str, Any],
) -> Scenario:
    events = [line.values() for line in injects if line.has_changed() or line.initial]
    return actions.write_scenario(
        revision,
        code=values["code"],
        title=values["title"],
        brief=values["brief"],
        duration_minutes=values["duration_minutes"],
        injects=[event for event in events if event],
        competencies=form.chosen(),
        by=request.actor,
    )


def _initial(scenario: Scenario | None) -> dict[str, Any]:
    if scenario is None:
        return {"duration_minutes": 30}
    found: dict[str, Any] = {
        name: getattr(scenario, name) for name in ("code", "title", "duration_minutes", "brief")
    }
    for competency in scenario.competencies.select_related("block"):
        found.setdefault(f"block_{competency.block.position}", []).append(str(competency.pk))
    return found
