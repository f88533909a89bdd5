"""What was written of a simulation: gone five years after the end of the way it served.

Ground: storage limitation (GDPR, article 5.1.e), once the appeals and the control of the
assessment are over. The ratings stay: the decisions of the jury are computed from them, and are
kept as long as the title.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.grading.models import (
    AgreementSnapshot,
    AssessmentSheet,
    CandidateRelease,
    ConsensusLine,
    Observation,
    SheetAct,
)
from assessments.sessions.models import (
    AssessmentSession,
    EvaluatorReplacement,
    Incident,
    IncidentWithdrawal,
    PlanProposal,
    Simulation,
)
from ccas import clock, journal, retention
from ccas.actors import Actor
from ccas.forgotten import FORGOTTEN

#: Where words about a simulation stand: (table, its column, the way to the simulation).
WORDS: tuple[tuple[type[models.Model], str, str], ...] = (
    (SheetAct, "text", "sheet__simulation"),
    (Observation, "text", "sheet__simulation"),
    (AssessmentSheet, "reopen_reason", "simulation"),
    (ConsensusLine, "word", "consensus__simulation"),
    (CandidateRelease, "reason", "simulation"),
    (EvaluatorReplacement, "reason", "simulation"),
    (Incident, "reason", "simulation"),
    (IncidentWithdrawal, "reason", "incident__simulation"),
)


def _said(model: type[models.Model], column: str) -> QuerySet[Any]:
    """The rows that still say something."""
    return model._default_manager.exclude(**{f"{column}__in": ["", FORGOTTEN]})


def due(cutoff: datetime) -> QuerySet[Simulation]:
    """The simulations of ways that ended before that moment, of which words are left."""
    left = ~Q(absence_reason__in=["", FORGOTTEN])
    for model, column, way in WORDS:
        left |= Q(Exists(_said(model, column).filter(**{way: OuterRef("pk")})))
    return Simulation.objects.filter(left, registration__enrolment__ended_at__lt=cutoff)


def forget(simulation: Simulation, by: Actor) -> None:
    """Empty every word about a simulation. Twice is once."""
    simulation = Simulation.objects.select_for_update().get(pk=simulation.pk)
    gone = sum(
        _said(model, column).filter(**{way: simulation.pk}).update(**{column: FORGOTTEN})
        for model, column, way in WORDS
    )
    if simulation.absence_reason not in ("", FORGOTTEN):
        simulation.absence_reason = FORGOTTEN
        simulation.save(update_fields=["absence_reason"])
        gone += 1
    if gone:
        journal.record("simulation.forget", simulation, by=by, rows=gone)


def sessions_due(cutoff: datetime) -> QuerySet[AssessmentSession]:
    """The sessions over before that moment whose working papers are left."""
    return AssessmentSession.objects.filter(
        Q(Exists(PlanProposal.objects.filter(session=OuterRef("pk")).exclude(sentences=[])))
        | Q(Exists(AgreementSnapshot.objects.filter(session=OuterRef("pk")).exclude(values={}))),
        ends_on__lt=clock.paris(cutoff).date(),
    )


def forget_papers(session: AssessmentSession, by: Actor) -> None:
    """Empty what was said of a timetable and how far two named evaluators agreed."""
    session = AssessmentSession.objects.select_for_update().get(pk=session.pk)
    gone = session.proposals.exclude(sentences=[]).update(sentences=[])
    gone += session.agreements.exclude(values={}).update(values={})
    if gone:
        journal.record("session.forget", session, by=by, rows=gone)


RULES = (
    retention.Rule(
        code="simulations",
        term="session",
        label="Mises en situation : notes, observations, motifs",
        goes="les textes partent ; les cotations restent, les décisions en sont tirées",
        due=due,
        forget=forget,
    ),
    retention.Rule(
        code="sessions",
        term="session",
        label="Sessions : accord entre évaluateurs, emplois du temps proposés",
        goes="les indices et les phrases partent ; la session reste",
        due=sessions_due,
        forget=forget_papers,
    ),
)
