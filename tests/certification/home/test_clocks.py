"""Every delay that runs: the last day is the rule's own, a counter opens the rows it counts."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.sessions.models import AssessmentSession
from ccas import clock
from ccas.periods import PARIS
from certification.home.clocks import BY_SLUG, CLOCKS, deadlines, nearest
from certification.vae import actions as vae
from certification.vae.models import ValidationFile
from tests.factories.awards import SignatoryFactory, an_officer, published
from tests.factories.candidates import EnrolmentFactory
from tests.factories.deliberation import EVENING, NOON, concluded, opened, signed
from tests.factories.juries import SITS_ON, JuryFactory
from tests.factories.sessions import RegistrationFactory, SessionFactory
from tests.factories.vae import at as on_day
from tests.factories.vae import submitted

pytestmark = pytest.mark.django_db

TODAY = date(2026, 10, 7)


def running(slug: str) -> list[date]:
    """The last days of one kind, in the order of its list."""
    kind = BY_SLUG[slug]
    return [each.due for each in deadlines(kind, kind.rows(), TODAY)]


def test_the_two_months_move_with_the_last_paper(officer):
    first, _candidate = submitted(date(2026, 3, 2))
    submitted(date(2026, 3, 20))
    assert running("recevabilite") == [date(2026, 5, 2), date(2026, 5, 20)]
    with clock.moved_to(on_day(date(2026, 3, 10))):
        vae.ask_for_papers(first, items=["Diplôme"], deadline=date(2026, 4, 10), by=officer)
    assert running("recevabilite") == [date(2026, 5, 20)], "papers lack: nothing runs"
    first.requests.update(answered_on=date(2026, 4, 1))
    type(first).objects.filter(pk=first.pk).update(state="submitted")
    assert running("recevabilite") == [date(2026, 5, 20), date(2026, 6, 1)]


def test_a_file_goes_before_the_jury_by_the_end_of_the_third_month():
    one = ValidationFile.objects.create(
        enrolment=EnrolmentFactory(vae=True),
        state="submitted",
        version=1,
        submitted_on=date(2026, 11, 3),
    )
    assert running("jury-vae") == [date(2027, 2, 28)]
    assert list(BY_SLUG["jury-vae"].enrolments().values_list("enrolment", flat=True)) == [
        one.enrolment_id
    ]


def test_summonses_leave_when_the_rules_file_says():
    session = SessionFactory(starts_on=date(2026, 12, 1))
    JuryFactory()
    assert running("convocation-session") == [date(2026, 11, 16)]
    assert running("convocation-jury") == [SITS_ON - timedelta(days=15)]
    AssessmentSession.objects.filter(pk=session.pk).update(
        state="cancelled", cancelled_at=clock.now()
    )
    assert running("convocation-session") == []


@pytest.fixture
def decided():
    """A deliberation closed on the evening of 6 October, its minutes signed."""
    SignatoryFactory()
    room = opened(1)
    with clock.moved_to(NOON):
        concluded(room, room.presentations[0])
    signed(room)
    return room


def test_results_to_tell_then_titles_to_return_and_holders_to_ask(decided):
    closed = clock.paris(type(decided.deliberation).objects.get().closed_at).date()
    assert running("notification") == [closed + timedelta(days=15)]
    assert running("passeport") == []
    published(decided, an_officer())
    assert running("notification") == []
    awarded = decided.presentations[0].awards.get().awarded_on
    with clock.moved_to(EVENING):
        assert running("passeport") == [date(2027, awarded.month - 9, awarded.day)]
        assert running("enquete-6-mois") == [date(2027, 4, awarded.day)]
        assert running("enquete-24-mois") == [date(2028, 10, awarded.day)]
    with clock.moved_to(datetime(2027, 4, awarded.day + 1, 9, tzinfo=PARIS)):
        assert running("enquete-6-mois") == [], "its day has passed"
        assert len(running("enquete-24-mois")) == 1


def test_the_nearest_of_all_kinds_come_first(decided):
    SessionFactory(starts_on=date(2026, 10, 20))
    SessionFactory(starts_on=date(2026, 12, 1))
    found = nearest(50, TODAY)
    assert [each.due for each in found] == sorted(each.due for each in found)
    assert [each.kind.slug for each in found] == [
        "convocation-session",
        "notification",
        "convocation-session",
    ]
    assert (found[0].urgency, found[0].left) == ("late", "échue depuis 2 jours")
    assert nearest(1, TODAY) == found[:1]


def test_a_counter_opens_what_it_counts(decided, officer, sign_in):
    SessionFactory()
    SessionFactory()
    client = sign_in(officer)
    page = client.get(reverse("home:clocks")).content.decode()
    for kind in CLOCKS:
        number = kind.rows().count()
        words = kind.counted[number > 1]
        address = reverse("home:clock", args=[kind.slug])
        assert re.search(rf'{number}</p>.*?href="{address}">{words}<', page, re.S), kind.slug
        opened_list = client.get(address).content.decode()
        assert f"{number} {words}" in opened_list
        assert opened_list.count("ccas-task__link") == number
    assert client.get(reverse("home:clock", args=["rien"])).status_code == 404


def test_the_page_costs_the_same_whatever_runs(officer, sign_in):
    client = sign_in(officer)
    costs = []
    for number in (1, 3):
        for rank in range(number):
            SessionFactory(starts_on=date(2027, 1, 4) + timedelta(days=rank))
            submitted(date(2026, 3, 2 + rank))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("home:clocks")).status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_a_clock_knows_the_enrolments_it_is_about(decided):
    registration = RegistrationFactory()
    about = {kind.slug: set(kind.enrolments().values_list(kind.enrolment, flat=True))
             for kind in CLOCKS}  # fmt: skip
    assert about["convocation-session"] == {registration.enrolment_id}
    assert about["notification"] == {decided.presentations[0].enrolment_id}
