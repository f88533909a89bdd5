"""The invariants of the room see what a hand that steps over the triggers would do."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from assessments.grading import reading
from assessments.grading.models import CandidateRelease
from assessments.sessions.models import Incident, IncidentCompetency
from certification.invariants import broken_invariants
from tests.factories.grading import DAY, a_simulation, competencies_of, signed_consensus

pytestmark = pytest.mark.django_db


@contextmanager
def over_the_triggers(*tables):
    with connection.cursor() as cursor:
        # A table with a check still to come cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def ended():
    simulation = a_simulation()
    simulation.state, simulation.started_at = "done", DAY
    simulation.ended_at = DAY + timedelta(minutes=25)
    simulation.save()
    return simulation


def test_a_release_before_the_end():
    simulation = ended()
    release = CandidateRelease.objects.create(
        simulation=simulation, made=3, received=3, silent=0, occurred_at=simulation.ended_at
    )
    assert 13 not in broken_invariants()
    with over_the_triggers("assessments_simulation") as cursor:
        cursor.execute(
            "UPDATE assessments_simulation SET ended_at = ended_at + interval '1 hour'"
            " WHERE id = %s",
            [simulation.pk],
        )
    assert broken_invariants()[13] == [
        f"départ {release.pk} : ni solde nul ni motif, ou avant la fin de l’épreuve"
    ]


def test_an_incident_that_names_nothing_or_too_much():
    simulation = ended()
    said = {"simulation": simulation, "category": "technical", "reason": "Radio coupée."}
    mine = competencies_of(simulation)[0]
    whole = Incident.objects.create(effect="neutralise", **said)
    IncidentCompetency.objects.create(incident=whole, competency=mine)
    assert 14 not in broken_invariants()
    empty = Incident.objects.create(effect="neutralise", **said)
    assert len(broken_invariants()[14]) == 1
    with over_the_triggers("assessments_incident_competencies"):
        foreign = mine.block.revision.blocks.get(position=2).competencies.first()
        IncidentCompetency.objects.create(incident=empty, competency=foreign)
    assert str(empty.pk) in broken_invariants()[14][0]


def test_a_reader_that_forgets_incidents(monkeypatch):
    simulation = a_simulation()
    signed_consensus(simulation)
    incident = Incident.objects.create(
        simulation=simulation, category="technical", effect="neutralise", reason="Radio coupée."
    )
    IncidentCompetency.objects.create(incident=incident, competency=competencies_of(simulation)[0])
    assert 14 not in broken_invariants()
    monkeypatch.setattr(reading, "effects_of", lambda simulations: {})
    assert "neutralisée, et comptée" in broken_invariants()[14][0]
