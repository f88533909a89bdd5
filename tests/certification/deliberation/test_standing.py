"""What a candidate's page says of past juries, to whom, and not before publication."""

import pytest
from django.urls import reverse

from assessments.candidates.permissions import enrolments_seen_by
from ccas import clock
from certification.awards import actions
from certification.awards.models import Award
from tests.certification.awards.test_road import sat
from tests.factories.awards import SignatoryFactory, an_officer, published
from tests.factories.deliberation import EVENING, account, candidate, convened
from tests.kept import Kept

pytestmark = pytest.mark.django_db

WAY = "une mise en situation à engagements multiples"


def page(client, sign_in, enrolment, actor) -> str:
    sign_in(actor)
    return client.get(reverse("candidates:detail", args=[enrolment.candidate_id])).content.decode()


def _missed():
    """One candidate who missed a block and one awarded, minutes signed, nothing published."""
    SignatoryFactory()
    first, second = candidate(account_too=True), candidate(account_too=True)
    room = sat(first, second, c1={"b2": "not_validated"})
    return room, first, second


MISSED = Kept(_missed)


@pytest.fixture
def missed(db):
    """A copy, for this test."""
    return MISSED()


def test_a_missed_block_is_to_come_back_for(client, sign_in, missed):
    room, first, second = missed
    officer = an_officer()
    passage = reverse(
        "deliberation:candidate", args=[room.deliberation.pk, room.presentations[0].pk]
    )
    kept = page(client, sign_in, first, officer)
    assert "À représenter" in kept and WAY in kept
    assert passage in kept
    assert "À représenter" not in page(client, sign_in, second, officer)
    theirs = page(client, sign_in, first, room.president)
    assert passage in theirs and WAY not in theirs


def test_the_candidate_learns_nothing_before_publication(client, sign_in, missed):
    room, first, second = missed
    with clock.moved_to(EVENING):
        actions.deliver(room.deliberation.pk, by=an_officer())
    assert Award.objects.count() == 1
    me, other = (
        account(first.candidate.person, "candidate"),
        account(second.candidate.person, "candidate"),
    )
    for enrolment, actor in ((first, me), (second, other)):
        before = page(client, sign_in, enrolment, actor)
        assert "Titre obtenu" not in before and "Acquis le" not in before
        assert "À représenter" not in before and "Terminé le" not in before
    # Negative control: the officer already reads it.
    assert "Titre obtenu" in page(client, sign_in, second, an_officer())
    published(room, an_officer())
    after = page(client, sign_in, first, me)
    assert "À représenter" in after and WAY in after and "Acquis le" in after
    assert reverse("awards:result", args=[room.presentations[0].pk]) in after
    assert "Titre obtenu" in page(client, sign_in, second, other)


def test_the_practice_page_keeps_the_secret_too(client, sign_in, missed):
    """A button that goes away would tell the title before it is published."""
    room, _, second = missed
    with clock.moved_to(EVENING):
        actions.deliver(room.deliberation.pk, by=an_officer())
    me = account(second.candidate.person, "candidate")
    address = reverse("practice:enrolment", args=[second.pk])
    declare = reverse("practice:declare", args=[second.pk])
    sign_in(me)
    assert declare in client.get(address).content.decode()
    published(room, an_officer())
    assert declare not in client.get(address).content.decode()


def test_a_member_knows_their_jury_and_not_another(client, sign_in, missed):
    """One condition for the page and the API: who sees the deliberation sees what it gave."""
    room, _, second = missed
    with clock.moved_to(EVENING):
        actions.deliver(room.deliberation.pk, by=an_officer())
    assert "Titre obtenu" in page(client, sign_in, second, room.president)
    later = convened([second], revision=second.revision)
    assert "Titre obtenu" not in page(client, sign_in, second, later.president)
    told = enrolments_seen_by(later.president).get(pk=second.pk)
    assert (told.told_state, told.told_end) == ("open", None)
    assert enrolments_seen_by(room.president).get(pk=second.pk).told_state == "awarded"


def test_links_of_an_awarded_candidate(client, sign_in, missed):
    room, _, second = missed
    officer = an_officer()
    published(room, officer)
    kept = page(client, sign_in, second, officer)
    assert reverse("awards:detail", args=[Award.objects.get().pk]) in kept
    assert reverse("practice:enrolment", args=[second.pk]) in kept
