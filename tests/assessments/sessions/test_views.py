"""The screens: who opens what, what is typed and kept, how many queries."""

from datetime import date

import pytest
from django.urls import reverse

from assessments.people.models import Person
from assessments.sessions import actions
from assessments.sessions.models import AssessmentSession, Simulation
from ccas import access, clock
from tests.factories.candidates import EnrolmentFactory
from tests.factories.framework import shipped_revision
from tests.factories.people import PersonFactory
from tests.factories.sessions import (
    FIRST_DAY,
    InjectFactory,
    PanelMemberFactory,
    RegistrationFactory,
    SessionFactory,
    SiteFactory,
    StationFactory,
    a_full_session,
    a_panel,
    a_simulation,
    with_account,
)

pytestmark = pytest.mark.django_db

UNKNOWN = "0b5e1f6e-3b0a-4b6e-9d7e-6c1f6a1d2e3f"


@pytest.fixture
def session():
    return a_full_session()


@pytest.fixture
def simulation(session) -> Simulation:
    return Simulation.objects.get(registration__session=session)


@pytest.fixture
def people(simulation, make_actor, officer):
    """Who comes: (name → actor)."""
    evaluators = [row.person for row in simulation.evaluators.all()]
    elsewhere = PersonFactory()
    PanelMemberFactory(person=elsewhere)
    candidate = simulation.registration.enrolment.candidate.person
    return {
        "officer": officer,
        "auditor": make_actor("auditor"),
        "evaluator": with_account(evaluators[0], "evaluator"),
        "other evaluator": with_account(elsewhere, "evaluator"),
        "candidate": with_account(candidate, "candidate"),
        "president": make_actor("president"),
    }


READS = {
    "detail": {"officer", "auditor", "evaluator"},
    "coverage": {"officer", "auditor"},
    "simulation": {"officer", "auditor", "evaluator"},
    "scenario": {"officer", "auditor", "evaluator"},
    "edit_scenario": {"officer"},
    "add_station": {"officer"},
    "add_evaluator": {"officer"},
    "register": {"officer"},
    "plan": {"officer"},
    "absence": {"officer", "evaluator"},
}


def subject(name: str, simulation: Simulation):
    session = simulation.registration.session
    return {
        "simulation": simulation, "absence": simulation, "scenario": simulation.scenario,
        "edit_scenario": simulation.scenario, "plan": simulation.registration,
    }.get(name, session)  # fmt: skip


@pytest.mark.parametrize("name", READS)
def test_who_opens_what(name, people, simulation, sign_in) -> None:
    url = reverse(f"sessions:{name}", kwargs={"pk": subject(name, simulation).pk})
    unknown = reverse(f"sessions:{name}", kwargs={"pk": UNKNOWN})
    for who, actor in people.items():
        client = sign_in(actor)
        answer = client.get(url)
        assert answer.status_code == (200 if who in READS[name] else 404), who
        absent = client.get(unknown)
        assert absent.status_code == 404
        if who not in READS[name]:
            assert answer.content == absent.content


WRITES = {
    "ready": {"officer"},
    "rework": {"officer"},
    "convene": {"officer"},
    "close": {"officer"},
    "cancel": {"officer"},
    "cancel_simulation": {"officer"},
    "start": {"officer", "evaluator"},
    "finish": {"officer", "evaluator"},
    "withdraw": {"officer"},
    "remove_evaluator": {"officer"},
}


@pytest.mark.parametrize("name", WRITES)
def test_who_presses_what(name, people, simulation, sign_in) -> None:
    targets = {
        "cancel_simulation": simulation, "start": simulation, "finish": simulation,
        "withdraw": simulation.registration,
        "remove_evaluator": simulation.registration.session.panel.first(),
    }  # fmt: skip
    target = targets.get(name, simulation.registration.session)
    url = reverse(f"sessions:{name}", kwargs={"pk": target.pk})
    for who in ("candidate", "president", "auditor", "other evaluator", "evaluator"):
        expected = 302 if who in WRITES[name] else 404
        assert sign_in(people[who]).post(url).status_code == expected, who
    assert sign_in(people["officer"]).get(url).status_code == 405
    assert sign_in(people["officer"]).post(url).status_code == 302


def test_lists_show_what_their_detail_opens(people, session, sign_in) -> None:
    for who in ("officer", "auditor", "evaluator", "other evaluator"):
        content = sign_in(people[who]).get(reverse("sessions:list")).content.decode()
        assert (session.name in content) is (who != "other evaluator"), who


def test_an_evaluator_sees_the_candidates_of_their_simulations_only(people, simulation) -> None:
    from assessments.candidates.models import Candidate

    RegistrationFactory(session=simulation.registration.session)

    def seen(who: str) -> list:
        found = access.visibility("candidate", people[who])
        return list(Candidate.objects.filter(found).values_list("pk", flat=True))

    assert seen("evaluator") == [simulation.registration.enrolment.candidate_id]
    assert seen("other evaluator") == []


def test_an_evaluator_s_page_names_their_candidates_only(people, simulation, sign_in) -> None:
    session = simulation.registration.session
    other = a_simulation(RegistrationFactory(session=session), evaluators=a_panel(session))
    content = sign_in(people["evaluator"]).get(
        reverse("sessions:detail", kwargs={"pk": session.pk})
    ).content.decode()  # fmt: skip
    assert simulation.registration.enrolment.candidate.number in content
    assert other.registration.enrolment.candidate.number not in content


def test_create_a_session_keeps_what_was_typed(officer, sign_in) -> None:
    client, site = sign_in(officer), SiteFactory()
    typed = {
        "revision": shipped_revision().pk,
        "name": "Brest, mars 2026",
        "site": site.pk,
        "starts_on": "2026-03-24",
        "ends_on": "2026-03-23",
    }
    answer = client.post(reverse("sessions:create"), typed)
    assert answer.status_code == 422
    content = answer.content.decode()
    assert "finit le 23 mars 2026, avant d’avoir commencé" in content
    assert "Brest, mars 2026" in content
    assert "2026-03-24" in content
    answer = client.post(reverse("sessions:create"), typed | {"ends_on": "2026-03-25"})
    session = AssessmentSession.objects.get()
    assert answer.url == reverse("sessions:detail", kwargs={"pk": session.pk})


def test_a_whole_session_is_prepared_by_the_screens(officer, sign_in) -> None:
    """From the empty session to the summons, by forms alone."""
    client = sign_in(officer)
    client.post(reverse("sessions:create_site"), {"name": "Plateau de Nîmes"})
    session = SessionFactory()
    scenario = InjectFactory().scenario
    enrolment = EnrolmentFactory()
    evaluators = [PersonFactory(), PersonFactory()]
    for person in evaluators:
        with_account(person, "evaluator")

    def post(verb: str, pk, **data):
        answer = client.post(reverse(f"sessions:{verb}", kwargs={"pk": pk}), data)
        assert answer.status_code == 302, answer.content.decode()

    post("add_station", session.pk, name="P1", equipment="Radio")
    for person in evaluators:
        post("add_evaluator", session.pk, person=person.pk)
    blocks = [str(block.pk) for block in session.revision.blocks.all()]
    post("register", session.pk, enrolment=enrolment.pk, blocks=blocks)
    post(
        "plan",
        session.registrations.get().pk,
        scenario=scenario.pk,
        blocks=blocks,
        station=session.stations.get().pk,
        starts_at="2026-03-24T09:00",
        evaluators=[str(person.pk) for person in evaluators],
    )
    post("ready", session.pk)
    post("convene", session.pk)
    session.refresh_from_db()
    assert session.state == "convened"
    simulation = Simulation.objects.get()
    assert clock.paris(simulation.starts_at).hour == 9
    with clock.moved_to(FIRST_DAY):
        post("start", simulation.pk)
        post("finish", simulation.pk)
    with clock.moved_to(session.ends_on):
        post("close", session.pk)


def test_a_refused_plan_keeps_the_choices(simulation, officer, sign_in) -> None:
    client = sign_in(officer)
    registration = simulation.registration
    chosen = simulation.evaluators.first().person
    answer = client.post(
        reverse("sessions:plan", kwargs={"pk": registration.pk}),
        {
            "scenario": simulation.scenario.pk,
            "blocks": [registration.blocks.first().pk],
            "station": simulation.station.pk,
            "starts_at": "2026-03-24T09:10",
            "evaluators": [chosen.pk],
        },
    )
    assert answer.status_code == 422
    content = answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")
    assert "demande 2 évaluateurs ; 1 est désigné" in content
    assert "passe déjà une mise en situation" in content
    assert "2026-03-24T09:10" in content
    assert Simulation.objects.count() == 1


def test_a_button_refused_says_why_where_we_were(officer, sign_in) -> None:
    session = SessionFactory()
    page = reverse("sessions:detail", kwargs={"pk": session.pk})
    answer = sign_in(officer).post(
        reverse("sessions:ready", kwargs={"pk": session.pk}),
        headers={"referer": f"http://testserver{page}"},
        follow=True,
    )
    assert answer.redirect_chain == [(page, 302)]
    assert "Aucun candidat n’est inscrit" in answer.content.decode()


@pytest.mark.parametrize(
    "bad",
    ["2026-02-30T09:00", "demain", "", "\x00", "9999-12-31T23:59", "0001-01-01T00:00",
     "2026-03-29T02:30"],
)  # fmt: skip
def test_bad_hours_are_sentences(simulation, officer, sign_in, bad) -> None:
    registration = simulation.registration
    answer = sign_in(officer).post(
        reverse("sessions:plan", kwargs={"pk": registration.pk}),
        {
            "starts_at": bad,
            "scenario": simulation.scenario.pk,
            "blocks": [block.pk for block in registration.blocks.all()],
            "station": simulation.station.pk,
            "evaluators": [row.person_id for row in simulation.evaluators.all()],
        },
    )
    assert answer.status_code == 422


PAGES = ["list", "detail", "coverage", "scenarios"]


@pytest.mark.parametrize("name", PAGES)
def test_as_many_queries_for_three_candidates_as_for_one(
    name, officer, sign_in, django_assert_max_num_queries
) -> None:
    client = sign_in(officer)
    counts = []
    for number, day in ((1, date(2026, 4, 1)), (3, date(2026, 5, 1))):
        session = a_full_session(number, starts_on=day)
        bare = name in ("list", "scenarios")
        url = reverse(f"sessions:{name}", kwargs=None if bare else {"pk": session.pk})
        client.get(url)
        with django_assert_max_num_queries(50) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_detail_page_shows_the_checklist_in_words(officer, sign_in) -> None:
    session = SessionFactory()
    StationFactory(session=session)
    url = reverse("sessions:detail", kwargs={"pk": session.pk})
    content = sign_in(officer).get(url).content.decode()
    assert "Il en faut" not in content
    assert "il en faut au moins 2 par mise en situation" in content
    assert "au plus tard le 9 mars 2026" in content


def test_an_absence_keeps_its_reason(simulation, officer, sign_in) -> None:
    session = simulation.registration.session
    actions.ready(session, by=officer)
    actions.convene(session, by=officer)
    client = sign_in(officer)
    url = reverse("sessions:absence", kwargs={"pk": simulation.pk})
    refused = client.post(url, {"excused": "no", "reason": "Rien de dit"})
    assert refused.status_code == 422
    assert "Rien de dit" in refused.content.decode()
    assert client.post(url, {"excused": "yes", "reason": "Certificat"}).status_code == 302
    simulation.refresh_from_db()
    assert simulation.state == "excused"


def test_people_without_an_account_are_not_offered(officer, sign_in) -> None:
    session, person = SessionFactory(), PersonFactory()
    assert Person.objects.filter(pk=person.pk, user=None).exists()
    content = sign_in(officer).get(
        reverse("sessions:add_evaluator", kwargs={"pk": session.pk})
    ).content.decode()  # fmt: skip
    assert str(person.pk) not in content
