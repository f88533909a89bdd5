"""What the minutes say of arrivals and of indicators."""

from datetime import timedelta

import pgtrigger
import pytest

from ccas import clock
from certification.deliberation import actions
from certification.deliberation.documents import build_minutes_facts
from certification.juries.models import Recusal
from tests.factories.deliberation import NOON, concluded, opened
from tests.factories.juries import studied

pytestmark = pytest.mark.django_db


def test_those_who_arrive_in_the_same_minute_stand_on_one_line():
    room = opened(1)
    lines = build_minutes_facts(room.deliberation)["attendance"]
    assert len(lines) == 1
    assert lines[0]["event_label"] == "Arrivées"
    assert lines[0]["name"].count(", ") == lines[0]["present"] - 1 > 0
    assert lines[0]["quorum"] is True


def test_each_later_movement_keeps_its_line():
    room = opened(1)
    member = room.person(4)
    with clock.moved_to(NOON):
        actions.record_departure(room.deliberation, person=member, by=room.president)
    with clock.moved_to(NOON + timedelta(minutes=1)):
        actions.record_arrival(room.deliberation, person=member, by=room.president)
    lines = build_minutes_facts(room.deliberation)["attendance"]
    assert [line["event_label"] for line in lines] == ["Arrivées", "Départ", "Arrivée"]
    present = [line["present"] for line in lines]
    assert present == [present[0], present[0] - 1, present[0]]


def test_a_candidate_is_conforming_when_all_is_good_and_nobody_is_recused():
    room = opened(2)
    studied(room.jury)
    with clock.moved_to(NOON):
        for presentation in room.presentations:
            concluded(room, presentation)
    first, second = build_minutes_facts(room.deliberation)["indicators"]["for_candidates"]
    assert first["conforming"] and second["conforming"]
    assert {one["verdict"] for one in first["indicators"]} == {"pass"}
    # Recorded as before the vote: afterwards the database refuses it.
    with pgtrigger.ignore("certification.RecusalInTheRoom:recusal_before_the_vote"):
        Recusal.objects.create(
            jury=room.deliberation.jury,
            person=room.person(4),
            enrolment=room.presentations[1].enrolment,
            ground="Même unité",
            found_by="member",
        )
    first, second = build_minutes_facts(room.deliberation)["indicators"]["for_candidates"]
    assert (first["conforming"], second["conforming"]) == (True, False)
