"""What must never be false of enrolments and of the ledger, attempted by raw SQL."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.utils import InternalError

from assessments.candidates.models import Enrolment
from tests.factories.candidates import AcquiredBlockFactory, CandidateFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db

REFUSED = (IntegrityError, ProgrammingError, InternalError)


@pytest.mark.parametrize(
    ("make", "statement", "words"),
    [
        (
            EnrolmentFactory,
            "UPDATE assessments_enrolment SET began_on = '2026-04-20'",
            "begun after the registration end",
        ),
        (EnrolmentFactory, "DELETE FROM assessments_enrolment", "pgtrigger"),
        (
            EnrolmentFactory,
            "UPDATE assessments_enrolment SET route = 'VAE'",
            "enrolment_vae_is_admissible",
        ),
        (
            EnrolmentFactory,
            "UPDATE assessments_enrolment SET state = 'awarded'",
            "enrolment_ended_has_a_time",
        ),
        (
            CandidateFactory,
            "UPDATE assessments_candidate SET birth_month = NULL",
            "candidate_birth_date_is_possible",
        ),
        (
            CandidateFactory,
            "UPDATE assessments_candidate SET extra_time_percent = 101",
            "candidate_extra_time_is_reasonable",
        ),
        (AcquiredBlockFactory, "DELETE FROM assessments_acquiredblock", "pgtrigger"),
        (
            AcquiredBlockFactory,
            "UPDATE assessments_acquiredblock SET acquired_on = '2020-01-01'",
            "pgtrigger",
        ),
        (
            AcquiredBlockFactory,
            "UPDATE assessments_acquiredblock SET ended_on = '2026-01-01'",
            "block_ends_by_an_act",
        ),
    ],
)
def test_the_database_refuses_it_too(make, statement, words):
    make()
    with (
        pytest.raises(REFUSED, match=words),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_lets_through_what_is_right():
    """The negative control of the table above: the same statements, with right values."""
    EnrolmentFactory()
    AcquiredBlockFactory()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_enrolment SET began_on = '2026-04-19'")
        cursor.execute("UPDATE assessments_candidate SET birth_day = NULL, birth_month = NULL")
        cursor.execute(
            "UPDATE assessments_acquiredblock SET ended_on = '2026-01-01', end_reference = 'Acte'"
        )
    assert Enrolment.objects.get().began_on == date(2026, 4, 19)


def test_a_decided_block_with_an_equivalence_act_has_two_sources():
    with pytest.raises(IntegrityError, match="block_has_one_source"), transaction.atomic():
        AcquiredBlockFactory(source="decision", equivalence_reference="Acte 7")
    with pytest.raises(IntegrityError, match="block_held_once"), transaction.atomic():
        AcquiredBlockFactory(candidate=AcquiredBlockFactory().candidate)
