"""An incident, reported before or after: harmonised sheet, proposal, grid; and its withdrawal."""

from datetime import timedelta

import pytest

from assessments.grading import actions, reading, rules
from assessments.grading.incidents import Effects, effects_of
from assessments.sessions import actions as sessions
from ccas import clock
from ccas.refusals import Refusal
from tests.factories.candidates import EnrolmentFactory
from tests.factories.grading import (
    DAY,
    a_simulation,
    actor_of,
    competencies_of,
    signed_consensus,
    signed_sheets,
)

pytestmark = pytest.mark.django_db

INCIDENT = "incident technique du 17/03/2026"
TOLD = f"Neutralisée : {INCIDENT}."


@pytest.fixture
def enrolment():
    return EnrolmentFactory()


@pytest.fixture
def block(enrolment):
    return enrolment.revision.blocks.get(position=1)


@pytest.fixture
def simulation(enrolment):
    return held(a_simulation(enrolment=enrolment, blocks=(1,)))


@pytest.fixture
def pair(simulation):
    return [actor_of(seat.person) for seat in simulation.evaluators.order_by("position")]


def held(simulation):
    simulation.state = "done"
    simulation.started_at, simulation.ended_at = simulation.starts_at, simulation.ends_at
    simulation.save()
    return simulation


def report(simulation, by, *ranks, effect="neutralise"):
    """An incident on the competencies of these ranks, from 0."""
    lines = competencies_of(simulation)
    with clock.moved_to(DAY + timedelta(days=2)):
        return sessions.report_incident(
            simulation,
            category="technical",
            effect=effect,
            reason="Coupure de la téléphonie.",
            competencies=[lines[rank] for rank in ranks],
            by=by,
        )


def proposed(enrolment, block):
    proposal = reading.proposals_for(enrolment, [block])[block]
    assert rules.replay(proposal.inputs) == proposal
    return proposal


# -- What is read ---------------------------------------------------------------------------------


def test_effects_name_the_day_of_the_simulation_and_cost_one_query(
    simulation, officer, django_assert_num_queries
):
    first, second, *_ = competencies_of(simulation)
    report(simulation, officer, 0, 1)
    gone = report(simulation, officer, effect="replay")
    report(simulation, officer, effect="none")
    with django_assert_num_queries(1):
        found = effects_of([simulation.pk])
    assert found == {simulation.pk: Effects({first.pk: INCIDENT, second.pk: INCIDENT}, INCIDENT)}
    sessions.withdraw_incident(gone, reason="Mauvais poste.", by=officer)
    assert effects_of([simulation.pk])[simulation.pk].set_aside == ""


def test_an_incident_without_effect_takes_nothing_out(simulation, officer):
    report(simulation, officer, effect="none")
    assert effects_of([simulation.pk]) == {}


# -- The proposal ---------------------------------------------------------------------------------


def test_a_neutralised_competency_is_not_observed_until_the_incident_is_withdrawn(
    enrolment, block, simulation, officer
):
    signed_consensus(simulation)
    before = proposed(enrolment, block)
    incident = report(simulation, officer, 3)
    during = proposed(enrolment, block)
    sessions.withdraw_incident(incident, reason="Mauvais poste.", by=officer)
    after = proposed(enrolment, block)
    assert (before.verdict, during.verdict, after.verdict) == ("validated", None, "validated")
    assert "Compétence 4," in during.reasons[2]
    assert f"neutralisée, {INCIDENT} (Feu de cave" in during.reasons[2]
    assert before.fingerprint == after.fingerprint != during.fingerprint


def test_another_simulation_makes_up_for_what_was_neutralised(
    enrolment, block, simulation, officer
):
    signed_consensus(simulation)
    report(simulation, officer, 3)
    later = a_simulation(
        enrolment=enrolment,
        session=simulation.registration.session,
        starts_at=DAY + timedelta(hours=3),
    )
    signed_consensus(later, "O")
    assert proposed(enrolment, block).verdict is None
    again = a_simulation(
        enrolment=enrolment,
        session=simulation.registration.session,
        starts_at=DAY + timedelta(hours=5),
    )
    signed_consensus(again)
    assert proposed(enrolment, block).verdict == "validated"


@pytest.mark.parametrize("graded", [False, True])
def test_a_simulation_to_replay_says_nothing_signed_or_not(
    enrolment, block, simulation, officer, graded
):
    if graded:
        signed_consensus(simulation, "N")
    report(simulation, officer, effect="replay")
    alone = proposed(enrolment, block)
    assert alone.verdict is None
    assert alone.reasons[-1].endswith(f"mise de côté et à rejouer, {INCIDENT}.")
    replay = a_simulation(
        enrolment=enrolment,
        session=simulation.registration.session,
        starts_at=DAY + timedelta(hours=3),
    )
    signed_consensus(replay)
    settled = proposed(enrolment, block)
    assert settled.verdict == "validated"
    assert settled.inputs["pending"] == []
    assert settled.inputs["simulations"][0]["set_aside"] == INCIDENT


def test_without_the_incident_the_same_sheets_are_short(enrolment, block, simulation, officer):
    """Negative control: the incident, and nothing else, held the refusal back."""
    signed_consensus(simulation, {3: "N"})
    assert proposed(enrolment, block).verdict == "not_validated"
    report(simulation, officer, 3)
    assert proposed(enrolment, block).verdict is None


def test_the_grid_shows_what_was_rated_and_the_consensus_as_not_observed(
    enrolment, simulation, officer
):
    signed_consensus(simulation)
    report(simulation, officer, 3)
    lines = reading.grid_for(enrolment).lines
    assert lines[3][4] == ((("A", "A"), "O", False, "", INCIDENT),)
    assert lines[4][4] == ((("A", "A"), "A", False, "", ""),)
    report(simulation, officer, effect="replay")
    assert {line[4][0][1] for line in reading.grid_for(enrolment).lines[:13]} == {"O"}


# -- The harmonised sheet -------------------------------------------------------------------------


def test_a_disagreement_that_an_incident_hides_is_not_argued_over(simulation, officer, pair):
    signed_sheets(simulation, {0: "A", 1: "A"}, {0: "N", 1: "N"})
    report(simulation, officer, 0)
    consensus = actions.open_consensus(simulation, by=pair[0])
    hidden, open_, agreed, *_ = consensus.lines.all()
    assert (hidden.value, hidden.settled, hidden.word) == ("O", True, TOLD)
    assert (open_.value, open_.settled) == ("", False)
    assert (agreed.value, agreed.settled) == ("A", False)
    with pytest.raises(Refusal) as caught:
        actions.settle_line(hidden, value="A", word="Si, vu.", by=pair[0])
    assert caught.value.sentences == [
        f"{TOLD} Cette ligne vaut « non observé » : rien n’est à trancher."
    ]


def test_an_incident_reported_while_the_pair_talks_spares_the_line(simulation, officer, pair):
    signed_sheets(simulation, {0: "A"}, {0: "N"})
    consensus = actions.open_consensus(simulation, by=pair[0])
    with pytest.raises(Refusal, match="désaccord à trancher"):
        actions.sign_consensus(consensus, by=pair[0])
    report(simulation, officer, 0)
    states = [actions.sign_consensus(consensus, by=each).state for each in pair]
    assert states == ["open", "signed"]
    line = consensus.lines.first()
    assert (line.value, line.settled, line.word) == ("O", True, TOLD)


def test_a_withdrawn_incident_gives_the_line_back_to_the_pair(simulation, officer, pair):
    signed_sheets(simulation, {0: "A"}, {0: "N"})
    incident = report(simulation, officer, 0)
    consensus = actions.open_consensus(simulation, by=pair[0])
    sessions.withdraw_incident(incident, reason="Mauvais poste.", by=officer)
    line = consensus.lines.first()
    known = actions.mark_of(line)
    line = actions.settle_line(line, value="E", word="Revu.", by=pair[0], known=known)
    assert (line.value, line.word) == ("E", "Revu.")


def test_nothing_is_harmonised_in_a_simulation_to_replay(simulation, officer, pair):
    signed_sheets(simulation, {0: "A"}, {0: "N"})
    consensus = actions.open_consensus(simulation, by=pair[0])
    incident = report(simulation, officer, effect="replay")
    line = consensus.lines.first()
    for attempt in (
        lambda: actions.settle_line(line, value="A", word="mot", by=pair[0]),
        lambda: actions.sign_consensus(consensus, by=pair[0]),
    ):
        with pytest.raises(Refusal, match="mise de côté et à rejouer"):
            attempt()
    sessions.withdraw_incident(incident, reason="Mauvais poste.", by=officer)
    assert actions.settle_line(line, value="A", word="mot", by=pair[0]).settled


def test_no_consensus_opens_on_a_simulation_to_replay(simulation, officer, pair):
    signed_sheets(simulation)
    report(simulation, officer, effect="replay")
    with pytest.raises(Refusal, match="rien à harmoniser"):
        actions.open_consensus(simulation, by=pair[0])
