"""From the appeal to the new decision: letters, refusals, another jury, nothing overwritten."""

from datetime import date, datetime, time, timedelta

import pytest

from ccas import clock
from ccas.documents.actions import render_document
from ccas.documents.models import Document
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message
from ccas.refusals import Refusal
from certification.appeals import actions, reading
from certification.deliberation import actions as deliberating
from certification.deliberation.models import Presentation
from certification.invariants import broken_invariants
from certification.juries import actions as juries
from certification.juries.models import Nomination
from tests.factories import appeals as made
from tests.factories.appeals import (
    ANOTHER_DAY,
    GROUNDS,
    LATE,
    SOON,
    accepted,
    another_jury,
    first,
    owner,
    received,
)
from tests.factories.awards import an_officer
from tests.factories.deliberation import PARIS, account, decide
from tests.factories.people import PersonFactory
from tests.kept import Kept

pytestmark = pytest.mark.django_db
#: The room whose result is challenged.
challenged = Kept(made.challenged)


def texts(kind):
    return [str(one.facts) for one in Document.objects.filter(kind=kind)]


def test_a_candidate_appeals_on_screen_and_it_is_acknowledged():
    room = challenged()
    appeal = received(room)
    assert (appeal.kind, appeal.channel, appeal.state) == ("gracious", "screen", "received")
    assert (appeal.received_on, appeal.last_day) == (date(2026, 10, 12), date(2026, 12, 7))
    assert not appeal.late
    (letter,) = texts("appeal_acknowledgement")
    assert "12 décembre 2026" in letter and "L231-4" in letter and "tardif" not in letter
    message = Message.objects.get(kind="appeal.received")
    assert str(first(room).pk) in message.text and GROUNDS not in message.text
    assert [one.kind for one in message.documents.all()] == ["appeal_acknowledgement"]
    line = JournalEntry.objects.get(verb="appeal.receive")
    assert GROUNDS not in str(line.details)
    with pytest.raises(Refusal, match="attend déjà"):
        received(room)


def test_nobody_else_appeals_in_their_place(officer):
    room = challenged()
    stranger = account(PersonFactory(), "candidate")
    for actor in (stranger, room.president, room.members[0]):
        with pytest.raises(Refusal, match="gestionnaire"):
            received(room, by=actor)


def test_a_late_one_is_refused_on_screen_and_registered_as_late_on_paper(officer):
    room = challenged()
    with clock.moved_to(LATE):
        with pytest.raises(Refusal, match="a fini le 7 décembre 2026"):
            actions.receive_appeal(first(room), grounds=GROUNDS, by=owner(room))
        appeal = actions.receive_appeal(
            first(room), grounds=GROUNDS, by=officer, received_on=date(2026, 12, 8)
        )
        assert appeal.late and appeal.channel == "paper"
    (letter,) = texts("appeal_acknowledgement")
    assert "enregistré comme tardif" in letter


def test_overseas_has_one_month_more():
    room = challenged()
    with clock.moved_to(LATE):
        appeal = actions.receive_appeal(
            first(room), grounds=GROUNDS, by=owner(room), territory="974"
        )
    assert (appeal.late, appeal.last_day) == (False, date(2027, 1, 7))


def test_without_a_notice_nobody_is_late(officer):
    room = made.challenged(email=False)
    with clock.moved_to(LATE + timedelta(days=900)):
        appeal = actions.receive_appeal(
            first(room), grounds=GROUNDS, by=officer, received_on=date(2029, 1, 3)
        )
    assert (appeal.late, appeal.last_day) == (False, None)
    assert not Message.objects.filter(kind="appeal.received").exists()


def test_a_refusal_gives_its_reasons_and_the_way_to_court(officer):
    room = challenged()
    appeal = received(room)
    with clock.moved_to(SOON + timedelta(days=3)):
        with pytest.raises(Refusal, match="motifs"):
            actions.answer_appeal(appeal, accepts=False, reasons=" ", by=officer)
        with pytest.raises(Refusal, match="Seul un gestionnaire"):
            actions.answer_appeal(appeal, accepts=False, reasons="Non.", by=room.president)
        answered = actions.answer_appeal(
            appeal,
            accepts=False,
            reasons="La pièce figure au dossier.\nElle a été lue.",
            by=officer,
        )
        assert (answered.state, answered.decided_on) == ("refused", date(2026, 10, 15))
        with pytest.raises(Refusal, match="n’est pas prévue"):
            actions.answer_appeal(appeal, accepts=True, reasons="Si.", by=officer)
    letter = Document.objects.get(kind="appeal_answer")
    assert letter.facts["items"] == ["La pièce figure au dossier.", "Elle a été lue."]
    assert "tribunal administratif" in str(letter.facts["after"])
    assert letter.facts["signature"]["name"] == "Hervé d’Aubigny-Lacaze"
    assert list(reading.to_present_again()) == []
    with clock.moved_to(SOON + timedelta(days=4)), pytest.raises(Refusal, match="Seul un recours"):
        actions.present_again(answered, jury=another_jury().jury, by=officer)


def test_who_sat_on_that_jury_does_not_answer():
    room = challenged()
    appeal = received(room)
    member = account(room.person(1), "officer")
    with clock.moved_to(SOON), pytest.raises(Refusal, match="Qui a siégé"):
        actions.answer_appeal(appeal, accepts=False, reasons="Non.", by=member)


def test_an_answer_is_signed_by_somebody_who_may(officer):
    room = challenged()
    appeal = received(room)
    room.jury.revision.qualification.signatories.update(ends_on=date(2026, 10, 10))
    with clock.moved_to(SOON), pytest.raises(Refusal, match="délégation en cours"):
        actions.answer_appeal(appeal, accepts=False, reasons="Non.", by=officer)
    appeal.refresh_from_db()
    assert appeal.state == "received"


def test_a_candidate_gives_up_then_may_appeal_again(officer):
    room = challenged()
    appeal = received(room)
    with clock.moved_to(SOON):
        with pytest.raises(Refusal):
            actions.drop_appeal(appeal, by=account(PersonFactory(), "candidate"))
        assert actions.drop_appeal(appeal, by=owner(room)).state == "dropped"
        with pytest.raises(Refusal, match="n’est pas prévue"):
            actions.drop_appeal(appeal, by=officer)
    assert received(room).pk != appeal.pk


def test_a_judgment_is_recorded_with_its_day_and_number(officer):
    room = challenged()
    with clock.moved_to(LATE):
        with pytest.raises(Refusal, match="numéro de la requête"):
            actions.receive_appeal(first(room), kind="contentious", grounds="Requête.", by=officer)
        appeal = actions.receive_appeal(
            first(room), kind="contentious", grounds="Requête.", reference="2612345", by=officer
        )
        assert not Document.objects.filter(kind="appeal_acknowledgement").exists()
    with clock.moved_to(LATE + timedelta(days=400)):
        answered = actions.answer_appeal(
            appeal,
            accepts=True,
            reasons="Composition irrégulière.",
            decided_on=date(2027, 11, 5),
            decision_reference="TA Paris n° 2612345",
            by=account(room.person(1), "officer"),
        )
    assert answered.decided_on == date(2027, 11, 5)
    assert "TA Paris n° 2612345 du 5 novembre 2027" in texts("appeal_answer")[0]


def heard_again(room, appeal, officer, former=None):
    """The new jury, opened in December with everybody who may be there."""
    other = another_jury(former)
    with clock.moved_to(SOON + timedelta(days=2)):
        actions.present_again(appeal, jury=other.jury, by=officer)
    moment = datetime.combine(ANOTHER_DAY, time(9), tzinfo=PARIS)
    with clock.moved_to(moment):
        other.deliberation = deliberating.open_deliberation(
            other.jury,
            present=[one.person for one in Nomination.objects.filter(seat__jury=other.jury)],
            by=other.president,
        )
    return other, moment


def test_the_new_presentation_replaces_the_first_which_stays(officer):
    room = challenged()
    before = first(room)
    appeal = accepted(room, officer)
    assert list(reading.to_present_again()) == [appeal]
    assert "Recours accepté" in texts("appeal_answer")[0]
    other, moment = heard_again(room, appeal, officer)
    assert list(reading.to_present_again()) == []
    (again,) = other.presentations
    assert again.replaces == before
    assert [block.position for block in again.blocks.all()] == [2]
    with clock.moved_to(moment + timedelta(hours=1)):
        deliberating.mark_present(again, by=other.president)
        decide(other, again, 2)
        deliberating.conclude_presentation(again, by=other.president)
    unchanged = Presentation.objects.get(pk=before.pk)
    assert (unchanged.outcome, unchanged.outcome_inputs) == (before.outcome, before.outcome_inputs)
    assert unchanged.decisions.count() == 3
    again.refresh_from_db()
    assert again.outcome == "awarded"
    assert not {80, 81} & set(broken_invariants())


def test_the_candidate_is_told_of_the_new_jury(officer):
    room = challenged()
    appeal = accepted(room, officer)
    with clock.moved_to(SOON + timedelta(days=2)):
        item = actions.present_again(appeal, jury=another_jury().jury, by=officer)
        assert item.annulled == room.jury
        assert Message.objects.get(kind="appeal.presented")
        with pytest.raises(Refusal, match="déjà à l’ordre du jour"):
            actions.present_again(appeal, jury=another_jury().jury, by=officer)
        with pytest.raises(Refusal, match="un autre doit l’entendre"):
            actions.present_again(appeal, jury=room.jury, by=officer)


def test_the_ordinary_agenda_knows_whom_to_exclude(officer):
    room = challenged()
    accepted(room, officer)
    enrolment = first(room).enrolment
    block = enrolment.revision.blocks.filter(position=2)
    unrelated = another_jury().jury
    with clock.moved_to(SOON + timedelta(days=2)):
        with pytest.raises(Refusal, match="n’est pas la décision"):
            juries.put_on_agenda(unrelated, enrolment, block, annulled=unrelated, by=officer)
        item = juries.put_on_agenda(unrelated, enrolment, block, by=officer)
    assert item.annulled == room.jury


def test_a_former_member_is_recused_and_that_link_is_not_dismissed(officer):
    room = challenged()
    appeal = accepted(room, officer)
    former = room.person(4)
    other = another_jury(former)
    with clock.moved_to(SOON + timedelta(days=2)):
        actions.present_again(appeal, jury=other.jury, by=officer)
        assert other.jury.recusals.filter(person=former, found_by="link").exists()
        with pytest.raises(Refusal, match="ne s’écarte pas"):
            juries.dismiss_link(
                other.jury,
                former,
                first(room).enrolment,
                link=f"annulled_jury:{room.jury.pk}",
                reason="Il a changé d’avis.",
                by=officer,
            )


def test_letters_render(officer):
    room = challenged()
    appeal = received(room)
    with clock.moved_to(SOON):
        actions.answer_appeal(appeal, accepts=False, reasons="Non.", by=an_officer())
    for paper in Document.objects.filter(kind__startswith="appeal"):
        render_document(paper.pk, by=officer)
        paper.refresh_from_db()
        assert (paper.state, paper.pages) == ("stored", 1)


def test_nobody_answers_their_own_appeal():
    room = challenged()
    appeal = received(room)
    own = account(first(room).enrolment.candidate.person, "officer")
    with clock.moved_to(SOON):
        for act in (
            lambda: actions.answer_appeal(appeal, accepts=True, reasons="Oui.", by=own),
            lambda: actions.drop_appeal(appeal, by=own),
            lambda: actions.receive_appeal(first(room), grounds=GROUNDS, by=own),
        ):
            with pytest.raises(Refusal, match="tient votre dossier"):
                act()
