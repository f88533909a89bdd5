"""Ballots, recusals and notes, attempted by raw SQL."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from ccas import clock
from certification.deliberation import actions
from certification.deliberation.models import (
    Ballot,
    BallotRound,
    BlockDecision,
    InterviewNote,
    SittingIncident,
)
from certification.invariants import broken_invariants
from tests.factories.deliberation import NOON, balloted, concluded, decide, opened, signed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with clock.moved_to(NOON):
        yield


@pytest.fixture
def room():
    room = opened(1, voting="ballots")
    actions.mark_present(room.presentations[0], by=room.president)
    return room


def sql(statement: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(statement: str, *values, match: str) -> None:
    with pytest.raises(DatabaseError, match=match):
        sql(statement, *values)


CAST = (
    "INSERT INTO certification_ballot (id, occurred_at, ballot_round_id, person_id, choice,"
    " cast_at) VALUES (%s, now(), %s, %s, %s, %s)"
)
RECUSE = (
    "INSERT INTO certification_recusal (id, occurred_at, jury_id, person_id, enrolment_id, ground,"
    " found_by) VALUES (%s, now(), %s, %s, %s, 'Frère.', 'member')"
)
OPEN = (
    "INSERT INTO certification_ballotround (id, occurred_at, presentation_id, block_id, opened_at)"
    " VALUES (%s, now(), %s, %s, now())"
)


def cast(ballot, person, choice="for", at=NOON):
    return (uuid4(), ballot.pk, person.pk, choice, at)


def test_no_ballot_by_someone_absent_recused_or_who_holds_no_seat(room):
    (presentation,) = room.presentations
    actions.recuse(presentation, person=room.people[1], ground="Frère.", by=room.members[0])
    ballot = actions.open_ballot(presentation, presentation.blocks.first(), by=room.president)
    actions.record_departure(room.deliberation, person=room.people[2], by=room.president)
    refused(CAST, *cast(ballot, room.people[1]), match="recused member casts no ballot")
    refused(CAST, *cast(ballot, room.people[2]), match="only members present")
    stranger = presentation.enrolment.candidate.person
    refused(CAST, *cast(ballot, stranger), match="only members present")
    # Negative control: somebody present; then once each, and of what exists only.
    sql(CAST, *cast(ballot, room.people[3]))
    refused(CAST, *cast(ballot, room.people[3]), match="ballot_once_each")
    refused(CAST, *cast(ballot, room.people[4], "peut-être"), match="ballot_says_something")
    # Whoever left may not date a vote of before their arrival either.
    early = NOON.replace(hour=7)
    refused(CAST, *cast(ballot, room.people[4], at=early), match="only members present")


def test_no_ballot_once_closed_voided_or_suspended_and_none_changes(room):
    (presentation,) = room.presentations
    ballot = balloted(room, presentation, 1)
    one = Ballot.objects.first()
    refused("UPDATE certification_ballot SET choice = 'against' WHERE id = %s", one.pk,
            match="[Cc]annot")  # fmt: skip
    refused("DELETE FROM certification_ballot WHERE id = %s", one.pk, match="[Cc]annot")
    refused("DELETE FROM certification_ballotround WHERE id = %s", ballot.pk,
            match="[Cc]annot")  # fmt: skip
    for change in ("closed_at = NULL", "opened_at = now()", f"block_id = {ballot.block_id + 1}"):
        refused(f"UPDATE certification_ballotround SET {change} WHERE id = %s", ballot.pk,
                match="[Cc]annot")  # fmt: skip
    second = actions.open_ballot(
        presentation, presentation.blocks.get(position=2), by=room.president
    )
    actions.void_ballot(second, reason="Mauvais bloc.", by=room.president)
    third = actions.open_ballot(
        presentation, presentation.blocks.get(position=3), by=room.president
    )
    sql("UPDATE certification_deliberation SET state = 'suspended' WHERE id = %s",
        room.deliberation.pk)  # fmt: skip
    for each in (ballot, second, third):
        refused(CAST, *cast(each, room.people[3]), match="this ballot is not open")


def test_a_ballot_is_opened_where_the_jury_votes_so_and_nothing_is_decided(room):
    (presentation,) = room.presentations
    hands = opened(1)
    (other,) = hands.presentations
    actions.mark_present(other, by=hands.president)
    refused(OPEN, uuid4(), other.pk, other.blocks.first().pk, match="no ballot may be opened")
    balloted(room, presentation, 1)
    first = presentation.blocks.get(position=1)
    refused(OPEN, uuid4(), presentation.pk, first.pk, match="ballot_round_once")
    decide(room, presentation, 1)
    refused(OPEN, uuid4(), presentation.pk, first.pk, match="no ballot may be opened")
    refused("UPDATE certification_ballotround SET voided_at = now() WHERE presentation_id = %s",
            presentation.pk, match="a decision was taken")  # fmt: skip
    foreign = other.enrolment.revision.blocks.first()
    presentation.blocks.remove(presentation.blocks.get(position=3))
    third = presentation.enrolment.revision.blocks.get(position=3)
    refused(OPEN, uuid4(), presentation.pk, third.pk, match="no ballot may be opened")
    refused(OPEN, uuid4(), other.pk, foreign.pk, match="no ballot may be opened")


def test_a_decision_counts_the_ballots_and_no_others(room):
    (presentation,) = room.presentations
    balloted(room, presentation, 1, ["for", "for", "for", "against", "against"])
    row = decide(room, presentation, 1, votes_for=3, votes_against=2)
    refused("UPDATE certification_blockdecision SET votes_for = 4, votes_against = 1 WHERE id = %s",
            row.pk, match="not those of the closed ballot")  # fmt: skip
    refused("UPDATE certification_blockdecision SET ballot_round_id = NULL WHERE id = %s",
            row.pk, match="the way of voting it chose")  # fmt: skip
    hands = opened(1)
    actions.mark_present(hands.presentations[0], by=hands.president)
    other = decide(hands, hands.presentations[0], 1)
    refused("UPDATE certification_blockdecision SET ballot_round_id = %s WHERE id = %s",
            row.ballot_round_id, other.pk, match="the way of voting it chose|decision")  # fmt: skip
    refused("UPDATE certification_deliberation SET voting = 'hands' WHERE id = %s",
            room.deliberation.pk, match="[Cc]annot")  # fmt: skip


def test_a_recusal_comes_before_the_vote(room):
    (presentation,) = room.presentations
    values = (room.jury.pk, room.people[1].pk, presentation.enrolment_id)
    ballot = actions.open_ballot(presentation, presentation.blocks.first(), by=room.president)
    refused(RECUSE, uuid4(), *values, match="comes before the vote")
    actions.void_ballot(ballot, reason="Un déport.", by=room.president)
    with transaction.atomic():  # Negative control: before the vote it goes through.
        sql(RECUSE, uuid4(), *values)
        transaction.set_rollback(True)
    balloted(room, presentation, 1)
    decide(room, presentation, 1)
    refused(RECUSE, uuid4(), *values, match="comes before the vote")


def test_a_recusal_does_not_come_after_the_closing():
    room = opened(1)
    (presentation,) = room.presentations
    actions.mark_absent(presentation, excused=False, by=room.president)
    actions.conclude_presentation(presentation, by=room.president)
    actions.close_deliberation(room.deliberation, by=room.president)
    values = (room.jury.pk, room.people[1].pk, presentation.enrolment_id)
    refused(RECUSE, uuid4(), *values, match="comes before the vote")


def test_notes_and_incidents_stay_as_written_and_freeze_with_the_minutes():
    room = opened(1)
    (presentation,) = room.presentations
    actions.mark_present(presentation, by=room.president)
    note = actions.write_note(presentation, text="Clair et posé.", by=room.members[0])
    incident = actions.report_incident(
        room.deliberation, text="Coupure de courant.", by=room.president
    )
    refused("UPDATE certification_interviewnote SET text = 'x' WHERE id = %s", note.pk,
            match="[Cc]annot")  # fmt: skip
    for statement in ("UPDATE certification_sittingincident SET text = 'x' WHERE id = %s",
                      "DELETE FROM certification_sittingincident WHERE id = %s"):  # fmt: skip
        refused(statement, incident.pk, match="[Cc]annot")
    concluded(room, presentation)
    signed(room)
    again = (
        "INSERT INTO {0} SELECT (jsonb_populate_record(t, jsonb_build_object('id',"
        " gen_random_uuid()))).* FROM {0} t WHERE id = %s"
    )
    for model, pk in ((InterviewNote, note.pk), (SittingIncident, incident.pk)):
        refused(again.format(model._meta.db_table), pk, match="minutes are signed")
    # A note may lapse before the minutes do: its own term is shorter.
    sql("DELETE FROM certification_interviewnote WHERE id = %s", note.pk)


def test_a_recused_member_writes_no_note():
    room = opened(1)
    (presentation,) = room.presentations
    actions.recuse(presentation, person=room.people[1], ground="Frère.", by=room.members[0])
    refused(
        "INSERT INTO certification_interviewnote (id, occurred_at, presentation_id, person_id,"
        " text, written_at) VALUES (%s, now(), %s, %s, 'x', now())",
        uuid4(), presentation.pk, room.people[1].pk, match="recused member writes no note",
    )  # fmt: skip


def test_the_invariant_sees_a_ballot_that_a_hand_put_in(room):
    (presentation,) = room.presentations
    balloted(room, presentation, 1)
    decide(room, presentation, 1)
    assert 4 not in broken_invariants()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE certification_ballot DISABLE TRIGGER USER")
        cursor.execute(
            CAST, cast(BallotRound.objects.get(), presentation.enrolment.candidate.person)
        )
        cursor.execute("ALTER TABLE certification_ballot ENABLE TRIGGER USER")
    sentences = " ".join(broken_invariants()[4])
    assert "déposé hors scrutin, ou par une personne absente ou déportée" in sentences
    assert f"décision {BlockDecision.objects.get().pk} : le décompte n’est pas" in sentences
