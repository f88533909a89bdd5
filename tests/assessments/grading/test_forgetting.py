"""What was written of a simulation goes five years after the way it served; its ratings stay."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from assessments.candidates.models import Enrolment
from assessments.grading import actions
from assessments.grading.forgetting import WORDS
from assessments.grading.models import (
    AgreementSnapshot,
    CandidateRelease,
    ConsensusLine,
    Observation,
    Rating,
    SheetAct,
)
from assessments.sessions.models import (
    EvaluatorReplacement,
    Incident,
    IncidentWithdrawal,
    PlanProposal,
)
from ccas import clock
from ccas.actors import Actor
from ccas.forgotten import FORGOTTEN
from ccas.journal.models import JournalEntry
from ccas.privacy import terms
from tests.factories.grading import (
    a_person,
    a_simulation,
    actor_of,
    competencies_of,
    lived,
)

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
ENDED = datetime(2026, 10, 6, 17, tzinfo=PARIS)
THE_DAY_BEFORE, ON_THE_DAY = ENDED.replace(year=2031), ENDED.replace(year=2031, day=7)


def due(code: str) -> int:
    return {one.rule.code: one.count for one in terms.due()}[code]


@pytest.fixture
def written(db):
    """A simulation of which everything was said that may be, its way ended."""
    simulation = a_simulation()
    sheets = lived(simulation, {0: "N"}, {})
    consensus = actions.open_consensus(simulation, by=actor_of(sheets[0].evaluator))
    line = consensus.lines.get(competency=competencies_of(simulation)[0])
    ConsensusLine.objects.filter(pk=line.pk).update(value="A", word="Vu ensemble.", settled=True)
    for sheet in sheets:
        actions.sign_consensus(consensus, by=actor_of(sheet.evaluator))
    incident = Incident.objects.create(
        simulation=simulation, category="technical", effect="none", reason="La radio est muette."
    )
    IncidentWithdrawal.objects.create(incident=incident, reason="Elle ne l’était pas.")
    EvaluatorReplacement.objects.create(
        simulation=simulation, replaced=a_person(), successor=a_person(), reason="Il le connaît."
    )
    type(simulation).objects.filter(pk=simulation.pk).update(
        state="done", started_at=simulation.starts_at, ended_at=simulation.ends_at
    )
    CandidateRelease.objects.create(
        simulation=simulation, made=3, received=2, silent=0, reason="La tablette est éteinte."
    )
    end(simulation.registration.enrolment)
    return simulation


def end(enrolment: Enrolment) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(state="ended", ended_at=ENDED)


def test_nothing_goes_before_its_term_nor_while_the_way_lasts(written):
    with clock.moved_to(THE_DAY_BEFORE):
        assert due("simulations") == 0
    Enrolment.objects.update(state="open", ended_at=None)
    with clock.moved_to(ON_THE_DAY):
        assert due("simulations") == 0


def test_at_its_term_every_word_goes_and_the_ratings_stay(written):
    ratings = list(Rating.objects.order_by("pk").values_list("pk", "value", "version"))
    acts = SheetAct.objects.count()
    with clock.moved_to(ON_THE_DAY):
        assert due("simulations") == 1
        assert terms.apply(by=Actor.system()).counts["simulations"] == 1
        assert due("simulations") == 0
        assert "simulations" not in terms.apply(by=Actor.system()).counts
    for model, column, _way in WORDS:
        assert set(model.objects.values_list(column, flat=True)) <= {"", FORGOTTEN}, model
    for model in (SheetAct, Observation, ConsensusLine, Incident, EvaluatorReplacement):
        assert any(FORGOTTEN in row for row in model.objects.values_list()), model
    assert list(Rating.objects.order_by("pk").values_list("pk", "value", "version")) == ratings
    assert SheetAct.objects.count() == acts
    assert JournalEntry.objects.filter(verb="simulation.forget").count() == 1


def test_the_papers_of_a_session_go_too(written):
    session = written.registration.session
    PlanProposal.objects.create(
        session=session, state="impossible", sentences=["Nul ne peut."], found_at=ENDED
    )
    AgreementSnapshot.objects.create(session=session, fingerprint="a" * 64, values={"pairs": [1]})
    with clock.moved_to(ENDED.replace(year=2031, month=3, day=18)):
        assert due("sessions") == 0
    with clock.moved_to(ENDED.replace(year=2031, month=3, day=19)):
        assert due("sessions") == 1
        terms.apply(by=Actor.system())
        assert due("sessions") == 0
    assert PlanProposal.objects.get().sentences == []
    assert AgreementSnapshot.objects.get().values == {}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE assessments_sheetact SET text = 'autre chose'",
        "UPDATE assessments_sheetact SET text = '(effacé)', second = 1",
        "UPDATE assessments_sheetact SET value = '(effacé)'",
        "DELETE FROM assessments_sheetact WHERE kind = 'observe'",
        "UPDATE assessments_observation SET text = '(effacé)', second = 1",
        "UPDATE assessments_consensusline SET word = '(effacé)', value = 'N'",
        "UPDATE assessments_incident SET reason = 'autre chose'",
        "UPDATE assessments_incidentwithdrawal SET reason = '(effacé)', withdrawn_by_id = NULL,"
        " occurred_at = now()",
        "UPDATE assessments_evaluatorreplacement SET reason = 'autre chose'",
        "UPDATE assessments_candidaterelease SET reason = '(effacé)', received = 3",
        "UPDATE assessments_assessmentsheet SET reopen_reason = '(effacé)', state = 'open'",
    ],
)
def test_nothing_else_of_what_is_locked_changes(written, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_page_of_the_agreement_says_that_it_went(written, sign_in, officer):
    session = written.registration.session
    with clock.moved_to(ENDED + timedelta(days=1)):
        AgreementSnapshot.objects.create(session=session, fingerprint="a" * 64, values={})
        page = sign_in(officer).get(reverse("grading:agreement", args=[session.pk]))
    assert "partis à leur terme" in page.content.decode()
