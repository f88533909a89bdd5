"""Two days of simulations: planned, convened, played, rated by pairs, harmonised."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import as_file, files

from assessments.framework.models import Competency, CompetencyBlock
from assessments.grading import actions as grading
from assessments.grading.models import AssessmentSheet, ConsensusLine
from assessments.sessions import actions as sessions
from assessments.sessions.models import AssessmentSession, Scenario, Simulation, Site
from assessments.sessions.timing import DAY_MINUTES, minute_of, moment_of, presence, timing
from ccas import clock
from ccas.accounts.roles import Role
from certification.demonstration.cast import PAIRS
from certification.demonstration.cohort import FIGURES, Figure
from certification.demonstration.foundations import CODE, enrolment_of, revision
from certification.demonstration.stage import Stage, address, at

NAME = "Session de septembre 2026"
SITE = "Plateau de simulation de Valmont"
FIRST_DAY, LAST_DAY = date(2026, 9, 15), date(2026, 9, 16)
PLANNED_ON, CONVENED_ON = date(2026, 8, 20), date(2026, 8, 24)
SLOT_GAP = timedelta(minutes=15)
OBSERVATIONS = (
    "Adresse reformulée et confirmée par l’appelant.",
    "Priorité annoncée à la salle dès la troisième minute.",
    "Message radio conforme à la procédure, accusé de réception obtenu.",
)


@dataclass(frozen=True, slots=True)
class Gap:
    """What one candidate does not master: competency id → level of the scale."""

    levels: dict[int, str]

    @classmethod
    def of(cls, figure: Figure) -> "Gap":
        """Read a figure's gaps against the loaded revision."""
        found = {}
        for competency in Competency.objects.filter(block__revision=revision()).select_related(
            "block"
        ):
            level = figure.gaps.get(competency.block.position, {}).get(competency.position)
            if level:
                found[competency.pk] = level
        return cls(found)


def build(stage: Stage) -> None:
    """The session, each step once."""
    stage.step(
        "session:plan",
        "Session : plan de deux jours",
        at(PLANNED_ON, 9),
        lambda: plan(stage, NAME, FIRST_DAY, LAST_DAY, [f for f in FIGURES if f.simulated]),
    )
    stage.step(
        "session:convene",
        "Session : convocations",
        at(CONVENED_ON, 9),
        lambda: convene(stage, NAME),
    )
    session = AssessmentSession.objects.get(name=NAME)
    figures = {address(figure.key): figure for figure in FIGURES}
    for simulation in _simulations(session):
        person = simulation.registration.enrolment.candidate.person
        figure = figures[person.user.email]
        stage.step(
            f"simulation:{simulation.pk}",
            f"Mise en situation de {figure.birth_name}, {simulation.scenario.title.split(',')[0]}",
            simulation.starts_at,
            lambda simulation=simulation, figure=figure: _play(stage, simulation, figure),
        )
    stage.step(
        "session:close",
        "Session : clôture",
        at(LAST_DAY, 20),
        lambda: sessions.close_session(AssessmentSession.objects.get(name=NAME), by=stage.officer),
    )


def plan(
    stage: Stage,
    name: str,
    first: date,
    last: date,
    figures: Iterable[Figure],
    blocks: list[CompetencyBlock] | None = None,
    begins: Sequence[datetime] = (),
) -> AssessmentSession:
    """A session on these days: one station and one pair of evaluators for each row of the grid.

    begins: the first simulation of each station, half past eight on the first day when empty.
    """
    by = stage.officer
    with as_file(files("assessments.sessions") / "data" / CODE) as folder:
        scenarios = sessions.load_scenarios(revision(), folder, by=by)
    site = Site.objects.filter(name=SITE).first() or sessions.create_site(
        SITE, address="1, rue du Guet, Valmont", by=by
    )
    session = sessions.create_session(
        revision(), site=site, name=name, starts_on=first, ends_on=last, by=by
    )
    blocks = blocks or list(revision().blocks.all())
    seen = {story: set(story.competencies.values_list("pk", flat=True)) for story in scenarios}
    stations = []
    for rank, pair in enumerate(PAIRS, start=1):
        stations.append(
            sessions.add_station(
                session,
                name=f"Poste {rank}",
                equipment="Téléphonie, radio, cartographie, logiciel métier",
                by=by,
            )
        )
        for key in pair:
            sessions.add_evaluator(session, person=stage.person(key), by=by)
    clocks = list(begins) or [at(first, 8, 30) for _ in stations]
    for rank, figure in enumerate(figures):
        row = rank % len(stations)
        registration = sessions.register_enrolment(
            session, enrolment=enrolment_of(figure), blocks=blocks, by=by
        )
        for story, touched in _stories(_unplayed(seen, figure), blocks, rank):
            begin = clocks[row] if begins else _next(clocks[row], session, story, figure)
            simulation = sessions.plan_simulation(
                registration,
                station=stations[row],
                scenario=story,
                blocks=touched,
                starts_at=begin,
                evaluators=[stage.person(key) for key in PAIRS[row]],
                by=by,
            )
            clocks[row] = simulation.ends_at + SLOT_GAP
    sessions.ready(session, by=by)
    return session


def convene(stage: Stage, name: str) -> None:
    """Send the summonses of a session."""
    sessions.convene(AssessmentSession.objects.get(name=name), by=stage.officer)


def _unplayed(seen: dict[Scenario, set[int]], figure: Figure) -> dict[Scenario, set[int]]:
    """The stories but those that the candidate has played."""
    played = set(
        Simulation.objects.filter(
            registration__enrolment=enrolment_of(figure), started_at__isnull=False
        ).values_list("scenario", flat=True)
    )
    return {story: lines for story, lines in seen.items() if story.pk not in played}


def _stories(
    seen: dict[Scenario, set[int]], blocks: list[CompetencyBlock], rank: int
) -> list[tuple[Scenario, list[CompetencyBlock]]]:
    """For each block a story that shows it whole, another one for the next candidate; with the
    blocks of which the story shows something."""
    lines = {block: set(block.competencies.values_list("pk", flat=True)) for block in blocks}
    chosen = []
    for block in blocks:
        whole = [story for story in seen if lines[block] <= seen[story]]
        if not whole:
            raise RuntimeError(f"no shipped scenario shows {block.code} whole")
        story = whole[rank % len(whole)]
        chosen.append((story, [each for each in blocks if lines[each] & seen[story]]))
    return chosen


def _next(
    moment: datetime, session: AssessmentSession, story: Scenario, figure: Figure
) -> datetime:
    """The moment, or the first after it that leaves lunch, evening and rating their time."""
    hours = timing(session)
    length = presence(session, story, figure.extra_time) + hours.rating
    first = session.starts_on
    day, minute = divmod(minute_of(moment, first), DAY_MINUTES)
    if minute < hours.lunch_ends and minute + length > hours.lunch_starts:
        minute = hours.lunch_ends
    if minute + length > hours.day_ends:
        day, minute = day + 1, hours.day_starts
    return moment_of(day * DAY_MINUTES + minute, first)


def _simulations(session: AssessmentSession) -> list[Simulation]:
    return list(
        Simulation.objects.filter(registration__session=session)
        .select_related("registration__enrolment__candidate__person__user", "scenario")
        .order_by("starts_at", "station__name")
    )


def _play(stage: Stage, simulation: Simulation, figure: Figure) -> None:
    by = stage.officer
    if figure.jury in {"absent", "excused"}:
        excused = figure.jury == "excused"
        sessions.record_absence(
            simulation,
            excused=excused,
            reason="Certificat médical transmis le matin même." if excused else "",
            by=by,
        )
        return
    sessions.start_simulation(simulation, by=by)
    sheets = grading.open_sheets(simulation, by=by)
    gap = Gap.of(figure)
    for rank, sheet in enumerate(sheets):
        with clock.moved_to(simulation.starts_at + timedelta(minutes=5 + rank)):
            _fill(stage, sheet, gap, doubtful=rank == 1)
    with clock.moved_to(simulation.ends_at):
        sessions.finish_simulation(simulation, by=by)
    with clock.moved_to(simulation.ends_at + timedelta(minutes=10)):
        for sheet in sheets:
            grading.sign_sheet(sheet, by=_evaluator(stage, sheet))
        grading.release_candidate(simulation, by=by)
        _agree(stage, simulation, sheets, gap)


def _evaluator(stage: Stage, sheet: AssessmentSheet):
    return stage.actor(sheet.evaluator.user.email.split("@")[0], Role.EVALUATOR)


def _fill(stage: Stage, sheet: AssessmentSheet, gap: Gap, *, doubtful: bool) -> None:
    """Rate every line. The second evaluator is milder on the first gap: the pair must talk."""
    by, client = _evaluator(stage, sheet), uuid.uuid4()
    grading.rate_unobservable(sheet, client_id=uuid.uuid4(), by=by)
    rated = set(sheet.ratings.values_list("competency", flat=True))
    lines = [
        pk
        for pk in Competency.objects.filter(block__in=sheet.simulation.blocks.all())
        .order_by("block__position", "position")
        .values_list("pk", flat=True)
        if pk not in rated
    ]
    milder = next((pk for pk in lines if pk in gap.levels), None) if doubtful else None
    for sequence, competency in enumerate(lines, start=1):
        level = gap.levels.get(competency, "A")
        grading.record_act(
            sheet,
            client_id=client,
            sequence=sequence,
            kind="rate",
            competency=competency,
            value="A" if competency == milder else level,
            second=sequence * 40,
            by=by,
        )
    grading.record_act(
        sheet,
        client_id=client,
        sequence=len(lines) + 1,
        kind="observe",
        text=OBSERVATIONS[len(lines) % len(OBSERVATIONS)],
        second=185,
        by=by,
    )


def _agree(stage: Stage, simulation: Simulation, sheets: list[AssessmentSheet], gap: Gap) -> None:
    consensus = grading.open_consensus(simulation, by=_evaluator(stage, sheets[0]))
    for line in ConsensusLine.objects.filter(consensus=consensus, value=""):
        grading.settle_line(
            line,
            value=gap.levels.get(line.competency_id, "A"),
            word="Après relecture de l’enregistrement, l’oubli est constaté par les deux.",
            by=_evaluator(stage, sheets[0]),
        )
    for sheet in sheets:
        grading.sign_consensus(consensus, by=_evaluator(stage, sheet))
