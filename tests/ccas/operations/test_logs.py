"""A line says the route and the kind of an error; whoever walks through leaves no word there."""

import io
import json
import logging
import logging.config
import sys

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from ccas import jobs, tracing
from ccas.accounts import invitations
from ccas.accounts.models import User
from ccas.actors import Actor
from ccas.jobs import tasks
from ccas.operations.logs import JsonLines, configuration, without_addresses
from tests.ccas.accounts.test_invitations import sent_token

#: Words of a person that nobody else bears.
CANARY = ("Quintilienne", "Zéphyrine", "quintilienne.zephyrine@canari.exemple", "canari")
NAME, EMAIL = "Quintilienne d’Ôrmesson-Zéphyrine", "quintilienne.zephyrine@canari.exemple"


@pytest.fixture
def lines():
    """Reads what was written since, as the production's handler writes it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def said(found: list[dict]) -> str:
    return json.dumps(found, ensure_ascii=False)


def raised(error: Exception) -> tuple:
    """The exc_info of an exception, as a handler finds it."""
    try:
        raise error
    except Exception:
        return sys.exc_info()


def test_one_object_a_line_with_the_number_of_the_request(db, lines):
    Client().get(reverse("account_login"), headers={"X-Request-Id": "essai-0123456789"})
    (line,) = [one for one in lines() if one["logger"] == "ccas.requests"]
    assert line["route"] == "account_login"
    assert (line["method"], line["status"], line["level"]) == ("GET", 200, "INFO")
    assert line["request"] == "essai-0123456789"
    assert line["ms"] > 0
    assert line["time"].endswith("+00:00")


def test_what_django_says_of_a_refusal_bears_the_number_too(db, lines):
    """It says so once the request has left every layer."""
    Client().get("/nulle-part/", headers={"X-Request-Id": "essai-0123456789"})
    said_of_it = [one for one in lines() if one["logger"] in {"ccas.requests", "django.request"}]
    assert len(said_of_it) == 2
    assert {one["request"] for one in said_of_it} == {"essai-0123456789"}
    assert {one["status"] for one in said_of_it} == {404}


@pytest.mark.parametrize("given", ["", "x", "a" * 65, "deux mots", 'guil"lemets', "à-l-accent"])
def test_a_number_that_is_none_is_replaced(db, lines, given):
    Client().get("/sante/", headers={"X-Request-Id": given})
    (line,) = [one for one in lines() if one["logger"] == "ccas.requests"]
    assert len(line["request"]) == 32
    assert line["request"] != given


def test_a_canary_walks_through_and_no_line_bears_it(db, lines, officer, monkeypatch):
    """Invited, refused, lost, searched for, broken: the flows that repeat what was typed."""
    invitations.invite(
        email=EMAIL, display_name=NAME, grants=[invitations.Grant("candidate")], by=officer
    )
    token = sent_token()
    browser = Client(raise_request_exception=False)
    browser.get(reverse("accounts:accept", args=[token]))
    browser.get(reverse("accounts:accept", args=[f"{token}x"]))
    browser.post(reverse("account_login"), {"login": EMAIL, "password": NAME})
    browser.post(reverse("account_reset_password"), {"email": EMAIL})
    browser.get(f"/candidats/{NAME}/?q={EMAIL}")
    browser.get("/", headers={"host": "canari.exemple"})
    Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": EMAIL})

    def broken(*given, **named):
        raise ValueError(f"{NAME} <{EMAIL}> n’a pas de dossier")

    monkeypatch.setattr("ccas.accounts.views.own.SignIn.get_context_data", broken)
    assert browser.get(reverse("account_login")).status_code == 500
    found = lines()
    assert len([one for one in found if one["logger"] == "ccas.requests"]) == 8
    for word in (*CANARY, token):
        assert word not in said(found), word
    kinds = {one["error"]["kind"]: one for one in found if one.get("error")}
    failure = kinds["builtins.ValueError"]
    assert any("broken" in place for place in failure["error"]["at"])
    assert failure["route"] == "account_login"


def test_what_the_database_refuses_is_named_by_its_constraint(db, lines):
    """PostgreSQL's own words repeat the value: « Key (email)=(…) already exists »."""
    User.objects.create_user(EMAIL)
    try:
        with transaction.atomic():
            User.objects.create_user(EMAIL)
    except IntegrityError as error:
        assert "canari" in str(error), "the control: the message does bear it"
        logging.getLogger("ccas.essai").exception("refusé")
    (line,) = [one for one in lines() if one["logger"] == "ccas.essai"]
    assert "canari" not in said([line])
    assert line["error"]["cause"]["constraint"].startswith("ccas_user_email")


def test_a_task_that_fails_says_its_name_and_not_its_arguments(lines):
    """As Celery's own trace writes it."""
    logging.getLogger("celery.app.trace").error(
        "Task %(name)s[%(id)s] %(description)s: %(exc)s\n%(traceback)s",
        {
            "name": "ccas.jobs.run", "id": "42", "description": "raised unexpected",
            "exc": f"ValueError('{EMAIL}')", "traceback": f"… {NAME} …", "args": NAME,
        },
        exc_info=raised(ValueError(NAME)),
    )  # fmt: skip
    (line,) = lines()
    assert line["message"] == "ccas.jobs.run 42 raised unexpected"
    assert line["error"]["kind"] == "builtins.ValueError"
    assert not any(word in said([line]) for word in CANARY)


def test_what_is_given_besides_is_left_out(lines):
    logging.getLogger("ccas.essai").info("fait", extra={"person": NAME, "route": "home:home"})
    (line,) = lines()
    assert (line["message"], line["route"]) == ("fait", "home:home")
    assert "person" not in line


def test_an_address_in_a_message_is_hidden(lines):
    logging.getLogger("ccas.essai").warning("envoi à %s refusé", EMAIL)
    assert lines()[0]["message"] == "envoi à …@… refusé"
    assert without_addresses("rien à cacher") == "rien à cacher"


def test_causes_are_told_and_silenced_ones_are_not(lines):
    try:
        try:
            raise KeyError(NAME)
        except KeyError as error:
            raise ValueError from error
    except ValueError:
        logging.getLogger("ccas.essai").exception("x")
    try:
        try:
            raise KeyError(NAME)
        except KeyError:
            raise ValueError from None
    except ValueError:
        logging.getLogger("ccas.essai").exception("y")
    one, two = lines()
    assert one["error"]["cause"]["kind"] == "builtins.KeyError"
    assert "cause" not in two["error"]


@pytest.mark.django_db(transaction=True)
def test_all_that_a_job_leaves_bears_its_number(lines, monkeypatch):
    monkeypatch.setattr(jobs.queue, "_handlers", {"essai": lambda job: 1 / 0})
    with transaction.atomic():
        job = jobs.enqueue("essai", key="1", by=Actor.system())
    tasks.run(str(job.pk))
    assert {one["request"] for one in lines() if one.get("error")} == {str(job.pk)}
    assert tracing.current() == ""


def test_production_writes_lines_so_and_mails_nothing():
    """Django's own configuration mails requests, names included, to administrators."""
    config = configuration("INFO")
    assert config["root"]["handlers"] == ["out"]
    assert all(one["handlers"] == [] and one["propagate"] for one in config["loggers"].values())
    assert {"django", "django.request", "celery"} <= set(config["loggers"])
    assert (
        logging.config.DictConfigurator(config)
        .configure_formatter(config["formatters"]["json"])
        .__class__
        is JsonLines
    )
