"""The journal of a device over HTTP: one receipt for each act, whatever the others are worth."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.grading import rules
from assessments.grading.actions.acts import plain
from assessments.grading.models import Observation, Rating, SheetAct, SheetDevice
from ccas import clock
from tests.factories.grading import a_simulation, actor_of, competencies_of, opened_sheets
from tests.factories.journals import Device, rate, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def simulation():
    return a_simulation(blocks=(1,))


@pytest.fixture
def sheet(simulation):
    return opened_sheets(simulation)[0]


@pytest.fixture
def lines(simulation):
    return competencies_of(simulation)


@pytest.fixture
def device(sheet, sign_in):
    return Device(sign_in(actor_of(sheet.evaluator)), sheet)


def test_a_batch_is_stored_act_by_act_in_order(device, lines):
    answer = device(
        rate(1, lines[0], "A", second=12),
        rate(2, lines[0], "N", previous=[device.client, 1], second=14),
        {"sequence": 3, "kind": "observe", "competency": lines[1].pk, "text": "reformule"},
        rate(4, lines[1], "E", unsure=True),
        {"sequence": 5, "kind": "unsure", "competency": lines[0].pk, "value": "yes"},
        {"sequence": 6, "kind": "undo", "previous": [device.client, 2]},
    )
    assert states(answer) == ["stored"] * 6
    assert [receipt["value"] for receipt in answer["receipts"]] == ["A", "N", None, "E", "N", "A"]
    assert answer["sheet"] == {
        "state": "open", "rated": 2, "total": len(lines), "owed": len(lines) - 2,
        "signed_at": None,
    }  # fmt: skip
    assert answer["balance"] == {"made": 6, "received": 6}
    assert [act.sequence for act in SheetAct.objects.all()] == [1, 2, 3, 4, 5, 6]
    ratings = {r.competency_id: (r.value, r.version) for r in Rating.objects.all()}
    assert ratings == {lines[0].pk: ("A", 3), lines[1].pk: ("E", 1)}
    assert Observation.objects.get().text == "reformule"


def test_the_same_batch_again_changes_nothing(device, lines):
    batch = (rate(1, lines[0], "A"), rate(2, lines[1], "E"))
    first = device(*batch)
    again = device(*batch)
    assert states(again) == ["replayed"] * 2
    assert [r["act"] for r in again["receipts"]] == [r["act"] for r in first["receipts"]]
    assert again["balance"] == {"made": 2, "received": 2}
    assert SheetAct.objects.count() == 2


def test_a_bad_act_hides_no_other_receipt(device, lines):
    answer = device(
        rate(1, lines[0], "A"),
        rate(2, lines[1], "Z"),
        "not an act",
        rate(3, lines[0], "N"),
        rate(4, lines[2], "E", text="a\0b"),
        rate(5, lines[2], "E"),
    )
    assert states(answer) == ["stored", "refused", "refused", "conflict", "refused", "stored"]
    assert all(r["sentence"] for r in answer["receipts"] if r["state"] in {"refused", "conflict"})
    conflict = answer["receipts"][3]
    assert (conflict["current"]["current"], conflict["current"]["proposed"]) == ("A", "N")
    assert answer["balance"] == {"made": 6, "received": 5}
    assert SheetDevice.objects.get().refused == [2, 3, 4]


def test_an_empty_batch_is_a_sign_of_life(device):
    answer = device(made=7)
    assert answer["receipts"] == []
    assert answer["balance"] == {"made": 7, "received": 0}
    known = SheetDevice.objects.get()
    assert (known.made, str(known.client)) == (7, device.client)
    assert device(made=3)["balance"]["made"] == 7


def test_the_whole_sheet_is_read_back(device, sheet, lines):
    device(
        rate(1, lines[0], "A", made_at=1000, unsure=True),
        {"sequence": 2, "kind": "undo", "previous": [device.client, 1]},
        rate(3, lines[1], "E"),
    )
    answer = device.browser.get(reverse("grading:journal", args=[sheet.pk])).json()
    assert [act["sequence"] for act in answer["acts"]] == [1, 2, 3]
    assert answer["acts"][0]["made_at"] == 1000
    assert answer["ratings"] == {
        str(lines[0].pk): {"value": None, "act": answer["acts"][1]["act"]},
        str(lines[1].pk): {"value": "E", "act": answer["acts"][2]["act"]},
    }
    assert answer["unsure"] == [lines[0].pk]
    assert answer["sheet"]["owed"] == len(lines) - 1
    assert answer["simulation"]["id"] == str(sheet.simulation_id)


def test_a_dead_session_is_told_in_json(client, sheet):
    for answer in (
        client.get(reverse("grading:journal", args=[sheet.pk])),
        client.post(
            reverse("grading:journal", args=[sheet.pk]), "{}", content_type="application/json"
        ),
    ):
        assert answer.status_code == 401
        assert "Entrez de nouveau" in answer.json()["sentence"]


def test_a_clock_an_hour_off_is_kept_corrected_and_flagged(device, sheet, lines):
    now = round(clock.now().timestamp() * 1000)
    hour = 3_600_000
    answer = device(rate(1, lines[0], "A", made_at=now + hour - 60_000), sent_at=now + hour)
    assert states(answer) == ["stored"]
    act = SheetAct.objects.get()
    assert act.made_at.timestamp() * 1000 == now + hour - 60_000
    assert abs(act.happened_at.timestamp() * 1000 - (now - 60_000)) < 30_000
    assert act.clock_is_off
    page = device.browser.get(reverse("grading:history", args=[sheet.pk]))
    assert "horloge de l’appareil" in page.content.decode()
    device(rate(2, lines[1], "A", made_at=now), sent_at=now)
    assert not SheetAct.objects.get(sequence=2).clock_is_off


def test_a_tablet_that_wakes_up_in_1970_is_heard(device, lines):
    assert states(device(rate(1, lines[0], "A", made_at=0), sent_at=1)) == ["stored"]


def test_the_latest_mark_by_true_time_says_what_to_look_at_again(device, lines):
    now = round(clock.now().timestamp() * 1000)

    def mark(sequence, value, at):
        return {
            "sequence": sequence, "kind": "unsure", "competency": lines[0].pk, "value": value,
            "made_at": at,
        }  # fmt: skip

    device(mark(1, "yes", now - 2000), mark(2, "no", now - 1000))
    # Another device, an hour ahead, marked it before that: its mark comes last and is older.
    late = str(uuid4())
    device(mark(1, "yes", now + 3_600_000 - 1500), sent_at=now + 3_600_000, client=late)
    sheet = SheetAct.objects.first().sheet
    projected = rules.project(plain(act) for act in sheet.acts.all())
    assert projected.unsure == frozenset()


def test_a_batch_costs_the_same_whatever_it_holds(device, lines):
    device(rate(1, lines[0], "A"))
    for first, size in ((10, 1), (20, 9)):
        acts = [rate(first + n, lines[1 + n + (size > 1) * 2], "E") for n in range(size)]
        with CaptureQueriesContext(connection) as captured:
            device(*acts)
        # session, account and roles, savepoint, sheet and acts, all that is written, release; the
        # room is told once a second at most, whichever batch that falls on
        told = [one for one in captured if "pg_notify" not in one["sql"]]
        assert len(told) == 6, told
