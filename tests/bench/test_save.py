"""What one tap costs the web server, against a view that says `SELECT 1`.

Processor time of this process, which is what a web worker is paid for, through the whole stack:
WSGI handler, every middleware, the view. Both are measured in alternating rounds of one run.
"""

import io
import json
import os
import re
import statistics
import time
from itertools import count, cycle

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.grading.models import SheetAct
from ccas import clock
from tests.chaos.serving import TOKEN, cookie_for
from tests.factories.grading import a_simulation, competencies_of, opened_sheets

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.bench.urls")]

FULL = os.environ.get("CCAS_BENCH") == "full"
ROUNDS, EACH = (15, 40) if FULL else (2, 3)
#: How many times a view that says `SELECT 1` a tap may cost, at full size.
GOAL = 6
#: Sheets tapped in turn, so that each ends as full as a real one: 150 acts on the 42 competencies.
SHEETS = 4 if FULL else 1
#: What is said to PostgreSQL for one tap, each time with a wait: twice to know who asks (session,
#: then account and roles), once for what is read (the lock, the acts around), once for what is
#: written (the act, the rating, the device); and the two ends of the transaction.
EXCHANGES = 6
#: The two ends, and the room told once a second at most, whichever tap that falls on.
TOLD_APART = re.compile("^BEGIN|^COMMIT|pg_notify")


class Server:
    """The platform in this process, as a WSGI server calls it, on a connection that stays open."""

    def __init__(self) -> None:
        self.handler = WSGIHandler()

    def ask(self, method: str, path: str, body: bytes = b"", cookie: str = "") -> bytes:
        """The body of the answer, which must be a good one."""
        status: list[str] = []
        answer = self.handler(
            {
                "REQUEST_METHOD": method,
                "PATH_INFO": path,
                "QUERY_STRING": "",
                "SERVER_NAME": "testserver",
                "SERVER_PORT": "80",
                "SERVER_PROTOCOL": "HTTP/1.1",
                "CONTENT_TYPE": "application/json",
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_HOST": "testserver",
                "HTTP_COOKIE": cookie,
                "HTTP_X_CSRFTOKEN": TOKEN,
                "wsgi.input": io.BytesIO(body),
                "wsgi.errors": io.StringIO(),
                "wsgi.url_scheme": "http",
                "wsgi.version": (1, 0),
                "wsgi.multithread": False,
                "wsgi.multiprocess": False,
                "wsgi.run_once": False,
            },
            lambda line, headers: status.append(line),
        )
        content = b"".join(answer)
        answer.close()
        assert status[0].startswith("200"), (status, content)
        return content


class Device:
    """An evaluator who taps lines in turn, each tap after the one before it on its line."""

    def __init__(self) -> None:
        sheet = opened_sheets(a_simulation(blocks=(1, 2, 3)))[0]
        self.sheet = sheet
        self.path = reverse("grading:journal", args=[sheet.pk])
        self.cookie = cookie_for(sheet.evaluator.user, "evaluator", prefix="")
        self.lines = [line.pk for line in competencies_of(sheet.simulation)]
        self.client = str(sheet.pk)
        self.numbers = count(1)

    def tap(self) -> bytes:
        """The next tap, as it goes over the network."""
        number = next(self.numbers)
        before = number - len(self.lines)
        act = {
            "sequence": number,
            "kind": "rate",
            "competency": self.lines[number % len(self.lines)],
            "value": "AENO"[number % 4],
            "second": number,
            "previous": [self.client, before] if before > 0 else None,
            "made_at": round(time.time() * 1000),
            "unsure": False,
        }
        now = round(clock.now().timestamp() * 1000)
        return json.dumps(
            {"client": self.client, "made": number, "sent_at": now, "acts": [act]}
        ).encode()


@pytest.fixture
def server(monkeypatch):
    """Connections that live, and are checked, as in production."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 60)
    monkeypatch.setitem(connection.settings_dict, "CONN_HEALTH_CHECKS", True)
    yield Server()
    connection.close()


def cpu(work) -> float:
    """Milliseconds of processor that each of EACH calls takes."""
    begun = time.process_time()
    for _ in range(EACH):
        work()
    return (time.process_time() - begun) * 1000 / EACH


def test_what_a_tap_costs(server, record_property):
    turns = cycle([Device() for _ in range(SHEETS)])

    def tap():
        device = next(turns)
        answer = json.loads(server.ask("POST", device.path, device.tap(), device.cookie))
        assert answer["receipts"][0]["state"] == "stored", answer

    def select_one():
        assert server.ask("GET", "/select-one/") == b"1"

    for _ in range(3):
        tap()
        select_one()
    taps, ones = [], []
    for _ in range(ROUNDS):
        ones.append(cpu(select_one))
        taps.append(cpu(tap))
    save, one = statistics.median(taps), statistics.median(ones)
    assert SheetAct.objects.count() == 3 + ROUNDS * EACH
    if FULL:
        record_property("FIGURE save_vs_select1", f"{save / one:.1f} x")
        record_property("FIGURE save_cpu_ms", f"{save:.2f} ms")
        record_property("FIGURE select1_cpu_ms", f"{one:.2f} ms")
        assert save / one <= GOAL


def test_a_tap_takes_the_same_few_exchanges_however_full_the_sheet(server):
    device = Device()
    seen = []
    for _ in range(3):
        for _ in range(len(device.lines)):
            server.ask("POST", device.path, device.tap(), device.cookie)
        body = device.tap()
        with CaptureQueriesContext(connection) as captured:
            server.ask("POST", device.path, body, device.cookie)
        seen.append([one["sql"] for one in captured if not TOLD_APART.search(one["sql"])])
    assert [len(said) for said in seen] == [EXCHANGES - 2] * 3, seen[-1]
