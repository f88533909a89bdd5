"""The calendar that leaves with a summons: read back as a mail program would."""

import email
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from icalendar import Calendar

from assessments.sessions import actions
from assessments.sessions.models import Simulation
from ccas.jobs import queue
from ccas.jobs.models import Job
from ccas.outbox.models import Message
from tests.factories.sessions import PanelMemberFactory, a_full_session, at

pytestmark = pytest.mark.django_db


def send_all():
    """What waits leaves; gives the mails, by address."""
    mail.outbox.clear()
    for message in Message.objects.filter(state="waiting").order_by("recorded_at"):
        queue.run(Job.objects.get(key=f"message:{message.pk}").pk)
    return {sent.to[0]: email.message_from_bytes(sent.message().as_bytes()) for sent in mail.outbox}


def calendars(sent):
    """(method of the part, calendar) of each .ics of a mail."""
    return [
        (part.get_param("method"), Calendar.from_ical(part.get_payload(decode=True)))
        for part in sent.walk()
        if part.get_content_type() == "text/calendar"
    ]


def events(calendar):
    return list(calendar.walk("VEVENT"))


@pytest.fixture
def convened(officer):
    session = a_full_session(name="Lyon")
    Simulation.objects.update(ends_at=at(9, 35))  # five minutes of briefing, as planned by hand
    actions.ready(session, by=officer)
    actions.convene(session, by=officer)
    return session


@pytest.fixture
def simulation(convened):
    return Simulation.objects.get()


def test_each_summons_carries_its_hours(convened, simulation):
    sent = send_all()
    candidate = simulation.registration.enrolment.candidate
    assert len(sent) == 3
    ((method, calendar),) = calendars(sent[candidate.person.email])
    assert (method, calendar["METHOD"]) == ("REQUEST", "REQUEST")
    (event,) = events(calendar)
    assert event["DTSTART"].dt == simulation.starts_at
    assert event["DTEND"].dt == simulation.ends_at
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"
    assert convened.site.name in event["LOCATION"]
    assert event["ATTENDEE"] == f"mailto:{candidate.person.email}"
    pair = [row.person.email for row in simulation.evaluators.all()]
    summaries = {str(events(calendars(sent[who])[0][1])[0]["SUMMARY"]) for who in pair}
    assert summaries == {f"Évaluer la mise en situation du candidat n° {candidate.number}"}


def test_the_clock_of_paris_travels_with_the_file(convened, simulation):
    """The hour is written in Paris time with its rules: overseas, a calendar shows its own."""
    (_, calendar), *_ = calendars(next(iter(send_all().values())))
    (event,) = events(calendar)
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Paris"
    offsets = {rule["TZOFFSETTO"].td for rule in (*zone.walk("STANDARD"), *zone.walk("DAYLIGHT"))}
    assert offsets == {timedelta(hours=1), timedelta(hours=2)}
    overseas = event["DTSTART"].dt.astimezone(ZoneInfo("Indian/Reunion"))
    assert (overseas.hour, overseas.minute) == (12, 0)
    spring = datetime(2026, 3, 29, 12, tzinfo=zone.to_tz())
    assert spring.utcoffset() == timedelta(hours=2)


def test_a_move_raises_the_sequence_and_keeps_the_identifier(convened, simulation, officer):
    first = {who: events(calendars(found)[0][1])[0]["UID"] for who, found in send_all().items()}
    for turn, hour in enumerate((14, 15), start=1):
        actions.move_simulation(
            simulation,
            station=simulation.station,
            starts_at=at(hour),
            evaluators=[row.person for row in simulation.evaluators.all()],
            by=officer,
        )
        sent = send_all()
        assert set(sent) == set(first)
        for who, found in sent.items():
            ((method, calendar),) = calendars(found)
            (event,) = events(calendar)
            assert (method, event["UID"], event["SEQUENCE"]) == ("REQUEST", first[who], turn)
            assert event["DTSTART"].dt == at(hour)


def test_who_evaluates_no_more_is_sent_a_cancellation(convened, simulation, officer):
    send_all()
    leaves, stays = [row.person for row in simulation.evaluators.all()]
    comes = PanelMemberFactory(session=convened).person
    actions.move_simulation(
        simulation,
        station=simulation.station,
        starts_at=simulation.starts_at,
        evaluators=[stays, comes],
        by=officer,
    )
    sent = send_all()
    assert set(sent) == {leaves.email, comes.email}, "the hours of the others are what they knew"
    ((method, calendar),) = calendars(sent[leaves.email])
    (event,) = events(calendar)
    assert (method, event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    text = next(
        part.get_payload(decode=True).decode()
        for part in sent[leaves.email].walk()
        if part.get_content_type() == "text/plain"
    )
    assert "Vous n’avez plus de mise en situation" in text
    assert calendars(sent[comes.email])[0][0] == "REQUEST"


def test_a_cancelled_session_cancels_every_event(convened, simulation, officer):
    send_all()
    actions.cancel_session(convened, by=officer)
    sent = send_all()
    assert len(sent) == 3
    for found in sent.values():
        ((method, calendar),) = calendars(found)
        (event,) = events(calendar)
        assert (method, event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
