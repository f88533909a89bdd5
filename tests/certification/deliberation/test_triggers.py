"""What must never be false, attempted by raw SQL."""

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.candidates.models import AcquiredBlock
from ccas import clock
from certification.deliberation.models import Attendance, BlockDecision, Minutes
from tests.factories.deliberation import NOON, concluded, decide, opened, signed

pytestmark = pytest.mark.django_db


def sql(statement: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(statement: str, *values, match: str) -> None:
    with pytest.raises(IntegrityError, match=match):
        sql(statement, *values)


def copy(table: str, changes: str = "") -> str:
    """SQL that inserts a copy of the row with this id, under another id."""
    return (
        f"INSERT INTO {table} SELECT (jsonb_populate_record(t, "
        f"jsonb_build_object('id', gen_random_uuid()) || '{changes or '{}'}'::jsonb)).* "
        f"FROM {table} t WHERE id = %s"
    )


def test_signed_minutes_freeze_every_row_of_the_deliberation():
    room = opened(1)
    with clock.moved_to(NOON):
        concluded(room, room.presentations[0])
    (presentation,) = room.presentations
    decision = presentation.decisions.first()
    one = "(SELECT id FROM certification_minutessignature LIMIT 1)"
    attempts = [
        ("UPDATE certification_deliberation SET state = 'open', closed_at = NULL WHERE id = %s",
         room.deliberation.pk),
        ("UPDATE certification_deliberation SET indicators = '[]' WHERE id = %s",
         room.deliberation.pk),
        ("UPDATE certification_presentation SET outcome = 'partial' WHERE id = %s",
         presentation.pk),
        ("UPDATE certification_presentation SET occurred_at = now() WHERE id = %s",
         presentation.pk),
        ("DELETE FROM certification_presentedblock WHERE presentation_id = %s",
         presentation.pk),
        ("UPDATE certification_blockdecision SET reasons = 'autre' WHERE id = %s", decision.pk),
        ("UPDATE certification_blockdecision SET acquired_block_id = NULL WHERE id = %s",
         decision.pk),
        ("DELETE FROM certification_blockdecision WHERE id = %s", decision.pk),
        ("UPDATE certification_attendance SET at = now() WHERE deliberation_id = %s",
         room.deliberation.pk),
        ("DELETE FROM certification_attendance WHERE deliberation_id = %s", room.deliberation.pk),
        (copy("certification_attendance"), Attendance.objects.first().pk),
        (copy("certification_blockdecision"), decision.pk),
        (copy("certification_presentation", '{"position": 99}'), presentation.pk),
        (f"UPDATE certification_minutessignature SET refused = true WHERE id = {one}"
         " OR id = %s", decision.pk),
        (f"DELETE FROM certification_minutessignature WHERE id = {one} OR id = %s",
         decision.pk),
        ("INSERT INTO certification_recusal (id, occurred_at, jury_id, person_id, enrolment_id,"
         " ground, found_by) SELECT gen_random_uuid(), now(), d.jury_id, a.person_id,"
         " p.enrolment_id, 'motif', 'member' FROM certification_presentation p"
         " JOIN certification_deliberation d ON d.id = p.deliberation_id"
         " JOIN certification_attendance a ON a.deliberation_id = d.id"
         " WHERE p.id = %s LIMIT 1", presentation.pk),
    ]  # fmt: skip
    # Negative control: before the signature, the first ones go through.
    for statement, pk in attempts[1:2] + attempts[3:4] + attempts[5:6] + attempts[8:9]:
        with transaction.atomic():
            sql(statement, pk)
            transaction.set_rollback(True)
    signed(room)
    for statement, pk in attempts:
        refused(statement, pk, match="minutes are signed|stays presented")


def test_signed_minutes_themselves_stay():
    room = opened(1)
    with clock.moved_to(NOON):
        concluded(room, room.presentations[0])
    signed(room)
    pk = Minutes.objects.get().pk
    for statement in (
        "UPDATE certification_minutes SET facts = '{}' WHERE id = %s",
        "UPDATE certification_minutes SET state = 'draft', signed_at = NULL WHERE id = %s",
        "DELETE FROM certification_minutes WHERE id = %s",
    ):
        with pytest.raises(Exception, match=r"(?i)cannot|signed"):
            sql(statement, pk)


def test_a_decision_is_about_a_block_that_is_presented_and_stays_so():
    room = opened(2)
    first, second = room.presentations
    with clock.moved_to(NOON):
        from certification.deliberation import actions

        actions.mark_present(first, by=room.president)
        row = decide(room, first, 1)
    other = first.blocks.get(position=2)
    first.blocks.remove(other)
    refused(
        "UPDATE certification_blockdecision SET block_id = %s WHERE id = %s",
        other.pk, row.pk, match="not presented",
    )  # fmt: skip
    refused(
        "DELETE FROM certification_presentedblock WHERE presentation_id = %s"
        " AND competencyblock_id = %s",
        first.pk, row.block_id, match="stays presented",
    )  # fmt: skip
    sql(
        "DELETE FROM certification_presentedblock WHERE presentation_id = %s"
        " AND competencyblock_id = %s",
        second.pk, row.block_id,
    )  # fmt: skip


def test_a_decision_says_true_things_of_itself():
    room = opened(1)
    (presentation,) = room.presentations
    with clock.moved_to(NOON):
        from certification.deliberation import actions

        actions.mark_present(presentation, by=room.president)
        row = decide(room, presentation, 1)
    for change, name in (
        ("votes_for = 0, votes_against = 5", "decision_follows_the_votes"),
        ("basis = 'by_rule'", "decision_basis_is_true"),
        ("reasons = ''", "decision_gives_its_reasons"),
    ):
        refused(
            f"UPDATE certification_blockdecision SET {change} WHERE id = %s", row.pk, match=name
        )
    refused(copy("certification_blockdecision"), row.pk, match="decision_once")


def test_a_presentation_is_concluded_with_an_outcome_that_fits_its_attendance():
    room = opened(1)
    (presentation,) = room.presentations
    with clock.moved_to(NOON):
        concluded(room, presentation)
    refused(
        "UPDATE certification_presentation SET outcome = NULL WHERE id = %s",
        presentation.pk, match="concluded_has_an_outcome",
    )  # fmt: skip
    refused(
        "UPDATE certification_presentation SET attendance = 'absent' WHERE id = %s",
        presentation.pk, match="outcome_follows_attendance",
    )  # fmt: skip


def test_a_held_block_has_one_source():
    room = opened(1)
    with clock.moved_to(NOON):
        concluded(room, room.presentations[0])
    row = BlockDecision.objects.first()
    candidate = row.presentation.enrolment.candidate

    def hold():
        AcquiredBlock.objects.create(
            candidate=candidate,
            block=row.block,
            block_code=row.block.code,
            acquired_on="2026-10-06",
            source="decision",
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError, match="signed decision"), transaction.atomic():
        hold()
    signed(room)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert AcquiredBlock.objects.count() == 3


def test_a_decision_points_at_its_own_line_of_the_ledger():
    room = opened(2)
    with clock.moved_to(NOON):
        for presentation in room.presentations:
            concluded(room, presentation)
    first, second = room.presentations
    block = first.blocks.first()
    held = AcquiredBlock.objects.create(
        candidate=second.enrolment.candidate,
        block=block,
        block_code=block.code,
        acquired_on="2026-10-06",
        source="equivalence",
        equivalence_reference="Acte 7",
    )
    refused(
        "UPDATE certification_blockdecision SET acquired_block_id = %s"
        " WHERE presentation_id = %s AND block_id = %s",
        held.pk, first.pk, block.pk, match="another block or person",
    )  # fmt: skip
