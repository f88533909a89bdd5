"""Between the summons and the day: answers, reminders, declarations, files read and handed over."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from assessments.candidates.models import Candidate
from ccas import access, clock
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.outbox.models import Message
from ccas.refusals import Refusal
from certification.deliberation import permissions as deliberation
from certification.juries import actions, permissions
from certification.juries.actions.summoning import acts_of
from certification.juries.inviting import invitations, unanswered
from certification.juries.models import ImpartialityDeclaration, JurySummons, SummonsReply
from certification.juries.reading import Reading
from tests.certification.juries.pages import at, text_of
from tests.factories.candidates import EnrolmentFactory
from tests.factories.deliberation import account as give_account
from tests.factories.juries import (
    AgendaItemFactory,
    RecusalFactory,
    jury_in,
    member_for,
    studied,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(officer):
    """A jury convened through its action on 1 September, one candidate; its members' accounts."""
    jury = jury_in("composed")
    item = AgendaItemFactory(jury=jury)
    actors = {}
    for seat in jury.seats.order_by("position"):
        person = seat.nominations.get().person
        actors[seat.key] = give_account(person, "president" if seat.presides else "jury_member")
    jury = actions.convene(jury, by=officer)
    return {"jury": jury, "item": item, **actors}


def own(actor) -> JurySummons:
    return JurySummons.objects.get(person__user=actor.user_id)


def refused(call) -> list[str]:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.sentences


# --- what leaves ---------------------------------------------------------------------------------


def test_convening_makes_an_act_that_names_each_member(scene):
    (act,) = acts_of(scene["jury"])
    assert act.number.startswith("SPECIMEN-NOM-RNCP35553-2026-") or act.number.startswith("NOM-")
    named = [one["person"] for seat in act.facts["seats"] for one in seat["holders"]]
    held = [str(one.person_id) for one in Reading(scene["jury"]).nominations]
    assert named == held
    assert {one["verdict"] for one in act.facts["indicators"]} <= {"pass", "warn"}


def test_each_summons_is_a_paper_and_a_date_in_the_diary(scene):
    papers = Document.objects.filter(kind="jury_summons")
    assert {paper.subject_id for paper in papers} == set(
        scene["jury"].summonses.values_list("pk", flat=True)
    )
    message = Message.objects.filter(kind="jury.summons").first()
    assert message.documents.get().kind == "jury_summons"
    (file,) = message.attachments
    (event,) = Calendar.from_ical(file["content"]).walk("VEVENT")
    assert event["DTSTART"].dt == datetime(2026, 10, 6, 9, tzinfo=clock.PARIS)
    assert "method=REQUEST" in file["type"]


def test_a_substitute_is_appointed_by_a_new_act_and_whoever_leaves_is_told(scene, officer):
    jury = scene["jury"]
    seat = jury.seats.get(key="training")
    left = own(scene["training"])
    someone = member_for(seat)
    actions.replace(seat, someone, capacity="training_service", by=officer)
    first, second = acts_of(jury)
    assert second.replaces == first
    assert str(someone.pk) in str(second.facts["seats"])
    assert str(left.person_id) not in str(second.facts["seats"])
    release = Message.objects.get(kind="jury.release")
    assert release.to == left.person.email
    (event,) = Calendar.from_ical(release.attachments[0]["content"]).walk("VEVENT")
    assert (event["STATUS"], int(event["SEQUENCE"])) == ("CANCELLED", 1)
    assert [one.summons.person_id for one in invitations(jury)][-1] == someone.pk
    assert len(invitations(jury)) == 5
    assert refused(lambda: actions.reply(left, answer="accepted", by=scene["training"])) == [
        "Vous ne tenez plus ce siège : cette convocation est sans objet."
    ]


def test_cancelling_frees_the_diaries(scene, officer):
    actions.cancel(scene["jury"], reason="Salle inondée", by=officer)
    messages = Message.objects.filter(kind="jury.cancellation")
    assert messages.count() == 5
    assert "method=CANCEL" in messages.first().attachments[0]["type"]


# --- answers -------------------------------------------------------------------------------------


def test_a_member_accepts_then_declines_and_the_last_answer_counts(scene):
    by = scene["training"]
    actions.reply(own(by), answer="accepted", by=by)
    line = invitations(scene["jury"])[-1]
    assert (line.state, line.waiting, line.declined) == (("Vient", "done"), False, False)
    assert refused(lambda: actions.reply(own(by), answer="declined", by=by)) == [
        "Dites pourquoi vous ne viendrez pas : un suppléant sera nommé."
    ]
    actions.reply(own(by), answer="declined", reason=" Opération extérieure ", by=by)
    line = invitations(scene["jury"])[-1]
    assert (line.declined, line.reply.reason) == (True, "Opération extérieure")
    assert refused(lambda: actions.reply(own(by), answer="perhaps", by=by))


def test_nobody_answers_for_another_nor_after_the_opening(scene, officer):
    other = own(scene["training"])
    for by in (scene["president"], officer, Actor.system()):
        assert refused(lambda by=by: actions.reply(other, answer="accepted", by=by))
    with clock.moved_to(scene["jury"].begins):
        actions.open_jury(scene["jury"], by=scene["president"])
        assert "n’attend plus de réponse" in str(
            refused(lambda: actions.reply(other, answer="accepted", by=scene["training"]))
        )


# --- reminders -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "rank"),
    [(date(2026, 9, 3), 0), (date(2026, 9, 4), 1), (date(2026, 9, 10), 1), (date(2026, 9, 11), 2),
     (date(2026, 10, 5), 2), (date(2026, 10, 6), 0)],
)  # fmt: skip
def test_silence_is_recalled_at_its_dates_whenever_the_job_runs(scene, day, rank):
    """Summoned on 1 September, recalled on the 4th and the 11th; never on the day itself."""
    assert {found for _summons, found in unanswered(day)} == ({rank} if rank else set())


def test_a_reminder_leaves_once_and_answers_stop_it(scene):
    by = scene["training"]
    actions.reply(own(by), answer="accepted", by=by)
    for day in (date(2026, 9, 4), date(2026, 9, 4), date(2026, 9, 6)):
        actions.send_reminders(day, by=Actor.system())
    reminders = Message.objects.filter(kind="jury.reminder")
    assert reminders.count() == 4
    assert own(by).person.email not in set(reminders.values_list("to", flat=True))
    actions.send_reminders(date(2026, 9, 30), by=Actor.system())
    assert reminders.count() == 8


# --- declarations --------------------------------------------------------------------------------


def sees(actor) -> bool:
    return Candidate.objects.filter(access.visibility("candidate", actor)).exists()


def test_no_file_opens_before_the_declaration(scene):
    by = scene["training"]
    assert not sees(by)
    declaration = actions.declare(scene["jury"], by=by)
    assert "n’avoir, ni avoir eu" in declaration.words
    assert sees(by)
    assert not sees(scene["operator:PN"])
    assert refused(lambda: actions.declare(scene["jury"], by=by)) == [
        "Votre déclaration d’impartialité est déjà signée."
    ]


def test_a_stranger_declares_nothing(scene, officer, make_actor):
    for by in (officer, make_actor("jury_member"), Actor.system()):
        assert refused(lambda by=by: actions.declare(scene["jury"], by=by))
    draft = jury_in("draft")
    person = draft.seats.get(key="training").nominations.get().person
    assert refused(lambda: actions.declare(draft, by=give_account(person, "jury_member")))


def test_a_sitting_without_declarations_is_red(scene):
    present = [one.person for one in Reading(scene["jury"]).nominations]
    found = {one.id: one for one in Reading(scene["jury"]).sitting(present)}
    assert found["sitting.declarations"].blocks
    for name in ("president", "operator:PN", "operator:GN", "operator:DGSCGC", "training"):
        actions.declare(scene["jury"], by=scene[name])
    found = {one.id: one for one in Reading(scene["jury"]).sitting(present)}
    assert found["sitting.declarations"].verdict == "ok"
    assert found["sitting.studied"].found == "0 sur 5"
    studied(scene["jury"])
    found = {one.id: one for one in Reading(scene["jury"]).sitting(present)}
    assert (found["sitting.studied"].verdict, found["sitting.studied"].found) == ("ok", "5 sur 5")
    review = Reading(scene["jury"]).reviews([scene["item"].enrolment])[scene["item"].enrolment_id]
    last = review.indicators[-1]
    assert (last.id, last.found) == ("candidate.studied", "5 sur 5")
    assert "le 29/09/2026 à 09:00" in last.sentence


# --- the day before ------------------------------------------------------------------------------


def test_files_are_handed_over_the_day_before_to_those_who_declared(scene):
    jury, by = scene["jury"], scene["training"]
    actions.declare(jury, by=by)
    eve = jury.sits_on - timedelta(days=1)
    papers = Document.objects.filter(kind="jury_preparation")
    for day in (eve - timedelta(days=1), eve, eve):
        with clock.moved_to(day):
            actions.hand_over_files(by=Actor.system())
        assert papers.count() == (day == eve)
    (candidate,) = papers.get().facts["candidates"]
    assert candidate["number"] == scene["item"].enrolment.candidate.number
    assert len(candidate["blocks"]) == 3
    assert {block["proposal"] for block in candidate["blocks"]} == {None}
    message = Message.objects.get(kind="jury.preparation")
    assert message.documents.get() == papers.get()
    # Who declares on the eve receives theirs at once.
    with clock.moved_to(eve):
        actions.declare(jury, by=scene["operator:PN"])
    assert papers.count() == 2


def test_a_file_says_nothing_of_those_one_left(scene):
    jury, by = scene["jury"], scene["training"]
    other = AgendaItemFactory(jury=jury)
    RecusalFactory(jury=jury, person=own(by).person, enrolment=scene["item"].enrolment)
    actions.declare(jury, by=by)
    with clock.moved_to(jury.sits_on):
        (paper,) = actions.prepare_files(jury, by=Actor.system())
    assert [one["number"] for one in paper.facts["candidates"]] == [
        other.enrolment.candidate.number
    ]
    assert paper.facts["recused_from"] == 1
    assert scene["item"].enrolment.candidate.number not in str(paper.facts)


# --- who reads the papers ------------------------------------------------------------------------


def test_each_reads_their_own_papers(scene, officer, auditor_actor):
    def kinds(actor):
        condition = permissions.summons_papers_seen_by(actor)
        found = Document.objects.filter(kind="jury_summons")
        return 0 if condition is None else found.filter(condition).count()

    assert kinds(officer) == kinds(auditor_actor) == 5
    assert kinds(scene["training"]) == 1
    assert permissions.summons_papers_seen_by(give_account(scene["item"].enrolment.candidate.person,
                                                           "candidate")) is None  # fmt: skip


@pytest.fixture
def auditor_actor(make_actor):
    return make_actor("auditor")


def test_presentations_wait_for_the_declaration_too(scene):
    assert not deliberation.visible_presentations(scene["training"]).exists()


# --- what the database refuses -------------------------------------------------------------------


def test_answers_and_declarations_stay(scene):
    by = scene["training"]
    row = actions.reply(own(by), answer="accepted", by=by)
    signed = actions.declare(scene["jury"], by=by)
    for sql in (
        f"UPDATE certification_summonsreply SET answer = 'declined' WHERE id = '{row.pk}'",
        f"DELETE FROM certification_summonsreply WHERE id = '{row.pk}'",
        f"UPDATE certification_impartialitydeclaration SET words = 'x' WHERE id = '{signed.pk}'",
        f"DELETE FROM certification_impartialitydeclaration WHERE id = '{signed.pk}'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(sql)


def test_the_database_wants_a_reason_and_a_member(scene):
    with pytest.raises(IntegrityError), transaction.atomic():
        SummonsReply.objects.create(summons=own(scene["training"]), answer="declined")
    stranger = EnrolmentFactory().candidate.person
    with pytest.raises(IntegrityError), transaction.atomic():
        ImpartialityDeclaration.objects.create(jury=scene["jury"], person=stranger, words="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        ImpartialityDeclaration.objects.create(
            jury=scene["jury"], person=own(scene["training"]).person, words=""
        )


# --- pages ---------------------------------------------------------------------------------------


def test_a_member_answers_and_declares_on_the_page_of_the_jury(scene, sign_in):
    jury, client = scene["jury"], sign_in(scene["training"])
    page = text_of(client.get(at("detail", jury.pk)))
    assert "Répondre à la convocation" in page
    assert "Signer ma déclaration" in page
    assert "Convocation au jury n°" in page
    assert client.post(at("reply", jury.pk), {"answer": "declined"}).status_code == 422
    typed = {"answer": "declined", "reason": "Stage"}
    assert client.post(at("reply", jury.pk), typed).status_code == 302
    assert client.post(at("declare", jury.pk)).status_code == 302
    page = text_of(client.get(at("detail", jury.pk)))
    assert "Dossiers ouverts : 0 sur 1" in page
    assert "À étudier" in page


def test_the_officer_sees_who_comes_and_why_not(scene, desk, sign_in):
    by = scene["training"]
    actions.reply(own(by), answer="declined", reason="Opération extérieure", by=by)
    page = text_of(desk.get(at("summonses", scene["jury"].pk)))
    assert "1 membre ne vient pas" in page
    assert "Opération extérieure" in page
    assert "4 réponses attendues" in page
    assert "rappel" in page
    assert sign_in(by).get(at("summonses", scene["jury"].pk)).status_code == 404


@pytest.mark.parametrize("name", ["summonses", "detail", "agenda", "composition"])
def test_a_jury_of_sixty_asks_no_more_than_a_jury_of_two(scene, sign_in, officer, name):
    """As the officer reads each page of a convened jury; the member's page is one of them."""
    jury = scene["jury"]
    actions.declare(jury, by=scene["training"])
    readers = [officer, scene["training"]] if name == "detail" else [officer]

    def measured() -> list[int]:
        counts = []
        for reader in readers:
            client = sign_in(reader)
            client.get(at(name, jury.pk))  # content types and the like
            with CaptureQueriesContext(connection) as asked:
                assert client.get(at(name, jury.pk)).status_code == 200
            counts.append(len(asked))
        return counts

    AgendaItemFactory(jury=jury)
    before = measured()
    for _ in range(58):
        AgendaItemFactory(jury=jury)
    studied(jury)
    assert measured() == before
