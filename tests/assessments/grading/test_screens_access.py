"""Who reaches which screen, the consensus and the lead's page, and what each costs."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from assessments.grading import actions
from assessments.grading.models import SheetAct
from ccas import clock
from tests.factories.grading import (
    DAY,
    a_person,
    a_session,
    a_simulation,
    actor_of,
    competencies_of,
    fill,
    opened_sheets,
    signed_consensus,
    signed_sheets,
    tap,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


@pytest.fixture
def simulation():
    return a_simulation(blocks=(1,), unseen=1)


@pytest.fixture
def sheet(simulation):
    return opened_sheets(simulation)[0]


@pytest.fixture
def evaluator(sheet, sign_in):
    return sign_in(actor_of(sheet.evaluator))


def said(**fields):
    return {"client": str(uuid4()), "sequence": "1", "kind": "rate"} | fields


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode().replace("\xa0", " "))


# -- Who reaches what -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sheet", "history"])
def test_a_sheet_is_its_evaluator_s_until_all_have_signed(
    simulation, sheet, sign_in, make_actor, name
):
    stranger = actor_of(a_person())
    other = actor_of(opened_sheets(simulation)[1].evaluator)
    url = reverse(f"grading:{name}", args=[sheet.pk])
    absent = reverse(f"grading:{name}", args=[uuid4()])
    roles = ["officer", "auditor", "candidate", "president", "jury_member", "administrator"]
    for actor in (stranger, other, *[make_actor(role) for role in roles]):
        client = sign_in(actor)
        refused, unknown = client.get(url), client.get(absent)
        assert refused.status_code == unknown.status_code == 404, actor.role
        assert len(refused.content) == len(unknown.content)


def test_signed_sheets_are_read_by_the_pair_the_officer_and_the_auditor(
    simulation, sign_in, make_actor
):
    one, two = signed_sheets(simulation)
    url = reverse("grading:sheet", args=[one.pk])
    readers = [actor_of(two.evaluator), make_actor("officer"), make_actor("auditor")]
    assert [sign_in(actor).get(url).status_code for actor in readers] == [200, 200, 200]
    for role in ("candidate", "administrator"):
        assert sign_in(make_actor(role)).get(url).status_code == 404
    assert sign_in(actor_of(a_person())).get(url).status_code == 404


def test_nobody_writes_on_another_s_sheet(simulation, sheet, sign_in, make_actor):
    line = competencies_of(simulation)[0]
    other = actor_of(opened_sheets(simulation)[1].evaluator)
    for actor in (other, make_actor("officer"), make_actor("auditor")):
        client = sign_in(actor)
        for name in ("act", "sign", "not_observable"):
            response = client.post(
                reverse(f"grading:{name}", args=[sheet.pk]), said(competency=line.pk, value="A")
            )
            assert response.status_code == 404
    assert not SheetAct.objects.exists()


def test_an_anonymous_visitor_is_asked_to_sign_in(sheet, client):
    for name in ("today", "follow"):
        assert client.get(reverse(f"grading:{name}")).status_code == 302
    assert client.get(reverse("grading:sheet", args=[sheet.pk])).status_code == 302


# -- Consensus and lead ---------------------------------------------------------------------------


def test_the_pair_settles_and_signs_on_one_page(simulation, sign_in):
    one, two = signed_sheets(simulation, {0: "A"}, {0: "N"})
    client = sign_in(actor_of(one.evaluator))
    where = client.post(reverse("grading:harmonise", args=[simulation.pk])).url
    consensus = simulation.consensuses.get()
    assert where == reverse("grading:consensus", args=[consensus.pk])
    page = text_of(client.get(where))
    assert "Un désaccord à trancher ensemble" in page
    assert "porte sur l’acquisition même" in page
    line = consensus.lines.get(value="")
    prefix = str(line.pk)[:8]
    settle = reverse("grading:settle", args=[consensus.pk, line.pk])
    empty = client.post(settle, {f"{prefix}-value": "E", f"{prefix}-word": " "})
    assert empty.status_code == 422
    done = client.post(settle, {f"{prefix}-value": "E", f"{prefix}-word": "Vu à la relecture."})
    assert done.status_code == 302
    other = sign_in(actor_of(two.evaluator))
    late = other.post(settle, {f"{prefix}-value": "N", f"{prefix}-word": "Non."})
    assert late.status_code == 422
    assert "Vu à la relecture." in text_of(late) and "Non." in text_of(late)
    for actor in (actor_of(one.evaluator), actor_of(two.evaluator)):
        sign_in(actor).post(reverse("grading:sign_consensus", args=[consensus.pk]))
    consensus.refresh_from_db()
    assert consensus.state == "signed"
    assert "signée le" in text_of(client.get(where))


def test_a_consensus_is_the_pair_s_then_the_officer_s_and_the_auditor_s(
    simulation, sign_in, make_actor
):
    one, _ = signed_sheets(simulation)
    consensus = actions.open_consensus(simulation, by=actor_of(one.evaluator))
    url = reverse("grading:consensus", args=[consensus.pk])
    officer, auditor = make_actor("officer"), make_actor("auditor")
    assert [sign_in(a).get(url).status_code for a in (officer, auditor)] == [404, 404]
    for seat in simulation.evaluators.all():
        actions.sign_consensus(consensus, by=actor_of(seat.person))
    assert [sign_in(a).get(url).status_code for a in (officer, auditor)] == [200, 200]
    assert sign_in(actor_of(a_person())).get(url).status_code == 404


def test_the_lead_sees_states_and_reopens_with_a_reason(simulation, sign_in, officer):
    one, _ = signed_sheets(simulation)
    client = sign_in(officer)
    session = simulation.registration.session
    assert session.name in text_of(client.get(reverse("grading:follow")))
    page_url = reverse("grading:session", args=[session.pk])
    assert text_of(client.get(page_url)).count("Signée") >= 2
    reopen = reverse("grading:reopen", args=[one.pk])
    prefix = str(one.pk)[:8]
    assert client.post(reopen, {f"{prefix}-reason": ""}).status_code == 422
    assert client.post(reopen, {f"{prefix}-reason": "Erreur de ligne."}).status_code == 302
    page = text_of(client.get(page_url))
    assert "En cours 13/13" in page and "révision 2" in page


def test_an_officer_who_evaluates_sees_no_state_of_that_simulation(simulation, sign_in):
    one, two = opened_sheets(simulation)
    fill(two)
    officer = actor_of(one.evaluator, "officer")
    one.evaluator.user.grants.create(role="officer", starts_on="2020-01-01")
    page = text_of(
        sign_in(officer).get(reverse("grading:session", args=[simulation.registration.session_id]))
    )
    assert "Vous évaluez cette mise en situation" in page
    assert "13/13" not in page


# -- Queries --------------------------------------------------------------------------------------


def planned(count):
    """A session where the same two evaluators have `count` simulations of the day."""
    pair = [a_person(), a_person()]
    session = a_session()
    simulations = [
        a_simulation(
            evaluators=pair,
            session=session,
            blocks=(1, 2),
            starts_at=DAY.replace(hour=9 + rank, minute=0),
        )
        for rank in range(count)
    ]
    return pair, session, simulations


@pytest.mark.parametrize("count", [1, 3])
def test_the_day_costs_the_same_whatever_its_length(sign_in, django_assert_num_queries, count):
    pair, _, simulations = planned(count)
    for simulation in simulations:
        fill(opened_sheets(simulation)[0])
    client = sign_in(actor_of(pair[0]))
    with django_assert_num_queries(10):
        client.get(reverse("grading:today"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_lead_s_page_costs_the_same_whatever_its_length(
    sign_in, officer, django_assert_num_queries, count
):
    _, session, simulations = planned(count)
    for simulation in simulations:
        signed_consensus(simulation)
    client = sign_in(officer)
    with django_assert_num_queries(10):
        client.get(reverse("grading:session", args=[session.pk]))


@pytest.mark.parametrize("blocks", [(1,), (1, 2, 3)])
def test_the_sheet_costs_the_same_whatever_its_length(sign_in, django_assert_num_queries, blocks):
    simulation = a_simulation(blocks=blocks)
    sheet = opened_sheets(simulation)[0]
    fill(sheet)
    client = sign_in(actor_of(sheet.evaluator))
    with django_assert_num_queries(11):
        client.get(reverse("grading:sheet", args=[sheet.pk]))


@pytest.mark.parametrize("blocks", [(1,), (1, 2, 3)])
def test_a_tap_costs_the_same_whatever_the_sheet(sign_in, django_assert_num_queries, blocks):
    simulation = a_simulation(blocks=blocks)
    sheet = opened_sheets(simulation)[0]
    line = competencies_of(simulation)[0]
    client = sign_in(actor_of(sheet.evaluator))
    tap(sheet, line, "A")
    previous = SheetAct.objects.get().pk
    with django_assert_num_queries(8):
        client.post(
            reverse("grading:act", args=[sheet.pk]),
            said(competency=line.pk, value="E", previous=previous),
        )
