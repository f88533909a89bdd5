"""The attendance sheet of a session: who is expected each day, made again when that has changed."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from assessments.sessions import actions, permissions
from assessments.sessions.documents import ATTENDANCE, attendance_facts
from assessments.sessions.models import PanelMember, SessionState
from ccas.documents import files
from ccas.documents.actions import render_document
from ccas.documents.models import Document, DocumentState
from ccas.documents.permissions import visible_documents
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.factories import grading

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(db):
    """Two evaluators; a candidate who plays twice on the first day, another on the second."""
    session = grading.a_session()
    pair = [
        grading.a_person(given_names="Solène", birth_name="Tréguier"),
        grading.a_person(given_names="Awa", birth_name="Ndiaye-Peyrot"),
    ]
    for person in pair:
        PanelMember.objects.create(session=session, person=person)
    first = grading.a_simulation(session=session, evaluators=pair)
    grading.a_simulation(
        enrolment=first.registration.enrolment,
        session=session,
        evaluators=pair,
        blocks=(2,),
        starts_at=grading.DAY + timedelta(hours=4),
    )
    grading.a_simulation(
        session=session, evaluators=pair, starts_at=grading.DAY + timedelta(days=1)
    )
    return session


def names(group) -> list[str]:
    return [one["name"] for one in group["people"]]


def test_each_day_names_those_it_expects_and_when(session):
    first, second = attendance_facts(session)["days"]
    candidates, evaluators = first["groups"]
    assert (first["day"], second["day"]) == ("2026-03-17", "2026-03-18")
    assert (candidates["heading"], evaluators["heading"]) == ("Candidats", "Évaluateurs")
    (one,) = candidates["people"]
    assert one["said"].startswith("n° ")
    assert one["from"] == "2026-03-17T09:30+01:00"
    assert one["to"] > "2026-03-17T13:30"
    assert names(evaluators) == ["Awa Ndiaye-Peyrot", "Solène Tréguier"]
    assert names(second["groups"][0]) != names(candidates)


def test_it_says_nothing_else_of_anybody(session):
    for day in attendance_facts(session)["days"]:
        for group in day["groups"]:
            for one in group["people"]:
                assert set(one) == {"name", "said", "from", "to"}


def test_who_is_cancelled_is_not_expected(session, officer):
    last = (
        permissions.visible_simulations(officer)
        .filter(registration__session=session)
        .order_by("starts_at")
        .last()
    )
    actions.cancel_simulation(last, by=officer)
    assert [day["day"] for day in attendance_facts(session)["days"]] == ["2026-03-17"]


def test_queries_do_not_grow_with_people(session, django_assert_num_queries):
    expected = 3  # the simulations, their evaluators, the people; all the rest comes with them
    session.refresh_from_db()
    attendance_facts(session)
    with django_assert_num_queries(expected):
        attendance_facts(session)
    for rank in range(3):
        grading.a_simulation(session=session, starts_at=grading.DAY + timedelta(hours=6 + rank))
    with django_assert_num_queries(expected):
        attendance_facts(session)


def test_asked_twice_it_is_one_document_and_a_change_makes_another(session, officer):
    first = actions.issue_attendance_sheet(session, by=officer)
    assert actions.issue_attendance_sheet(session, by=officer) == first
    grading.a_simulation(session=session, starts_at=grading.DAY + timedelta(hours=7))
    second = actions.issue_attendance_sheet(session, by=officer)
    assert second.replaces == first
    assert actions.issue_attendance_sheet(session, by=officer) == second
    assert JournalEntry.objects.filter(verb="documents.issue").count() == 2


def test_it_comes_out_sealed_with_a_page_for_each_day(session, officer):
    sheet = actions.issue_attendance_sheet(session, by=officer)
    render_document(sheet.pk, by=officer)
    sheet.refresh_from_db()
    assert sheet.state == DocumentState.STORED
    pages = [page.extract_text() for page in PdfReader(BytesIO(files.read(sheet))).pages]
    assert "mardi 17 mars 2026" in pages[0].replace("\u00a0", " ")
    assert "mercredi 18 mars 2026" in pages[-1].replace("\u00a0", " ")
    assert all("Solène Tréguier" in page for page in pages)


@pytest.mark.parametrize("state", ["draft", "ready", "closed", "cancelled"])
def test_only_a_convened_session_has_one(state, officer):
    day = grading.DAY
    dates = {"ready_at": day, "convened_at": None, "closed_at": None, "cancelled_at": None}
    if state == "closed":
        dates |= {"convened_at": day, "closed_at": day}
    if state == "cancelled":
        dates |= {"cancelled_at": day}
    session = grading.a_session(state=SessionState(state), **dates)
    with pytest.raises(Refusal, match="une fois la session convoquée"):
        actions.issue_attendance_sheet(session, by=officer)
    assert not Document.objects.exists()


def test_a_session_that_expects_nobody_has_none(officer):
    with pytest.raises(Refusal, match="Personne n’est attendu"):
        actions.issue_attendance_sheet(grading.a_session(), by=officer)


def test_nobody_else_makes_one(session, make_actor):
    for role in ("auditor", "evaluator", "candidate"):
        with pytest.raises(Refusal, match="Seul le gestionnaire"):
            actions.issue_attendance_sheet(session, by=make_actor(role))


def test_it_is_read_by_those_who_prepare_who_control_and_who_leads(session, officer, make_actor):
    lead = grading.a_person()
    session.lead = lead
    session.save()
    sheet = actions.issue_attendance_sheet(session, by=officer)
    evaluator = grading.actor_of(session.panel.first().person)

    def sees(actor):
        return visible_documents(actor).filter(pk=sheet.pk).exists()

    assert all(map(sees, (officer, make_actor("auditor"), grading.actor_of(lead))))
    assert not any(map(sees, (evaluator, make_actor("evaluator"), make_actor("candidate"))))


def test_the_screen_makes_it_and_hands_it_over(session, desk):
    page = reverse("sessions:detail", args=[session.pk])
    assert "Établir la feuille d’émargement" in desk.get(page).content.decode()
    response = desk.post(reverse("sessions:attendance_sheet", args=[session.pk]))
    sheet = Document.objects.get(kind=ATTENDANCE)
    assert response["Location"] == reverse("document", args=[sheet.pk])
    assert sheet.state == DocumentState.PENDING
    body = desk.get(page).content.decode()
    assert sheet.number in body
    assert "Mettre à jour si le plan a changé" in body
