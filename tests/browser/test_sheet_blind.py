"""What never reaches a device cannot be kept by it: the other sheet, before one's own is signed."""

import os

import pytest
from django.db import connections
from pytest_django.live_server_helper import LiveServer

from assessments.grading import actions
from tests.browser.stations import (
    Wire,
    a_tablet,
    all_sent,
    kept,
    live,
    open_sheet,
    path_of,
    tap_on,
)
from tests.factories.grading import a_simulation, actor_of, fill, opened_sheets, see

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

WITNESS = "Témoin-de-lecture"


def test_nothing_of_the_other_sheet_is_sent_to_the_device_before_the_signature(chromium):
    """Page, journal, worker and what they keep: all that goes over the wire is listened to."""
    mine, other = opened_sheets(a_simulation(blocks=(1,)))
    server = LiveServer("127.0.0.1")
    wire = Wire(server.url)
    tablet = a_tablet(chromium, wire.url, mine.evaluator)
    try:
        page = open_sheet(tablet, wire.url, mine)
        see(other, WITNESS, 30)
        fill(other, "N")
        tap_on(page, 0, 0)
        all_sent(page)
        page.reload()
        live(page)
        kept(page)
        page.goto(wire.url + "/grilles/")
        heard = wire.heard.decode(errors="replace")
        assert path_of(mine) in heard
        assert '"receipts"' in heard
        assert WITNESS not in heard
        for sheet in (mine, other):
            fill(sheet)
            actions.sign_sheet(sheet, by=actor_of(sheet.evaluator))
        page.goto(wire.url + path_of(other))  # negative control: it is there to be heard
        assert WITNESS in wire.heard.decode(errors="replace")
    finally:
        connections.close_all()
        tablet.close()
        wire.close()
        server.stop()
