"""The evaluator's first screen: today's simulations in order, each with the state of the sheet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from assessments.grading.models import AssessmentSheet, Consensus, ConsensusState, SheetState
from assessments.grading.permissions import NOT_HELD, own_sheets, own_simulations
from assessments.sessions.models import Simulation, SimulationState
from ccas import clock
from ccas.actors import Actor
from ccas.interface.components import NextStep
from ccas.interface.templatetags.interface import day, hour
from certification.home import addresses

#: A plan still being drawn is not shown to evaluators.
TOLD = ("convened", "closed")


@dataclass(frozen=True, slots=True)
class Line:
    """One simulation as its evaluator finds it."""

    pk: UUID
    starts_at: datetime
    ends_at: datetime
    candidate: str
    number: str
    blocks: str
    station: str
    site: str
    scenario: str
    status: str
    kind: str
    todo: str
    url: str
    away: bool


def context(actor: Actor) -> dict[str, Any]:
    """Lines of today, to come, and past ones that still wait for something."""
    today = clock.today()
    sheets = own_sheets(actor).exclude(state=SheetState.SUPERSEDED)
    simulations = (
        own_simulations(actor)
        .filter(registration__session__state__in=TOLD)
        .exclude(state=SimulationState.CANCELLED)
        .select_related(
            "registration__enrolment__candidate__person",
            "registration__session__site",
            "station",
            "scenario",
        )
        .prefetch_related(
            "blocks__revision__qualification",
            Prefetch("sheets", sheets, to_attr="mine"),
            Prefetch(
                "consensuses",
                Consensus.objects.exclude(state=ConsensusState.VOID),
                to_attr="in_force",
            ),
        )
        .order_by("starts_at", "station__name", "pk")
    )
    days: dict[str, list[Line]] = {"today": [], "coming": [], "late": []}
    for simulation in simulations:
        line = _line(simulation)
        on = clock.paris(simulation.starts_at).date()
        if on == today:
            days["today"].append(line)
        elif on > today:
            days["coming"].append(line)
        elif line.todo:
            days["late"].append(line)
    return {**days, "step": _step(days)}


def _line(simulation: Simulation) -> Line:
    enrolment = simulation.registration.enrolment
    sheet = simulation.mine[0] if simulation.mine else None
    consensus = simulation.in_force[0] if simulation.in_force else None
    away = simulation.state in NOT_HELD
    status, kind, todo = _state(simulation, sheet, consensus)
    return Line(
        pk=simulation.pk,
        starts_at=simulation.starts_at,
        ends_at=simulation.ends_at,
        candidate=enrolment.candidate.person.display_name,
        number=enrolment.candidate.number,
        blocks=", ".join(sorted(block.short_code for block in simulation.blocks.all())),
        station=simulation.station.name,
        site=simulation.registration.session.site.name,
        scenario=simulation.scenario.title,
        status=status,
        kind=kind,
        todo=todo,
        url="" if away else _address(sheet, consensus),
        away=away,
    )


def _address(sheet: AssessmentSheet | None, consensus: Consensus | None) -> str:
    if consensus:
        return addresses.consensus(consensus.pk)
    return addresses.sheet(sheet.pk) if sheet else addresses.own_simulations()


def _state(
    simulation: Simulation, sheet: AssessmentSheet | None, consensus: Consensus | None
) -> tuple[str, str, str]:
    """Status in words, its kind, and what is left to do (empty: nothing)."""
    if simulation.state in NOT_HELD:
        return simulation.get_state_display(), "neutral", ""
    if sheet is None:
        return "Grille à ouvrir", "todo", "Ouvrez la grille"
    if sheet.state == SheetState.OPEN:
        return "Grille en cours", "current", "Terminez et signez la grille"
    if consensus is None:
        return "Signée, l’autre grille attendue", "waiting", ""
    if consensus.state == ConsensusState.SIGNED:
        return "Harmonisée", "done", ""
    return "Signée, à harmoniser", "warning", "Harmonisez avec l’autre évaluateur"


def _step(days: dict[str, list[Line]]) -> NextStep:
    """The first thing owed: late work, then the day, then the next date."""
    now = clock.now()
    for line in days["late"]:
        return NextStep(
            f"{line.todo} de {line.candidate} ({line.number}), du {day(line.starts_at)}.",
            who="Vous",
            due=clock.today(),
            url=line.url,
            label="Ouvrir",
        )
    for line in days["today"]:
        if line.todo and not line.away:
            soon = "maintenant" if line.starts_at <= now else f"à {hour(line.starts_at)}"
            return NextStep(
                f"{line.candidate} ({line.number}), {soon}, {line.station}.",
                who="Vous",
                due=clock.paris(line.starts_at).date(),
                detail=f"{line.todo}. Blocs : {line.blocks}. Scénario : {line.scenario}.",
                url=line.url,
                label="Ouvrir la grille",
            )
    for line in days["coming"]:
        return NextStep(
            f"Votre prochaine mise en situation est le {day(line.starts_at)} à "
            f"{hour(line.starts_at)}.",
            who="Vous",
            due=clock.paris(line.starts_at).date(),
            detail=f"{line.site}, {line.station}.",
        )
    return NextStep("Rien ne vous attend aujourd’hui.", detail="Une convocation vous préviendra.")
