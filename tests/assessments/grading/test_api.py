"""Sheets by the API: read with their version, filled act by act, blind first as on screen."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from assessments.grading import actions
from assessments.grading.models import Rating, SheetAct
from ccas.accounts.models import User
from ccas.accounts.proof import SECOND_FACTOR
from tests.ccas.api.conftest import caller_for
from tests.factories import grading
from tests.kept import Kept

pytestmark = pytest.mark.django_db


both = Kept(lambda: grading.opened_sheets(grading.a_simulation()))


@pytest.fixture
def sheets():
    """The two sheets of a simulation, open."""
    return both()


def program_of(sheet, **said):
    return caller_for(grading.actor_of(sheet.evaluator), **said)


def a_rating(sheet, value="A", **said):
    line = grading.competencies_of(sheet.simulation)[0]
    return {
        "client": str(uuid4()),
        "sequence": 1,
        "kind": "rate",
        "competency": line.pk,
        "value": value,
    } | said


def test_an_act_is_received_once(sheets):
    mine = sheets[0]
    program, act = program_of(mine), a_rating(mine)
    first = program.post(f"sheets/{mine.pk}/acts/", act)
    assert first.status_code == 201, first.content
    assert first.json()["value"] == "A"
    again = program.post(f"sheets/{mine.pk}/acts/", act)
    assert again.status_code == 200
    assert again.json() == first.json() | {"replayed": True}
    assert Rating.objects.get(sheet=mine).value == "A"
    line = program.get(f"sheets/{mine.pk}/").json()["lines"][0]
    assert (line["value"], line["head"]) == ("A", first.json()["act"])


def test_a_stale_act_is_told_both_values(sheets):
    mine = sheets[0]
    program = program_of(mine)
    head = program.post(f"sheets/{mine.pk}/acts/", a_rating(mine, "A")).json()["act"]
    stale = program.post(f"sheets/{mine.pk}/acts/", a_rating(mine, "N"))
    assert stale.status_code == 409
    current = stale.json()["current"]
    assert (current["current"], current["proposed"], current["head"]) == ("A", "N", head)
    assert stale.json()["errors"]
    followed = program.post(f"sheets/{mine.pk}/acts/", a_rating(mine, "N", previous=head))
    assert followed.status_code == 201
    assert Rating.objects.get(sheet=mine).value == "N"


def test_a_version_guards_the_whole_sheet(sheets):
    mine = sheets[0]
    program = program_of(mine)
    read = program.get(f"sheets/{mine.pk}/")
    etag = read["ETag"]
    known = program.get(f"sheets/{mine.pk}/", headers={"If-None-Match": etag})
    assert known.status_code == 304
    assert known.content == b""
    note = {"client": str(uuid4()), "sequence": 1, "kind": "note", "text": "Ton maîtrisé"}
    address = f"sheets/{mine.pk}/acts/"
    assert program.post(address, note, headers={"If-Match": etag}).status_code == 201
    late = program.post(address, note | {"sequence": 2}, headers={"If-Match": etag})
    assert late.status_code == 412
    assert SheetAct.objects.filter(sheet=mine).count() == 1
    fresh = program.get(f"sheets/{mine.pk}/")
    assert fresh["ETag"] != etag
    assert [one["text"] for one in fresh.json()["observations"]] == ["Ton maîtrisé"]
    for header in (fresh["ETag"], "*"):
        now = program.get(f"sheets/{mine.pk}/")["ETag"] if header != "*" else "*"
        note["sequence"] += 1
        assert program.post(address, note, headers={"If-Match": now}).status_code == 201


def test_nobody_writes_on_another_s_sheet(sheets, officer):
    mine, other = sheets
    assert program_of(mine).post(f"sheets/{other.pk}/acts/", a_rating(other)).status_code == 404
    assert caller_for(officer).post(f"sheets/{mine.pk}/acts/", a_rating(mine)).status_code == 404
    assert not SheetAct.objects.exists()


def test_blind_first(sheets, officer):
    mine, other = sheets
    program = program_of(mine)
    assert [one["id"] for one in program.get("sheets/").json()["results"]] == [str(mine.pk)]
    assert program.get(f"sheets/{other.pk}/").status_code == 404
    assert caller_for(officer).get("sheets/").json()["results"] == []
    for sheet in sheets:
        grading.fill(sheet)
        actions.sign_sheet(sheet, by=grading.actor_of(sheet.evaluator))
    assert len(program.get("sheets/").json()["results"]) == 2
    assert program.get(f"sheets/{other.pk}/").status_code == 200
    assert len(caller_for(officer).get("sheets/").json()["results"]) == 2


def test_reading_is_not_writing(sheets):
    mine = sheets[0]
    program = program_of(mine, only=("grading:read",))
    refused = program.post(f"sheets/{mine.pk}/acts/", a_rating(mine))
    assert refused.status_code == 403
    assert "grading:write" in refused.json()["detail"]
    assert not SheetAct.objects.exists()


def test_a_browser_writes_with_its_csrf_token_only(sheets):
    mine = sheets[0]
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(
        User.objects.get(pk=mine.evaluator.user_id),
        backend=settings.AUTHENTICATION_BACKENDS[0],
    )
    session = browser.session
    session[SECOND_FACTOR] = True
    session.save()
    address = f"/api/v1/sheets/{mine.pk}/acts/"
    said = {"data": a_rating(mine), "content_type": "application/json"}
    refused = browser.post(address, **said)
    assert refused.status_code == 403
    assert "X-CSRFToken" in refused.json()["detail"]
    browser.cookies["csrftoken"] = "a" * 32
    allowed = browser.post(address, **said, headers={"X-CSRFToken": "a" * 32})
    assert allowed.status_code == 201


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"value": "Z"}, 422),
        ({"competency": 2**62}, 422),
        ({"kind": "note", "competency": None}, 422),
        ({"kind": "undo"}, 422),
        ({"previous": str(uuid4())}, 409),
        ({"client": "moi"}, 400),
        ({"sequence": -1}, 400),
        ({"sequence": 2**31}, 400),
        ({"kind": "chant"}, 400),
        ({"text": "a\0b"}, 400),
        ({"text": "\ud800"}, 400),
        ({"text": "x" * 1001}, 400),
        ({"second": 90_000}, 400),
        ({"competency": 2**63}, 400),
    ],
)
def test_a_wrong_act_is_a_sentence(sheets, wrong, status):
    mine = sheets[0]
    answer = program_of(mine).post(f"sheets/{mine.pk}/acts/", a_rating(mine) | wrong)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"]
    assert not SheetAct.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"client": "\xff"}', "application/json", 400),
        (b"[1, 2]", "application/json", 400),
        (b"null", "application/json", 400),
        (b"client=1", "application/x-www-form-urlencoded", 415),
        (b"coter", "text/plain", 415),
    ],
)
def test_a_body_that_is_not_an_act(sheets, body, kind, status):
    mine = sheets[0]
    answer = program_of(mine).post(f"sheets/{mine.pk}/acts/", body, content_type=kind)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"


def test_a_signed_sheet_takes_no_act(sheets):
    mine = sheets[0]
    grading.fill(mine)
    actions.sign_sheet(mine, by=grading.actor_of(mine.evaluator))
    answer = program_of(mine).post(f"sheets/{mine.pk}/acts/", a_rating(mine))
    assert answer.status_code == 422
    assert "signée" in answer.json()["errors"][0]
