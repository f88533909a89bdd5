"""From signed sheets to a stored snapshot: what is compared, when, once, and what it costs."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from assessments.grading import actions
from assessments.grading.agreement.material import material_of, state_of
from assessments.grading.agreement.measuring import MEASURE, measure, values_of
from assessments.grading.models import AgreementSnapshot, Consensus, Rating
from assessments.sessions import actions as sessions
from ccas import clock
from ccas.jobs import queue
from ccas.jobs.models import Job
from ccas.refusals import Refusal
from tests.factories.grading import (
    DAY,
    a_person,
    a_session,
    a_simulation,
    actor_of,
    competencies_of,
    fill,
    opened_sheets,
    signed_sheets,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


@pytest.fixture
def pair():
    return [a_person(), a_person()]


@pytest.fixture
def session():
    return a_session()


def simulated(session, pair, rank=0, **fields):
    return a_simulation(
        session=session, evaluators=pair, starts_at=DAY + timedelta(hours=rank), **fields
    )


def done(simulation):
    simulation.state, simulation.started_at = "done", simulation.starts_at
    simulation.ended_at = simulation.ends_at
    simulation.save()
    return simulation


# -- What is compared -----------------------------------------------------------------------------


def test_units_are_competencies_of_simulations_in_the_order_of_the_scale(session, pair):
    simulation = simulated(session, pair)
    signed_sheets(simulation, {0: "E", 1: "N", 2: "O"}, {2: "N"})
    material = material_of(session)
    assert material.levels == ("Acquis", "En cours d’acquisition", "Non acquis")
    first, second, third, fourth, *_ = [line.pk for line in competencies_of(simulation)]
    one, two = (person.pk for person in pair)
    assert material.units[simulation.pk, first] == {one: 1, two: 0}
    assert material.units[simulation.pk, second] == {one: 2, two: 0}
    assert material.units[simulation.pk, third] == {two: 2}
    assert material.units[simulation.pk, fourth] == {one: 0, two: 0}
    ((people, both),) = material.pairs()
    assert set(people) == {one, two} and len(both) == 12
    assert material.rows(third) == [[2]]


def test_nothing_of_a_simulation_that_somebody_has_yet_to_sign(session, pair):
    signed_sheets(simulated(session, pair))
    before = material_of(session)
    one, _ = opened_sheets(simulated(session, pair, 1))
    fill(one, "N")
    actions.sign_sheet(one, by=actor_of(pair[0]))
    assert material_of(session) == before


def test_what_was_rated_after_seeing_the_other_sheet_is_not_compared(session, pair, officer):
    """Reopened before the other had signed: still blind. After: the first signature is kept."""
    blind, seen = simulated(session, pair), simulated(session, pair, 1)
    one, two = opened_sheets(blind)
    fill(one)
    fill(two)
    actions.sign_sheet(one, by=actor_of(pair[0]))
    again = actions.reopen_sheet(one, reason="Ligne sautée.", by=officer)
    fill(again, {0: "N"})
    actions.sign_sheet(again, by=actor_of(pair[0]))
    actions.sign_sheet(two, by=actor_of(pair[1]))

    first, _ = signed_sheets(seen)
    again = actions.reopen_sheet(first, reason="Ligne sautée.", by=officer)
    fill(again, {0: "N"})
    actions.sign_sheet(again, by=actor_of(pair[0]))

    material = material_of(session)
    line = competencies_of(blind)[0].pk
    assert material.units[blind.pk, line][pair[0].pk] == 2
    assert material.units[seen.pk, line][pair[0].pk] == 0


def test_what_an_incident_hides_is_missing(session, pair, officer):
    hidden, aside = done(simulated(session, pair)), done(simulated(session, pair, 1))
    signed_sheets(hidden)
    signed_sheets(aside)
    before = material_of(session)
    line = competencies_of(hidden)[3]
    said = {"category": "technical", "reason": "Coupure.", "by": officer}
    sessions.report_incident(hidden, effect="neutralise", competencies=[line], **said)
    sessions.report_incident(aside, effect="replay", **said)
    after = material_of(session)
    assert len(before.units) == 26
    assert {simulation for simulation, _ in after.units} == {hidden.pk}
    assert len(after.units) == 12 and (hidden.pk, line.pk) not in after.units
    assert before.fingerprint != after.fingerprint == state_of(session)


def test_three_evaluators_make_three_pairs(session):
    signed_sheets(simulated(session, [a_person() for _ in range(3)]), "A", "E", "N")
    pairs = dict(material_of(session).pairs())
    assert len(pairs) == 3
    assert {both[0] for both in pairs.values()} <= {(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)}


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_the_same_whatever_the_simulations(
    session, pair, django_assert_num_queries, count
):
    for rank in range(count):
        signed_sheets(simulated(session, pair, rank))
    material_of(session)
    with django_assert_num_queries(4):
        material_of(session)


# -- What is kept ---------------------------------------------------------------------------------


def a_graded_session(session, pair):
    """Four simulations in which the second evaluator is now and then more severe."""
    for rank in range(4):
        signed_sheets(
            simulated(session, pair, rank),
            {0: "N", 3: "E"},
            {0: "N", 3: "N" if rank else "E", 5: "E", 7 + rank: "O"},
        )


def test_the_last_signature_of_a_session_has_it_measured_once(session, pair):
    a_graded_session(session, pair)
    jobs = list(Job.objects.filter(kind=MEASURE).order_by("recorded_at"))
    assert jobs, "each simulation was, when signed, the last of the session so far"
    assert queue.run(jobs[-1].pk)
    snapshot = session.agreements.get()
    assert snapshot.fingerprint == state_of(session)
    values = snapshot.values
    assert values["simulations"] == 4
    assert [pair["units"] for pair in values["pairs"]] == [48]
    assert 0 < values["pairs"][0]["value"] < 1
    assert len(values["competencies"]) == 13
    assert {row["sentence"] for row in values["competencies"]} == {
        "Trop peu pour le dire : 4 lignes comparées, il en faut 10.",
        "Trop peu pour le dire : 3 lignes comparées, il en faut 10.",
    }
    for job in jobs:
        measure(job)
    assert session.agreements.count() == 1
    job = Job.objects.get(pk=jobs[-1].pk)
    assert (job.state, job.done, job.total) == ("done", 15, 15)


def test_a_session_still_at_work_is_not_measured_by_itself(session, pair):
    simulated(session, pair, 5)
    signed_sheets(simulated(session, pair))
    assert not Job.objects.filter(kind=MEASURE).exists()
    session.lead = a_person()
    session.save()
    job = actions.measure_agreement(session, by=actor_of(session.lead))
    assert actions.measure_agreement(session, by=actor_of(session.lead)) == job


def test_measuring_changes_no_rating_and_no_consensus(session, pair):
    """Never: neither the sheets nor what follows from them."""
    a_graded_session(session, pair)
    before = list(Rating.objects.order_by("pk").values()), list(Consensus.objects.values())
    values = values_of(material_of(session))
    assert values["session"]["ordinal"]["value"] is not None
    after = list(Rating.objects.order_by("pk").values()), list(Consensus.objects.values())
    assert before == after


def test_nothing_to_compare_is_said(session, pair, officer):
    opened_sheets(simulated(session, pair))
    with pytest.raises(Refusal, match="Rien à comparer"):
        actions.measure_agreement(session, by=officer)


def test_a_session_closed_without_a_sheet_leaves_no_number(session, pair):
    opened_sheets(simulated(session, pair))
    job = Job.objects.create(kind=MEASURE, key="close", payload={"session": str(session.pk)})
    measure(job)
    assert not session.agreements.exists()


def test_others_do_not_ask(session, pair, make_actor):
    signed_sheets(simulated(session, pair))
    for by in (actor_of(pair[0]), make_actor("auditor"), make_actor("candidate")):
        with pytest.raises(Refusal, match="Seuls le gestionnaire et le responsable"):
            actions.measure_agreement(session, by=by)


def test_a_snapshot_stays(session):
    kept = AgreementSnapshot.objects.create(session=session, fingerprint="f" * 64, values={})
    for change in (
        lambda: AgreementSnapshot.objects.filter(pk=kept.pk).update(values={"a": 1}),
        lambda: AgreementSnapshot.objects.filter(pk=kept.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
