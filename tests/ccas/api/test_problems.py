"""Every error is a problem in JSON, with a sentence; the absent and the forbidden are one."""

import uuid

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from rest_framework.exceptions import Throttled

from ccas.api import problems
from ccas.refusals import Conflict, Refusal
from tests.factories.candidates import EnrolmentFactory

pytestmark = pytest.mark.django_db


def said(answer):
    assert answer["Content-Type"] == problems.MEDIA_TYPE
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["type"] == "about:blank"
    assert body["title"] and body["detail"]
    return body


def test_the_absent_and_the_forbidden_are_the_same_bytes(make_actor, caller):
    other = EnrolmentFactory()
    program = caller(make_actor("candidate"))
    forbidden = program.get(f"candidates/{other.candidate_id}/")
    absent = program.get(f"candidates/{uuid.uuid4()}/")
    malformed = program.get("candidates/pas-un-identifiant/")
    nowhere = program.get("personne/")
    bodies = {answer.content.replace(b" ", b"") for answer in (forbidden, absent)}
    assert len(bodies) == 1
    assert {said(one)["detail"] for one in (forbidden, absent, malformed, nowhere)} == {
        problems.DETAILS[404]
    }
    assert {one.status_code for one in (forbidden, absent, malformed, nowhere)} == {404}
    assert {one["Cache-Control"] for one in (forbidden, absent)} == {"private, no-store"}


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace", "post"])
def test_a_wrong_method(officer, caller, method):
    program = caller(officer)
    answer = getattr(Client(), method)(
        "/api/v1/notices/", headers={"Authorization": f"Bearer {program.secret}"}
    )
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]
    said(answer)


@pytest.mark.parametrize(
    "address",
    [
        "candidates/?q=%00",
        "candidates/?q=a%00b",
        "candidates/?q=%FF%FE",
        "candidates/?%ED%A0%80=1",
        "candidates/%00/",
        "candidates/%FF/",
    ],
)
def test_bytes_that_no_text_holds(officer, caller, address):
    answer = caller(officer).get(address)
    assert answer.status_code == 400
    said(answer)


def test_a_name_that_is_too_long(officer, caller):
    answer = caller(officer).get("candidates/", data={"q": "é" * 300})
    assert answer.status_code == 400
    assert "q" in said(answer)["fields"]


def test_refusals_and_conflicts_keep_their_sentences():
    refused = problems.handle(Refusal(["Le jury est convoqué.", "Il ne change plus."]), {})
    assert refused.status_code == 422
    assert refused.data["errors"] == ["Le jury est convoqué.", "Il ne change plus."]
    stale = problems.handle(Conflict("Trop tard.", current={"id": uuid.UUID(int=1)}), {})
    assert stale.status_code == 409
    assert stale.data["current"] == {"id": str(uuid.UUID(int=1))}
    assert problems.handle(Http404(), {}).data == problems.problem(404)
    assert problems.handle(Throttled(wait=12), {}).headers["Retry-After"] == "12"


def test_a_defect_of_ours_stays_one():
    """DRF gets None and lets it through: the log and the 500 page are Django's work."""
    assert problems.handle(RuntimeError("panne"), {}) is None


def test_our_own_failure_says_nothing_of_itself(officer, caller, monkeypatch):
    monkeypatch.setattr(
        "assessments.candidates.api.candidates_seen_by", lambda actor: 1 / 0, raising=True
    )
    program = caller(officer)
    client = Client(raise_request_exception=False)
    answer = client.get(
        "/api/v1/candidates/", headers={"Authorization": f"Bearer {program.secret}"}
    )
    assert answer.status_code == 500
    assert said(answer)["detail"] == problems.DETAILS[500]
    assert b"division" not in answer.content


def test_pages_keep_their_own_errors(client):
    factory = RequestFactory()
    for error in (problems.bad_request, problems.forbidden, problems.not_found):
        page = error(factory.get("/candidats/"), Exception())
        assert page["Content-Type"].startswith("text/html")
        assert error(factory.get("/api/v1/x/"), Exception())["Content-Type"] == problems.MEDIA_TYPE
    assert problems.server_error(factory.get("/"))["Content-Type"].startswith("text/html")
