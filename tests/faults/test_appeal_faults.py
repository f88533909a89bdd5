"""A crash after any statement of an appeal, of its answer, of a withdrawal leaves no trace."""

from datetime import timedelta

import pytest

from ccas import clock
from certification.appeals import actions
from certification.appeals.models import Appeal
from certification.awards import actions as awards
from certification.awards.models import Award, AwardWithdrawal
from tests.factories.appeals import GROUNDS, SOON, another_jury, challenged, first, owner
from tests.factories.awards import SignatoryFactory, an_administrator, an_officer, published
from tests.factories.deliberation import EVENING, candidate, concluded, opened, signed
from tests.faults.crashing import crash_everywhere, cut_connection, raise_crash

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

STOPS = pytest.mark.parametrize(("stop", "step"), [(raise_crash, 1), (cut_connection, 5)])


def tables(report):
    return {line.split(":")[0] for line in report.wrote}


@STOPS
def test_an_appeal_from_its_receipt_to_another_jury(officer, stop, step):
    room = challenged()
    by = owner(room)
    with clock.moved_to(SOON):
        report = crash_everywhere(
            lambda: actions.receive_appeal(first(room), grounds=GROUNDS, by=by), stop, step=step
        )
        assert {"certification_appeal", "ccas_document", "ccas_message"} <= tables(report)
        appeal = Appeal.objects.get()
        report = crash_everywhere(
            lambda: actions.answer_appeal(appeal, accepts=True, reasons="Oui.", by=officer),
            stop,
            step=step,
        )
        assert {"certification_appeal", "ccas_document", "ccas_journalentry"} <= tables(report)
        other = another_jury().jury
        appeal.refresh_from_db()
        report = crash_everywhere(
            lambda: actions.present_again(appeal, jury=other, by=officer), stop, step=step
        )
    assert "certification_agendaitem: 1 → 2 row(s)" in report.wrote


@STOPS
def test_a_withdrawal_from_its_proposal_to_its_end(stop, step):
    SignatoryFactory()
    room = opened([candidate()])
    with clock.moved_to(EVENING):
        concluded(room, room.presentations[0])
    published(signed(room), an_officer())
    award, officer, administrator = Award.objects.get(), an_officer(), an_administrator()
    with clock.moved_to(EVENING):
        crash_everywhere(
            lambda: awards.propose_withdrawal(
                award,
                ground="fraud",
                found_on=clock.today(),
                reference="PV 9",
                reasons="Identité usurpée.",
                by=officer,
            ),
            stop,
            step=step,
        )
    withdrawal = AwardWithdrawal.objects.get()
    with clock.moved_to(EVENING + timedelta(days=16)):
        report = crash_everywhere(
            lambda: awards.pronounce_withdrawal(withdrawal, by=administrator), stop, step=step
        )
    assert {
        "certification_award",
        "certification_awardwithdrawal",
        "ccas_document",
        "ccas_journalentry",
        "ccas_message",
    } <= tables(report)


@STOPS
def test_a_paper_notice(officer, stop, step):
    room = challenged(email=False)
    with clock.moved_to(SOON):
        report = crash_everywhere(
            lambda: awards.record_paper_notice(
                first(room), notified_on=clock.today(), reference="Recommandé 7", by=officer
            ),
            stop,
            step=step,
        )
    assert "certification_resultnotice: 0 → 1 row(s)" in report.wrote
