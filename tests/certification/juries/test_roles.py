"""What somebody has been stands on their page: sessions evaluated, seats held."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from assessments.people.roles import roles_of
from certification.juries import actions
from tests.factories.juries import PARIS, JuryFactory, jury_in, member_for, nominate
from tests.factories.sessions import PanelMemberFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    """Somebody who evaluated a session of March, then sat on a closed jury."""
    jury = jury_in("closed", name="Jury d’octobre")
    person = jury.seats.get(presides=False, key="training").nominations.get().person
    session = SessionFactory(
        name="Session de mars",
        starts_on=date(2026, 3, 17),
        ends_on=date(2026, 3, 18),
        state="convened",
        ready_at=datetime(2026, 2, 1, 9, tzinfo=PARIS),
        convened_at=datetime(2026, 2, 2, 9, tzinfo=PARIS),
    )
    PanelMemberFactory(session=session, person=person)
    PanelMemberFactory(session=SessionFactory(name="Session en préparation"), person=person)
    return person


def told(person, actor):
    return [(role.where, role.note) for role in roles_of(person, actor)]


def test_the_latest_first_and_nothing_that_is_only_prepared(
    member, officer, django_assert_num_queries
):
    nominate(JuryFactory(name="Jury en préparation").seats.get(key="training"), member)
    with django_assert_num_queries(2):
        found = told(member, officer)
    assert found == [("Jury d’octobre", "clos"), ("Session de mars", "convoquée")]


def test_the_page_leads_to_them(member, desk):
    page = desk.get(reverse("people:detail", args=[member.pk])).content.decode()
    for role in ("Jury d’octobre", "Session de mars"):
        assert role in page
    assert "Évaluations et jurys" in page


def test_whoever_left_the_seat_before_the_jury_sat_is_told_so(officer):
    jury = jury_in("convened")
    seat = jury.seats.get(key="training")
    before = seat.nominations.get().person
    substitute = member_for(seat)
    actions.replace(seat, substitute, capacity="training_service", by=officer)
    assert told(before, officer) == [(jury.name, "siège quitté")]
    assert told(substitute, officer) == [(jury.name, "convoqué")]


def test_each_reads_what_they_may_open(member, account, make_actor):
    assert told(member, make_actor("administrator")) == []
    assert told(member, account(member, "jury_member")) == [("Jury d’octobre", "clos")]
    assert told(member, account(member, "evaluator")) == [("Session de mars", "convoquée")]
