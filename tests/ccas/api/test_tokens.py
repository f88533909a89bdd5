"""A token opens what its person opens under its role, within its scopes, while it is in force."""

import time
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from ccas import clock
from ccas.accounts.actions import disable_account, enable_account
from ccas.accounts.models import RoleGrant, User
from ccas.accounts.proof import FRESH, PROVEN_AT
from ccas.actors import Actor
from ccas.api.actions import create_token, revoke_token
from ccas.api.models import ApiToken
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.ccas.api.conftest import EVERY_SCOPE
from tests.factories.candidates import EnrolmentFactory

pytestmark = pytest.mark.django_db


def make(actor: Actor, *, by: Actor | None = None, **said):
    said = {
        "role": actor.role,
        "name": "tableau de bord",
        "scopes": ["candidates:read"],
        "known_scopes": EVERY_SCOPE,
    } | said
    return create_token(User.objects.get(pk=actor.user_id), by=by or actor, **said)


def test_the_secret_is_kept_nowhere(officer):
    token, secret = make(officer)
    assert len(secret) > 40
    row = ApiToken.objects.filter(pk=token.pk).values().get()
    assert secret not in str(row)
    assert secret[len(token.prefix) :] not in str(row)
    assert secret not in str(JournalEntry.objects.values_list("details", flat=True))
    assert JournalEntry.objects.filter(verb="api_token.create").count() == 1


def test_it_reads_as_its_role(officer, caller):
    EnrolmentFactory()
    answer = caller(officer).get("candidates/")
    assert answer.status_code == 200
    assert len(answer.json()["results"]) == 1
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_no_token_no_session(db):
    answer = Client().get("/api/v1/candidates/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer ccas_inconnu", "Bearer é", "Bearer \x00", "Bearer " + "x" * 9999],
)
def test_what_is_not_a_token_opens_nothing(db, header):
    answer = Client().get("/api/v1/notices/", headers={"Authorization": header})
    assert answer.status_code == 401


def test_another_scheme_is_no_token(db):
    answer = Client().get("/api/v1/notices/", headers={"Authorization": "Basic Y2Nhcw=="})
    assert answer.status_code == 401


def test_a_revoked_token_opens_nothing(officer, caller):
    program = caller(officer)
    revoke_token(program.token, by=officer)
    assert program.get("notices/").status_code == 401


def test_a_token_out_of_date_opens_nothing(officer, caller):
    program = caller(officer, days=2)
    with clock.moved_to(timezone.now() + timedelta(days=1)):
        assert program.get("notices/").status_code == 200
    with clock.moved_to(timezone.now() + timedelta(days=3)):
        assert program.get("notices/").status_code == 401


def test_a_closed_account_closes_its_tokens(officer, caller):
    program = caller(officer)
    User.objects.filter(pk=officer.user_id).update(is_active=False)
    assert program.get("notices/").status_code == 401


def test_opened_again_a_closed_account_has_no_token(officer, make_actor, caller):
    """A token taken by somebody would otherwise have waited for the account to come back."""
    program, by = caller(officer), make_actor("administrator")
    user = User.objects.get(pk=officer.user_id)
    disable_account(user, by=by)
    enable_account(user, by=by)
    assert program.get("candidates/").status_code == 401
    program.token.refresh_from_db()
    assert program.token.revoked_at is not None
    assert JournalEntry.objects.filter(verb="api_token.revoke", actor=by.user_id).count() == 1
    assert caller(officer).get("candidates/").status_code == 200, "another may be made"


def test_the_end_of_a_role_closes_its_tokens(officer, caller):
    program = caller(officer)
    RoleGrant.objects.filter(user_id=officer.user_id).update(ends_on="2021-01-01")
    assert program.get("notices/").status_code == 401


def test_it_does_not_act_under_another_role_of_its_person(make_actor, caller):
    candidate = make_actor("candidate")
    make_actor("officer", user=User.objects.get(pk=candidate.user_id))
    EnrolmentFactory()
    assert caller(candidate).get("candidates/").json()["results"] == []


@pytest.mark.parametrize("scope", EVERY_SCOPE)
def test_each_scope_opens_its_room_only(officer, caller, scope):
    program = caller(officer, only=(scope,))
    opened = {
        "framework": "notices/",
        "candidates": "candidates/",
        "sessions": "sessions/",
        "grading": "sheets/",
        "juries": "juries/",
        "deliberation": "decisions/",
        "documents": "documents/",
    }
    room, _, way = scope.partition(":")
    for code, address in opened.items():
        answer = program.get(address)
        expected = 200 if way == "read" and code == room else 403
        assert answer.status_code == expected, (scope, address)
        if expected == 403:
            assert f"{code}:read" in answer.json()["detail"]


def test_the_session_of_the_browser_reads(sign_in, officer):
    EnrolmentFactory()
    answer = sign_in(officer).get("/api/v1/candidates/")
    assert len(answer.json()["results"]) == 1


def test_the_token_wins_over_the_session(sign_in, officer, make_actor, caller):
    """A program that shares a browser's cookies acts under its token, not under the session."""
    EnrolmentFactory()
    program = caller(make_actor("tutor"))
    answer = sign_in(officer).get(
        "/api/v1/candidates/", headers={"Authorization": f"Bearer {program.secret}"}
    )
    assert answer.json()["results"] == []


def test_reading_with_a_token_writes_nothing(officer, caller, django_assert_num_queries):
    """Token, grants, list: not one write, so that reading stays reading."""
    program = caller(officer)
    with django_assert_num_queries(3) as queries:
        program.get("sessions/")
    assert all(q["sql"].startswith("SELECT") for q in queries)


# -- Making and revoking ----------------------------------------------------------------------


@pytest.mark.parametrize("role", ["candidate", "evaluator", "auditor", "tutor", "president"])
def test_only_keepers_make_one(make_actor, role):
    with pytest.raises(Refusal, match="gestionnaire"):
        make(make_actor(role))


def test_nobody_makes_one_that_acts_as_another(officer, make_actor):
    other = make_actor("officer")
    with pytest.raises(Refusal):
        make(other, by=officer)
    with pytest.raises(Refusal):
        make(officer, role="administrator")
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 101},
        {"name": "a\0b"},
        {"scopes": []},
        {"scopes": ["candidates:write"]},
        {"days": 0},
        {"days": 367},
    ],
)
def test_a_token_is_said_whole(officer, wrong):
    with pytest.raises(Refusal):
        make(officer, **wrong)


def test_one_revokes_one_s_own_and_the_administrator_any(officer, make_actor):
    token, _ = make(officer)
    with pytest.raises(Refusal):
        revoke_token(token, by=make_actor("officer"))
    revoke_token(token, by=make_actor("administrator"))
    assert JournalEntry.objects.filter(verb="api_token.revoke").count() == 1
    with pytest.raises(Refusal, match="déjà"):
        revoke_token(token, by=officer)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ccas_apitoken SET scopes = '[\"grading:write\"]'",
        "UPDATE ccas_apitoken SET expires_at = expires_at + interval '1 year'",
        "UPDATE ccas_apitoken SET role = 'administrator'",
        "UPDATE ccas_apitoken SET revoked_at = NULL",
        "DELETE FROM ccas_apitoken",
    ],
)
def test_the_database_keeps_a_token_as_made(officer, statement):
    token, _ = make(officer)
    if "revoked_at" in statement:
        revoke_token(token, by=officer)
    with pytest.raises(ProgrammingError, match="pgtrigger"), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_command_makes_one_for_anybody(make_actor, capsys):
    evaluator = make_actor("evaluator")
    email = User.objects.get(pk=evaluator.user_id).email
    call_command(
        "create_api_token", email, "evaluator", "tablette", "grading:write", "grading:read"
    )
    secret = capsys.readouterr().out.strip()
    assert (
        Client()
        .get("/api/v1/sheets/", headers={"Authorization": f"Bearer {secret}"})
        .json()["results"]
        == []
    )
    for said in (
        ["nobody@ccas.example", "evaluator", "x", "grading:read"],
        [email, "officer", "x", "grading:read"],
        [email, "evaluator", "x", "tout:write"],
    ):
        with pytest.raises(CommandError):
            call_command("create_api_token", *said)


# -- The page ---------------------------------------------------------------------------------


def test_the_page_shows_a_token_once(sign_in, officer):
    client = sign_in(officer)
    said = {"name": "tableau de bord", "scopes": ["candidates:read"], "days": "30"}
    page = client.post("/jetons/", said)
    token = ApiToken.objects.get()
    shown = page.content.decode()
    assert token.prefix in shown
    secret = shown.partition('<pre id="jeton">')[2].partition("</pre>")[0]
    assert ApiToken.digest_of(secret) == token.sha256
    assert "no-store" in page["Cache-Control"]
    again = client.get("/jetons/").content.decode()
    assert secret not in again
    assert token.prefix in again
    assert client.post("/jetons/", {"name": ""}).status_code == 422
    assert client.post(f"/jetons/{token.pk}/revoquer/").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert client.get("/jetons/").status_code == 200


def test_a_session_left_open_makes_no_token(sign_in, officer):
    """A token outlives the session: whoever found the screen open would keep the way in."""
    User.objects.filter(pk=officer.user_id).update(password=make_password("une preuve à donner"))
    client = sign_in(officer)
    session = client.session
    session[PROVEN_AT] = time.time() - FRESH - 1
    session.save()
    said = {"name": "tableau de bord", "scopes": ["candidates:read"], "days": "30"}
    answer = client.post("/jetons/", said)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/compte/confirmation/")
    assert not ApiToken.objects.exists()
    assert client.get("/jetons/").status_code == 200, "to read, and to revoke, nothing is asked"


def test_the_page_is_for_keepers_and_each_sees_their_own(sign_in, officer, make_actor):
    mine, _ = make(officer)
    client = sign_in(make_actor("officer"))
    assert mine.prefix not in client.get("/jetons/").content.decode()
    assert client.post(f"/jetons/{mine.pk}/revoquer/").status_code == 404
    assert mine.prefix in sign_in(make_actor("administrator")).get("/jetons/").content.decode()
    assert sign_in(make_actor("evaluator")).get("/jetons/").status_code == 404
