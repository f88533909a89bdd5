"""Those who sit: the open deliberation first, then what to sign, then what is to come."""

from datetime import date

import pytest

from ccas import clock
from certification.deliberation import actions
from certification.home.screens import jury as screen
from tests.factories.deliberation import (
    EVENING,
    MORNING,
    account,
    concluded,
    convened,
    opened,
    other_president,
    signed,
)
from tests.factories.juries import RecusalFactory, jury_in

pytestmark = pytest.mark.django_db


def step(actor, moment=MORNING):
    with clock.moved_to(moment):
        return screen.context(actor)["step"]


def test_a_jury_to_come():
    room = convened(1)
    for actor in (room.president, room.members[0]):
        said = step(actor, date(2026, 9, 20))
        assert "6 octobre 2026" in said.sentence
        assert said.due == date(2026, 10, 6)


def test_on_the_day_the_president_opens_and_members_wait():
    room = convened(1)
    said = step(room.president, date(2026, 10, 6))
    assert "ouvrez la délibération" in said.sentence
    assert "/ouvrir/" in said.url
    assert "ouvrez" not in step(room.members[0], date(2026, 10, 6)).sentence


def test_a_president_of_another_jury_sees_nothing():
    convened(1)
    said = step(other_president())
    assert said.sentence == "Aucun jury ne vous attend."


def test_a_jury_being_composed_is_told_to_its_president_only():
    first, second = jury_in("composed").seats.order_by("position")[:2]
    president = account(first.nominations.get().person, "president")
    member = account(second.nominations.get().person, "jury_member")
    assert "siège le" in step(president).sentence
    assert "Aucun jury" in step(member).sentence


def test_the_next_candidate_of_the_open_deliberation():
    room = opened(2)
    first, second = room.presentations
    number = first.enrolment.candidate.number
    said = step(room.president)
    assert number in said.sentence
    assert said.who == "Vous présidez"
    assert "Aucun candidat n’a encore son issue" in said.detail
    assert str(first.pk) in said.url
    with clock.moved_to(MORNING):
        concluded(room, first)
    said = step(room.members[0])
    assert second.enrolment.candidate.number in said.sentence
    assert "1 candidat a son issue, sur 2" in said.detail


def test_all_decided_then_minutes_to_sign_then_nothing():
    room = opened(1)
    with clock.moved_to(MORNING):
        concluded(room, room.presentations[0])
    assert "a son issue" in step(room.president).sentence
    with clock.moved_to(EVENING):
        actions.close_deliberation(room.deliberation, by=room.president)
    assert "attend votre signature" in step(room.members[0], EVENING).sentence
    with clock.moved_to(EVENING):
        actions.sign_minutes(room.deliberation, by=room.members[0])
    assert "signature" not in step(room.members[0], EVENING).sentence
    assert "attend votre signature" in step(room.members[1], EVENING).sentence


def test_a_signed_jury_is_past():
    room = opened(1)
    with clock.moved_to(MORNING):
        concluded(room, room.presentations[0])
    signed(room)
    shown = screen.context(room.president)
    assert shown["coming"] == []
    assert len(shown["past"]) == 1


def test_a_recused_member_is_not_shown_that_candidate():
    room = convened(2)
    withdrawn = room.jury.agenda.order_by("position").first().enrolment
    RecusalFactory(jury=room.jury, person=room.people[1], enrolment=withdrawn)
    with clock.moved_to(MORNING):
        actions.open_deliberation(room.jury, present=room.people, by=room.president)
    number = withdrawn.candidate.number
    assert number in step(room.president).sentence
    assert number not in step(room.members[0]).sentence


@pytest.mark.parametrize("role", ["president", "member"])
def test_the_page_opens(role, sign_in):
    room = opened(1)
    actor = room.president if role == "president" else room.members[0]
    with clock.moved_to(MORNING):
        page = sign_in(actor).get("/")
    assert page.status_code == 200
    assert room.jury.name in page.text


#: Juries, deliberations with their minutes, presentations.
JURY_QUERIES = 3


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(count, django_assert_num_queries):
    room = opened(count)
    with django_assert_num_queries(JURY_QUERIES):
        screen.context(room.president)
