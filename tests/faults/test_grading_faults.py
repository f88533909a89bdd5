"""A crash after any statement of the grading room's acts leaves everything as it was."""

from uuid import UUID

import pytest

from assessments.grading import actions
from assessments.sessions import actions as running
from tests.factories.grading import (
    DAY,
    a_person,
    a_simulation,
    actor_of,
    competencies_of,
    fill,
    opened_sheets,
    signed_consensus,
    signed_sheets,
)
from tests.faults.crashing import crash_everywhere, cut_connection, raise_crash

pytestmark = pytest.mark.django_db(transaction=True)

DEVICE = UUID("3a1e0b8c-1f6d-4b57-9a55-8a2f0d2c7e11")


@pytest.mark.parametrize("stop", [raise_crash, cut_connection])
def test_record_act(stop):
    sheet = opened_sheets(a_simulation())[0]
    competency = competencies_of(sheet.simulation)[0]
    by = actor_of(sheet.evaluator)
    report = crash_everywhere(
        lambda: actions.record_act(
            sheet,
            client_id=DEVICE,
            sequence=1,
            kind="rate",
            competency=competency,
            value="A",
            by=by,
        ),
        stop,
    )
    assert [line.split(":")[0] for line in report.wrote] == [
        "assessments_rating",
        "assessments_sheetact",
    ]


@pytest.mark.parametrize("stop", [raise_crash, cut_connection])
def test_sign_sheet(stop):
    sheet = opened_sheets(a_simulation())[0]
    fill(sheet)
    by = actor_of(sheet.evaluator)
    report = crash_everywhere(lambda: actions.sign_sheet(sheet, by=by), stop)
    assert [line.split(":")[0] for line in report.wrote] == [
        "assessments_assessmentsheet",
        "ccas_journalentry",
    ]


@pytest.mark.parametrize("stop", [raise_crash, cut_connection])
def test_sign_consensus(stop):
    simulation = a_simulation()
    one, two = signed_sheets(simulation)
    first, second = actor_of(one.evaluator), actor_of(two.evaluator)
    consensus = actions.open_consensus(simulation, by=first)
    actions.sign_consensus(consensus, by=first)
    report = crash_everywhere(lambda: actions.sign_consensus(consensus, by=second), stop)
    assert [line.split(":")[0] for line in report.wrote] == [
        "assessments_consensus",
        "assessments_consensussignature",
        "ccas_journalentry",
    ]


def test_open_consensus():
    simulation = a_simulation()
    one, _ = signed_sheets(simulation, {0: "A"}, {0: "N"})
    by = actor_of(one.evaluator)
    report = crash_everywhere(lambda: actions.open_consensus(simulation, by=by))
    assert "assessments_consensusline: 0 → 13 row(s)" in report.wrote


def test_reopen_sheet(officer):
    simulation = a_simulation(evaluators=[a_person()])
    signed_consensus(simulation)
    sheet = simulation.sheets.get()
    report = crash_everywhere(
        lambda: actions.reopen_sheet(sheet, reason="Ligne sautée.", by=officer), step=3
    )
    assert "assessments_rating: 13 → 26 row(s)" in report.wrote


def test_freeze_sheets(officer):
    simulation = a_simulation()
    signed_sheets(simulation)
    enrolment = simulation.registration.enrolment
    report = crash_everywhere(lambda: actions.freeze_sheets([enrolment], by=officer))
    assert [line.split(":")[0] for line in report.wrote] == [
        "assessments_assessmentsheet",
        "ccas_journalentry",
    ]


def begun(simulation):
    """The same, under way."""
    simulation.state, simulation.started_at = "running", DAY
    simulation.save()
    return simulation


@pytest.mark.parametrize("stop", [raise_crash, cut_connection])
def test_report_incident(officer, stop):
    simulation = begun(a_simulation())
    named = competencies_of(simulation)[:2]
    report = crash_everywhere(
        lambda: running.report_incident(
            simulation,
            category="technical",
            effect="neutralise",
            reason="Radio coupée.",
            competencies=named,
            by=officer,
        ),
        stop,
    )
    assert report.wrote[:2] == [
        "assessments_incident: 0 → 1 row(s)",
        "assessments_incident_competencies: 0 → 2 row(s)",
    ]
    assert [line.split(":")[0] for line in report.wrote[2:]] == ["ccas_journalentry"]


def test_withdraw_incident(officer):
    simulation = begun(a_simulation())
    incident = running.report_incident(
        simulation, category="technical", effect="replay", reason="Radio coupée.", by=officer
    )
    report = crash_everywhere(
        lambda: running.withdraw_incident(incident, reason="Poste confondu.", by=officer)
    )
    assert [line.split(":")[0] for line in report.wrote] == [
        "assessments_incidentwithdrawal",
        "ccas_journalentry",
    ]


@pytest.mark.parametrize("stop", [raise_crash, cut_connection])
def test_release_candidate(officer, stop):
    simulation = begun(a_simulation())
    opened_sheets(simulation)
    simulation.state, simulation.ended_at = "done", DAY
    simulation.save()
    report = crash_everywhere(
        lambda: actions.release_candidate(simulation, reason="Fin de service.", by=officer), stop
    )
    assert [line.split(":")[0] for line in report.wrote] == [
        "assessments_candidaterelease",
        "ccas_journalentry",
    ]


def test_calling_the_lead_and_answering(officer):
    sheet = opened_sheets(a_simulation())[0]
    by = actor_of(sheet.evaluator)
    report = crash_everywhere(lambda: actions.call_lead(sheet, by=by))
    assert report.wrote[0] == "assessments_leadcall: 0 → 1 row(s)"
    call = sheet.calls.get()
    report = crash_everywhere(lambda: actions.answer_call(call, by=officer))
    assert report.wrote[0] == "assessments_leadcall: 1 → 1 row(s)"
