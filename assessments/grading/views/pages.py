"""What the templates show, as plain values: built in a constant number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from assessments.framework.models import Competency, CompetencyBlock
from assessments.framework.rules.qualification import ScaleLevel
from assessments.grading import rules
from assessments.grading.actions.acts import plain
from assessments.grading.models import (
    AssessmentSheet,
    Consensus,
    ConsensusLine,
    ConsensusState,
    Rating,
    SheetAct,
    SheetState,
)
from assessments.grading.permissions import NOT_HELD
from assessments.grading.scales import scale_of
from assessments.sessions import incidents
from assessments.sessions.models import Simulation
from ccas import clock


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the targets of a line. rank: the key that taps it, from 1."""

    code: str
    label: str
    rank: int
    pressed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One competency on the sheet. previous: the act a new one must follow, "" for the first.

    rank: from 1 on the sheet; it numbers the acts of a page that runs without script.
    other: when the line has changed elsewhere, a Clash with both values; None otherwise.
    """

    id: int
    rank: int
    position: int
    text: str
    value: str
    choices: tuple[Choice, ...]
    previous: str
    observable: bool
    clash: "Clash | None" = None


@dataclass(frozen=True, slots=True)
class Clash:
    """A tap that met another: both labels ("" for no rating), and the codes to keep either."""

    sentence: str
    current: str
    proposed: str
    proposed_code: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class BlockLines:
    """The lines of one block of a sheet. short_code: « BC01 », where room is scarce."""

    code: str
    short_code: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Undoable:
    """The last gesture that can be undone, in words, and what its undoing must name."""

    previous: str
    competency: int | None
    words: str


def sheets_shown(sheets: QuerySet[AssessmentSheet]) -> QuerySet[AssessmentSheet]:
    """Sheets with everything the page names: candidate, station, scenario, session."""
    return sheets.select_related(
        "evaluator",
        "simulation__station",
        "simulation__scenario",
        "simulation__registration__session__revision__qualification",
        "simulation__registration__session__lead",
        "simulation__registration__enrolment__candidate__person",
    )


def choices_of(scale: tuple[ScaleLevel, ...], value: str) -> tuple[Choice, ...]:
    """The targets of a line, the one in force pressed."""
    return tuple(
        Choice(level.code, level.label, rank, level.code == value)
        for rank, level in enumerate(scale, start=1)
    )


def label_in(scale: tuple[ScaleLevel, ...], code: str | None) -> str:
    """The label of a level, "" for none."""
    return next((level.label for level in scale if level.code == code), "")


@dataclass(frozen=True, slots=True)
class Seen:
    """An observation in force. at: « 07:32 » on the station clock; where: its competency."""

    act: UUID
    at: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class SheetPage:
    """One sheet, whole. client: a fresh device id for a page that runs without script."""

    sheet: AssessmentSheet
    scale: tuple[ScaleLevel, ...]
    blocks: tuple[BlockLines, ...]
    rated: int
    total: int
    unobservable: int
    undo: Undoable | None
    observations: tuple[Seen, ...]
    client: UUID

    @property
    def owed(self) -> int:
        """Lines not rated yet."""
        return self.total - self.rated

    @property
    def first_owed(self) -> Line | None:
        """The first line without a rating."""
        lines = (line for block in self.blocks for line in block.lines)
        return next((line for line in lines if not line.value), None)


def sheet_page(sheet: AssessmentSheet, clash: Mapping[int, Clash] | None = None) -> SheetPage:
    """Everything the sheet shows: competencies, ratings, what may be undone, observations."""
    clash = clash or {}
    scale = scale_of(sheet.simulation.registration.session.revision_id)
    seen = set(sheet.simulation.scenario.competencies.values_list("pk", flat=True))
    acts = list(sheet.acts.order_by("received_at", "sequence"))
    now = rules.project(plain(act) for act in acts)
    competencies = list(
        Competency.objects.filter(block__simulations=sheet.simulation_id)
        .select_related("block__revision__qualification")
        .defer("block__revision__notice_xml", "block__revision__rules_toml")
        .order_by("block__position", "position")
    )
    by_block: dict[CompetencyBlock, list[Line]] = {}
    for rank, competency in enumerate(competencies, start=1):
        value = now.ratings.get(str(competency.pk), "")
        by_block.setdefault(competency.block, []).append(
            Line(
                id=competency.pk,
                rank=rank,
                position=competency.position,
                text=competency.text,
                value=value,
                choices=choices_of(scale, value),
                previous=now.heads.get(str(competency.pk), ""),
                observable=competency.pk in seen,
                clash=clash.get(competency.pk),
            )
        )
    lines = [line for group in by_block.values() for line in group]
    return SheetPage(
        sheet=sheet,
        scale=scale,
        blocks=tuple(
            BlockLines(block.code, block.short_code, block.title, tuple(group))
            for block, group in by_block.items()
        ),
        rated=sum(1 for line in lines if line.value),
        total=len(lines),
        unobservable=sum(1 for line in lines if not line.observable and not line.value),
        undo=undoable(acts, now, scale, {c.pk: c for c in competencies}),
        observations=seen_on(sheet),
        client=uuid4(),
    )


def seen_on(sheet: AssessmentSheet) -> tuple[Seen, ...]:
    """The observations in force on a sheet, by the station clock. One query."""
    rows = sheet.observations.order_by("second", "recorded_at").values_list(
        "act", "second", "competency__block__code", "competency__position", "text"
    )
    return tuple(
        Seen(
            act,
            "--:--" if second is None else f"{second // 60:02d}:{second % 60:02d}",
            f"{code}, {position}" if code else "",
            text,
        )
        for act, second, code, position, text in rows
    )


def undoable(
    acts: list[SheetAct],
    now: rules.Projection,
    scale: tuple[ScaleLevel, ...],
    competencies: Mapping[int, Competency],
) -> Undoable | None:
    """The last act still in force, whichever competency it was on."""
    live = {act.key for act in now.observations}
    for act in reversed(acts):
        if str(act.pk) in live:
            return Undoable(str(act.pk), act.competency_id, f"« {act.text[:40]} »")
        key = str(act.competency_id)
        if act.competency_id in competencies and now.standing.get(key) == str(act.pk):
            competency = competencies[act.competency_id]
            return Undoable(
                now.heads[key],
                act.competency_id,
                f"{competency.position}. {label_in(scale, act.value)}",
            )
    return None


@dataclass(frozen=True, slots=True)
class DayRow:
    """One simulation of the evaluator's day."""

    simulation: Simulation
    blocks: str
    total: int
    sheet: AssessmentSheet | None
    rated: int
    struck: bool
    others_signed: bool
    consensus: Consensus | None
    to_settle: int

    @property
    def played(self) -> str:
        """« en cours depuis 09:36 », « terminée à 10:04 »; "" before it begins."""
        if self.simulation.ended_at:
            return f"terminée à {clock.paris(self.simulation.ended_at):%H:%M}"
        if self.simulation.started_at:
            return f"en cours depuis {clock.paris(self.simulation.started_at):%H:%M}"
        return ""

    @property
    def progress(self) -> str:
        """« 12/28 »: lines rated, of all the lines."""
        return f"{self.rated}/{self.total}"


def counted(model: Any, outer: str, **only: Any) -> Coalesce:
    """A count of rows by subquery: no join that would multiply the others."""
    rows = model.objects.filter(**{outer: OuterRef("pk")}, **only).order_by()
    return Coalesce(Subquery(rows.values(outer).annotate(n=Count("pk")).values("n")), 0)


def day_rows(simulations: QuerySet[Simulation], day: date, person_id: UUID) -> list[DayRow]:
    """The simulations of one civil day in Paris, in order, with the evaluator's own sheet."""
    start = datetime.combine(day, datetime.min.time(), tzinfo=clock.PARIS)
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=clock.PARIS)
    in_force = AssessmentSheet.objects.exclude(state=SheetState.SUPERSEDED).annotate(
        rated=counted(Rating, "sheet")
    )
    found = (
        simulations.filter(starts_at__gte=start, starts_at__lt=end)
        .select_related("station", "scenario", "registration__enrolment__candidate__person")
        .annotate(
            total=Coalesce(
                Subquery(
                    Competency.objects.filter(block__simulations=OuterRef("pk"))
                    .order_by()
                    .values("block__simulations")
                    .annotate(n=Count("pk"))
                    .values("n")
                ),
                0,
            )
        )
        .prefetch_related(
            Prefetch(
                "blocks",
                CompetencyBlock.objects.select_related("revision__qualification").defer(
                    "revision__notice_xml", "revision__rules_toml"
                ),
            ),
            "evaluators",
            Prefetch("sheets", in_force, to_attr="in_force"),
            Prefetch("incidents", incidents.in_force(), to_attr="troubles"),
            Prefetch(
                "consensuses",
                Consensus.objects.exclude(state=ConsensusState.VOID).annotate(
                    to_settle=counted(ConsensusLine, "consensus", value="")
                ),
                to_attr="harmonised",
            ),
        )
        .order_by("starts_at", "station__name")
    )
    rows = []
    for each in found:
        own = next((s for s in each.in_force if s.evaluator_id == person_id), None)
        signed = {s.evaluator_id for s in each.in_force if s.state == SheetState.SIGNED}
        consensus = each.harmonised[0] if each.harmonised else None
        rows.append(
            DayRow(
                simulation=each,
                blocks=", ".join(block.short_code for block in each.blocks.all()),
                total=each.total,
                sheet=own,
                rated=own.rated if own else 0,
                struck=each.state in NOT_HELD,
                others_signed={seat.person_id for seat in each.evaluators.all()} <= signed,
                consensus=consensus,
                to_settle=consensus.to_settle if consensus else 0,
            )
        )
    return rows
