"""The pages of the planner: what is counted, the search under way, the proposal, the grid."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.sessions import actions
from assessments.sessions.models import PlanProposal, Simulation
from ccas.jobs import queue
from ccas.jobs.models import Job
from tests.factories.people import LinkFactory
from tests.factories.sessions import (
    RegistrationFactory,
    ScenarioFactory,
    SessionFactory,
    StationFactory,
    a_panel,
    a_simulation,
    at,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.PLANNING_SECONDS = 15
    settings.PLANNING_WORKERS = 1


@pytest.fixture
def session():
    session = SessionFactory()
    for name in ("Poste A", "Poste B"):
        StationFactory(session=session, name=name)
    a_panel(session, 4)
    block = session.revision.blocks.get(position=1)
    ScenarioFactory(competencies=list(block.competencies.all()), duration_minutes=25)
    RegistrationFactory(session=session, blocks=[1], enrolment__candidate__extra_time_percent=33)
    return session


def show(client, name, obj, **query):
    answer = client.get(reverse(f"sessions:{name}", kwargs={"pk": obj.pk}), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_the_counts_to_the_grid_by_the_screens(session, officer, sign_in) -> None:
    client = sign_in(officer)
    page = show(client, "planner", session)
    assert "1 mise en situation à placer" in page
    assert "8\u00a0h\u00a030 – 17\u00a0h\u00a030" in page
    answer = client.post(reverse("sessions:propose", kwargs={"pk": session.pk}))
    proposal = PlanProposal.objects.get()
    assert answer.url == reverse("sessions:proposal", kwargs={"pk": proposal.pk})
    page = show(client, "proposal", proposal)
    assert "Aucun emploi du temps trouvé pour l’instant" in page
    assert 'hx-trigger="every 2s"' in page
    fragment = client.get(answer.url, headers={"HX-Request": "true"})
    assert "<h1" not in fragment.content.decode()
    queue.run(Job.objects.get(key=f"proposal:{proposal.pk}").pk)
    ended = client.get(answer.url, headers={"HX-Request": "true"})
    assert ended["HX-Refresh"] == "true", "the page that waits is drawn anew"
    page = show(client, "proposal", proposal)
    assert "C’est prouvé" in page or "du meilleur possible" in page
    assert "temps majoré +33" in page
    assert "Ce qui changerait" not in page
    assert not Simulation.objects.exists()
    client.post(reverse("sessions:accept_proposal", kwargs={"pk": proposal.pk}))
    page = show(client, "timetable", session)
    assert "1 planifiée" in page
    assert str(Simulation.objects.get().pk) in page
    assert "Conflit" not in page
    people = show(client, "timetable", session, vue="personnes")
    assert people.count("<h3") == 3, "the candidate and the pair"


def test_an_addition_that_fails_takes_the_button_away(session, officer, sign_in) -> None:
    session.stations.all().delete()
    page = show(sign_in(officer), "planner", session)
    assert "La session n’a aucun poste." in page
    assert "Chercher un emploi du temps" not in page


def test_what_cannot_be_is_read_on_the_proposal(session, officer, sign_in) -> None:
    person = session.registrations.get().enrolment.candidate.person
    for member in list(session.panel.all())[:3]:
        LinkFactory(person=member.person, other=person)
    proposal = actions.propose_plan(session, by=officer)
    queue.run(Job.objects.get(key=f"proposal:{proposal.pk}").pk)
    page = show(sign_in(officer), "proposal", proposal)
    assert "n’a que 1 évaluateur sans lien" in page
    assert "Appliquer" not in page


def test_a_conflict_is_written_on_its_tile(session, officer, sign_in) -> None:
    simulation = a_simulation(session.registrations.get(), starts_at=at(9, 7), ends_at=at(9, 54))
    client = sign_in(officer)
    assert "Conflit" not in show(client, "timetable", session)
    evaluator = simulation.evaluators.first().person
    LinkFactory(person=evaluator, other=simulation.registration.enrolment.candidate.person)
    page = show(client, "timetable", session)
    assert f"Conflit : {evaluator.display_name} a formé" in page
    assert "1 en conflit" in page


def test_what_was_held_is_told_and_not_judged(session, officer, sign_in) -> None:
    """The lunch of a session that is over is nobody's conflict, nor an absence a hole to fill."""
    registration = session.registrations.get()
    a_simulation(registration, starts_at=at(12, 20), ends_at=at(12, 50))
    client = sign_in(officer)
    assert "Conflit" in show(client, "timetable", session)
    assert "ne peut pas être déclarée prête" not in show(client, "coverage", session)
    absent = RegistrationFactory(session=session)
    assert "Ce qui manque au plan" in show(client, "timetable", session)
    assert "ne peut pas être déclarée prête" in show(client, "coverage", session)
    session.state, session.ready_at, session.convened_at = "closed", at(8), at(8)
    session.closed_at = at(18)
    session.save()
    page = show(client, "timetable", session)
    assert "Conflit" not in page
    assert "Ce qui manque au plan" not in page
    assert "une absence ou une annulation" in show(client, "coverage", session)
    assert absent.simulations.count() == 0


def test_moving_and_keeping_by_the_screens(session, officer, sign_in) -> None:
    simulation = a_simulation(session.registrations.get())
    client = sign_in(officer)
    address = reverse("sessions:move_simulation", kwargs={"pk": simulation.pk})
    sent = {
        "station": str(session.stations.first().pk),
        "starts_at": "2026-03-29T09:00",
        "evaluators": [str(row.person_id) for row in simulation.evaluators.all()],
    }
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "sort de la session" in refused.content.decode()
    assert "2026-03-29T09:00" in refused.content.decode(), "nothing typed is lost"
    moved = client.post(address, sent | {"starts_at": "2026-03-24T15:00"})
    assert moved.url == reverse("sessions:timetable", kwargs={"pk": session.pk})
    simulation.refresh_from_db()
    assert simulation.starts_at == at(15)
    client.post(reverse("sessions:pin_simulation", kwargs={"pk": simulation.pk}))
    assert "gardée à sa place" in show(client, "timetable", session)
    client.post(reverse("sessions:unpin_simulation", kwargs={"pk": simulation.pk}))
    simulation.refresh_from_db()
    assert not simulation.pinned


def test_hours_of_its_own_by_the_screen(session, officer, sign_in) -> None:
    client = sign_in(officer)
    address = reverse("sessions:hours", kwargs={"pk": session.pk})
    assert "Vide : 08:30" in client.get(address).content.decode()
    wrong = client.post(address, {"day_starts": "19:00"})
    assert wrong.status_code == 422
    client.post(address, {"day_starts": "09:15", "rest_minutes": "0"})
    session.refresh_from_db()
    assert (f"{session.day_starts:%H:%M}", session.rest_minutes) == ("09:15", 0)
    assert "9\u00a0h\u00a015 – 17\u00a0h\u00a030" in show(client, "planner", session)


def test_the_auditor_reads_and_does_nothing(session, make_actor, sign_in) -> None:
    a_simulation(session.registrations.get())
    client = sign_in(make_actor("auditor"))
    assert "formaction" not in show(client, "timetable", session)
    assert "Chercher un emploi du temps" not in show(client, "planner", session)


def test_names_are_escaped(session, officer, sign_in) -> None:
    simulation = a_simulation(session.registrations.get())
    person = simulation.evaluators.first().person
    person.usual_name = "<b>Gras</b>"
    person.save()
    page = show(sign_in(officer), "timetable", session)
    assert "<b>Gras" not in page
    assert "&lt;b&gt;Gras" in page


@pytest.mark.parametrize("name", ["timetable", "planner"])
def test_as_many_queries_for_three_as_for_one(session, officer, sign_in, name) -> None:
    client = sign_in(officer)
    spent = []
    for expected in (1, 3):
        while session.registrations.count() < expected:
            RegistrationFactory(session=session, blocks=[1])
        for rank, registration in enumerate(session.registrations.all()):
            if not registration.simulations.exists():
                a_simulation(registration, starts_at=at(9 + 2 * rank), ends_at=at(9 + 2 * rank, 41))
        show(client, name, session)
        with CaptureQueriesContext(connection) as counted:
            show(client, name, session)
        spent.append(len(counted))
    assert spent[0] == spent[1] <= 48, spent
