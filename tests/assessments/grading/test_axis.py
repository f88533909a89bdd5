"""The time axis from the rows: what is on it, what waits for every signature, what it costs."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.grading import actions
from assessments.grading.axis import axes_for, axes_of
from assessments.sessions import actions as sessions
from assessments.sessions.models import Simulation
from ccas import clock
from tests.factories.candidates import EnrolmentFactory
from tests.factories.grading import (
    DAY,
    a_person,
    a_simulation,
    actor_of,
    competencies_of,
    fill,
    lived,
    opened_sheets,
    see,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


@pytest.fixture
def simulation():
    return done(a_simulation(blocks=(1,)))


def done(simulation):
    simulation.state, simulation.started_at = "done", simulation.starts_at
    simulation.ended_at = simulation.ends_at
    simulation.save()
    return simulation


def told(axis):
    """The table of the axis: (instant, lane, sign, words, about)."""
    return [(each.at, each.lane, each.sign, each.words, each.about) for each in axis.events]


def axis_of(simulation, competency=None):
    (axis,) = axes_of(Simulation.objects.filter(pk=simulation.pk), competency)
    return axis


def test_everything_that_happened_is_on_one_clock(simulation, officer):
    one, two = lived(simulation, {2: "N"})
    sessions.report_incident(
        simulation,
        category="technical",
        effect="neutralise",
        reason="Coupure de la téléphonie.",
        competencies=competencies_of(simulation)[4:6],
        second=400,
        by=officer,
    )
    axis = axis_of(simulation)
    first, second = one.evaluator.display_name, two.evaluator.display_name
    table = told(axis)
    assert [row[0] for row in table] == sorted(row[0] for row in table)
    assert len(table) == 2 + 2 * 13 + 2 * 3 + 1
    assert table[:4] == [
        ("01:10", first, "A", "Acquis", "BC01, 1"),
        ("01:30", second, "A", "Acquis", "BC01, 1"),
        ("02:00", "Scénario", "1", "Téléphone : L’appelant donne une adresse incomplète.", ""),
        ("02:30", first, "1", "Adresse reformulée et confirmée par l’appelant.", "BC01, 1"),
    ]
    assert (
        "06:40",
        "Incidents",
        "!",
        "Incident technique (compétences neutralisées) : Coupure de la téléphonie.",
        "BC01, 5 ; BC01, 6",
    ) in table
    (short,) = [each for each in axis.events if each.sign == "N"]
    assert (short.acquired, short.observed, short.about) == (False, True, "BC01, 3")
    assert [lane.label for lane in axis.lanes] == ["Scénario", first, second, "Incidents"]
    assert sum(len(lane.marks) for lane in axis.lanes) == len(table)
    assert [band.label for band in axis.bands] == ["Mise en situation"]
    assert axis.ends == 25 * 60


def test_one_competency_keeps_the_story_and_what_was_said_of_it_or_of_none(simulation, officer):
    lived(simulation)
    third, fourth = competencies_of(simulation)[2:4]
    said = {"category": "technical", "effect": "neutralise", "reason": "Coupure.", "by": officer}
    sessions.report_incident(simulation, competencies=[third], **said)
    about = {row[4] for row in told(axis_of(simulation, fourth))}
    assert about == {"", "BC01, 4"}
    assert "Incidents" not in {row[1] for row in told(axis_of(simulation, fourth))}
    assert "Incidents" in {row[1] for row in told(axis_of(simulation, third))}
    general = [
        row for row in told(axis_of(simulation, fourth)) if row[3].startswith("Ton maîtrisé")
    ]
    assert len(general) == 2


def test_a_withdrawn_incident_is_not_on_the_axis(simulation, officer):
    lived(simulation)
    incident = sessions.report_incident(
        simulation, category="technical", effect="none", reason="Bruit.", second=10, by=officer
    )
    assert "Incidents" in {row[1] for row in told(axis_of(simulation))}
    sessions.withdraw_incident(incident, reason="Mauvais poste.", by=officer)
    assert "Incidents" not in {row[1] for row in told(axis_of(simulation))}


def test_a_reopened_sheet_keeps_the_seconds_of_its_ratings(simulation, officer):
    one, _ = lived(simulation)
    before = told(axis_of(simulation))
    new = actions.reopen_sheet(one, reason="Ligne sautée.", by=officer)
    assert axes_of(Simulation.objects.filter(pk=simulation.pk)) == []
    actions.sign_sheet(new, by=actor_of(one.evaluator))
    assert told(axis_of(simulation)) == before


def test_words_without_a_second_stand_last_and_are_not_drawn(simulation):
    one, two = opened_sheets(simulation)
    see(one, "Noté après coup.", None)
    for sheet in (one, two):
        fill(sheet)
        actions.sign_sheet(sheet, by=actor_of(sheet.evaluator))
    axis = axis_of(simulation)
    assert "--:--" in {row[0] for row in told(axis)}
    drawn = [mark.event for lane in axis.lanes for mark in lane.marks]
    assert all(event.second is not None for event in drawn)
    assert len(drawn) == 2


def test_extra_time_lengthens_the_axis(simulation):
    candidate = simulation.registration.enrolment.candidate
    candidate.extra_time_percent = 33
    candidate.save()
    lived(simulation)
    assert axis_of(simulation).ends == 34 * 60


# -- Who reads it ---------------------------------------------------------------------------------


def test_it_waits_for_every_signature_whoever_asks(simulation, sign_in, make_actor):
    one, two = opened_sheets(simulation)
    url = reverse("grading:axis", args=[simulation.pk])
    readers = [actor_of(one.evaluator), make_actor("officer"), make_actor("auditor")]
    fill(one)
    fill(two)
    actions.sign_sheet(one, by=actor_of(one.evaluator))
    assert [sign_in(each).get(url).status_code for each in readers] == [404, 404, 404]
    actions.sign_sheet(two, by=actor_of(two.evaluator))
    assert [sign_in(each).get(url).status_code for each in readers] == [200, 200, 200]
    for stranger in (actor_of(a_person()), make_actor("candidate"), make_actor("president")):
        assert sign_in(stranger).get(url).status_code == 404


def test_the_page_says_in_its_table_all_that_it_draws(simulation, sign_in, officer):
    lived(simulation, {2: "N"})
    page = sign_in(officer).get(reverse("grading:axis", args=[simulation.pk])).content.decode()
    marks = re.findall(r'class="axis__mark axis__mark--(\w+)', page)
    rows = page[page.index("<tbody>") :].count("<tr>")
    assert len(marks) == rows == 2 + 26 + 6
    assert 'role="img"' in page and "Le tableau qui suit dit la même chose." in page
    assert "style=" not in page[page.index("<figure") : page.index("</figure>")]


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_whatever_the_simulations(count, django_assert_num_queries):
    enrolment = EnrolmentFactory()
    session = None
    for rank in range(count):
        simulation = a_simulation(
            enrolment=enrolment, session=session, starts_at=DAY + timedelta(hours=rank)
        )
        session = simulation.registration.session
        lived(simulation)
    line = competencies_of(simulation)[0]
    axes_for(enrolment, line)
    with django_assert_num_queries(7):
        assert len(axes_for(enrolment, line)) == count
