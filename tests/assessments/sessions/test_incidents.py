"""Incidents: who reports them, what they take out, how they are withdrawn, what SQL refuses."""

import pytest
from django.db import DatabaseError, connection, transaction

from assessments.sessions import actions
from assessments.sessions.incidents import Neutralised, neutralised
from assessments.sessions.models import Incident, IncidentWithdrawal, SessionState, SimulationState
from ccas import clock
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.factories import grading
from tests.factories.grading import a_person, actor_of, competencies_of

pytestmark = pytest.mark.django_db

SAID = {"category": "technical", "effect": "none", "reason": "Panne de la radio du poste 3."}


@pytest.fixture
def running():
    simulation = grading.a_simulation()
    simulation.state, simulation.started_at = SimulationState.RUNNING, clock.now()
    simulation.save()
    return simulation


def lead_of(simulation):
    session = simulation.registration.session
    session.lead = a_person()
    session.save()
    return actor_of(session.lead)


def test_an_incident_is_written_with_its_line_and_no_word_of_it_in_the_journal(running, officer):
    incident = actions.report_incident(running, **SAID, second=754, by=officer)
    line = JournalEntry.objects.get(verb="incident.report")
    assert line.details["category"] == "technical"
    assert line.details["second"] == 754
    assert line.details["reason"].startswith("hmac:")
    assert "radio" not in str(line.details)
    assert incident.reported_by_id == officer.user_id
    assert neutralised([running]) == {}


def test_what_is_neutralised_counts_as_not_observed_until_it_is_withdrawn(
    running, officer, django_assert_num_queries
):
    first, second, *_ = competencies_of(running)
    said = SAID | {"effect": "neutralise"}
    incident = actions.report_incident(running, **said, competencies=[first, first], by=officer)
    actions.report_incident(running, **said, competencies=[second], by=officer)
    with django_assert_num_queries(2):
        found = neutralised([running.pk])
    assert found == {running.pk: Neutralised(frozenset({first.pk, second.pk}))}
    assert found[running.pk].silences(first.pk)
    actions.withdraw_incident(incident, reason="Mauvais poste.", by=officer)
    assert neutralised([running]) == {running.pk: Neutralised(frozenset({second.pk}))}


def test_a_simulation_to_replay_counts_for_nothing(running, officer):
    actions.report_incident(running, **SAID | {"effect": "replay"}, by=officer)
    found = neutralised([running])[running.pk]
    assert found.replay
    assert all(found.silences(each.pk) for each in competencies_of(running))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": "  "}, "Dites ce qui s’est passé"),
        ({"reason": "x" * 2001}, "dépasse 2000"),
        ({"category": "météo"}, "technique, du candidat ou des évaluateurs"),
        ({"effect": "annuler"}, "l’effet de l’incident"),
        ({"effect": "neutralise"}, "Nommez les compétences"),
        ({"second": -1}, "compté depuis le début"),
    ],
)
def test_what_is_refused(running, officer, change, sentence):
    with pytest.raises(Refusal, match=sentence):
        actions.report_incident(running, **SAID | change, by=officer)
    assert not Incident.objects.exists()


def test_only_competencies_of_the_simulation_and_only_to_neutralise(running, officer):
    mine = competencies_of(running)[0]
    foreign = mine.block.revision.blocks.get(position=2).competencies.first()
    with pytest.raises(Refusal, match="n’est pas évaluée"):
        actions.report_incident(
            running, **SAID | {"effect": "neutralise"}, competencies=[foreign], by=officer
        )
    with pytest.raises(Refusal, match="Seul l’effet"):
        actions.report_incident(running, **SAID, competencies=[mine], by=officer)


@pytest.mark.parametrize("state", ["planned", "absent", "excused", "cancelled"])
def test_nothing_happens_to_who_does_not_play(officer, state):
    simulation = grading.a_simulation()
    simulation.state = state
    simulation.save()
    with pytest.raises(Refusal, match="pendant l’épreuve ou après"):
        actions.report_incident(simulation, **SAID, by=officer)


def test_not_once_the_session_is_closed(running, officer):
    incident = actions.report_incident(running, **SAID, by=officer)
    session = running.registration.session
    session.state, session.closed_at = SessionState.CLOSED, clock.now()
    session.save()
    with pytest.raises(Refusal, match="session convoquée"):
        actions.report_incident(running, **SAID, by=officer)
    with pytest.raises(Refusal, match="session convoquée"):
        actions.withdraw_incident(incident, reason="Erreur.", by=officer)


def test_the_officer_and_the_lead_and_never_who_evaluates(running, make_actor):
    pair = [seat.person for seat in running.evaluators.all()]
    assert actions.report_incident(running, **SAID, by=lead_of(running))
    also_officer = actor_of(pair[0], "officer")
    for by in (actor_of(pair[0]), also_officer, actor_of(a_person()), make_actor("auditor")):
        with pytest.raises(Refusal, match="Seuls le gestionnaire"):
            actions.report_incident(running, **SAID, by=by)
    session = running.registration.session
    session.lead = pair[0]
    session.save()
    with pytest.raises(Refusal, match="jamais pour une mise en situation qu’ils évaluent"):
        actions.report_incident(running, **SAID, by=actor_of(pair[0]))


def test_a_withdrawal_has_a_reason_and_comes_once(running, officer):
    incident = actions.report_incident(running, **SAID, by=officer)
    with pytest.raises(Refusal, match="a un motif"):
        actions.withdraw_incident(incident, reason=" ", by=officer)
    actions.withdraw_incident(incident, reason="Poste confondu.", by=officer)
    with pytest.raises(Refusal, match="déjà retiré"):
        actions.withdraw_incident(incident, reason="Encore.", by=officer)
    assert IncidentWithdrawal.objects.count() == 1


def refused(words, statement, *values):
    with (
        pytest.raises(DatabaseError, match=words),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


def test_what_sql_refuses(running, officer):
    mine = competencies_of(running)[0]
    foreign = mine.block.revision.blocks.get(position=3).competencies.first()
    none = actions.report_incident(running, **SAID, by=officer)
    neutral = actions.report_incident(
        running, **SAID | {"effect": "neutralise"}, competencies=[mine], by=officer
    )
    add = "INSERT INTO assessments_incident_competencies (incident_id, competency_id)"
    add += " VALUES (%s, %s)"
    refused("of its own simulation", add, none.pk, mine.pk)
    refused("of its own simulation", add, neutral.pk, foreign.pk)
    refused("annot update", "UPDATE assessments_incident SET effect = 'none'")
    refused("annot delete", "DELETE FROM assessments_incident WHERE id = %s", none.pk)
    refused("annot update or delete", "DELETE FROM assessments_incident_competencies")
    actions.withdraw_incident(none, reason="Poste confondu.", by=officer)
    refused("annot delete", "DELETE FROM assessments_incidentwithdrawal")
    other = competencies_of(running)[1]
    with connection.cursor() as cursor:
        cursor.execute(add, [neutral.pk, other.pk])
        assert cursor.rowcount == 1
