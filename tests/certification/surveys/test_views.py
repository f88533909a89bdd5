"""The officer follows and takes calls down; nobody reads what a holder answered."""

import pytest
from django.urls import reverse

from assessments.candidates.models import Candidate
from ccas import clock
from tests.factories.surveys import SIX_MONTHS, answered, asked

pytestmark = pytest.mark.django_db
SAID = {
    "called_on": "2027-04-06",
    "situation": "employed",
    "target_job": "no",
    "contract": "own",
    "usefulness": "recognition",
}


@pytest.fixture(autouse=True)
def _on_its_day():
    with clock.moved_to(SIX_MONTHS):
        yield


def test_the_list_costs_the_same_whatever_waits(awards, keeper, sign_in, django_assert_num_queries):
    client = sign_in(keeper)
    asked()
    client.get(reverse("surveys:list"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            page = client.get(reverse("surveys:list"))
        costs.append((len(seen), page.content.decode().count("À appeler")))
        person = awards[0].candidate.person
        type(person).objects.filter(pk=person.pk).update(email="", user=None)
    assert costs[0][0] == costs[1][0]
    assert costs[1][1] == costs[0][1] + 1


def test_those_to_call_have_their_own_list(awards, keeper, sign_in):
    client = sign_in(keeper)
    asked()
    where = reverse("surveys:list")
    calls = {"liste": "appels"}
    assert "Personne n’est à appeler" in client.get(where, calls).content.decode()
    person = awards[0].candidate.person
    type(person).objects.filter(pk=person.pk).update(email="", user=None)
    page = client.get(where, calls).content.decode()
    assert "À appeler (1)" in page
    assert "Toutes (2)" in page
    assert str(person) in page
    assert str(awards[1].candidate.person) not in page
    assert client.get(where, {"liste": "\x00", "page": "x"}).status_code == 200


def test_an_officer_takes_a_call_down_once(survey, keeper, sign_in):
    client = sign_in(keeper)
    where = reverse("surveys:detail", args=[survey.pk])
    assert "Noter une réponse" in client.get(where).content.decode()
    wrong = client.post(where, SAID | {"called_on": "31/02/2027"})
    assert wrong.status_code == 422
    assert wrong.content.decode().count(" checked") == 4
    assert client.post(where, SAID).status_code == 302
    page = client.get(where).content.decode()
    assert "au téléphone" in page
    for word in ("Noter une réponse", "À votre compte", "recognition"):
        assert word not in page
    again = client.post(where, SAID)
    assert again.status_code == 422
    assert "plus recevoir de réponse" in again.content.decode()


def test_an_auditor_reads_and_writes_nothing(survey, make_actor, sign_in):
    client = sign_in(make_actor("auditor"))
    where = reverse("surveys:detail", args=[survey.pk])
    page = client.get(where).content.decode()
    assert "Noter une réponse" not in page
    assert "Ne plus interroger" not in page
    assert client.post(where, SAID).status_code == 404


def test_only_who_was_asked_may_be_left_alone(survey, keeper, sign_in):
    client = sign_in(keeper)
    where = reverse("surveys:object", args=[survey.award.candidate_id])
    assert client.post(where).status_code == 302
    survey.refresh_from_db()
    assert survey.state == "declined"
    page = client.get(reverse("surveys:detail", args=[survey.pk])).content.decode()
    assert "accepte d’être interrogée" in page
    assert client.post(
        reverse("surveys:lift", args=[survey.award.candidate_id])
    ).status_code == 302  # fmt: skip
    stranger = Candidate.objects.exclude(awards__surveys__isnull=False)
    for one in stranger:
        assert client.post(reverse("surveys:object", args=[one.pk])).status_code == 404


def test_a_holder_finds_their_answers_in_their_archive(survey, keeper, make_actor):
    from ccas import holdings

    candidate = survey.award.candidate
    candidate.person.user_id = make_actor("candidate").user_id
    candidate.person.save()
    answered(survey, keeper)
    holding = next(one for one in holdings.all_holdings() if one.model is type(survey))
    (row,) = holding.rows(candidate.person.user_id)
    assert row.pk == survey.pk
    assert {"situation", "target_job", "contract", "usefulness"} <= {
        column.name for column in holding.columns
    }
