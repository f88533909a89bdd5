"""What deliberation reads: proposals and grids, in few queries, nothing before its time."""

from datetime import timedelta
from uuid import uuid4

import pytest

from assessments.grading import actions, reading, rules
from assessments.grading.axis import axes_for
from tests.factories.candidates import EnrolmentFactory
from tests.factories.grading import (
    DAY,
    a_simulation,
    actor_of,
    competencies_of,
    fill,
    opened_sheets,
    signed_consensus,
    signed_sheets,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment():
    return EnrolmentFactory()


@pytest.fixture
def blocks(enrolment):
    return list(enrolment.revision.blocks.all())


def test_one_block_validated_one_short_one_without_simulation(enrolment, blocks):
    signed_consensus(a_simulation(enrolment=enrolment, blocks=(1, 2)), {14: "N"})
    proposals = reading.proposals_for(enrolment, blocks)
    assert list(proposals) == blocks
    assert [proposal.verdict for proposal in proposals.values()] == [
        "validated",
        "not_validated",
        None,
    ]
    short = proposals[blocks[1]].reasons
    assert short[0] == "14 compétences acquises sur 15."
    assert "Compétence 2," in short[1] and "non acquis (Feu de cave" in short[1]
    for proposal in proposals.values():
        assert rules.replay(proposal.inputs) == proposal


def test_a_later_simulation_makes_up_for_a_shortfall(enrolment, blocks):
    first = a_simulation(enrolment=enrolment, blocks=(1,))
    session = first.registration.session
    signed_consensus(first, {3: "E"})
    assert reading.proposals_for(enrolment, blocks[:1])[blocks[0]].verdict == "not_validated"
    later = a_simulation(
        enrolment=enrolment, blocks=(1,), session=session, starts_at=DAY + timedelta(hours=3)
    )
    opened_sheets(later)
    pending = reading.proposals_for(enrolment, blocks[:1])[blocks[0]]
    assert pending.verdict is None
    assert "n’est pas signée" in pending.reasons[0]
    signed_consensus(later)
    assert reading.proposals_for(enrolment, blocks[:1])[blocks[0]].verdict == "validated"


def test_who_was_absent_or_not_opened_yet_does_not_hold_the_proposal_back(enrolment, blocks):
    first = a_simulation(enrolment=enrolment, blocks=(1,))
    signed_consensus(first)
    session = first.registration.session
    a_simulation(enrolment=enrolment, session=session, starts_at=DAY + timedelta(hours=1))
    absent = a_simulation(enrolment=enrolment, session=session, starts_at=DAY + timedelta(hours=2))
    opened_sheets(absent)
    absent.state = "absent"
    absent.save()
    proposal = reading.proposals_for(enrolment, blocks[:1])[blocks[0]]
    assert proposal.verdict == "validated"
    assert len(proposal.inputs["simulations"]) == 1
    assert proposal.inputs["pending"] == []


def test_a_void_consensus_says_nothing_and_changes_the_fingerprint(enrolment, blocks, officer):
    simulation = a_simulation(enrolment=enrolment)
    signed_consensus(simulation)
    before = reading.proposals_for(enrolment, blocks[:1])[blocks[0]]
    actions.reopen_sheet(simulation.sheets.first(), reason="Ligne sautée.", by=officer)
    after = reading.proposals_for(enrolment, blocks[:1])[blocks[0]]
    assert (before.verdict, after.verdict) == ("validated", None)
    assert before.fingerprint != after.fingerprint


def test_another_candidate_s_simulations_are_not_read(enrolment, blocks):
    signed_consensus(a_simulation())
    assert reading.proposals_for(enrolment, blocks[:1])[blocks[0]].verdict is None


def test_the_grid_has_every_line_against_every_simulation(enrolment, blocks):
    simulation = a_simulation(enrolment=enrolment, blocks=(1,))
    one, two = signed_sheets(simulation, {0: "A"}, {0: "N"})
    by = actor_of(one.evaluator)
    consensus = actions.open_consensus(simulation, by=by)
    grid = reading.grid_for(enrolment)
    assert [column.consensus for column in grid.columns] == ["open"]
    assert grid.columns[0].evaluators == (
        (one.evaluator_id, one.evaluator.display_name),
        (two.evaluator_id, two.evaluator.display_name),
    )
    assert len(grid.lines) == 42
    pk, code, position, text, cells = grid.lines[0]
    first = competencies_of(simulation)[0]
    assert (pk, code, position, text) == (first.pk, "RNCP35553BC01", 1, first.text)
    assert cells == ((("A", "N"), None, False, "", ""),)
    assert grid.lines[13][4] == (None,)
    actions.settle_line(consensus.lines.first(), value="E", word="Revu.", by=by)
    for each in (one, two):
        actions.sign_consensus(consensus, by=actor_of(each.evaluator))
    grid = reading.grid_for(enrolment)
    assert grid.lines[0][4] == ((("A", "N"), "E", True, "Revu.", ""),)
    assert grid.lines[1][4] == ((("A", "A"), "A", False, "", ""),)


def test_the_grid_and_the_observations_wait_for_every_signature(enrolment):
    simulation = a_simulation(enrolment=enrolment, blocks=(1,))
    one, two = opened_sheets(simulation)
    line = competencies_of(simulation)[0]
    actions.record_act(
        one,
        client_id=uuid4(),
        sequence=1,
        kind="note",
        competency=line,
        text="calme",
        second=30,
        by=actor_of(one.evaluator),
    )
    fill(one)
    actions.sign_sheet(one, by=actor_of(one.evaluator))
    assert reading.grid_for(enrolment).lines[0][4] == (((None, None), None, False, "", ""),)
    assert axes_for(enrolment, line) == []
    fill(two)
    actions.sign_sheet(two, by=actor_of(two.evaluator))
    assert reading.grid_for(enrolment).lines[0][4] == ((("A", "A"), None, False, "", ""),)
    (axis,) = axes_for(enrolment, line)
    assert [(event.at, event.lane, event.words) for event in axis.events][:1] == [
        ("00:30", one.evaluator.display_name, "calme")
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_proposals_and_grids_cost_the_same_whatever_the_simulations(
    enrolment, blocks, django_assert_num_queries, count
):
    session = None
    for rank in range(count):
        simulation = a_simulation(
            enrolment=enrolment,
            blocks=(1, 2, 3),
            session=session,
            starts_at=DAY + timedelta(hours=rank),
        )
        session = simulation.registration.session
        signed_consensus(simulation)
    with django_assert_num_queries(6):
        reading.proposals_for(enrolment, blocks)
    with django_assert_num_queries(9):
        reading.grid_for(enrolment)
