"""Sixty evaluators save at once, over a network that loses replies and repeats requests.

Every save acknowledged is in the database, and nothing else is; the same drill against a server
made to lose is seen to lose.
"""

import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse

from assessments.grading import rules
from assessments.grading.actions.acts import plain
from assessments.grading.balance import balances
from assessments.grading.models import AssessmentSheet, Rating, SheetAct
from assessments.sessions.models import Simulation
from tests.chaos.serving import HOST, TOKEN, cookie_for, serving
from tests.factories.grading import a_session, a_simulation, competencies_of, opened_sheets

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

FULL = os.environ.get("CCAS_DRILL") == "full"
EVALUATORS, SAVES = (60, 200) if FULL else (6, 20)
#: Saves of each evaluator in the second, calmer run: one every two seconds.
CALM = 15
DROPPED, DUPLICATED = 0.01, 0.05


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the stations say, held against what the database says."""

    lost: int
    invented: int
    latencies: list[float]
    seconds: float
    dropped: int
    duplicated: int
    trouble: list[str]

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.latencies, n=20)[-1]


def sheets_of(evaluators: int) -> list[AssessmentSheet]:
    """One open sheet for each evaluator, two evaluators to a simulation."""
    session = a_session()
    pairs = (opened_sheets(a_simulation(session=session)) for _ in range(-(-evaluators // 2)))
    return list(islice((sheet for pair in pairs for sheet in pair), evaluators))


def drill(
    sheets: list[AssessmentSheet], port: int, folder: Path, *, saves: int, pause: float = 0.0
) -> Outcome:
    """Let every evaluator save, then count in the database."""
    plan = {
        "host": HOST,
        "port": port,
        "seed": 17,
        "dropped": max(DROPPED, 0 if FULL else 0.05),
        "duplicated": DUPLICATED,
        "pause": pause,
        "stations": [
            {
                "path": reverse("grading:journal", args=[sheet.pk]),
                "cookie": cookie_for(sheet.evaluator.user, "evaluator"),
                "token": TOKEN,
                "client": str(uuid4()),
                "competencies": [c.pk for c in competencies_of(sheet.simulation)],
                "saves": saves,
            }
            for sheet in sheets
        ],
    }
    path = folder / "plan.json"
    path.write_text(json.dumps(plan))
    told = subprocess.run(
        [sys.executable, "-m", "tests.chaos.stations", path],
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=True,
        timeout=3600,
    )
    report = json.loads(told.stdout)
    acknowledged = {tuple(one) for one in report["acknowledged"]}
    clients = {station["client"] for station in plan["stations"]}
    kept = {
        (str(client), sequence, competency, value)
        for client, sequence, competency, value in SheetAct.objects.filter(
            client__in=clients
        ).values_list("client", "sequence", "competency", "value")
    }
    return Outcome(
        lost=len(acknowledged - kept),
        invented=len(kept - acknowledged),
        latencies=report["latencies"],
        seconds=report["seconds"],
        dropped=report["dropped"],
        duplicated=report["duplicated"],
        trouble=report["trouble"],
    )


def test_every_acknowledged_save_is_kept_and_none_is_invented(tmp_path, record_property):
    sheets = sheets_of(EVALUATORS)
    with serving(tmp_path) as server:
        outcome = drill(sheets, server.port, tmp_path, saves=SAVES)
        calm = FULL and drill(sheets_of(EVALUATORS), server.port, tmp_path, saves=CALM, pause=2.0)
    assert outcome.trouble == []
    assert len(outcome.latencies) == EVALUATORS * SAVES
    assert outcome.dropped and outcome.duplicated, "a calm network proves nothing"
    record_property("FIGURE autosaves_lost", outcome.lost)
    record_property("FIGURE autosaves_invented", outcome.invented)
    record_property("FIGURE autosave_p95_ms", f"{outcome.p95:.0f} ms")
    record_property(
        "FIGURE autosaves_per_second", f"{len(outcome.latencies) / outcome.seconds:.0f} /s"
    )
    if calm:
        record_property("FIGURE autosave_calm_p95_ms", f"{calm.p95:.0f} ms")
        assert (calm.lost, calm.invented, calm.trouble) == (0, 0, [])
    assert (outcome.lost, outcome.invented) == (0, 0)
    for sheet in sheets:
        projected = rules.project(plain(act) for act in sheet.acts.all())
        assert projected.forks == ()
        ratings = Rating.objects.filter(sheet=sheet).values_list("competency", "value")
        assert {str(key): value for key, value in ratings} == projected.ratings
    stations = balances(Simulation.objects.all())
    assert {one.waiting for pair in stations.values() for one in pair} == {0}


def test_a_server_that_loses_is_seen_to_lose(tmp_path):
    """The negative control: two defects put in on purpose, each counted."""
    sheets = sheets_of(4)
    with serving(tmp_path, "tests.chaos.lossy:application") as server:
        outcome = drill(sheets, server.port, tmp_path, saves=40)
    assert outcome.lost > 0
    assert outcome.invented > 0
