"""What prepared a sitting goes five years after it; its minutes and decisions stay."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from ccas import clock
from ccas.actors import Actor
from ccas.forgotten import FORGOTTEN
from ccas.privacy import terms
from certification.deliberation import actions
from certification.deliberation.models import BlockDecision, InterviewNote, Minutes
from certification.juries.models import CompositionProposal, JurySummons, SummonsReply
from tests.factories.deliberation import EVENING, NOON, concluded, opened, signed

pytestmark = pytest.mark.django_db


def due() -> int:
    return {one.rule.code: one.count for one in terms.due()}["juries"]


@pytest.fixture
def over(db):
    """A jury whose minutes are signed, with a note, a reason and a weighed composition."""
    room = opened()
    with clock.moved_to(NOON):
        actions.write_note(room.presentations[0], text="Répond posément.", by=room.president)
        concluded(room, room.presentations[0])
    signed(room)
    seat = room.jury.seats.order_by("position")[1]
    summons, _ = JurySummons.objects.get_or_create(jury=room.jury, seat=seat, person=room.person(1))
    SummonsReply.objects.create(summons=summons, answer="declined", reason="Une intervention.")
    CompositionProposal.objects.create(
        jury=room.jury, state="kept", sentences=["Trois femmes."], found_at=NOON
    )
    room.jury.refresh_from_db()
    return room


def test_it_goes_at_its_term(over):
    decided = list(BlockDecision.objects.order_by("pk").values_list("pk", "verdict", "reasons"))
    with clock.moved_to(EVENING.replace(year=2031)):
        assert due() == 0
    with clock.moved_to(EVENING.replace(year=2031) + timedelta(days=1)):
        assert due() == 1
        assert terms.apply(by=Actor.system()).counts["juries"] == 1
        assert due() == 0
    assert not InterviewNote.objects.exists()
    assert SummonsReply.objects.get().reason == FORGOTTEN
    assert CompositionProposal.objects.get().sentences == []
    assert list(BlockDecision.objects.order_by("pk").values_list("pk", "verdict", "reasons")) == (
        decided
    )
    assert Minutes.objects.get().state == "signed"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE certification_summonsreply SET reason = 'autre chose'",
        "UPDATE certification_summonsreply SET reason = '(effacé)', answer = 'accepted'",
        "DELETE FROM certification_summonsreply",
        "UPDATE certification_compositionproposal SET sentences = '[\"x\"]'",
        "UPDATE certification_compositionproposal SET sentences = '[]', seats = '[1]'",
        "UPDATE certification_interviewnote SET text = 'autre chose'",
    ],
)
def test_nothing_else_changes(over, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_jury_that_may_still_sit_keeps_everything():
    room = opened()
    with clock.moved_to(NOON):
        actions.write_note(room.presentations[0], text="Répond posément.", by=room.president)
    with clock.moved_to(EVENING.replace(year=2040)):
        assert due() == 0
