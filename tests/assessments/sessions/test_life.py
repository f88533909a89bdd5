"""A session from its creation to its end: what makes it ready, summons, the day, the close."""

from datetime import date, datetime, timedelta

import pytest

from assessments.sessions import actions, checklist
from assessments.sessions.models import AssessmentSession, SessionSummons, Simulation
from ccas import clock
from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message
from ccas.refusals import Refusal
from tests.factories.framework import shipped_revision
from tests.factories.people import EntityFactory, LinkFactory, PersonFactory, PostingFactory
from tests.factories.sessions import (
    FIRST_DAY,
    PARIS,
    PanelMemberFactory,
    RegistrationFactory,
    ScenarioFactory,
    SessionFactory,
    SiteFactory,
    StationFactory,
    a_full_session,
    a_simulation,
    with_account,
)

pytestmark = pytest.mark.django_db


def only(session: AssessmentSession) -> Simulation:
    return Simulation.objects.get(registration__session=session)


@pytest.fixture
def convened(officer) -> AssessmentSession:
    session = a_full_session()
    actions.ready(session, by=officer)
    return actions.convene(session, by=officer)


def test_create_a_site_and_a_session(officer) -> None:
    site = actions.create_site("École des transmissions", address="Cesson-Sévigné", by=officer)
    session = actions.create_session(
        shipped_revision(), site=site, name="Session de mars", starts_on=FIRST_DAY,
        ends_on=FIRST_DAY, by=officer,
    )  # fmt: skip
    assert session.state == "draft"
    assert JournalEntry.objects.filter(verb="session.create", subject_id=str(session.pk)).exists()
    with pytest.raises(Refusal, match="existe déjà"):
        actions.create_site(" École des transmissions ", by=officer)


@pytest.mark.parametrize(("changes", "words"), [
    ({"ends_on": FIRST_DAY - timedelta(days=1)}, "avant d’avoir commencé"),
    ({"starts_on": date(2026, 3, 1)}, "dans le passé"),
    ({"name": "  "}, "porte un nom"),
    ({"name": "Prise"}, "s’appelle déjà"),
])  # fmt: skip
def test_a_session_refused(officer, changes, words) -> None:
    SessionFactory(name="Prise")
    values = {
        "site": SiteFactory(), "name": "Session de mars", "starts_on": FIRST_DAY,
        "ends_on": FIRST_DAY, "by": officer,
    } | changes  # fmt: skip
    with pytest.raises(Refusal, match=words):
        actions.create_session(shipped_revision(), **values)
    assert AssessmentSession.objects.count() == 1


def test_an_empty_session_is_not_ready_and_says_why(officer) -> None:
    session = SessionFactory()
    with pytest.raises(Refusal) as refused:
        actions.ready(session, by=officer)
    assert refused.value.sentences == [
        "La session n’a aucun poste : ajoutez-en un.",
        "La session compte 0 évaluateur ; il en faut au moins 2 par mise en situation.",
        "Aucun candidat n’est inscrit à la session.",
    ]


def test_a_full_session_becomes_ready(officer) -> None:
    session = a_full_session()
    assert all(line.done for line in checklist.lines(session))
    assert actions.ready(session, by=officer).state == "ready"
    assert JournalEntry.objects.get(verb="session.ready").details == {
        "from": "draft",
        "to": "ready",
    }


def test_one_competency_that_nobody_can_see_refuses_the_plan(officer) -> None:
    session = a_full_session()
    block = session.revision.blocks.get(position=2)
    partial = ScenarioFactory(competencies=list(block.competencies.all()[:14]))
    registration = a_simulation(
        RegistrationFactory(session=session, blocks=[2]),
        scenario=partial,
        starts_at=datetime(2026, 3, 24, 15, tzinfo=PARIS),
    ).registration
    with pytest.raises(Refusal) as refused:
        actions.ready(session, by=officer)
    (sentence,) = refused.value.sentences
    candidate = registration.enrolment.candidate
    assert candidate.person.display_name in sentence
    assert "n° 15" in sentence
    assert "du bloc RNCP35553BC02" in sentence
    session.refresh_from_db()
    assert session.state == "draft"


def test_a_link_recorded_after_planning_is_found_when_ready(officer) -> None:
    session = a_full_session()
    simulation = only(session)
    LinkFactory(
        person=simulation.evaluators.first().person,
        other=simulation.registration.enrolment.candidate.person,
        kind="supervised",
    )
    with pytest.raises(Refusal, match="encadre ou a encadré"):
        actions.ready(session, by=officer)


def test_evaluators_of_one_entity_are_a_warning(officer) -> None:
    session = a_full_session()
    entity = EntityFactory(short_name="BSPP")
    for row in only(session).evaluators.all():
        row.person.postings.all().delete()
        PostingFactory(person=row.person, unit__entity=entity)
    warned = [warning for line in checklist.lines(session) for warning in line.warnings]
    assert len(warned) == 1
    assert "même entité (BSPP)" in warned[0]
    assert actions.ready(session, by=officer)


def test_summons_go_to_each_candidate_and_evaluator(convened) -> None:
    assert convened.state == "convened"
    assert SessionSummons.objects.filter(capacity="candidate").count() == 1
    assert SessionSummons.objects.filter(capacity="evaluator").count() == 2
    assert Message.objects.filter(kind="session.summons").count() == 3
    simulation = only(convened)
    person = simulation.registration.enrolment.candidate.person
    text = Message.objects.get(to=person.email).text
    assert "24 mars 2026 à 09:00" in text
    assert convened.site.name in text
    assert "Vos mises en situation" in text
    evaluator = simulation.evaluators.first().person
    assert "candidat n°" in Message.objects.get(to=evaluator.email).text


@pytest.mark.parametrize(("day", "late"), [
    (date(2026, 3, 9), False), (date(2026, 3, 10), True),
])  # fmt: skip
def test_summons_leave_fifteen_days_ahead(officer, day, late) -> None:
    session = a_full_session()
    actions.ready(session, by=officer)
    with clock.moved_to(day):
        if not late:
            assert actions.convene(session, by=officer).state == "convened"
            return
        with pytest.raises(Refusal, match="au plus tard le 9 mars 2026"):
            actions.convene(session, by=officer)
    assert not Message.objects.exists()
    assert not SessionSummons.objects.exists()


def test_somebody_without_an_address_holds_the_summons(officer) -> None:
    session = a_full_session()
    person = session.panel.first().person
    person.email = ""
    person.save()
    actions.ready(session, by=officer)
    with pytest.raises(Refusal, match="n’a pas d’adresse électronique"):
        actions.convene(session, by=officer)


def test_a_session_is_convened_once_and_only_when_ready(officer, convened) -> None:
    with pytest.raises(Refusal, match="« convoquée »"):
        actions.convene(convened, by=officer)
    with pytest.raises(Refusal, match="« en préparation »"):
        actions.convene(a_full_session(), by=officer)


def test_a_simulation_runs_on_its_day(convened) -> None:
    simulation = only(convened)
    evaluator = with_account(simulation.evaluators.first().person, "evaluator")
    with pytest.raises(Refusal, match="prévue le 24 mars 2026"):
        actions.start_simulation(simulation, by=evaluator)
    with clock.moved_to(FIRST_DAY):
        begun = actions.start_simulation(simulation, by=evaluator)
        assert (begun.state, begun.started_at) == ("running", clock.now())
        done = actions.finish_simulation(simulation, by=evaluator)
        assert (done.state, done.ended_at) == ("done", clock.now())
        with pytest.raises(Refusal, match="« terminée »"):
            actions.start_simulation(simulation, by=evaluator)


def test_an_evaluator_of_another_simulation_does_not_conduct(convened, officer) -> None:
    other = with_account(PersonFactory(), "evaluator")
    with clock.moved_to(FIRST_DAY):
        with pytest.raises(Refusal, match="Seuls les évaluateurs"):
            actions.start_simulation(only(convened), by=other)
        assert actions.start_simulation(only(convened), by=officer)


@pytest.mark.parametrize("found", ["link", "unit"])
def test_nobody_tied_to_the_candidate_since_the_plan_begins(convened, officer, found) -> None:
    simulation = only(convened)
    evaluator = simulation.evaluators.first().person
    candidate = simulation.registration.enrolment.candidate.person
    if found == "link":
        LinkFactory(person=evaluator, other=candidate)
    else:
        PostingFactory(person=candidate, unit=evaluator.postings.get().unit)
    words = {"link": "a formé", "unit": "servent dans la même unité"}[found]
    with clock.moved_to(FIRST_DAY), pytest.raises(Refusal, match=words) as refused:
        actions.start_simulation(simulation, by=officer)
    assert refused.value.sentences[-1] == "Remplacez cette personne, puis commencez."
    assert only(convened).state == "planned"


def test_a_simulation_waits_for_the_summons(officer) -> None:
    session = a_full_session()
    with clock.moved_to(FIRST_DAY), pytest.raises(Refusal, match="« en préparation »"):
        actions.start_simulation(only(session), by=officer)


def test_absences(convened, officer) -> None:
    simulation = only(convened)
    with pytest.raises(Refusal, match="le jour dit"):
        actions.record_absence(simulation, excused=False, by=officer)
    with pytest.raises(Refusal, match="a un motif"):
        actions.record_absence(simulation, excused=True, by=officer)
    with clock.moved_to(FIRST_DAY):
        absent = actions.record_absence(simulation, excused=False, by=officer)
        assert absent.state == "absent"
        excused = actions.record_absence(
            simulation, excused=True, reason="Arrêt de travail, certificat du 24 mars", by=officer
        )
    assert excused.state == "excused"
    details = JournalEntry.objects.get(verb="simulation.excuse").details
    assert details["reason"].startswith("hmac:")


def test_a_session_closes_when_everything_has_an_end(convened, officer) -> None:
    last = convened.ends_on
    with pytest.raises(Refusal, match="dure jusqu’au 25 mars 2026"):
        actions.close_session(convened, by=officer)
    with clock.moved_to(last), pytest.raises(Refusal, match="« prévue »"):
        actions.close_session(convened, by=officer)
    with clock.moved_to(FIRST_DAY):
        actions.record_absence(only(convened), excused=False, by=officer)
    with clock.moved_to(last):
        assert actions.close_session(convened, by=officer).state == "closed"
    assert Job.objects.get(kind="agreement.measure").payload == {"session": str(convened.pk)}


def test_cancelling_tells_those_who_were_summoned(convened, officer) -> None:
    actions.cancel_session(convened, by=officer)
    assert only(convened).state == "cancelled"
    assert Message.objects.filter(kind="session.cancellation").count() == 3
    draft = a_full_session(starts_on=date(2026, 5, 1))
    actions.cancel_session(draft, by=officer)
    assert Message.objects.filter(kind="session.cancellation").count() == 3


def test_a_session_that_was_played_is_not_cancelled(convened, officer) -> None:
    with clock.moved_to(FIRST_DAY):
        actions.start_simulation(only(convened), by=officer)
    with pytest.raises(Refusal, match="ne s’annule plus"):
        actions.cancel_session(convened, by=officer)


def test_the_panel(officer) -> None:
    session = SessionFactory()
    person = PersonFactory()
    member = actions.add_evaluator(session, person=person, by=officer)
    with pytest.raises(Refusal, match="déjà évaluateur"):
        actions.add_evaluator(session, person=person, by=officer)
    candidate = RegistrationFactory(session=session).enrolment.candidate.person
    with pytest.raises(Refusal, match="est candidat à cette session"):
        actions.add_evaluator(session, person=candidate, by=officer)
    actions.remove_evaluator(member, by=officer)
    assert not session.panel.exists()
    busy = a_simulation(RegistrationFactory(session=session)).evaluators.first().person
    with pytest.raises(Refusal, match="annulez-les d’abord"):
        actions.remove_evaluator(session.panel.get(person=busy), by=officer)


def test_stations_have_names_of_their_own(officer) -> None:
    session = SessionFactory()
    actions.add_station(session, name=" P1 ", equipment="Radio, deux écrans", by=officer)
    with pytest.raises(Refusal, match="déjà un poste « P1 »"):
        actions.add_station(session, name="P1", by=officer)
    with pytest.raises(Refusal, match="porte un nom"):
        actions.add_station(session, name=" ", by=officer)
    assert actions.add_station(SessionFactory(), name="P1", by=officer)


def test_the_checklist_takes_as_many_queries_for_three_candidates(
    django_assert_num_queries,
) -> None:
    one, three = a_full_session(1), a_full_session(3, starts_on=date(2026, 4, 7))
    for session in (one, three):
        session.revision.rules  # noqa: B018  (read before counting)
        with django_assert_num_queries(12):
            checklist.lines(session)


def test_a_panel_alone_makes_no_session(officer) -> None:
    session = SessionFactory()
    StationFactory(session=session)
    PanelMemberFactory(session=session)
    lines = {line.label: line for line in checklist.lines(session)}
    assert lines["Postes"].done
    assert not lines["Évaluateurs"].done
    assert lines["Évaluateurs"].found == "1 évaluateur"


def test_once_sent_the_summonses_are_judged_on_the_day_they_left(convened) -> None:
    """On the day of the session, nothing is late any more that left in time."""
    with clock.moved_to(FIRST_DAY):
        line = checklist.convening(convened)
        assert line.missing == ()
        assert "convoquées le" in line.found
        # Negative control: the same day, had nothing left yet.
        convened.convened_at = None
        assert "il fallait convoquer" in checklist.convening(convened).missing[0]
