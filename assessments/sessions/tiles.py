"""What stands on the grid: the simulations of a session, or those of a plan only proposed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from assessments.framework.models import CompetencyBlock
from assessments.sessions.gridding import Tile
from assessments.sessions.models import (
    AssessmentSession,
    PanelMember,
    Registration,
    Scenario,
    Simulation,
)
from assessments.sessions.planner.checker import faults_by_row
from assessments.sessions.planner.problem import Placement, Plan
from assessments.sessions.planner.reading import plan_of, problem_of
from assessments.sessions.planner.wording import hour
from assessments.sessions.timing import minute_of, timing
from ccas import clock
from ccas.periods import in_words


@dataclass(frozen=True, slots=True)
class Names:
    """Ids of a plan → what a person reads. Five queries."""

    candidates: Mapping[str, tuple[str, int]]
    evaluators: Mapping[str, str]
    stations: Mapping[str, tuple[int, str]]
    scenarios: Mapping[str, str]
    blocks: Mapping[str, str]

    @classmethod
    def of(
        cls,
        session: AssessmentSession,
        registrations: Iterable[Registration] | None = None,
        panel: Iterable[PanelMember] | None = None,
    ) -> "Names":
        """Everybody and everything of a session.

        registrations, panel: with their persons, when the caller has read them: two queries less.
        """
        if registrations is None:
            registrations = session.registrations.select_related("enrolment__candidate__person")
        if panel is None:
            panel = session.panel.select_related("person")
        candidates = {}
        for row in registrations:
            one = row.enrolment.candidate
            name = f"{one.person.display_name}, n° {one.number}"
            candidates[str(row.pk)] = (name, one.extra_time_percent)
        stations = session.stations.order_by("name")
        return cls(
            candidates,
            {str(each.person_id): each.person.display_name for each in panel},
            {str(each.pk): (rank, each.name) for rank, each in enumerate(stations)},
            {
                str(pk): title
                for pk, title in Scenario.objects.filter(revision=session.revision_id)
                .order_by("pk")
                .values_list("pk", "title")
            },
            {
                str(pk): code[-4:]
                for pk, code in CompetencyBlock.objects.filter(revision=session.revision_id)
                .order_by("pk")
                .values_list("pk", "code")
            },
        )

    @property
    def columns(self) -> list[str]:
        """The names of the stations, in order."""
        return [name for _, name in self.stations.values()]


def planned_tiles(
    session: AssessmentSession,
    simulations: list[Simulation],
    names: Names,
    *,
    may_pin: bool,
    judged: bool = True,
) -> tuple[list[Tile], list[str]]:
    """The tiles of what is planned, conflicts named, and what no single tile is to blame for.

    Absent candidates take no place: they are shown struck, and not judged. judged=False: nothing
    is judged, of a session that was held and is only told.
    """
    taking = [each for each in simulations if each.state not in ("absent", "excused")]
    faults = (
        faults_by_row(problem_of(session, judged=True), plan_of(session, taking))
        if taking and judged
        else {}
    )
    of_row = {each.pk: tuple(faults.get(rank, ())) for rank, each in enumerate(taking)}
    rating = timing(session).rating
    tiles = []
    for each in simulations:
        start = minute_of(each.starts_at, session.starts_on)
        leaves = minute_of(each.ends_at, session.starts_on)
        name, extra = names.candidates[str(each.registration_id)]
        column, station = names.stations[str(each.station_id)]
        still = each.state == "planned"
        verb = "unpin_simulation" if each.pinned else "pin_simulation"
        tiles.append(
            Tile(
                day=clock.paris(each.starts_at).date(),
                start=start,
                leaves=leaves,
                until=leaves + rating,
                column=column,
                station=station,
                who=name,
                what=each.scenario.title,
                blocks=", ".join(block.code[-4:] for block in each.blocks.all()),
                evaluators=tuple(row.person.display_name for row in each.evaluators.all()),
                url=reverse("sessions:simulation", kwargs={"pk": each.pk}),
                pin_url=reverse(f"sessions:{verb}", kwargs={"pk": each.pk})
                if may_pin and still
                else "",
                pinned=each.pinned,
                extra=extra,
                struck=each.state in ("absent", "excused"),
                state="" if still else each.get_state_display(),
                faults=of_row.get(each.pk, ()),
            )
        )
    return tiles, faults.get(-1, [])


def proposed_tiles(
    session: AssessmentSession, plan: Plan, names: Names, standing: list[Simulation]
) -> tuple[list[Tile], list[str]]:
    """The tiles of a plan; what differs from the present timetable is said, tile by tile.

    Gives also a sentence for each simulation that would be cancelled. standing: the present
    timetable (`planned_in`), empty when nothing is compared.
    """
    now = {
        (str(each.registration_id), str(each.scenario_id)): each
        for each in standing
        if each.state not in ("absent", "excused")
    }
    rating = timing(session).rating
    tiles = []
    for row in plan.placements:
        name, extra = names.candidates[row.candidate]
        column, station = names.stations[row.station]
        before = now.pop((row.candidate, row.scenario), None)
        tiles.append(
            Tile(
                day=session.starts_on + timedelta(minutes=row.start),
                start=row.start,
                leaves=row.leaves,
                until=row.leaves + rating,
                column=column,
                station=station,
                who=name,
                what=names.scenarios[row.scenario],
                blocks=", ".join(sorted(names.blocks[each] for each in row.blocks)),
                evaluators=tuple(names.evaluators.get(each, "?") for each in row.evaluators),
                pinned=bool(row.pinned),
                extra=extra,
                note=_changed(session, names, row, before),
            )
        )
    gone = [
        f"{names.candidates[str(each.registration_id)][0]} : « {each.scenario.title} », le"
        f" {day_words_of(session, each)} à {hour(minute_of(each.starts_at, session.starts_on))},"
        " serait annulée."
        for each in now.values()
    ]
    return tiles, gone


def _changed(
    session: AssessmentSession, names: Names, row: Placement, before: Simulation | None
) -> str:
    """What would change for this simulation, in words; empty when nothing or when all is new."""
    if before is None or row.pinned:
        return ""
    was = plan_of(session, [before]).placements[0]
    said = []
    if was.start != row.start:
        same_day = was.start // 1440 == row.start // 1440
        day = "" if same_day else f"le {day_words_of(session, before)} "
        said.append(f"{day}à {hour(was.start)}")
    if was.station != row.station:
        said.append(f"poste {names.stations[was.station][1]}")
    lost = [
        names.evaluators.get(each, "?") for each in was.evaluators if each not in row.evaluators
    ]
    if lost:
        said.append(f"avec {', '.join(lost)}")
    return f"avant : {', '.join(said)}" if said else ""


def day_words_of(session: AssessmentSession, simulation: Simulation) -> str:
    """« 9 mars 2027 »."""
    return in_words(clock.paris(simulation.starts_at).date())


def people_told(
    session: AssessmentSession, plan: Plan, names: Names, standing: list[Simulation]
) -> list[tuple[str, str]]:
    """Who must be told if this plan were applied, and as what: those whose hours differ."""
    now = [each for each in standing if each.state not in ("absent", "excused")]
    before, after = _hours(plan_of(session, now)), _hours(plan)
    found = []
    for who in sorted(set(before) | set(after)):
        if before.get(who) != after.get(who):
            if who in names.candidates:
                found.append((names.candidates[who][0], "candidat"))
            elif who in names.evaluators:
                found.append((names.evaluators[who], "évaluateur"))
    return sorted(found, key=lambda each: (each[1], each[0]))


def _hours(plan: Plan) -> dict[str, list[tuple[int, int, str]]]:
    found: dict[str, list[tuple[int, int, str]]] = {}
    for row in plan.placements:
        for who in (row.candidate, *row.evaluators):
            found.setdefault(who, []).append((row.start, row.leaves, row.station))
    return {who: sorted(rows) for who, rows in found.items()}


def by_person(tiles: list[Tile]) -> list[tuple[str, list[tuple[str, list[Tile]]]]]:
    """« Candidats », « Évaluateurs »: each person with their simulations, in order."""
    groups = []
    for title, whose in (
        ("Candidats", lambda tile: (tile.who,)),
        ("Évaluateurs", lambda tile: tile.evaluators),
    ):
        found: dict[str, list[Tile]] = {}
        for tile in sorted(tiles, key=lambda each: each.start):
            for who in whose(tile):
                found.setdefault(who, []).append(tile)
        groups.append((title, sorted(found.items())))
    return groups
