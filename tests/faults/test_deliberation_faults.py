"""A crash after any statement of deciding, signing the minutes, or issuing leaves no trace."""

import pytest

from ccas import clock
from ccas.actors import Actor
from certification.awards import actions as awards
from certification.deliberation import actions
from certification.deliberation.models import BallotRound
from tests.factories.awards import SignatoryFactory
from tests.factories.deliberation import (
    EVENING,
    MORNING,
    candidate,
    concluded,
    decide,
    opened,
    proposed,
)
from tests.factories.framework import shipped_revision
from tests.faults.crashing import crash_everywhere, cut_connection, raise_crash

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def tables(report):
    return {line.split(":")[0] for line in report.wrote}


@pytest.mark.parametrize("stop", [raise_crash, cut_connection])
def test_decide_block(stop):
    enrolment = candidate(revision=shipped_revision())
    proposed(enrolment, 1)
    room = opened([enrolment])
    (presentation,) = room.presentations
    with clock.moved_to(MORNING):
        actions.mark_present(presentation, by=room.president)
        report = crash_everywhere(lambda: decide(room, presentation, 1), stop)
    assert {"certification_blockdecision", "ccas_journalentry"} <= tables(report)


@pytest.mark.parametrize("stop", [raise_crash, cut_connection])
def test_a_ballot_from_the_urn_to_the_decision(stop):
    room = opened(1, voting="ballots")
    (presentation,) = room.presentations
    block = presentation.blocks.get(position=1)
    with clock.moved_to(MORNING):
        actions.mark_present(presentation, by=room.president)
        crash_everywhere(lambda: actions.open_ballot(presentation, block, by=room.president), stop)
        ballot = BallotRound.objects.get()
        for member in room.members:
            actions.cast_ballot(ballot, choice="for", by=member)
        report = crash_everywhere(
            lambda: actions.cast_ballot(ballot, choice="for", by=room.president), stop
        )
        assert "certification_ballot: 4 → 5 row(s)" in report.wrote
        crash_everywhere(lambda: actions.close_ballot(ballot, by=room.president), stop)
        report = crash_everywhere(lambda: decide(room, presentation, 1), stop)
        assert "certification_blockdecision" in tables(report)
        report = crash_everywhere(
            lambda: actions.reconsider_block(presentation, block, reason="x", by=room.president),
            stop,
        )
        assert {"certification_blockdecision", "certification_ballotround"} <= tables(report)


def all_signed_but_the_president(room):
    with clock.moved_to(EVENING):
        for presentation in room.presentations:
            concluded(room, presentation)
        actions.close_deliberation(room.deliberation, by=room.president)
        for member in room.members:
            actions.sign_minutes(room.deliberation, by=member)


@pytest.mark.parametrize(("stop", "step"), [(raise_crash, 1), (cut_connection, 5)])
def test_the_president_s_signature_on_the_minutes(stop, step):
    room = opened(1)
    all_signed_but_the_president(room)
    with clock.moved_to(EVENING):
        report = crash_everywhere(
            lambda: actions.sign_minutes(room.deliberation, by=room.president), stop, step=step
        )
    assert {
        "assessments_acquiredblock",
        "ccas_document",
        "ccas_job",
        "ccas_journalentry",
        "certification_minutes",
        "certification_minutessignature",
    } <= tables(report)


@pytest.fixture
def signed_room():
    SignatoryFactory()
    room = opened(1)
    all_signed_but_the_president(room)
    with clock.moved_to(EVENING):
        actions.sign_minutes(room.deliberation, by=room.president)
    return room


def test_delivering_the_titles(signed_room):
    pk = signed_room.deliberation.pk
    with clock.moved_to(EVENING):
        report = crash_everywhere(lambda: awards.deliver(pk, by=Actor.system()))
    assert "certification_award: 0 → 1 row(s)" in report.wrote


@pytest.mark.parametrize("stop", [raise_crash, cut_connection])
def test_publishing(signed_room, officer, stop):
    with clock.moved_to(EVENING):
        actions.schedule_publication(signed_room.deliberation, not_before=EVENING, by=officer)
        report = crash_everywhere(
            lambda: actions.publish(signed_room.deliberation, by=officer), stop
        )
    assert {"certification_deliberation", "ccas_job", "ccas_journalentry"} <= tables(report)


def test_correcting_signed_minutes(signed_room):
    sitting = signed_room.deliberation
    with clock.moved_to(EVENING):
        crash_everywhere(
            lambda: actions.propose_correction(
                sitting,
                wrong=signed_room.jury.place.split(",")[0],
                right="Beauvau",
                reason="Lieu mal écrit.",
                by=signed_room.president,
            )
        )
        report = crash_everywhere(
            lambda: actions.countersign_correction(sitting, version=2, by=signed_room.members[0])
        )
    assert {"ccas_document", "certification_minutescorrection"} <= tables(report)


@pytest.mark.parametrize(("stop", "step"), [(raise_crash, 1), (cut_connection, 7)])
def test_issuing_the_documents(signed_room, officer, stop, step):
    pk = signed_room.deliberation.pk
    with clock.moved_to(EVENING):
        awards.deliver(pk, by=Actor.system())
        actions.schedule_publication(signed_room.deliberation, not_before=EVENING, by=officer)
        awards.publish_results(signed_room.deliberation, by=officer)
        report = crash_everywhere(
            lambda: awards.issue_results(pk, by=Actor.system()), stop, step=step
        )
    assert {
        "ccas_document",
        "ccas_job",
        "ccas_series",
        "certification_resultnotice",
    } <= tables(report)
