"""A title by raw SQL: only with every block, the practice attested, once, and for good."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from certification.awards import actions
from certification.awards.models import Award
from tests.certification.awards.test_road import sat
from tests.factories.awards import SignatoryFactory, an_officer
from tests.factories.deliberation import candidate

pytestmark = pytest.mark.django_db

INSERT = """
    INSERT INTO certification_award (id, occurred_at, enrolment_id, candidate_id, qualification_id,
        presentation_id, awarded_on, practice, withdrawal_ground, withdrawal_reference)
    SELECT gen_random_uuid(), now(), e.id, {candidate}, r.qualification_id, p.id, '2026-10-06',
        '{practice}', '', ''
    FROM certification_presentation p
    JOIN assessments_enrolment e ON e.id = p.enrolment_id
    JOIN assessments_qualificationrevision r ON r.id = e.revision_id
    WHERE p.id = %s
"""


def insert(presentation, candidate_sql="e.candidate_id", practice='{"met": true}'):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT.format(candidate=candidate_sql, practice=practice), [presentation.pk])


def test_a_title_needs_every_block_and_the_practice():
    room = sat(candidate(), candidate(), c2={"b2": "not_validated"})
    full, partial = room.presentations
    with pytest.raises(IntegrityError, match="every block"):
        insert(partial)
    for short in ('{"met": false}', "{}"):
        with pytest.raises(IntegrityError, match="award_practice_is_attested"):
            insert(full, practice=short)
    with pytest.raises(IntegrityError, match="every block"):
        insert(full, candidate_sql=f"'{partial.enrolment.candidate_id}'")
    insert(full)
    with pytest.raises(IntegrityError, match="award_one_in_force"):
        insert(full)


def test_a_title_is_written_once_and_withdrawn_by_an_act():
    room = sat(candidate())
    actions.deliver(room.deliberation.pk, by=an_officer())
    for statement in (
        "UPDATE certification_award SET awarded_on = '2020-01-01'",
        'UPDATE certification_award SET practice = \'{"met": true, "x": 1}\'',
        "DELETE FROM certification_award",
    ):
        with (
            pytest.raises((IntegrityError, ProgrammingError), match=r"(?i)cannot"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with pytest.raises(IntegrityError, match="by two people"), transaction.atomic():
        Award.objects.update(withdrawn_on="2026-11-01")


def test_a_delegate_has_an_act():
    with pytest.raises(IntegrityError, match="signatory_delegate_has_an_act"):
        SignatoryFactory(act_reference="")
