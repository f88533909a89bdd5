"""The room of one session on one day, in a number of queries that does not depend on its size.

Rows come as tuples: a screen asked for again at every tap is not built from model instances.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import CharField, Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Right, TruncDate

from assessments.grading.balance import StationBalance, balances
from assessments.grading.models import AssessmentSheet, LeadCall, Rating, SheetState
from assessments.grading.room.board import Board, Call, Card, Play, Seat, Trouble, card_of
from assessments.grading.rules.releasing import Post, balance_of
from assessments.people.rules import display_name
from assessments.sessions.incidents import in_force
from assessments.sessions.models import (
    AssessmentSession,
    IncidentCategory,
    IncidentEffect,
    Simulation,
    SimulationBlock,
    SimulationEvaluator,
    SimulationState,
)
from assessments.sessions.rules import phases, phases_begun
from assessments.sessions.timing import timing
from ccas import clock
from ccas.accounts.roles import Role
from ccas.actors import Actor

EFFECTS = dict(IncidentEffect.choices)
CATEGORIES = dict(IncidentCategory.choices)
STATES = dict(SimulationState.choices)

_PLAYED = (
    "pk",
    "station_id",
    "starts_at",
    "state",
    "started_at",
    "ended_at",
    "registration__enrolment__candidate__number",
    "registration__enrolment__candidate__extra_time_percent",
    "registration__enrolment__candidate__person__given_names",
    "registration__enrolment__candidate__person__usual_name",
    "registration__enrolment__candidate__person__birth_name",
    "scenario__title",
    "scenario__duration_minutes",
    "release__occurred_at",
    "release__released_by__display_name",
    "replays__pk",
)


def days_of(session: AssessmentSession) -> list[date]:
    """The days on which the session has simulations. One query."""
    return list(
        Simulation.objects.filter(registration__session=session)
        .annotate(day=TruncDate("starts_at", tzinfo=clock.PARIS))
        .values_list("day", flat=True)
        .distinct()
        .order_by("day")
    )


def board_of(session: AssessmentSession, day: date, *, by: Actor) -> Board:
    """The room as the actor sees it now. Ten queries, whatever the number of stations."""
    now = clock.now()
    simulations = _of_the_day(session, day)
    rows = list(
        simulations.exclude(state=SimulationState.CANCELLED)
        .order_by("starts_at", "station__name")
        .values_list(*_PLAYED)
    )
    seats = balances(simulations)
    sheets = _sheets(simulations)
    lines, blocks = _lines(simulations)
    mine = _evaluated(simulations, by)
    troubles = _troubles(simulations)
    leads = by.role in {Role.OFFICER, Role.EVALUATOR}
    hours = timing(session)
    by_station: dict[UUID, list[Play]] = defaultdict(list)
    for row in rows:
        pk, hidden = row[0], row[0] in mine
        by_station[row[1]].append(
            _play(
                row,
                seats=_seats(seats.get(pk, []), sheets, lines.get(pk, 0), hidden=hidden),
                balance=_balance(seats.get(pk, []), row[5]) if not hidden else None,
                blocks=blocks.get(pk, ""),
                troubles=tuple(troubles.get(pk, ())),
                may_lead=leads and not hidden,
                lengths=(hours.briefing, hours.rating),
            )
        )
    stations = list(session.stations.order_by("name").values_list("pk", "name"))
    cards: list[Card] = [card_of(pk, name, by_station[pk], now=now) for pk, name in stations]
    plays = [(name, play) for pk, name in stations for play in by_station[pk]]
    plays.sort(key=lambda each: (each[1].starts_at, each[0]))
    return Board(
        day=day,
        now=now,
        cards=tuple(cards),
        calls=_calls(session, mine, by=by),
        plays=tuple(plays),
    )


def _of_the_day(session: AssessmentSession, day: date) -> QuerySet[Simulation]:
    start = datetime.combine(day, datetime.min.time(), tzinfo=clock.PARIS)
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=clock.PARIS)
    return Simulation.objects.filter(
        registration__session=session, starts_at__gte=start, starts_at__lt=end
    ).order_by()


def _sheets(simulations: QuerySet[Simulation]) -> dict[UUID, int]:
    """Sheet in force → lines rated."""
    rated = (
        Rating.objects.filter(sheet=OuterRef("pk"))
        .order_by()
        .values("sheet")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return dict(
        AssessmentSheet.objects.filter(simulation__in=simulations.values("pk"))
        .exclude(state=SheetState.SUPERSEDED)
        .values_list("pk", Coalesce(Subquery(rated), 0))
        .order_by()
    )


def _lines(simulations: QuerySet[Simulation]) -> tuple[dict[UUID, int], dict[UUID, str]]:
    """Simulation → lines of its sheets, and its blocks in words."""
    rows = (
        SimulationBlock.objects.filter(simulation__in=simulations.values("pk"))
        .values_list("simulation_id", "competencyblock__code")
        .annotate(n=Count("competencyblock__competencies"))
        .order_by("competencyblock__position")
    )
    lines: dict[UUID, int] = defaultdict(int)
    blocks: dict[UUID, list[str]] = defaultdict(list)
    for simulation, code, n in rows:
        lines[simulation] += n
        blocks[simulation].append(code[-4:])
    return lines, {pk: ", ".join(codes) for pk, codes in blocks.items()}


def _evaluated(simulations: QuerySet[Simulation], by: Actor) -> set[UUID]:
    """The simulations that the reader evaluates, under whatever role they read."""
    own = SimulationEvaluator.objects.filter(
        simulation__in=simulations.values("pk"), person__user=by.user_id
    )
    return set(own.values_list("simulation_id", flat=True)) if by.user_id else set()


def _troubles(simulations: QuerySet[Simulation]) -> dict[UUID, list[Trouble]]:
    """Simulation → its incidents in force, with what they neutralise."""
    rows = (
        in_force()
        .filter(simulation__in=simulations.values("pk"))
        .annotate(
            named=ArrayAgg(
                Concat(
                    Right("competencies__block__code", 4),
                    Value(" "),
                    "competencies__position",
                    output_field=CharField(),
                ),
                filter=Q(competencies__isnull=False),
                order_by=["competencies__block__position", "competencies__position"],
                default=Value([]),
            ),
        )
        .order_by("occurred_at")
        .values_list("simulation_id", "pk", "category", "effect", "second", "named", "replay__pk")
    )
    found: dict[UUID, list[Trouble]] = defaultdict(list)
    for simulation, pk, category, effect, second, named, replay in rows:
        found[simulation].append(
            Trouble(
                pk=pk,
                category=CATEGORIES[category],
                effect=effect,
                effect_label=EFFECTS[effect],
                competencies=", ".join(named),
                minute="" if second is None else f"{second // 60}′",
                replayed=replay is not None,
            )
        )
    return found


def _seats(
    rows: list[StationBalance], sheets: dict[UUID, int], total: int, *, hidden: bool
) -> tuple[Seat, ...]:
    if hidden:
        return tuple(Seat(row.evaluator, "", 0, 0, 0, 0, 0, None, hidden=True) for row in rows)
    return tuple(
        Seat(
            evaluator=row.evaluator,
            state=row.sheet_state or "",
            rated=sheets.get(row.sheet_id, 0) if row.sheet_id else 0,
            total=total,
            made=row.made,
            received=row.received,
            waiting=row.waiting,
            last_contact_at=row.last_contact_at,
        )
        for row in rows
    )


def _balance(rows: list[StationBalance], ended_at: datetime | None) -> Any:
    if ended_at is None:
        return None
    signed = SheetState.SIGNED
    return balance_of(
        (
            Post(r.evaluator, r.made, r.waiting, r.sheet_state == signed, r.last_contact_at)
            for r in rows
        ),
        ended_at=ended_at,
    )


def _play(row: tuple[Any, ...], *, lengths: tuple[int, int], **more: Any) -> Play:
    (
        pk, _station, starts_at, state, started_at, ended_at, number, extra, given, usual, birth,
        scenario, duration, released_at, released_by, replay,
    ) = row  # fmt: skip
    numbers = {
        "briefing_minutes": lengths[0],
        "simulation_minutes": duration,
        "rating_minutes": lengths[1],
        "extra_percent": extra,
    }
    found = phases_begun(started_at, **numbers) if started_at else phases(starts_at, **numbers)
    if ended_at:
        found = tuple(_from_the_end(each, ended_at, lengths[1]) for each in found)
    return Play(
        pk=pk,
        number=number,
        name=display_name(given, usual, birth),
        scenario=scenario,
        starts_at=starts_at,
        state=state,
        state_label=STATES[state],
        started_at=started_at,
        ended_at=ended_at,
        extra_percent=extra,
        phases=found,
        released_at=released_at,
        released_by=released_by or "",
        replay=replay is not None,
        **more,
    )


def _from_the_end(phase: Any, ended_at: datetime, minutes: int) -> Any:
    """Rating is counted from the true end of the simulation."""
    if phase.code != "rating":
        return phase
    return type(phase)(phase.code, phase.label, ended_at, ended_at + timedelta(minutes=minutes))


def _calls(session: AssessmentSession, mine: set[UUID], *, by: Actor) -> tuple[Call, ...]:
    rows = (
        LeadCall.objects.filter(
            sheet__simulation__registration__session=session, answered_at__isnull=True
        )
        .order_by("occurred_at")
        .values_list(
            "pk",
            "sheet__evaluator__given_names",
            "sheet__evaluator__usual_name",
            "sheet__evaluator__birth_name",
            "sheet__simulation__station__name",
            "occurred_at",
            "sheet__simulation_id",
        )
    )
    leads = by.role in {Role.OFFICER, Role.EVALUATOR}
    return tuple(
        Call(
            pk=pk,
            evaluator=display_name(given, usual, birth),
            station=station,
            since=since,
            may_answer=leads and simulation not in mine,
        )
        for pk, given, usual, birth, station, since, simulation in rows
    )
