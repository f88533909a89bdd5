"""Alive, fit to serve, degraded: what a probe is told, and what takes a process out of service."""

import http.server
import socket
import threading

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from ccas.operations import health, probe
from ccas.operations.health import Check, Finding

ALIVE, READY = "/sante/", "/sante/pret/"


def away():
    raise OperationalError("la base refuse « gwenaelle@exemple.fr »")


def names(found: list[Finding]) -> dict[str, bool]:
    return {one.name: one.ok for one in found}


def test_alive_asks_nothing_of_anybody(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = Client().get(ALIVE)
    assert (answer.status_code, answer.text) == (200, "vivant\n")


def test_ready_says_each_thing(db):
    answer = Client().get(READY)
    assert answer.status_code == 200
    assert answer.json() == {
        "etat": "prêt", "base": "ok", "tables": "ok", "redis": "ok", "fichiers": "ok",
        "antivirus": "ok",
    }  # fmt: skip
    assert "no-cache" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("broken", "status", "state"),
    [
        ("base", 503, "indisponible"),
        ("tables", 503, "indisponible"),
        ("redis", 200, "dégradé"),
        ("fichiers", 200, "dégradé"),
        ("antivirus", 200, "dégradé"),
    ],
)
def test_only_the_database_takes_it_out_of_service(db, monkeypatch, broken, status, state):
    checks = tuple(
        Check(one.name, away, one.needed) if one.name == broken else one for one in health.CHECKS
    )
    monkeypatch.setattr(health.look, "__defaults__", (checks,))
    answer = Client().get(READY)
    assert answer.status_code == status
    assert answer.json()["etat"] == state
    assert answer.json()[broken] == "absent"
    assert "exemple.fr" not in answer.text, "why is in the logs, for whoever runs the machine"


def test_redis_away_is_seen(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.REDIS_URL = f"redis://127.0.0.1:{free.getsockname()[1]}/0"
    found = health.look((Check("redis", health.broker),))
    assert names(found) == {"redis": False}


def test_an_antivirus_that_does_not_answer_is_seen(settings):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{deaf.getsockname()[1]}"
        assert not health.antivirus()
    settings.CLAMAV_URL = ""
    assert health.antivirus(), "none is set: a developer's machine"


def test_tables_of_another_program_are_not_served(db):
    assert health.tables()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations"
            " WHERE app = 'ccas')"
        )
    assert not health.tables()


def test_a_defect_of_a_check_is_not_an_absence():
    with pytest.raises(ZeroDivisionError):
        health.look((Check("faux", lambda: bool(1 / 0)),))


class Answering(http.server.BaseHTTPRequestHandler):
    """Answers 200 to the host it knows, 404 to all others."""

    def do_GET(self):
        self.send_response(200 if self.headers["Host"] == "certification.exemple.fr" else 404)
        self.end_headers()

    def log_message(self, *given):
        pass


@pytest.fixture
def port():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_probe_of_a_container(port, monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "certification.exemple.fr, autre.exemple.fr")
    assert probe.main([str(port)]) == 0
    assert probe.main([str(port), "/direct/", "404"]) == 1
    monkeypatch.setenv("ALLOWED_HOSTS", "autre.exemple.fr")
    assert probe.main([str(port)]) == 1
    assert probe.main([str(port), "/direct/", "404"]) == 0
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert probe.main([str(free.getsockname()[1])]) == 1


def test_the_addresses_are_those_that_the_container_asks():
    assert (reverse("operations:alive"), reverse("operations:ready")) == (ALIVE, READY)
