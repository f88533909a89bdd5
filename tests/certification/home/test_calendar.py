"""One's own calendar: a secret address kept as a fingerprint, the same dates as the screen."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from icalendar import Calendar

from assessments.sessions.models import AssessmentSession, SessionState
from ccas import clock
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.home import actions, agenda
from certification.home.models import CalendarFeed
from tests.factories.grading import a_session, a_simulation
from tests.factories.practice import RequestFactory, StintFactory
from tests.factories.sessions import with_account

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def _on_a_given_day():
    with clock.moved_to(TODAY):
        yield


@pytest.fixture
def stint():
    return StintFactory(starts_on=date(2026, 1, 10))


@pytest.fixture
def candidate(stint) -> Actor:
    return with_account(stint.enrolment.candidate.person, "candidate")


def read(client, token: str) -> Calendar:
    answer = client.get(reverse("home:feed", args=[token]))
    assert answer.status_code == 200
    assert (
        answer["Content-Type"].startswith("text/calendar") and "no-store" in answer["Cache-Control"]
    )
    return Calendar.from_ical(answer.content)


def test_a_calendar_program_reads_without_an_account(client, stint, candidate) -> None:
    RequestFactory(stint=stint, expires_at=clock.now() + timedelta(days=9))
    found = read(client, actions.open_feed(by=candidate))
    events = {str(one["summary"]): one for one in found.walk("VEVENT")}
    assert len(events) == 2
    (attested,) = (one for name, one in events.items() if "Attestation" in name)
    assert attested["dtstart"].dt == date(2026, 6, 24)
    (reached,) = (one for name, one in events.items() if "9 mois" in name)
    assert reached["dtstart"].dt == date(2026, 10, 10)
    assert str(reached["url"]).endswith(reverse("practice:enrolment", args=[stint.enrolment_id]))


def test_a_convened_simulation_has_its_hours_and_a_draft_is_not_told(client, stint, candidate):
    session = a_session(stint.enrolment.revision)
    simulation = a_simulation(enrolment=stint.enrolment, session=session)
    rows = AssessmentSession.objects.filter(pk=session.pk)
    rows.update(state=SessionState.DRAFT, ready_at=None, convened_at=None)
    assert not list(agenda.appointments(candidate.user_id))
    rows.update(state=SessionState.CONVENED, ready_at=clock.now(), convened_at=clock.now())
    found = read(client, actions.open_feed(by=candidate))
    (one,) = (e for e in found.walk("VEVENT") if str(e["summary"]) == "Mise en situation")
    assert one["dtstart"].dt == simulation.starts_at
    assert one["dtend"].dt == simulation.ends_at


def test_nothing_of_another(client, stint, candidate) -> None:
    RequestFactory(stint=StintFactory(), expires_at=clock.now() + timedelta(days=9))
    found = read(client, actions.open_feed(by=candidate))
    assert len(found.walk("VEVENT")) == 1, "the nine months of the owner alone"


def test_the_address_stands_nowhere_and_a_new_one_closes_it(client, candidate) -> None:
    first = actions.open_feed(by=candidate)
    with connection.cursor() as cursor:
        for table in ("certification_calendarfeed", "ccas_journalentry"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{first}%"])
            assert cursor.fetchone() == (0,)
    second = actions.open_feed(by=candidate)
    assert client.get(reverse("home:feed", args=[first])).status_code == 404
    assert client.get(reverse("home:feed", args=[second])).status_code == 200
    actions.close_feed(by=candidate)
    assert client.get(reverse("home:feed", args=[second])).status_code == 404
    with pytest.raises(Refusal, match="Aucun agenda"):
        actions.close_feed(by=candidate)


@pytest.mark.parametrize("token", ["rien", "é", "x" * 300])
def test_an_unknown_address_says_nothing(client, token) -> None:
    answer = client.get(reverse("home:feed", args=[token]))
    assert answer.status_code == 404 and answer["Content-Type"].startswith("text/plain")
    assert client.post(reverse("home:feed", args=[token])).status_code == 405


def test_a_closed_account_has_no_calendar(client, candidate) -> None:
    token = actions.open_feed(by=candidate)
    feed = CalendarFeed.objects.get()
    feed.user.is_active = False
    feed.user.save()
    assert client.get(reverse("home:feed", args=[token])).status_code == 404


def test_only_a_candidate_opens_one(make_actor, officer) -> None:
    for actor in (officer, make_actor("evaluator"), Actor.system()):
        with pytest.raises(Refusal, match="candidat"):
            actions.open_feed(by=actor)


def test_the_page_shows_the_address_once(sign_in, candidate) -> None:
    client = sign_in(candidate)
    page = reverse("home:calendar")
    assert "Aucun agenda n’est relié" in client.get(page).content.decode()
    assert client.get(reverse("home:renew_calendar")).status_code == 405
    made = client.post(reverse("home:renew_calendar"))
    assert "/agenda/" in made.content.decode() and ".ics" in made.content.decode()
    again = client.get(page).content.decode()
    assert ".ics" not in again and "Un agenda est relié" in again
    assert client.post(reverse("home:close_calendar")).status_code == 302
    assert CalendarFeed.objects.get().revoked_at


def test_reading_writes_nothing(client, candidate, django_assert_max_num_queries) -> None:
    token = actions.open_feed(by=candidate)
    with django_assert_max_num_queries(12):
        read(client, token)


RAW = [
    ("UPDATE certification_calendarfeed SET digest = 'x'", "owner_s"),
    ("UPDATE certification_calendarfeed SET revoked_at = NULL", "revoked_is_revoked"),
]


@pytest.mark.parametrize(("statement", "words"), RAW)
def test_the_database_itself_refuses(candidate, statement, words) -> None:
    actions.open_feed(by=candidate)
    actions.close_feed(by=candidate)
    with (
        pytest.raises(Exception, match=words),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_one_address_each(candidate) -> None:
    actions.open_feed(by=candidate)
    with pytest.raises(IntegrityError, match="one_open_each"), transaction.atomic():
        CalendarFeed.objects.create(user_id=candidate.user_id, digest="x")
