"""The screens of the room follow it: a word at each act done, to whoever may see the sitting."""

import psycopg
import pytest
from django.db import connection

from ccas import clock
from ccas.live.topics import CHANNEL, may_listen
from ccas.refusals import Refusal
from certification.deliberation import actions
from certification.deliberation.permissions import topic
from tests.factories.deliberation import NOON, account, opened, other_president


@pytest.fixture
def heard(transactional_db):
    """heard() -> the topics told since the last time."""
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    with psycopg.connect(**parameters, autocommit=True) as link:
        link.execute(f"LISTEN {CHANNEL}")
        yield lambda: {word.payload for word in link.notifies(timeout=0.2)}


def test_each_act_done_is_told_and_a_refusal_is_not(heard):
    room = opened(1, voting="ballots")
    here = {topic(room.deliberation.pk)}
    (presentation,) = room.presentations
    block = presentation.blocks.first()
    heard()
    with clock.moved_to(NOON):
        actions.mark_present(presentation, by=room.president)
        assert heard() == here
        ballot = actions.open_ballot(presentation, block, by=room.president)
        assert heard() == here
        actions.cast_ballot(ballot, choice="for", by=room.members[0])
        assert heard() == here
        with pytest.raises(Refusal):
            actions.cast_ballot(ballot, choice="against", by=room.members[0])
        assert heard() == set()
        actions.record_departure(room.deliberation, person=room.people[2], by=room.president)
        assert heard() == here


@pytest.mark.django_db
def test_who_may_listen(officer, make_actor):
    room = opened(1)
    mine = topic(room.deliberation.pk)
    for actor in (officer, make_actor("auditor"), room.president, room.members[0]):
        assert may_listen(actor, mine)
    (presentation,) = room.presentations
    owner = account(presentation.enrolment.candidate.person, "candidate")
    for actor in (owner, other_president(), make_actor("jury_member"), make_actor("evaluator")):
        assert not may_listen(actor, mine)
