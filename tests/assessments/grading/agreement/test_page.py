"""The page of a session's agreement: who reads it, what it says while nothing is known."""

import re
import subprocess
import sys

import pytest
from django.urls import reverse

from assessments.grading import actions
from assessments.grading.agreement.measuring import MEASURE, measure
from assessments.grading.agreement.values import Estimate
from assessments.grading.views.agreement import Scale, scale_for
from ccas import clock
from ccas.jobs.models import Job
from tests.factories.grading import (
    DAY,
    a_person,
    a_session,
    a_simulation,
    actor_of,
    fill,
    opened_sheets,
    signed_sheets,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


@pytest.fixture
def session():
    return a_session(lead=a_person())


@pytest.fixture
def url(session):
    return reverse("grading:agreement", args=[session.pk])


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode().replace("\xa0", " "))


def measured(session):
    measure(Job.objects.filter(kind=MEASURE).latest("recorded_at"))


def test_officers_and_the_lead_read_it_others_do_not(session, url, sign_in, make_actor):
    simulation = a_simulation(session=session)
    signed_sheets(simulation)
    readers = [make_actor("officer"), actor_of(session.lead)]
    assert [sign_in(each).get(url).status_code for each in readers] == [200, 200]
    pair = [actor_of(seat.person) for seat in simulation.evaluators.all()]
    for other in (*pair, actor_of(a_person()), make_actor("auditor"), make_actor("candidate")):
        client = sign_in(other)
        assert client.get(url).status_code == 404
        post = reverse("grading:measure_agreement", args=[session.pk])
        assert client.post(post).status_code == 404


def test_from_nothing_to_numbers_to_numbers_out_of_date(session, url, sign_in, officer):
    client = sign_in(officer)
    assert "Rien à comparer" in text_of(client.get(url))
    first = a_simulation(session=session, blocks=(1, 2))
    waiting = a_simulation(session=session, starts_at=DAY.replace(hour=15))
    signed_sheets(first, {0: "N", 5: "E"}, {0: "N", 5: "N", 6: "E"})
    assert "Le calcul n’a pas encore été demandé" in text_of(client.get(url))
    asked = client.post(reverse("grading:measure_agreement", args=[session.pk]))
    assert asked.status_code == 302
    assert "Calcul en cours" in text_of(client.get(url))
    measured(session)
    Job.objects.update(state="done", finished_at=clock.now())
    page = text_of(client.get(url))
    assert "Calculé le" in page and "sur 1 mise en situation" in page
    names = sorted(seat.person.display_name for seat in first.evaluators.all())
    assert " et ".join(names) in page.replace("&#x27;", "'")
    assert re.search(r"<strong class=\"ccas-numbers\">0,\d\d</strong>", page)
    assert re.search(r"de −?\d,\d\d à \d,\d\d", page)
    assert "Trop peu pour le dire : 1 ligne comparée, il en faut 10." in page
    assert "Calcul à refaire" not in page and ">nan" not in page
    signed_sheets(waiting)
    assert "Calcul en cours" in text_of(client.get(url)), "the last signature asks for it"
    Job.objects.update(state="done", finished_at=clock.now())
    assert "Calcul à refaire" in text_of(client.get(url))


def test_a_failed_job_is_said_and_may_be_asked_for_again(session, url, sign_in, officer):
    simulation = a_simulation(session=session)
    signed_sheets(simulation)
    Job.objects.filter(kind=MEASURE).update(state="failed", error="panne")
    client = sign_in(officer)
    assert "Calcul interrompu" in text_of(client.get(url))
    client.post(reverse("grading:measure_agreement", args=[session.pk]))
    assert "Calcul en cours" in text_of(client.get(url))


def test_who_has_yet_to_sign_in_the_session_sees_no_number(session, url, sign_in):
    """Blind first, under every hat: also the lead, also an officer."""
    lead = session.lead
    other = a_simulation(session=session)
    signed_sheets(other, {0: "N"})
    measured(session)
    mine = a_simulation(
        session=session, evaluators=[lead, a_person()], starts_at=DAY.replace(hour=15)
    )
    own, _ = opened_sheets(mine)
    lead.user.grants.create(role="officer", starts_on="2020-01-01")
    for role in ("evaluator", "officer"):
        page = text_of(sign_in(actor_of(lead, role)).get(url))
        assert "À l’aveugle d’abord" in page
        assert "agree__" not in page
    fill(own)
    actions.sign_sheet(own, by=actor_of(lead))
    assert "agree__" in text_of(sign_in(actor_of(lead)).get(url))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_the_simulations(
    session, url, sign_in, officer, django_assert_num_queries, count
):
    for rank in range(count):
        signed_sheets(a_simulation(session=session, starts_at=DAY.replace(hour=9 + rank)))
    measured(session)
    client = sign_in(officer)
    client.get(url)
    with django_assert_num_queries(10):
        client.get(url)


def test_the_drawing_starts_at_chance_or_lower_when_some_fall_under_it():
    def at(low):
        return scale_for([Estimate(20, 10, 0.5, low, 0.9)])

    assert [at(low).floor for low in (0.2, 0.0, -0.1, -0.5, -0.7)] == [0, 0, -0.5, -0.5, -1]
    assert scale_for([]).floor == 0
    assert at(0.2).marks == ((4.0, "0"), (77.6, "0,8"), (96.0, "1"))
    assert at(-0.1).marks[0] == (4.0, "−0,5")
    assert Scale(0, ()).x(None) is None


def test_a_web_process_never_pays_for_the_libraries():
    """Two seconds of imports: only the worker that computes has them."""
    program = (
        "import os, sys, django;"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'ccas.settings.test';"
        "django.setup();"
        "import ccas.urls, assessments.urls, assessments.grading.views.agreement;"
        "heavy = {'numpy', 'scipy', 'statsmodels', 'pandas', 'krippendorff'} & set(sys.modules);"
        "print(sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
