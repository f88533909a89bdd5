"""Writing a scenario on screen: rows that one adds, removes, moves; import; life."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from assessments.framework.models import Competency, Qualification, QualificationRevision
from assessments.sessions import actions, permissions
from assessments.sessions.models import Scenario
from assessments.sessions.rows import Row, Rows
from assessments.sessions.writing_forms import (
    DocumentFormSet,
    ImportForm,
    InjectFormSet,
    ScenarioForm,
    choices_of,
)
from ccas import access, interface
from ccas.interface.forms import page, run

form_view = require_http_methods(["GET", "HEAD", "POST"])
officers = access.roles("officer")

EVENTS = Rows(
    "inject", ["minute", "channel", "text", "expected", "competencies"], many=["competencies"]
)
PAPERS = Rows("document", ["nature", "title", "text", "handed_over"])
NEW_EVENT: Row = {}
NEW_PAPER: Row = {"nature": "sheet", "handed_over": True}
#: Empty events of a scenario that begins.
BLANKS = 3


@form_view
@officers
def create(request: HttpRequest, code: str) -> HttpResponse:
    """A new scenario for the current revision of a qualification."""
    qualification = access.get_or_404(Qualification.objects.all(), code=code)
    return _write(request, qualification.current, None)


@form_view
@officers
def edit(request: HttpRequest, pk: object) -> HttpResponse:
    """Correct a scenario; once used, a new version."""
    scenario = _scenario(request, pk)
    return _write(request, scenario.revision, scenario)


@form_view
@officers
def bring(request: HttpRequest, code: str) -> HttpResponse:
    """A scenario from a file: a draft, to be read before it is published."""
    qualification = access.get_or_404(Qualification.objects.all(), code=code)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        scenario = run(
            request,
            form,
            lambda data: actions.import_scenario(
                qualification.current, data["text"], by=request.actor
            ),
        )
        if scenario:
            messages.success(request, "Le scénario est importé. Relisez-le.")
            return redirect("sessions:scenario", pk=scenario.pk)
    return page(
        request,
        "assessments/sessions/scenario_import.html",
        {"form": form, "qualification": qualification},
    )


def _moved(request: HttpRequest, pk: object, action: Any, sentence: str) -> HttpResponse:
    scenario = _scenario(request, pk)
    action(scenario, by=request.actor)
    messages.success(request, sentence)
    return redirect("sessions:scenario", pk=scenario.pk)


@interface.refusals
@officers
def publish(request: HttpRequest, pk: object) -> HttpResponse:
    """Offer it."""
    return _moved(request, pk, actions.publish_scenario, "Le scénario est au catalogue.")


@interface.refusals
@officers
def retire(request: HttpRequest, pk: object) -> HttpResponse:
    """Offer it no more."""
    return _moved(
        request, pk, actions.retire_scenario, "Le scénario est retiré : il n’est plus proposé."
    )


@interface.refusals
@officers
def restore(request: HttpRequest, pk: object) -> HttpResponse:
    """Offer it again."""
    return _moved(request, pk, actions.restore_scenario, "Le scénario est de nouveau proposé.")


def _scenario(request: HttpRequest, pk: object) -> Scenario:
    found: Scenario = access.get_or_404(permissions.visible_scenarios(request.actor), pk=pk)
    return found


def _write(
    request: HttpRequest, revision: QualificationRevision, scenario: Scenario | None
) -> HttpResponse:
    choices = {"choices": choices_of(revision)}
    if request.method != "POST":
        return _shown(
            request,
            revision,
            scenario,
            ScenarioForm(revision=revision, initial=_head(scenario)),
            InjectFormSet(initial=_events(scenario), prefix="inject", form_kwargs=choices),
            DocumentFormSet(initial=_papers(scenario), prefix="document"),
        )
    moved = _with_one_row_changed(request, revision, scenario, choices)
    if moved is not None:
        return moved
    form = ScenarioForm(request.POST, revision=revision)
    injects = InjectFormSet(request.POST, prefix="inject", form_kwargs=choices)
    papers = DocumentFormSet(request.POST, prefix="document")
    rows_hold = injects.is_valid() & papers.is_valid()
    if rows_hold:
        written = run(
            request, form, lambda values: _act(request, revision, form, injects, papers, values)
        )
        if written:
            messages.success(request, _said(written))
            return redirect("sessions:scenario", pk=written.pk)
    return _shown(request, revision, scenario, form, injects, papers, wrong=not rows_hold)


def _with_one_row_changed(
    request: HttpRequest,
    revision: QualificationRevision,
    scenario: Scenario | None,
    choices: dict[str, Any],
) -> HttpResponse | None:
    """The page again with a row added, removed or moved; None when no such button was pressed."""
    events = EVENTS.typed(request.POST, InjectFormSet.max_num)
    papers = PAPERS.typed(request.POST, DocumentFormSet.max_num)
    event = EVENTS.changed(request.POST, events, InjectFormSet.max_num, NEW_EVENT)
    paper = PAPERS.changed(request.POST, papers, DocumentFormSet.max_num, NEW_PAPER)
    if event is None and paper is None:
        return None
    head = {name: request.POST.get(name) for name in ("code", "title", "duration_minutes", "brief")}
    form = ScenarioForm(revision=revision, initial=head)
    form.initial |= {name: request.POST.getlist(name) for name in form.block_fields}
    return _shown(
        request,
        revision,
        scenario,
        form,
        InjectFormSet(initial=events, prefix="inject", form_kwargs=choices),
        DocumentFormSet(initial=papers, prefix="document"),
        unsaved=True,
    )


def _shown(
    request: HttpRequest,
    revision: QualificationRevision,
    scenario: Scenario | None,
    form: ScenarioForm,
    injects: Any,
    papers: Any,
    *,
    wrong: bool = False,
    unsaved: bool = False,
) -> HttpResponse:
    response = page(
        request,
        "assessments/sessions/scenario_form.html",
        {
            "form": form,
            "injects": injects,
            "papers": papers,
            "scenario": scenario,
            "revision": revision,
            "main": ("code", "title", "duration_minutes", "brief"),
            "used": bool(scenario and scenario.simulations.exists()),
            "unsaved": unsaved,
            "wrong": wrong,
        },
    )
    if wrong:
        response.status_code = 422
    return response


def _act(
    request: HttpRequest,
    revision: QualificationRevision,
    form: ScenarioForm,
    injects: Any,
    papers: Any,
    values: dict[str, Any],
) -> Scenario:
    events = [event for event in (line.value() for line in injects) if event]
    called = {pk for event in events for pk in event.competencies}
    return actions.write_scenario(
        revision,
        code=values["code"],
        title=values["title"],
        brief=values["brief"].replace("\r\n", "\n"),
        duration_minutes=values["duration_minutes"],
        injects=[
            event._replace(
                text=event.text.replace("\r\n", "\n"), expected=event.expected.replace("\r\n", "\n")
            )
            for event in events
        ],
        documents=[paper for paper in (line.value() for line in papers) if paper],
        competencies=list(Competency.objects.filter(pk__in=called | form.chosen())),
        by=request.actor,
    )


def _said(scenario: Scenario) -> str:
    if scenario.state == "draft":
        return (
            f"La version {scenario.version} est enregistrée en brouillon. Publiez-la pour qu’elle"
            " soit proposée."
        )
    return "Le scénario est enregistré."


def _head(scenario: Scenario | None) -> dict[str, Any]:
    """What the head of the form begins with; competencies that no event calls for stay ticked."""
    if scenario is None:
        return {"duration_minutes": 25}
    found: dict[str, Any] = {
        name: getattr(scenario, name) for name in ("code", "title", "duration_minutes", "brief")
    }
    for competency in scenario.competencies.exclude(injects__scenario=scenario).select_related(
        "block"
    ):
        found.setdefault(f"block_{competency.block.position}", []).append(str(competency.pk))
    return found


def _events(scenario: Scenario | None) -> list[Row]:
    if scenario is None:
        return [{} for _ in range(BLANKS)]
    called: dict[Any, list[str]] = {}
    for inject, competency in scenario.injects.values_list("pk", "competencies"):
        if competency:
            called.setdefault(inject, []).append(str(competency))
    return [
        {
            "minute": each.minute,
            "channel": each.channel,
            "text": each.text,
            "expected": each.expected,
            "competencies": called.get(each.pk, []),
        }
        for each in scenario.injects.all()
    ]


def _papers(scenario: Scenario | None) -> list[Row]:
    return list(
        scenario.documents.values("nature", "title", "text", "handed_over") if scenario else ()
    )
