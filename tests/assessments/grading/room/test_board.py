"""The room as plain values: phases, balance, delays, calls; one number of queries for any size."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.grading import actions
from assessments.grading.room import board_of
from assessments.sessions import actions as running
from assessments.sessions.models import PanelMember
from ccas import clock
from tests.factories.grading import DAY, a_person, actor_of, competencies_of
from tests.factories.room import a_device, a_full_room

pytestmark = pytest.mark.django_db

AT = DAY + timedelta(minutes=20)
#: What the screen asks of the database, whatever the number of stations.
QUERIES = 10


@pytest.fixture(autouse=True)
def _on_the_day():
    with clock.moved_to(AT):
        yield


def board(session, by):
    return board_of(session, DAY.date(), by=by)


@pytest.mark.parametrize("stations", [1, 3, 20])
def test_the_number_of_queries_is_one_for_any_room(
    stations, officer, django_assert_num_queries, record_property
):
    session = a_full_room(stations)
    session = type(session).objects.select_related("revision").get(pk=session.pk)
    with django_assert_num_queries(QUERIES):
        found = board(session, officer)
    assert len(found.cards) == stations
    record_property("FIGURE room_queries", f"{QUERIES} queries")


def test_a_station_says_who_plays_what_has_arrived_and_who_comes_next(officer):
    card = board(a_full_room(1), officer).cards[0]
    play = card.now
    assert (play.state, card.tone) == ("running", "alert")
    # Begun at minute 6: five of briefing planned, so one late; 25 minutes played.
    assert play.started_late() == 1
    assert card.phase.code == "simulation"
    assert card.phase.ends_at == DAY + timedelta(minutes=6 + 25)
    one, two = play.seats
    assert (one.words, one.made, one.waiting) == ("En cours 3/13", 3, 0)
    assert (two.words, two.received, two.waiting) == ("En cours 0/13", 0, 1)
    assert one.quiet(AT)
    assert card.next.state == "planned"
    assert card.late == 0


def test_time_runs_out_and_the_next_one_waits(officer):
    session = a_full_room(1)
    with clock.moved_to(DAY + timedelta(minutes=50)):
        card = board(session, officer).cards[0]
    # 50 − (6 + 25) minutes; the next one, planned at 45, is already 5 late.
    assert (card.over, card.late) == (19, 5)


def test_extra_time_moves_the_end_of_the_phase(officer):
    session = a_full_room(1)
    before = board(session, officer).cards[0].phase.ends_at
    candidate = session.registrations.earliest("occurred_at").enrolment.candidate
    candidate.extra_time_percent = 33
    candidate.save()
    after = board(session, officer).cards[0].phase.ends_at
    assert after - before == timedelta(minutes=9)


def test_rating_goes_on_after_the_end_until_the_candidate_is_released(officer):
    session = a_full_room(1)
    simulation = session.stations.get().simulations.get(state="running")
    running.finish_simulation(simulation, by=officer)
    card = board(session, officer).cards[0]
    assert (card.phase.code, card.now.to_release) == ("rating", True)
    assert card.phase.ends_at == AT + timedelta(minutes=10)
    assert [line.split(" : ")[1] for line in card.now.balance.sentences] == [
        "aucun signe de son appareil depuis la fin de l’épreuve.",
        "1 acte est encore sur son appareil.",
    ]
    actions.release_candidate(simulation, reason="Malaise.", by=officer)
    found = board(session, officer)
    assert found.cards[0].now is None
    assert found.to_release == 0
    assert found.plays[0][1].released_at == AT


def test_an_incident_in_force_shows_with_its_effect_and_not_once_withdrawn(officer):
    session = a_full_room(1)
    simulation = session.stations.get().simulations.get(state="running")
    said = {"category": "technical", "effect": "neutralise", "reason": "Radio.", "second": 754}
    incident = running.report_incident(
        simulation, **said, competencies=competencies_of(simulation)[1:3], by=officer
    )
    (trouble,) = board(session, officer).cards[0].now.troubles
    assert (trouble.category, trouble.minute) == ("technique", "12′")
    assert trouble.competencies == "BC01 2, BC01 3"
    running.withdraw_incident(incident, reason="Poste confondu.", by=officer)
    assert board(session, officer).cards[0].now.troubles == ()


def test_a_call_shows_until_it_is_answered(officer):
    session = a_full_room(1)
    sheet = session.stations.get().simulations.get(state="running").sheets.first()
    call = actions.call_lead(sheet, by=actor_of(sheet.evaluator))
    (shown,) = board(session, officer).calls
    assert (shown.evaluator, shown.may_answer) == (sheet.evaluator.display_name, True)
    actions.answer_call(call, by=officer)
    assert board(session, officer).calls == ()


def test_an_absence_takes_the_station_s_place_in_the_figures(officer):
    session = a_full_room(1)
    waiting = session.stations.get().simulations.get(state="planned")
    running.record_absence(waiting, excused=True, reason="Certificat.", by=officer)
    found = board(session, officer)
    assert (found.absent, found.cards[0].next) == (1, None)


def test_the_lead_who_evaluates_sees_nothing_of_that_simulation_s_sheets(officer):
    session = a_full_room(2)
    first, _second = session.stations.order_by("name")
    session.lead = first.simulations.get(state="running").evaluators.first().person
    session.save()
    hidden, seen = board(session, actor_of(session.lead)).cards
    assert {seat.words for seat in hidden.now.seats} == {"Vous évaluez"}
    assert sum(seat.made for seat in hidden.now.seats) == 0
    assert not hidden.now.may_lead
    assert seen.now.may_lead
    assert seen.now.seats[0].made == 3
    # The same person as an officer is no less an evaluator.
    again = board(session, actor_of(session.lead, "officer")).cards[0]
    assert {seat.words for seat in again.now.seats} == {"Vous évaluez"}


def test_who_opens_the_room(officer, make_actor, sign_in):
    session = a_full_room(1)
    lead = a_person()
    session.lead = lead
    session.save()
    pair = session.stations.get().simulations.get(state="running").evaluators.first().person
    for name in ("room", "board", "wall"):
        address = reverse(f"grading:{name}", args=[session.pk])
        for actor in (officer, make_actor("auditor"), actor_of(lead)):
            assert sign_in(actor).get(address).status_code == 200
        for actor in (actor_of(pair), actor_of(a_person()), make_actor("candidate")):
            assert sign_in(actor).get(address).status_code == 404


def test_the_wall_says_numbers_and_no_name(officer, sign_in):
    session = a_full_room(2)
    page = sign_in(officer).get(reverse("grading:board", args=[session.pk]) + "?vue=mur")
    text = page.content.decode()
    for registration in session.registrations.select_related("enrolment__candidate__person"):
        candidate = registration.enrolment.candidate
        assert candidate.number in text
        assert candidate.person.display_name not in text


def test_the_auditor_reads_and_has_no_button(make_actor, sign_in, officer):
    session = a_full_room(1)
    address = reverse("grading:room", args=[session.pk])
    assert "Signaler un incident" in sign_in(officer).get(address).content.decode()
    text = sign_in(make_actor("auditor")).get(address).content.decode()
    assert "Signaler un incident" not in text
    assert "Terminer" not in text


def test_devices_add_up(officer):
    session = a_full_room(1)
    sheet = session.stations.get().simulations.get(state="running").sheets.first()
    a_device(sheet, made=4)
    seats = board(session, officer).cards[0].now.seats
    assert {seat.waiting for seat in seats} == {1, 4} or {seat.waiting for seat in seats} == {0, 5}


def test_an_evaluator_is_replaced_from_the_room(officer, sign_in):
    session = a_full_room(1)
    simulation = session.stations.get().simulations.get(state="running")
    newcomer = a_person()
    for person in (newcomer, *(seat.person for seat in simulation.evaluators.all())):
        PanelMember.objects.create(session=session, person=person)
    leaves = simulation.evaluators.get(position=1).person
    browser = sign_in(officer)
    room = reverse("grading:room", args=[session.pk])
    address = reverse("grading:replace_evaluator", args=[simulation.pk])
    assert address in browser.get(room).content.decode()
    assert browser.post(address, {"old": leaves.pk}).status_code == 422
    said = {"old": leaves.pk, "new": newcomer.pk, "reason": "Malaise."}
    answer = browser.post(address, said)
    assert (answer.status_code, answer.url) == (302, room)
    names = {seat.evaluator for seat in board(session, officer).cards[0].now.seats}
    assert newcomer.display_name in names
    assert simulation.evaluators.get(position=1).person == newcomer


def test_the_evaluator_s_day_says_the_same_as_the_room(officer, sign_in):
    session = a_full_room(1)
    simulation = session.stations.get().simulations.get(state="running")
    evaluator = actor_of(simulation.evaluators.first().person)
    address = reverse("grading:today") + f"?jour={DAY.date().isoformat()}"
    assert "en cours depuis 09:36" in sign_in(evaluator).get(address).content.decode()
    said = {"category": "technical", "effect": "replay", "reason": "Radio."}
    incident = running.report_incident(simulation, **said, by=officer)
    assert "Incident technique : à rejouer" in sign_in(evaluator).get(address).content.decode()
    running.withdraw_incident(incident, reason="Poste confondu.", by=officer)
    running.finish_simulation(simulation, by=officer)
    text = sign_in(evaluator).get(address).content.decode()
    assert "Incident technique" not in text
    assert "terminée à 09:50" in text
