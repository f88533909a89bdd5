"""What the database itself refuses, tried by SQL past every action."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories.juries import (
    STATES,
    JuryFactory,
    JurySummonsFactory,
    LinkDismissalFactory,
    NominationFactory,
    RecusalFactory,
    in_state,
    jury_in,
    member_for,
    nominate,
)

pytestmark = pytest.mark.django_db


def sql(statement: str, *parameters: object) -> int:
    """Run a statement; the number of rows it changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def refused(message: str, statement: str, *parameters: object) -> None:
    with pytest.raises(DatabaseError, match=message):
        sql(statement, *parameters)


COPY_NOMINATION = """
    INSERT INTO certification_nomination
        (id, occurred_at, seat_id, person_id, capacity, starts_at, ends_at, replaces_id,
         designation_reference)
    SELECT gen_random_uuid(), occurred_at, %s, %s, capacity, %s, %s, %s, ''
    FROM certification_nomination WHERE id = %s
"""


def test_nobody_on_two_seats_and_nobody_twice_on_one():
    jury = JuryFactory()
    held = nominate(jury.seats.get(key="training"))
    other = jury.seats.get(key="operator:PN")
    somebody = member_for(other)
    start, end = held.starts_at, held.starts_at + timedelta(days=10)
    taken = "seat taken, or person already on another seat"
    # The same person on another seat; somebody else on the same seat; at any common moment.
    refused(taken, COPY_NOMINATION, other.pk, held.person_id, start, None, None, held.pk)
    refused(taken, COPY_NOMINATION, held.seat_id, somebody.pk, start, None, None, held.pk)
    before = start - timedelta(days=1)
    refused(taken, COPY_NOMINATION, held.seat_id, somebody.pk, before, end, None, held.pk)
    # Negative controls: before it began; on another seat; in another jury.
    sql(COPY_NOMINATION, held.seat_id, somebody.pk, before, start, None, held.pk)
    third = member_for(other)
    sql(COPY_NOMINATION, other.pk, third.pk, start, end, None, held.pk)
    elsewhere = JuryFactory().seats.get(key="training")
    sql(COPY_NOMINATION, elsewhere.pk, held.person_id, start, None, None, held.pk)
    # Stretching a range into another is the same thing.
    refused(
        taken,
        "UPDATE certification_nomination SET ends_at = %s WHERE person_id = %s",
        end,
        somebody.pk,
    )


def test_a_nomination_ends_after_it_starts():
    held = NominationFactory()
    statement = "UPDATE certification_nomination SET ends_at = %s WHERE id = %s"
    refused(
        "nomination_ends_after_it_starts",
        statement,
        held.starts_at - timedelta(seconds=1),
        held.pk,
    )
    assert sql(statement, held.starts_at, held.pk) == 1


def test_one_that_ended_before_it_began_holds_nothing():
    held = NominationFactory()
    sql("UPDATE certification_nomination SET ends_at = starts_at WHERE id = %s", held.pk)
    before = held.starts_at - timedelta(days=3)
    sql(
        COPY_NOMINATION,
        held.seat_id,
        member_for(held.seat).pk,
        before,
        None,
        None,
        held.pk,
    )


@pytest.mark.parametrize(
    "assignment",
    ["capacity = 'autre'", "starts_at = starts_at + interval '1 hour'", "person_id = %s"],
)
def test_a_nomination_is_ended_not_rewritten(assignment):
    held = NominationFactory()
    parameters = [member_for(held.seat).pk] if "%s" in assignment else []
    refused(
        "[Cc]annot update",
        f"UPDATE certification_nomination SET {assignment} WHERE id = %s",
        *parameters,
        held.pk,
    )
    refused("[Cc]annot delete", "DELETE FROM certification_nomination WHERE id = %s", held.pk)


def test_a_substitute_follows_somebody_on_the_same_seat():
    jury = JuryFactory()
    held = nominate(jury.seats.get(key="training"))
    other = jury.seats.get(key="operator:PN")
    later = held.starts_at + timedelta(days=5)
    refused(
        "on the same seat",
        COPY_NOMINATION,
        other.pk,
        member_for(other).pk,
        later,
        None,
        held.pk,
        held.pk,
    )
    sql("UPDATE certification_nomination SET ends_at = %s WHERE id = %s", later, held.pk)
    sql(
        COPY_NOMINATION,
        held.seat_id,
        member_for(held.seat).pk,
        later,
        None,
        held.pk,
        held.pk,
    )


@pytest.mark.parametrize("state", ["convened", "open", "closed"])
def test_the_plan_of_a_convened_jury_does_not_change(state):
    jury = jury_in(state)
    seat = jury.seats.first()
    frozen = "its seats do not change"
    refused(frozen, "UPDATE certification_seat SET label = 'x' WHERE id = %s", seat.pk)
    refused(
        frozen,
        "UPDATE certification_seat SET jury_id = %s, position = 99, key = 'x', presides = false "
        "WHERE id = %s",
        JuryFactory().pk,
        seat.pk,
    )
    refused(frozen, "DELETE FROM certification_seat WHERE id = %s", seat.pk)
    refused(
        frozen,
        "INSERT INTO certification_seat (id, occurred_at, jury_id, position, key, label, presides,"
        " trade, capacities) SELECT gen_random_uuid(), occurred_at, jury_id, 99, 'x', 'x', false,"
        " false, '[]' FROM certification_seat WHERE id = %s",
        seat.pk,
    )


@pytest.mark.parametrize("state", ["draft", "composed"])
def test_the_plan_of_a_jury_not_convened_may_change(state):
    seat = jury_in(state).seats.first()
    assert sql("UPDATE certification_seat SET label = 'x' WHERE id = %s", seat.pk) == 1
    # A seat of it may not be moved into a convened one.
    refused(
        "its seats do not change",
        "UPDATE certification_seat SET jury_id = %s, position = 99, key = 'x', presides = false "
        "WHERE id = %s",
        jury_in("convened").pk,
        seat.pk,
    )


@pytest.mark.parametrize(
    "assignment",
    [
        "sits_on = sits_on + 1",
        "place = 'ailleurs'",
        "rotation_reason = 'après coup'",
        "presiding_entity_id = NULL",
        "route = 'VAE'",
        "convened_at = convened_at + interval '1 day'",
    ],
)
def test_what_a_convened_jury_announced_stays(assignment):
    statement = f"UPDATE certification_jury SET {assignment} WHERE id = %s"
    refused("[Cc]annot update", statement, jury_in("convened").pk)
    if "convened_at" not in assignment:
        assert sql(statement, JuryFactory().pk) == 1


def test_juries_stay():
    refused("[Cc]annot delete", "DELETE FROM certification_jury WHERE id = %s", JuryFactory().pk)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("stamp", ["composed_at", "convened_at", "opened_at", "closed_at"])
def test_dates_are_tied_to_the_state(state, stamp):
    """Each date present when it should be absent, and absent when it should be present."""
    jury = in_state(JuryFactory(), state)
    value = "NULL" if getattr(jury, stamp) else "now()"
    message = "[Cc]annot update|jury_dates_follow_its_state"
    refused(message, f"UPDATE certification_jury SET {stamp} = {value} WHERE id = %s", jury.pk)


def test_a_cancelled_jury_has_its_date_and_no_other_state_has_it():
    jury = JuryFactory()
    rule = "jury_dates_follow_its_state"
    refused(rule, "UPDATE certification_jury SET state = 'cancelled' WHERE id = %s", jury.pk)
    refused(rule, "UPDATE certification_jury SET cancelled_at = now() WHERE id = %s", jury.pk)
    sql(
        "UPDATE certification_jury SET state = 'cancelled', cancelled_at = now() WHERE id = %s",
        jury.pk,
    )


def test_one_president_per_jury_and_one_seat_per_key():
    jury = JuryFactory()
    training = jury.seats.get(key="training")
    refused(
        "seat_one_president",
        "UPDATE certification_seat SET presides = true WHERE id = %s",
        training.pk,
    )
    refused(
        "seat_key_once",
        "UPDATE certification_seat SET key = 'president' WHERE id = %s",
        training.pk,
    )


def test_a_summons_is_to_a_seat_of_the_jury_and_stays():
    summons = JurySummonsFactory()
    refused(
        "not one of the jury",
        "INSERT INTO certification_jurysummons (id, occurred_at, jury_id, person_id, seat_id) "
        "SELECT gen_random_uuid(), occurred_at, %s, person_id, seat_id "
        "FROM certification_jurysummons WHERE id = %s",
        JuryFactory().pk,
        summons.pk,
    )
    refused("or delete", "DELETE FROM certification_jurysummons WHERE id = %s", summons.pk)


def test_dismissals_and_recusals_have_their_reason_and_stay():
    dismissal, recusal = LinkDismissalFactory(), RecusalFactory()
    refused(
        "dismissal_has_a_reason",
        "INSERT INTO certification_linkdismissal (id, occurred_at, jury_id, person_id, "
        "enrolment_id, link, reason) SELECT gen_random_uuid(), occurred_at, jury_id, person_id, "
        "enrolment_id, 'x', '' FROM certification_linkdismissal WHERE id = %s",
        dismissal.pk,
    )
    refused(
        "[Cc]annot update",
        "UPDATE certification_linkdismissal SET reason = 'autre' WHERE id = %s",
        dismissal.pk,
    )
    refused(
        "or delete",
        "DELETE FROM certification_linkdismissal WHERE id = %s",
        dismissal.pk,
    )
    refused(
        "recusal_has_a_ground",
        "UPDATE certification_recusal SET ground = '' WHERE id = %s",
        recusal.pk,
    )
    refused("[Cc]annot delete", "DELETE FROM certification_recusal WHERE id = %s", recusal.pk)
