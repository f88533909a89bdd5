"""A new deliberation goes back on a signed one: both stay, each says so."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from ccas import clock
from ccas.refusals import Refusal
from certification.deliberation import actions
from certification.deliberation.documents import build_minutes_facts
from certification.deliberation.models import Deliberation
from certification.deliberation.replacing import replaceable
from tests.factories.deliberation import (
    EVENING,
    MORNING,
    NOON,
    candidate,
    concluded,
    convened,
    opened,
    signed,
)
from tests.kept import Kept

pytestmark = pytest.mark.django_db

LATER = MORNING.replace(month=11)
REASON = "Le membre désigné par arrêté n’était pas celui qui a siégé."


def _old():
    room = opened([candidate()])
    with clock.moved_to(NOON):
        concluded(room, room.presentations[0], b1="not_validated", b2="not_validated",
                  b3="not_validated")  # fmt: skip
    return signed(room)


OLD = Kept(_old)


@pytest.fixture
def old(db):
    """A copy, for this test."""
    return OLD()


@pytest.fixture
def new(old):
    (first,) = old.presentations
    return convened([first.enrolment], sits_on=date(2026, 11, 6), revision=old.jury.revision)


def open_again(new, replaces, reason=REASON):
    with clock.moved_to(LATER):
        return actions.open_deliberation(
            new.jury,
            present=new.people,
            by=new.president,
            replaces=replaces,
            replacement_reason=reason,
        )


def test_both_stay_and_each_says_so(old, new):
    assert list(replaceable(new.jury)) == [old.deliberation]
    found = open_again(new, old.deliberation)
    assert found.replaces == old.deliberation
    assert found.presentations.get().replaces == old.presentations[0]
    facts = build_minutes_facts(found)
    assert facts["replaces"]["jury"] == old.jury.name
    assert facts["replaces"]["reason"] == REASON
    assert facts["replaces"]["facts_hash"] == old.deliberation.minutes.facts_sha256
    assert build_minutes_facts(old.deliberation)["replaces"] is None
    old.deliberation.refresh_from_db()
    assert old.deliberation.replaced_by == found
    assert old.presentations[0].outcome == "not_validated"
    assert list(replaceable(new.jury)) == []


@pytest.mark.parametrize(
    ("which", "reason", "words"),
    [
        ("old", " ", "demande un motif"),
        ("unsigned", REASON, "n’est pas signé se rouvre"),
        ("unsigned", REASON, "Aucun candidat de cette délibération"),
    ],
)
def test_what_may_not_be_replaced(old, new, which, reason, words):
    replaced = old.deliberation if which == "old" else opened(1).deliberation
    with pytest.raises(Refusal) as refusal:
        open_again(new, replaced, reason)
    assert any(words in sentence for sentence in refusal.value.sentences)
    assert not new.jury.deliberations.exists()


def test_replaced_once(old, new):
    open_again(new, old.deliberation)
    third = convened([candidate()], sits_on=date(2026, 11, 6))
    with pytest.raises(Refusal, match="déjà remplacée"):
        open_again(third, old.deliberation)


def test_a_candidate_who_comes_back_replaces_nothing_by_themself(old, new):
    found = open_again(new, None)
    assert (found.replaces, found.replacement_reason) == (None, "")
    assert found.presentations.get().replaces is None


def test_by_raw_sql(old):
    unsigned = opened(1).deliberation
    for statement, values, match in (
        (
            "UPDATE certification_deliberation SET replaces_id = %s, replacement_reason = 'x'"
            " WHERE id = %s",
            (unsigned.pk, unsigned.pk),
            "reopened, not replaced",
        ),
        (
            "UPDATE certification_deliberation SET replaces_id = %s WHERE id = %s",
            (old.deliberation.pk, unsigned.pk),
            "replaces_for_a_reason",
        ),
    ):
        with (
            pytest.raises(DatabaseError, match=match),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, values)


def test_from_the_screen(client, sign_in, old, new):
    with clock.moved_to(LATER):
        sign_in(new.president)
        address = reverse("deliberation:open", kwargs={"jury": new.jury.pk})
        assert old.jury.name in client.get(address).content.decode()
        typed = {
            "present": [str(person.pk) for person in new.people],
            "voting": "hands",
            "replaces": str(old.deliberation.pk),
            "replacement_reason": "",
        }
        assert client.post(address, typed).status_code == 422
        wrong = typed | {"replaces": str(new.jury.pk), "replacement_reason": REASON}
        assert client.post(address, wrong).status_code == 422
        assert Deliberation.objects.count() == 1
        assert client.post(address, typed | {"replacement_reason": REASON}).status_code == 302
        sign_in(old.president)
        page = reverse("deliberation:sitting", kwargs={"pk": old.deliberation.pk})
    with clock.moved_to(EVENING):
        told = "Une nouvelle délibération remplace celle-ci"
        assert told in client.get(page).content.decode()
        sign_in(new.president)
        latest = Deliberation.objects.get(replaces=old.deliberation)
        page = reverse("deliberation:sitting", kwargs={"pk": latest.pk})
        assert told not in client.get(page).content.decode(), "nothing replaces the latest one"
