"""Results by the API: the room reads them at once, the candidate once they are published."""

import pytest

from assessments.candidates.models import Enrolment
from ccas import clock
from certification.awards import actions as awards
from certification.deliberation import actions
from tests.ccas.api.conftest import caller_for
from tests.factories import deliberation as sitting
from tests.factories.awards import SignatoryFactory
from tests.factories.deliberation import EVENING, account

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    """Minutes signed, the title delivered, nothing published; one candidate has an account."""
    SignatoryFactory()
    room = sitting.opened([sitting.candidate(account_too=True), sitting.candidate()])
    first, second = room.presentations
    sitting.concluded(room, first)
    sitting.concluded(room, second, b1="not_validated")
    return sitting.signed(room)


def the_candidate(room):
    return caller_for(account(room.presentations[0].enrolment.candidate.person, "candidate"))


def publish(room, officer):
    with clock.moved_to(EVENING):
        actions.schedule_publication(room.deliberation, not_before=EVENING, by=officer)
        awards.publish_results(room.deliberation, by=officer)
    room.deliberation.refresh_from_db()


def what_is_told(program, presentation) -> dict:
    """Everything that says how it ended, for the candidate."""
    enrolment = presentation.enrolment
    seen = program.get(f"candidates/{enrolment.candidate_id}/").json()
    line = program.get(f"enrolments/{enrolment.pk}/").json()
    return {
        "decisions": program.get("decisions/").json()["results"],
        "decision": program.get(f"decisions/{presentation.pk}/").status_code,
        "held": [row["block_code"] for row in seen["held_blocks"]],
        "state": line["state"],
        "ended_at": line["ended_at"],
        "filtered": len(program.get("enrolments/?state=awarded").json()["results"]),
        "documents": program.get("documents/").json()["results"],
    }


def test_nothing_is_told_before_publication(room, officer):
    with clock.moved_to(EVENING):
        awards.deliver(room.deliberation.pk, by=officer)
    presentation = room.presentations[0]
    enrolment = Enrolment.objects.get(pk=presentation.enrolment_id)
    assert enrolment.state == "awarded"
    assert enrolment.candidate.acquired.count() == 3
    assert what_is_told(the_candidate(room), presentation) == {
        "decisions": [],
        "decision": 404,
        "held": [],
        "state": "open",
        "ended_at": None,
        "filtered": 0,
        "documents": [],
    }
    keeper = what_is_told(caller_for(officer), presentation)
    assert (keeper["state"], len(keeper["held"]), keeper["filtered"]) == ("awarded", 3, 1)


def test_all_is_told_once_published_but_not_the_votes(room, officer):
    with clock.moved_to(EVENING):
        awards.deliver(room.deliberation.pk, by=officer)
    publish(room, officer)
    mine, other = room.presentations
    program = the_candidate(room)
    told = what_is_told(program, mine)
    assert (told["state"], len(told["held"]), told["filtered"]) == ("awarded", 3, 1)
    assert [one["id"] for one in told["decisions"]] == [str(mine.pk)]
    decision = told["decisions"][0]
    assert decision["outcome"] == "awarded"
    assert {one["vote"] for one in decision["decisions"]} == {None}
    assert program.get(f"decisions/{other.pk}/").status_code == 404
    read = caller_for(officer).get(f"decisions/{other.pk}/").json()
    refused = next(one for one in read["decisions"] if one["verdict"] == "not_validated")
    assert refused["vote"]["votes_against"] == len(room.people)
    assert refused["what_would_show"]


def test_a_member_reads_the_room_while_it_sits_and_not_whom_they_left():
    room = sitting.opened(2)
    first, second = room.presentations
    with clock.moved_to(sitting.MORNING):
        actions.recuse(
            second, person=room.person(1), ground="A formé le candidat.", by=room.president
        )
    member = caller_for(room.members[0])
    assert [one["id"] for one in member.get("decisions/").json()["results"]] == [str(first.pk)]
    assert member.get(f"decisions/{second.pk}/").status_code == 404
    agenda = member.get(f"juries/{room.jury.pk}/").json()["agenda"]
    assert [line["enrolment"] for line in agenda] == [str(first.enrolment_id)]
    assert member.get(f"candidates/{second.enrolment.candidate_id}/").status_code == 404
    stranger = caller_for(sitting.other_president())
    assert stranger.get(f"juries/{room.jury.pk}/").status_code == 404
    assert stranger.get("decisions/").json()["results"] == []
