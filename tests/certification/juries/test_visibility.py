"""Who sees a jury, its agenda, and the candidates on it."""

from datetime import timedelta

import pytest

from assessments.candidates.models import Candidate
from ccas import access, clock
from certification.juries import actions, permissions
from tests.factories.candidates import CandidateFactory
from tests.factories.juries import (
    STATES,
    AgendaItemFactory,
    RecusalFactory,
    in_state,
    jury_in,
    member_for,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(account):
    """A composed jury, one candidate on its agenda, its president and two members signed in."""
    jury = jury_in("composed")

    def who(key, role):
        return account(jury.seats.get(key=key).nominations.get().person, role)

    return {
        "jury": jury,
        "item": AgendaItemFactory(jury=jury),
        "president": who("president", "president"),
        "member": who("training", "jury_member"),
        "other": who("operator:PN", "jury_member"),
    }


def sees(actor) -> set:
    return set(
        Candidate.objects.filter(access.visibility("candidate", actor)).values_list("pk", flat=True)
    )


@pytest.mark.parametrize("state", STATES)
def test_members_know_of_a_jury_once_it_is_convened(scene, state):
    jury, candidate = scene["jury"], scene["item"].enrolment.candidate_id
    CandidateFactory()
    in_state(jury, state)
    announced = state in ("convened", "open", "closed")
    for name in ("president", "member"):
        assert (jury in permissions.visible_juries(scene[name])) is announced
        assert sees(scene[name]) == ({candidate} if announced else set())


def test_the_role_taken_decides(scene, account, make_actor):
    """The president seen as a member sits all the same; a member is no president."""
    jury = in_state(scene["jury"], "convened")
    person = jury.seats.get(key="training").nominations.get().person
    as_president = account(person, "president")
    assert jury not in permissions.visible_juries(as_president)
    as_candidate = account(person, "candidate")
    assert jury not in permissions.visible_juries(as_candidate)
    assert jury in permissions.visible_juries(make_actor("officer"))
    assert jury in permissions.visible_juries(make_actor("auditor"))
    assert jury not in permissions.visible_juries(make_actor("administrator"))


def test_strangers_and_members_of_other_juries_see_nothing(scene, account):
    in_state(scene["jury"], "convened")
    elsewhere = jury_in("convened")
    stranger = account(elsewhere.seats.get(key="training").nominations.get().person, "jury_member")
    assert sees(stranger) == set()
    assert list(permissions.visible_juries(stranger)) == [elsewhere]


def test_a_recused_member_sees_the_others_only(scene):
    jury = in_state(scene["jury"], "convened")
    left = AgendaItemFactory(jury=jury)
    person = jury.seats.get(key="training").nominations.get().person
    RecusalFactory(jury=jury, person=person, enrolment=scene["item"].enrolment)
    assert sees(scene["member"]) == {left.enrolment.candidate_id}
    assert list(permissions.visible_agenda(scene["member"], jury)) == [left]
    # Recused from one candidate, for nobody else.
    both = {left.enrolment.candidate_id, scene["item"].enrolment.candidate_id}
    assert sees(scene["other"]) == both
    assert sees(scene["president"]) == both


def test_a_recusal_in_another_jury_does_not_count_here(scene):
    jury = in_state(scene["jury"], "convened")
    person = jury.seats.get(key="training").nominations.get().person
    RecusalFactory(jury=jury_in("convened"), person=person, enrolment=scene["item"].enrolment)
    assert sees(scene["member"]) == {scene["item"].enrolment.candidate_id}


def test_somebody_replaced_sees_no_more_and_their_substitute_does(scene, account, officer):
    jury = in_state(scene["jury"], "convened")
    seat = jury.seats.get(key="training")
    substitute = member_for(seat)
    actions.replace(seat, substitute, capacity="training_service", by=officer)
    assert jury not in permissions.visible_juries(scene["member"])
    assert sees(scene["member"]) == set()
    assert jury in permissions.visible_juries(account(substitute, "jury_member"))


def test_somebody_who_leaves_later_sees_until_then(scene, officer):
    jury = in_state(scene["jury"], "convened")
    nomination = jury.seats.get(key="training").nominations.get()
    later = clock.now() + timedelta(days=3)
    actions.end_nomination(nomination, at=later, by=officer)
    assert jury in permissions.visible_juries(scene["member"])
    with clock.moved_to(later):
        assert jury not in permissions.visible_juries(scene["member"])


def test_somebody_without_account_matches_nobody(scene, make_actor):
    """A nomination whose person has no account is not everybody's."""
    in_state(scene["jury"], "convened")
    assert not permissions.visible_juries(make_actor("jury_member")).exists()
    assert sees(make_actor("jury_member")) == set()
