"""The room of today, as its lead finds it: who is expected, who plays, who has just finished.

Each device says what it has made and sends what has arrived, by the same door as a tablet.
"""

import uuid
from datetime import datetime, timedelta

from assessments.framework.models import Competency
from assessments.grading import actions as grading
from assessments.grading.models import AssessmentSheet
from assessments.grading.protocol import Batch, Said
from assessments.sessions import actions as sessions
from assessments.sessions.models import AssessmentSession, Simulation
from ccas import clock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from certification.demonstration.stage import Stage, at

SESSION = "Session de rattrapage"
#: Minutes from now at which each station begins: the first is the visitor's own.
BEGINS = (30, -15, -55, -10)
#: At these hours, what lies some minutes away is still of the same day.
FROM, UNTIL = 1, 20


def begins() -> list[datetime]:
    """The first simulation of each station, around now; near midnight, all in the morning."""
    now = clock.paris(clock.now())
    if not FROM <= now.hour < UNTIL:
        return [at(now.date(), 8, 30) for _ in BEGINS]
    quarter = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    return [quarter + timedelta(minutes=minutes) for minutes in BEGINS]


def play(stage: Stage) -> None:
    """Play what has begun: one runs, one waits for the release, one has just begun with a fault."""
    now = clock.now()
    begun = Simulation.objects.filter(
        registration__session=AssessmentSession.objects.get(name=SESSION),
        starts_at__lt=now,
    ).order_by("station__name")
    if begun.count() != len(BEGINS) - 1:
        return  # near midnight: everybody is still to come, or was expected this morning
    running, finished, faulty = begun
    _running(stage, running)
    _finished(stage, finished)
    _faulty(stage, faulty)


def _running(stage: Stage, simulation: Simulation) -> None:
    """In the middle: the second device has two acts that have not arrived."""
    one, two = _begin(stage, simulation)
    _rate(stage, one, "AAEAA", every=130)
    _rate(stage, two, "AAA", every=170, waiting=2)


def _finished(stage: Stage, simulation: Simulation) -> None:
    """Over: everything has arrived, one has signed, the candidate may leave."""
    one, two = _begin(stage, simulation)
    lines = Competency.objects.filter(block__in=simulation.blocks.all()).count()
    for sheet, values in ((one, "AAAAEAAAAAAAEAA"), (two, "AAAANAAAAAAAA")):
        grading.rate_unobservable(sheet, client_id=uuid.uuid4(), by=_by(stage, sheet))
        _rate(stage, sheet, values[:lines], every=95)
    with clock.moved_to(simulation.ends_at):
        sessions.finish_simulation(simulation, by=stage.officer)
    grading.sign_sheet(one, by=_by(stage, one))


def _faulty(stage: Stage, simulation: Simulation) -> None:
    """The screen froze for a minute: written down, without effect; an evaluator calls."""
    one, two = _begin(stage, simulation)
    _rate(stage, one, "AE", every=110)
    _rate(stage, two, "A", every=140)
    sessions.report_incident(
        simulation,
        category="technical",
        effect="none",
        reason="La cartographie s’est figée une minute ; le candidat a continué au plan papier.",
        second=190,
        by=stage.officer,
    )
    grading.call_lead(two, by=_by(stage, two))


def _begin(stage: Stage, simulation: Simulation) -> list[AssessmentSheet]:
    with clock.moved_to(simulation.starts_at):
        sessions.start_simulation(simulation, by=stage.officer)
        return grading.open_sheets(simulation, by=stage.officer)


def _by(stage: Stage, sheet: AssessmentSheet) -> Actor:
    return stage.actor(sheet.evaluator.user.email.split("@")[0], Role.EVALUATOR)


def _rate(
    stage: Stage, sheet: AssessmentSheet, values: str, *, every: int, waiting: int = 0
) -> None:
    """What a tablet sends: one level for each line not rated yet, `every` seconds.

    waiting: acts made since, that it says it has and has not sent.
    """
    client, started = uuid.uuid4(), sheet.simulation.starts_at
    lines = (
        Competency.objects.filter(block__in=sheet.simulation.blocks.all())
        .exclude(ratings__sheet=sheet)
        .order_by("block__position", "position")
    )
    acts = tuple(
        Said(
            client=client,
            sequence=rank,
            kind="rate",
            competency=line.pk,
            value=value,
            second=rank * every,
            made_at=started + timedelta(seconds=rank * every),
        )
        for rank, (line, value) in enumerate(zip(lines, values, strict=False), start=1)
    )
    batch = Batch(client=client, made=len(acts) + waiting, offset_ms=0, acts=acts)
    grading.receive_batch(sheet.pk, batch, by=_by(stage, sheet))
