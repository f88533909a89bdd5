"""Named ballots: who votes, once; what is told, to whom, and when."""

import pytest
from django.urls import reverse

from ccas import clock
from ccas.journal.models import JournalEntry
from ccas.refusals import Conflict, Refusal
from certification.deliberation import actions
from certification.deliberation.documents import build_minutes_facts
from certification.deliberation.models import Ballot, BallotRound, BlockDecision
from tests.factories.deliberation import (
    NOON,
    balloted,
    candidate,
    decide,
    opened,
    other_president,
    proposed,
    signed,
)

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


def refused(match: str, act, *args, **kwargs) -> list[str]:
    with pytest.raises(Refusal, match=match) as caught:
        act(*args, **kwargs)
    return caught.value.sentences


def block_of(room, position: int = 1):
    return room.presentations[0].blocks.get(position=position)


def begun(room, position: int = 1) -> BallotRound:
    return actions.open_ballot(room.presentations[0], block_of(room, position), by=room.president)


def test_from_opening_a_ballot_to_the_minutes(room):
    (presentation,) = room.presentations
    balloted(room, presentation, 1, ["for", "against", "for", "abstain", "for"])
    decide(room, presentation, 1, votes_for=3, votes_against=1, abstentions=1)
    balloted(room, presentation, 2, ["for", "against", "for", "against", "abstain"])
    with pytest.raises(Refusal, match="voix prépondérante"):
        decide(room, presentation, 2, votes_for=2, votes_against=2, abstentions=1)
    decide(room, presentation, 2, votes_for=2, votes_against=2, abstentions=1, casting_vote="for")
    balloted(room, presentation, 3, "against")
    decide(room, presentation, 3, "not_validated")
    actions.conclude_presentation(presentation, by=room.president)
    facts = build_minutes_facts(room.deliberation)
    first, second, _ = facts["candidates"][0]["blocks"]
    assert first["votes"] == {"for": 3, "against": 1, "abstentions": 1, "casting_vote": False}
    assert second["votes"]["casting_vote"] is True
    assert facts["deliberation"]["voting"] == "au scrutin nominatif"
    assert "ballot" not in str(facts)
    signed(room)
    for row in BlockDecision.objects.all():
        assert row.inputs["voting"] == "ballots"
        assert row.ballot_round.closed_at is not None
        # Who took part is kept, what each chose is not.
        assert len(row.inputs["cast"]) == 5
        assert not set(row.inputs["cast"]) & set(str(row.inputs["ballot"]))


def test_a_ballot_waits_for_everybody_present_and_closes_once(room):
    ballot = begun(room)
    refused("urne est vide|pas encore voté", actions.close_ballot, ballot, by=room.president)
    for member in room.members[:3]:
        actions.cast_ballot(ballot, choice="for", by=member)
    (sentence,) = refused("pas encore voté", actions.close_ballot, ballot, by=room.president)
    assert room.people[0].display_name in sentence and room.people[4].display_name in sentence
    assert room.people[1].display_name not in sentence
    actions.record_departure(room.deliberation, person=room.people[4], by=room.president)
    actions.cast_ballot(ballot, choice="against", by=room.president)
    refused("préside", actions.close_ballot, ballot, by=room.members[0])
    actions.close_ballot(ballot, by=room.president)
    with pytest.raises(Conflict):
        actions.close_ballot(ballot, by=room.president)
    refused("n’est pas ouvert", actions.cast_ballot, ballot, choice="for", by=room.members[3])


def test_a_vote_stays_good_when_its_author_leaves(room):
    (presentation,) = room.presentations
    ballot = begun(room)
    for member in [room.president, *room.members]:
        actions.cast_ballot(ballot, choice="for", by=member)
    actions.record_departure(room.deliberation, person=room.people[4], by=room.president)
    actions.close_ballot(ballot, by=room.president)
    row = decide(room, presentation, 1, votes_for=5)
    assert (row.inputs["voters"], len(row.inputs["present"])) == (5, 4)


def test_who_may_not_vote(room, officer, make_actor):
    (presentation,) = room.presentations
    actions.recuse(presentation, person=room.people[1], ground="Frère.", by=room.members[0])
    ballot = begun(room)
    actions.record_departure(room.deliberation, person=room.people[2], by=room.president)
    refused("déport", actions.cast_ballot, ballot, choice="for", by=room.members[0])
    refused("émargée", actions.cast_ballot, ballot, choice="for", by=room.members[1])
    for stranger in (officer, other_president(), make_actor("jury_member")):
        refused("tiennent un siège", actions.cast_ballot, ballot, choice="for", by=stranger)
    refused("vote est", actions.cast_ballot, ballot, choice="peut-être", by=room.members[2])
    actions.cast_ballot(ballot, choice="for", by=room.members[2])
    refused("déjà dans l’urne", actions.cast_ballot, ballot, choice="against", by=room.members[2])
    assert Ballot.objects.count() == 1


def test_a_lost_quorum_stops_the_vote(room):
    ballot = begun(room)
    for person in room.people[2:]:
        actions.record_departure(room.deliberation, person=person, by=room.president)
    refused("pas en séance", actions.cast_ballot, ballot, choice="for", by=room.members[0])
    refused("suspendue", actions.close_ballot, ballot, by=room.president)
    actions.record_arrival(room.deliberation, person=room.people[4], by=room.president)
    actions.cast_ballot(ballot, choice="for", by=room.members[0])


def test_opening_is_for_the_president_of_a_jury_that_votes_so(room):
    (presentation,) = room.presentations
    refused("préside", actions.open_ballot, presentation, block_of(room), by=room.members[0])
    begun(room)
    refused("déjà ouvert", begun, room)
    hands = opened(1)
    actions.mark_present(hands.presentations[0], by=hands.president)
    refused("à main levée", begun, hands)
    waiting = opened(1, voting="ballots")
    refused("pas encore constatée", begun, waiting)


def test_nothing_is_decided_without_its_ballot_nor_against_its_counts(room):
    (presentation,) = room.presentations
    refused("n’est pas clos", decide, room, presentation, 1)
    begun(room)
    refused("n’est pas clos", decide, room, presentation, 1)
    actions.void_ballot(BallotRound.objects.get(), reason="Mauvais bloc.", by=room.president)
    balloted(room, presentation, 1, ["for", "for", "for", "against", "against"])
    refused("n’est pas celui du scrutin", decide, room, presentation, 1)
    decide(room, presentation, 1, votes_for=3, votes_against=2)
    proposed(presentation.enrolment, 2)
    refused("n’est pas clos", actions.decide_by_rule, presentation, block_of(room, 2),
            by=room.president)  # fmt: skip
    balloted(room, presentation, 2, ["for", "for", "for", "against", "abstain"])
    row = actions.decide_by_rule(presentation, block_of(room, 2), by=room.president)
    assert (row.basis, row.votes_for, row.votes_against, row.abstentions) == ("by_rule", 3, 1, 1)


def test_a_ballot_set_aside_stays_on_record(room):
    (presentation,) = room.presentations
    ballot = balloted(room, presentation, 1)
    refused("demande un motif", actions.void_ballot, ballot, reason=" ", by=room.president)
    refused("préside", actions.void_ballot, ballot, reason="Erreur.", by=room.members[0])
    actions.void_ballot(ballot, reason="Deux blocs confondus.", by=room.president)
    refused("déjà annulé", actions.void_ballot, ballot, reason="Encore.", by=room.president)
    second = balloted(room, presentation, 1)
    decide(room, presentation, 1)
    refused("reprenez-la", actions.void_ballot, second, reason="Trop tard.", by=room.president)
    actions.reconsider_block(
        presentation, block_of(room), reason="Un doute sur le bloc.", by=room.president
    )
    second.refresh_from_db()
    assert second.voided_at is not None
    assert Ballot.objects.count() == 10
    assert JournalEntry.objects.filter(verb="ballot.void").count() == 2


def test_no_recusal_no_absence_and_no_closing_under_a_ballot(room):
    (presentation,) = room.presentations
    begun(room)
    refused("annulez-le avant", actions.recuse, presentation,
            person=room.people[1], ground="Frère.", by=room.members[0])  # fmt: skip
    refused("annulez-le avant", actions.mark_absent, presentation, excused=False, by=room.president)
    refused("sans suite", actions.close_deliberation, room.deliberation, by=room.president)


def test_the_journal_says_that_one_voted_not_what(room):
    ballot = begun(room)
    actions.cast_ballot(ballot, choice="against", by=room.members[0])
    (line,) = JournalEntry.objects.filter(verb="ballot.cast")
    assert "against" not in str(line.details)


def page(client, name: str, room, **more) -> str:
    kwargs = {"pk": room.deliberation.pk, **more}
    return client.get(reverse(f"deliberation:{name}", kwargs=kwargs)).content.decode()


def test_members_vote_from_their_own_screen_and_nobody_sees_what(client, sign_in, room, officer):
    (presentation,) = room.presentations
    sign_in(room.members[0])
    assert "Aucun scrutin n’est ouvert" in page(client, "vote", room)
    ballot = begun(room)
    assert "Déposer mon vote" in page(client, "vote", room)
    address = reverse("deliberation:cast", kwargs={"pk": room.deliberation.pk, "ballot": ballot.pk})
    for choice in ("", "peut-être", "\x00"):
        client.post(address, {"choice": choice})
    assert Ballot.objects.count() == 0
    client.post(address, {"choice": "against"})
    assert Ballot.objects.get().choice == "against"
    assert "Votre vote est dans l’urne" in page(client, "vote", room)
    # Everybody sees that one of five voted, and who is awaited; nobody sees a count.
    for reader in (officer, room.president, *room.members):
        sign_in(reader)
        strip = page(client, "strip", room, presentation=presentation.pk)
        whole = page(client, "candidate", room, presentation=presentation.pk)
        assert "1 sur 5 a voté." in strip
        assert room.people[2].display_name in strip
        for body in (strip, whole):
            assert "0 pour" not in body and "1 contre" not in body
    for member in (room.president, *room.members[1:]):
        actions.cast_ballot(ballot, choice="for", by=member)
    actions.close_ballot(ballot, by=room.president)
    sign_in(room.members[3])
    strip = page(client, "strip", room, presentation=presentation.pk)
    assert "4 pour, 1 contre, 0 abstention : validé" in strip
    assert room.people[1].display_name not in strip


def test_a_recused_member_is_told_to_leave_and_finds_no_ballot(client, sign_in, room):
    (presentation,) = room.presentations
    actions.recuse(presentation, person=room.people[1], ground="Frère.", by=room.members[0])
    ballot = begun(room)
    sign_in(room.members[0])
    body = page(client, "vote", room)
    assert "Vous sortez de la salle" in body
    assert presentation.enrolment.candidate.person.birth_name not in body
    assert "Déposer mon vote" not in body
    address = reverse("deliberation:cast", kwargs={"pk": room.deliberation.pk, "ballot": ballot.pk})
    assert client.post(address, {"choice": "for"}).status_code == 404


def test_the_president_opens_counts_and_decides_from_the_screen(client, sign_in, room):
    (presentation,) = room.presentations
    sign_in(room.president)
    kwargs = {
        "pk": room.deliberation.pk,
        "presentation": presentation.pk,
        "block": block_of(room).pk,
    }

    def post(name: str, **said: str) -> str:
        address = reverse(f"deliberation:{name}", kwargs=kwargs)
        return client.post(address, said, follow=True).content.decode()

    assert "Ouvrir le scrutin" in page(client, "candidate", room, presentation=presentation.pk)
    assert "Aucun scrutin" in post("close_ballot")
    assert "est ouvert" in post("open_ballot")
    for member in (room.president, *room.members):
        actions.cast_ballot(BallotRound.objects.get(), choice="for", by=member)
    assert "Clore et compter" in page(client, "strip", room, presentation=presentation.pk)
    body = post("close_ballot")
    assert f'name="b{kwargs["block"]}-votes_for" value="5"' in body
    assert "annulé" in post("void_ballot", reason="À revoir.")


def test_queries_of_the_screens_of_a_vote_are_steady(client, sign_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = {}
    for number in (1, 4):
        room = opened([candidate() for _ in range(number)], voting="ballots")
        (presentation, *_) = room.presentations
        actions.mark_present(presentation, by=room.president)
        begun(room)
        sign_in(room.members[0])
        for name, more in (("vote", {}), ("strip", {"presentation": presentation.pk})):
            page(client, name, room, **more)
            with CaptureQueriesContext(connection) as seen:
                page(client, name, room, **more)
            counts.setdefault(name, []).append(len(seen))
    assert all(first == second for first, second in counts.values()), counts
    assert max(map(max, counts.values())) < 40
