"""The invariants of files and of practice see what a hand that steps over the triggers would do."""

from datetime import date

import pytest
from django.db import connection

from assessments.practice import actions
from assessments.practice.scans import SCAN, destination
from ccas import clock
from ccas.files import actions as files
from ccas.files.examining import examine
from certification.invariants import broken_invariants
from tests.ccas.files.samples import pdf
from tests.factories.practice import AttestationFactory, RequestFactory, answered
from tests.faults.test_room_invariants import over_the_triggers

pytestmark = pytest.mark.django_db


def test_an_attestation_that_nobody_recognised(officer):
    with clock.moved_to(date(2026, 6, 15)):
        asked = answered(RequestFactory(), now=clock.now())
        row = actions.confirm_answer(asked, checked_how="Annuaire.", by=officer)
    assert 25 not in broken_invariants()
    with over_the_triggers("assessments_attestationrequest") as cursor:
        cursor.execute("UPDATE assessments_attestationrequest SET covers_until = '2026-05-30'")
    assert broken_invariants()[25] == [f"attestation {row.pk} : en ligne, et non vérifiée"]


def test_a_file_shown_without_a_verdict(officer):
    attestation = AttestationFactory()
    place = destination(officer, attestation.pk)
    file = files.receive(SCAN, place, name="a.pdf", pieces=[pdf()], by=officer)
    examine(file.pk, by=officer)
    assert 9 not in broken_invariants()
    with over_the_triggers("ccas_receivedfile") as cursor:
        cursor.execute("ALTER TABLE ccas_receivedfile DROP CONSTRAINT file_only_clean_is_shown")
        cursor.execute("UPDATE ccas_receivedfile SET state = 'scanning'")
    assert broken_invariants()[9] == [f"fichier {file.pk} : montré sans verdict"]


def test_the_constraint_itself_refuses_a_file_shown_without_a_verdict(officer):
    attestation = AttestationFactory()
    place = destination(officer, attestation.pk)
    file = files.receive(SCAN, place, name="a.pdf", pieces=[pdf()], by=officer)
    examine(file.pk, by=officer)
    with (
        pytest.raises(Exception, match="file_only_clean_is_shown"),
        over_the_triggers("ccas_receivedfile"),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE ccas_receivedfile SET state = 'scanning'")
