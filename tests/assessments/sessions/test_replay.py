"""Another try on the day: for an incident that asks for it, once, where and when it is possible."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.sessions import actions
from assessments.sessions.models import PanelMember, Replay, SimulationState
from ccas import clock
from ccas.refusals import Refusal
from tests.factories.grading import DAY, a_person, a_simulation, actor_of

pytestmark = pytest.mark.django_db

LATER = DAY + timedelta(minutes=40)


@pytest.fixture(autouse=True)
def _after_the_incident(_early_enough):
    with clock.moved_to(LATER):
        yield


@pytest.fixture
def played():
    simulation = a_simulation()
    for seat in simulation.evaluators.all():
        PanelMember.objects.create(session=simulation.registration.session, person=seat.person)
    simulation.state = SimulationState.DONE
    simulation.started_at, simulation.ended_at = DAY, DAY + timedelta(minutes=25)
    simulation.save()
    return simulation


def incident(simulation, by, effect="replay"):
    return actions.report_incident(
        simulation, category="technical", effect=effect, reason="Coupure.", by=by
    )


def again(found, by, **fields):
    simulation = found.simulation
    said = {
        "station": simulation.station,
        "scenario": simulation.scenario,
        "blocks": list(simulation.blocks.all()),
        "starts_at": LATER + timedelta(minutes=5),
        "evaluators": [seat.person for seat in simulation.evaluators.all()],
    }
    return actions.plan_replay(found, **said | fields, by=by)


def test_the_other_try_is_planned_once_and_tied_to_its_incident(played, officer):
    found = incident(played, officer)
    simulation = again(found, officer)
    assert Replay.objects.get().simulation == simulation
    assert simulation.state == "planned"
    assert simulation.registration == played.registration
    with pytest.raises(Refusal, match="déjà planifié"):
        again(found, officer)
    with pytest.raises(Refusal, match="il reste"):
        actions.withdraw_incident(found, reason="Erreur.", by=officer)


def test_only_when_an_incident_asks_for_it(played, officer):
    with pytest.raises(Refusal, match="ne demande pas"):
        again(incident(played, officer, effect="none"), officer)
    found = incident(played, officer)
    actions.withdraw_incident(found, reason="Erreur.", by=officer)
    with pytest.raises(Refusal, match="rien à rejouer"):
        again(found, officer)


def test_not_in_the_past_nor_where_somebody_is_already(played, officer):
    found = incident(played, officer)
    with pytest.raises(Refusal, match="dans le passé"):
        again(found, officer, starts_at=LATER - timedelta(minutes=1))
    other = a_simulation(session=played.registration.session, starts_at=LATER)
    with pytest.raises(Refusal, match="déjà pris"):
        again(found, officer, station=other.station)
    assert not Replay.objects.exists()


def test_who_may(played, officer, make_actor):
    found = incident(played, officer)
    evaluator = actor_of(played.evaluators.first().person)
    for by in (evaluator, make_actor("auditor"), actor_of(a_person())):
        with pytest.raises(Refusal, match="Seuls le gestionnaire"):
            again(found, by)


def test_the_screens_lead_from_the_incident_to_the_other_try(played, officer, sign_in):
    browser = sign_in(officer)
    room = reverse("grading:room", args=[played.registration.session_id])
    report = reverse("sessions:report_incident", args=[played.pk]) + f"?suite={room}"
    assert browser.get(report).status_code == 200
    empty = browser.post(report, {"reason": "Coupure."})
    assert empty.status_code == 422
    assert "Coupure." in empty.content.decode()
    said = {"category": "technical", "effect": "replay", "reason": "Coupure.", "minute": "3"}
    answer = browser.post(report, said)
    found = played.incidents.get()
    assert found.second == 180
    assert answer.url == reverse("sessions:plan_replay", args=[found.pk]) + f"?suite={room}"
    form = browser.get(answer.url).context["form"]
    sent = {name: form.initial[name] for name in ("scenario", "blocks", "station", "evaluators")}
    sent["starts_at"] = f"{clock.paris(LATER + timedelta(minutes=5)):%Y-%m-%dT%H:%M}"
    done = browser.post(answer.url, sent)
    assert (done.status_code, done.url) == (302, room)
    assert Replay.objects.count() == 1


def test_one_does_not_leave_the_site_after_an_act(played, officer, sign_in):
    browser = sign_in(officer)
    said = {"category": "technical", "effect": "none", "reason": "Coupure."}
    for place in ("https://ailleurs.example/", "//ailleurs.example/", "javascript:x"):
        address = reverse("sessions:report_incident", args=[played.pk]) + f"?suite={place}"
        assert browser.post(address, said).url == reverse("sessions:simulation", args=[played.pk])


def test_an_incident_is_withdrawn_on_its_screen(played, officer, sign_in):
    found = incident(played, officer)
    address = reverse("sessions:withdraw_incident", args=[found.pk])
    browser = sign_in(officer)
    assert "Coupure." in browser.get(address).content.decode()
    assert browser.post(address, {"reason": ""}).status_code == 422
    assert browser.post(address, {"reason": "Mauvais poste."}).status_code == 302
    assert browser.get(address).status_code == 404
