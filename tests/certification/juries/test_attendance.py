"""The attendance sheet of a sitting: who sits, who is heard; made again when that has changed."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from ccas.documents import files
from ccas.documents.actions import render_document
from ccas.documents.models import Document
from ccas.documents.permissions import visible_documents
from ccas.refusals import Refusal
from certification.juries import actions
from certification.juries.documents import ATTENDANCE, attendance_facts
from certification.juries.reading import Reading
from tests.certification.juries.pages import at, text_of
from tests.factories.candidates import EnrolmentFactory
from tests.factories.deliberation import account as give_account
from tests.factories.juries import AgendaItemFactory, jury_in, member_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def jury(officer):
    """A convened jury with one candidate."""
    jury = jury_in("composed")
    AgendaItemFactory(jury=jury)
    for seat in jury.seats.order_by("position"):
        person = seat.nominations.get().person
        give_account(person, "president" if seat.presides else "jury_member")
    return actions.convene(jury, by=officer)


def test_it_names_each_member_with_the_seat_and_the_hour(jury):
    facts = attendance_facts(Reading(jury))
    (day,) = facts["days"]
    (members,) = day["groups"]
    held = {one.person.display_name for one in Reading(jury).nominations}
    assert members["heading"] == "Membres du jury"
    assert {one["name"] for one in members["people"]} == held
    assert len(held) == 5
    assert {one["from"] for one in members["people"]} == {jury.begins.isoformat(timespec="minutes")}
    assert [one["said"].endswith("préside") for one in members["people"]] == [True] + [False] * 4
    assert facts["occasion"]["keeper_name"] == members["people"][0]["name"]


def test_candidates_heard_by_the_jury_sign_too(jury):
    enrolment = EnrolmentFactory(revision=jury.revision, vae=True)
    AgendaItemFactory(jury=jury, enrolment=enrolment)
    (day,) = attendance_facts(Reading(jury))["days"]
    _members, heard = day["groups"]
    assert heard["heading"] == "Candidats entendus en entretien"
    (one,) = heard["people"]
    assert one["said"] == f"n° {enrolment.candidate.number}"
    assert one["from"] is None


def test_a_substitute_makes_another_sheet(jury, officer):
    first = actions.issue_attendance_sheet(jury, by=officer)
    assert actions.issue_attendance_sheet(jury, by=officer) == first
    seat = jury.seats.get(key="training")
    someone = member_for(seat)
    actions.replace(seat, someone, capacity="training_service", by=officer)
    second = actions.issue_attendance_sheet(jury, by=officer)
    assert second.replaces == first
    assert someone.display_name in str(second.facts["days"])


def test_it_comes_out_sealed_with_every_member(jury, officer):
    sheet = actions.issue_attendance_sheet(jury, by=officer)
    render_document(sheet.pk, by=officer)
    sheet.refresh_from_db()
    text = " ".join(p.extract_text() for p in PdfReader(BytesIO(files.read(sheet))).pages)
    assert "mardi 6 octobre 2026" in text.replace("\u00a0", " ")
    assert all(one.person.display_name in text for one in Reading(jury).nominations)


@pytest.mark.parametrize("state", ["draft", "composed", "closed"])
def test_only_a_jury_told_to_come_has_one(state, officer):
    with pytest.raises(Refusal, match="une fois le jury convoqué"):
        actions.issue_attendance_sheet(jury_in(state), by=officer)


def test_members_neither_make_nor_read_it(jury, officer, make_actor):
    """It names candidates for whom one of them may have withdrawn."""
    sheet = actions.issue_attendance_sheet(jury, by=officer)
    president = Reading(jury).nominations[0].person.user.acting_as("president")
    with pytest.raises(Refusal, match="Seul un gestionnaire"):
        actions.issue_attendance_sheet(jury, by=president)
    assert visible_documents(officer).filter(pk=sheet.pk).exists()
    assert visible_documents(make_actor("auditor")).filter(pk=sheet.pk).exists()
    assert not visible_documents(president).filter(pk=sheet.pk).exists()


def test_the_screen_makes_it_and_hands_it_over(jury, desk):
    assert "Établir la feuille d’émargement" in text_of(desk.get(at("summonses", jury.pk)))
    response = desk.post(at("attendance_sheet", jury.pk))
    sheet = Document.objects.get(kind=ATTENDANCE)
    assert response["Location"].endswith(f"{sheet.pk}/")
    assert f"Feuille n° {sheet.number}" in text_of(desk.get(at("summonses", jury.pk)))
