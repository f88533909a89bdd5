"""From a candidate to the next: the order of the list, for whoever reads."""

import pytest

from ccas import clock
from certification.deliberation import boards, permissions, room
from certification.juries.models import Nomination, Recusal
from tests.factories.deliberation import NOON, candidate, opened
from tests.kept import Kept

pytestmark = pytest.mark.django_db

sitting = Kept(lambda: opened([candidate() for _ in range(4)]))


def test_next_and_previous_follow_the_list_without_those_one_is_recused_from():
    found = sitting()
    member = found.people[2]
    for at in (0, 2):
        Recusal.objects.create(
            jury=found.jury,
            person=member,
            enrolment=found.presentations[at].enrolment,
            ground="Ancien chef de centre du candidat.",
            found_by="member",
        )
    recusals = list(found.jury.recusals.select_related("person"))
    for reader, expected in (
        (found.president, 4),
        (member.user.acting_as("jury_member"), 2),
    ):
        visible = permissions.visible_presentations(reader)
        mine = set(visible.values_list("pk", flat=True))
        lines = boards.agenda_lines(found.deliberation, mine, recusals)
        assert [line.presentation.pk for line in lines] != [one.pk for one in found.presentations]
        order = boards.order_of(visible.filter(deliberation=found.deliberation), recusals)
        assert [one.pk for one in order] == [line.presentation.pk for line in lines if line.mine]
        assert len(order) == expected


def test_who_presides_is_said_of_the_room_as_by_the_permission(make_actor):
    found = sitting()
    readers = [found.president, make_actor("president"), make_actor("officer")]
    with clock.moved_to(NOON):
        read = room.sitting_now(found.deliberation, clock.now())
        said = [room.presides_now(one, found.deliberation, read) for one in readers]
        asked = [permissions.presides(one, found.jury) for one in readers]
    assert said == asked == [True, False, False]


def test_who_presided_a_room_that_is_closed_is_asked_as_of_now():
    """The room was read as it was; the seat has changed hands since."""
    found = sitting()
    with clock.moved_to(NOON):
        read = room.sitting_now(found.deliberation, clock.now())
        Nomination.objects.filter(seat__jury=found.jury, seat__presides=True).update(ends_at=NOON)
        assert read.presided_by(found.president)
        found.deliberation.closed_at = NOON
        assert not room.presides_now(found.president, found.deliberation, read)
