"""What is refused, in a sentence, with nothing changed."""

import pytest

from ccas import clock
from ccas.refusals import Conflict, Refusal
from certification.deliberation import actions
from certification.deliberation.models import BlockDecision, Deliberation, MinutesSignature
from certification.juries.models import Recusal
from tests.factories.deliberation import (
    EVENING,
    MORNING,
    NOON,
    account,
    concluded,
    convened,
    decide,
    opened,
    other_president,
    proposed,
    signed,
)
from tests.kept import Kept

pytestmark = pytest.mark.django_db
#: A deliberation of one candidate.
room_of_one = Kept(opened, 1)


@pytest.fixture
def at_noon():
    with clock.moved_to(NOON):
        yield


def refused(match: str, act, *args, **kwargs) -> list[str]:
    with pytest.raises(Refusal, match=match) as caught:
        act(*args, **kwargs)
    return caught.value.sentences


def test_opening_is_refused_before_the_day_to_strangers_and_in_red(officer):
    room = convened(1)

    def open_with(people, by=room.president):
        return actions.open_deliberation(room.jury, present=people, by=by)

    with clock.moved_to(MORNING.replace(day=5)):
        refused("siège le 06/10/2026", open_with, room.people)
    with clock.moved_to(MORNING):
        for stranger in (officer, room.members[0], other_president()):
            refused("Seule la personne qui préside", open_with, room.people, stranger)
        assert "quorum" in " ".join(refused("quorum", open_with, room.people[:2]))
        refused("président", open_with, room.people[1:])
        room.jury.agenda.all().delete()
        refused("ordre du jour est vide", open_with, room.people)
    assert not Deliberation.objects.filter(jury=room.jury).exists()
    room.jury.refresh_from_db()
    assert room.jury.state == "convened"


def test_only_the_president_in_the_room_decides(at_noon, officer):
    room = room_of_one()
    (presentation,) = room.presentations
    actions.mark_present(presentation, by=room.president)
    for stranger in (
        officer,
        room.members[0],
        other_president(),
        account(room.people[0], "officer"),
    ):
        refused("Seule la personne qui préside", decide, room, presentation, 1, by=stranger)
    actions.record_departure(room.deliberation, person=room.people[0], by=officer)
    sentences = refused("présid", decide, room, presentation, 1)
    assert any("La présidence n’est pas dans la salle" in one for one in sentences)
    assert any("suspendue" in one for one in sentences)
    assert BlockDecision.objects.count() == 0


def test_a_lost_quorum_suspends_and_an_arrival_resumes(at_noon):
    room = room_of_one()
    (presentation,) = room.presentations
    actions.mark_present(presentation, by=room.president)
    states = []
    for person in room.people[2:]:
        actions.record_departure(room.deliberation, person=person, by=room.president)
        room.deliberation.refresh_from_db()
        states.append(room.deliberation.state)
    assert states == ["open", "open", "suspended"]
    refused("suspendue", decide, room, presentation, 1, votes_for=2)
    actions.record_arrival(room.deliberation, person=room.people[4], by=room.president)
    room.deliberation.refresh_from_db()
    assert room.deliberation.state == "open"
    decide(room, presentation, 1, votes_for=3)


def test_comings_and_goings_make_sense(at_noon):
    room = room_of_one()
    stranger = other_president()
    refused("déjà dans la salle", actions.record_arrival, room.deliberation,
            person=room.people[1], by=room.president)  # fmt: skip
    actions.record_departure(room.deliberation, person=room.people[1], by=room.members[0])
    refused("n’est pas dans la salle", actions.record_departure, room.deliberation,
            person=room.people[1], by=room.president)  # fmt: skip
    refused("préside", actions.record_departure, room.deliberation,
            person=room.people[2], by=room.members[0])  # fmt: skip
    from assessments.people.models import Person

    unseated = Person.objects.get(user=stranger.user_id)
    refused("ne tient aucun siège", actions.record_arrival, room.deliberation,
            person=unseated, by=room.president)  # fmt: skip


def test_a_recused_member_does_not_vote_and_a_recused_president_does_not_decide(at_noon):
    room = room_of_one()
    (presentation,) = room.presentations
    actions.mark_present(presentation, by=room.president)
    actions.recuse(
        presentation, person=room.people[1], ground="Ancien formateur.", by=room.members[0]
    )
    refused("5 voix sont comptées pour 4 votants", decide, room, presentation, 1)
    row = decide(room, presentation, 1, votes_for=4)
    assert str(room.people[1].pk) in row.inputs["recused"]
    refused("Une décision est déjà prise", actions.recuse, presentation,
            person=room.people[2], ground="Parent.", by=room.president)  # fmt: skip
    actions.reconsider_block(
        presentation, row.block, reason="Déport à enregistrer.", by=room.president
    )
    actions.recuse(
        presentation, person=room.people[0], ground="Supérieur direct.", by=room.president
    )
    sentences = refused("présid", decide, room, presentation, 1, votes_for=3)
    assert any("présidence est déportée" in one for one in sentences)
    assert Recusal.objects.count() == 2


def test_reasons_votes_and_presence_are_asked_for_all_at_once(at_noon):
    room = room_of_one()
    (presentation,) = room.presentations
    sentences = refused(
        "motifs", decide, room, presentation, 1, "not_validated",
        reasons=" ", what_would_show="", votes_for=3, votes_against=3,
    )  # fmt: skip
    wanted = ["pas encore constatée", "motifs", "devra montrer", "6 voix"]
    assert all(any(word in one for one in sentences) for word in wanted)
    actions.mark_present(presentation, by=room.president)
    refused("voix prépondérante", decide, room, presentation, 1,
            votes_for=2, votes_against=2, abstentions=1)  # fmt: skip
    refused("ne donne pas la décision saisie", decide, room, presentation, 1,
            votes_for=1, votes_against=4)  # fmt: skip
    row = decide(
        room, presentation, 1, votes_for=2, votes_against=2, abstentions=1, casting_vote="for"
    )
    assert row.casting_vote


def test_a_block_is_decided_once_among_those_presented(at_noon):
    room = room_of_one()
    (presentation,) = room.presentations
    first, second, _third = presentation.blocks.order_by("position")
    presentation.blocks.remove(second)
    actions.mark_present(presentation, by=room.president)
    refused("n’est pas présenté", decide, room, presentation, 2)
    decide(room, presentation, 1)
    with pytest.raises(Conflict) as caught:
        decide(room, presentation, 1, "not_validated")
    assert caught.value.current == {"Décision enregistrée": "Validé"}
    assert BlockDecision.objects.get().verdict == "validated"
    refused("validé » ou", decide, room, presentation, 3, decision="peut-être")
    refused("demande un motif", actions.reconsider_block, presentation, first,
            reason=" ", by=room.president)  # fmt: skip


def test_deciding_by_rule_needs_a_proposal_to_validate(at_noon):
    room = room_of_one()
    (presentation,) = room.presentations
    block = presentation.blocks.get(position=1)
    actions.mark_present(presentation, by=room.president)
    refused("ne propose pas", actions.decide_by_rule, presentation, block, by=room.president)
    proposed(presentation.enrolment, 1)
    row = actions.decide_by_rule(presentation, block, by=room.president)
    assert (row.basis, row.votes_for, row.reasons) == ("by_rule", 5, "")


def test_someone_absent_is_not_decided_nor_someone_decided_absent(at_noon):
    room = opened(2)
    absent, present = room.presentations
    actions.mark_absent(absent, excused=True, by=room.president)
    refused("absent", decide, room, absent, 1)
    assert actions.conclude_presentation(absent, by=room.president).outcome == "excused"
    refused("déjà conclu", actions.mark_present, absent, by=room.president)
    actions.mark_present(present, by=room.president)
    decide(room, present, 1)
    refused("était présent", actions.mark_absent, present, excused=False, by=room.president)
    refused("attend une décision", actions.conclude_presentation, present, by=room.president)


def test_the_president_closes_when_all_is_concluded_and_signs_last():
    room = room_of_one()
    (presentation,) = room.presentations
    with clock.moved_to(NOON):
        refused("n’est pas conclu", actions.close_deliberation, room.deliberation,
                by=room.president)  # fmt: skip
        refused("n’est pas encore à la signature", actions.sign_minutes, room.deliberation,
                by=room.members[0])  # fmt: skip
        concluded(room, presentation)
        refused("préside", actions.close_deliberation, room.deliberation, by=room.members[0])
    with clock.moved_to(EVENING):
        minutes = actions.close_deliberation(room.deliberation, by=room.president)
        refused("close", actions.mark_present, presentation, by=room.president)
        refused("signe en dernier", actions.sign_minutes, room.deliberation, by=room.president)
        refused("Seuls les membres présents", actions.sign_minutes, room.deliberation,
                by=other_president())  # fmt: skip
        with pytest.raises(Conflict, match="relisez"):
            actions.sign_minutes(room.deliberation, by=room.members[0], facts_sha256="0" * 64)
        actions.sign_minutes(
            room.deliberation, by=room.members[0], facts_sha256=minutes.facts_sha256
        )
        refused("déjà signé", actions.sign_minutes, room.deliberation, by=room.members[0])

        actions.reopen_deliberation(room.deliberation, reason="Un motif manque.", by=room.president)
        assert MinutesSignature.objects.count() == 0
        actions.close_deliberation(room.deliberation, by=room.president)
        actions.sign_minutes(
            room.deliberation, by=room.members[0], refusal="Le vote du BC02 n’est pas le mien."
        )
        for member in room.members[1:]:
            actions.sign_minutes(room.deliberation, by=member)
        refused("ne refuse pas", actions.sign_minutes, room.deliberation,
                by=room.president, refusal="Non.")  # fmt: skip
        actions.sign_minutes(room.deliberation, by=room.president)
        refused("est signé", actions.sign_minutes, room.deliberation, by=room.president)
        refused("est signé", actions.reopen_deliberation, room.deliberation,
                reason="Trop tard.", by=room.president)  # fmt: skip
        refused("est signé", decide, room, presentation, 1)
        refused("est signé", actions.reconsider_block, presentation,
                presentation.blocks.first(), reason="Trop tard.", by=room.president)  # fmt: skip
    assert MinutesSignature.objects.filter(refused=True).count() == 1


def test_publication_waits_for_its_date_its_officer_and_the_signature(officer):
    room = room_of_one()
    with clock.moved_to(NOON):
        concluded(room, room.presentations[0])
        refused("n’est pas signé", actions.publish, room.deliberation, by=officer)
    signed(room)
    later = EVENING.replace(day=9)
    with clock.moved_to(EVENING):
        refused("gestionnaire", actions.publish, room.deliberation, by=room.president)
        refused("n’est pas fixée", actions.publish, room.deliberation, by=officer)
        actions.schedule_publication(room.deliberation, not_before=later, by=officer)
        refused("09/10/2026 à 17:00, pas avant", actions.publish, room.deliberation, by=officer)
    with clock.moved_to(later):
        actions.publish(room.deliberation, by=officer)
        refused("définitive", actions.publish, room.deliberation, by=officer)
        refused("définitive", actions.schedule_publication, room.deliberation,
                not_before=later, by=officer)  # fmt: skip
