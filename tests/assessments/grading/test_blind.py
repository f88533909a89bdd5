"""Blind first: until one has signed, nothing of the other sheet reaches the page, not a byte."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from assessments.grading import actions
from assessments.sessions.room import topic
from ccas import clock
from ccas.accounts.models import RoleGrant
from ccas.live.topics import may_listen
from tests.factories.grading import (
    DAY,
    a_simulation,
    actor_of,
    competencies_of,
    fill,
    opened_sheets,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


@pytest.fixture
def sheets():
    one, two = opened_sheets(a_simulation(blocks=(1,)))
    fill(two, {0: "N"})
    return one, two


def bytes_of(client, two):
    """Everything the second evaluator can fetch, without the two values made anew each time."""
    pages = [
        reverse("grading:today"),
        reverse("grading:sheet", args=[two.pk]),
        reverse("grading:history", args=[two.pk]),
    ]
    raw = b"".join(client.get(page).content for page in pages)
    tap = client.post(
        reverse("grading:act", args=[two.pk]),
        {"client": str(uuid4()), "sequence": "1", "kind": "rate", "value": "Z"},
        headers={"HX-Request": "true"},
    )
    raw += tap.content
    raw = re.sub(rb'name="client" value="[^"]+"', b"", raw)
    raw = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", raw)
    raw = re.sub(rb'nonce="[^"]+"', b"", raw)
    return re.sub(rb'"X-CSRFToken": "[^"]+"', b"", raw)


def variants(one):
    """What the first evaluator may do meanwhile, one thing after another."""
    by = actor_of(one.evaluator)
    lines = competencies_of(one.simulation)

    def note():
        actions.record_act(
            one,
            client_id=uuid4(),
            sequence=1,
            kind="note",
            competency=lines[0],
            text="TÉMOIN-DE-LECTURE",
            by=by,
        )

    yield note
    yield lambda: fill(one, {3: "N", 7: "E"})
    yield lambda: fill(one, "O")
    yield lambda: actions.sign_sheet(one, by=by)


def test_whatever_the_first_does_the_second_sees_the_same_bytes(sheets, sign_in):
    one, two = sheets
    client = sign_in(actor_of(two.evaluator))
    before = bytes_of(client, two)
    for act in variants(one):
        act()
        assert bytes_of(client, two) == before
    assert client.get(reverse("grading:sheet", args=[one.pk])).status_code == 404


def test_the_first_to_sign_waits_for_the_second(sheets, sign_in):
    one, two = sheets
    fill(one)
    actions.sign_sheet(one, by=actor_of(one.evaluator))
    client = sign_in(actor_of(one.evaluator))
    assert client.get(reverse("grading:sheet", args=[two.pk])).status_code == 404
    page = client.get(reverse("grading:today")).content.decode()
    assert "En attente de l’autre évaluateur" in page
    assert "13/13" not in page


def test_after_both_have_signed_each_reads_the_other(sheets, sign_in):
    one, two = sheets
    fill(one, {3: "N"})
    for sheet in sheets:
        actions.sign_sheet(sheet, by=actor_of(sheet.evaluator))
    for reader, other in ((one, two), (two, one)):
        response = sign_in(actor_of(reader.evaluator)).get(
            reverse("grading:sheet", args=[other.pk])
        )
        assert response.status_code == 200


def test_a_reopened_sheet_is_blind_again_both_ways(sheets, sign_in, officer):
    one, two = sheets
    fill(one)
    for sheet in sheets:
        actions.sign_sheet(sheet, by=actor_of(sheet.evaluator))
    new = actions.reopen_sheet(one, reason="Ligne sautée.", by=officer)
    first, second = actor_of(one.evaluator), actor_of(two.evaluator)
    assert sign_in(first).get(reverse("grading:sheet", args=[two.pk])).status_code == 404
    assert sign_in(second).get(reverse("grading:sheet", args=[new.pk])).status_code == 404


def test_changing_hats_opens_no_eyes(sheets, sign_in):
    """The same person as officer or auditor still evaluates that simulation."""
    one, two = sheets
    fill(one)
    actions.sign_sheet(one, by=actor_of(one.evaluator))
    for role in ("officer", "auditor"):
        two.evaluator.user.grants.create(role=role, starts_on="2020-01-01")
        client = sign_in(actor_of(two.evaluator, role))
        assert client.get(reverse("grading:sheet", args=[one.pk])).status_code == 404


@pytest.mark.parametrize("role", ["evaluator", "officer", "auditor"])
def test_no_event_of_the_room_until_one_s_own_sheet_is_signed(sheets, role, officer):
    """One event for each act of the other would let them be counted, whatever it carries."""
    one, two = sheets
    session = one.simulation.registration.session
    session.lead = two.evaluator
    session.save()
    RoleGrant.objects.get_or_create(
        user=two.evaluator.user, role=role, defaults={"starts_on": "2020-01-01"}
    )
    actor, about = actor_of(two.evaluator, role), topic(session.pk)
    assert not may_listen(actor, about)
    assert may_listen(officer, about)
    actions.sign_sheet(two, by=actor_of(two.evaluator))
    assert may_listen(actor, about)
