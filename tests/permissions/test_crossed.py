"""Two ids in one address must belong together: what is below another's object is not found here.

The president of jury A may open jury A, and the officer both juries; a passage, a seat or an item
of jury B is none of jury A's, whoever asks, by whatever verb.
"""

import uuid

import pytest
from django.urls import reverse

from tests.permissions.cast import ANONYMOUS, AUDITOR, MEMBER, OFFICER, OTHER_PRESIDENT, PRESIDENT
from tests.permissions.policy import POLICY
from tests.permissions.table import Table, routes

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("permissions"), pytest.mark.slow]
#: What stands below another object, and is not shared by both juries (as a block of the notice).
BELOW = ("presentation", "seat", "nomination", "item", "line")
ASK = (OFFICER, AUDITOR, PRESIDENT, MEMBER, OTHER_PRESIDENT)


def of_the_other(table: Table) -> dict[str, uuid.UUID]:
    """The objects of jury B, by what paths call them."""
    room = table.world.rooms["B"]
    seat = room.jury.seats.order_by("position").first()
    presentation = room.deliberation.presentations.order_by("position").first()
    return {
        "presentation": presentation.pk,
        "seat": seat.pk,
        "nomination": seat.nominations.first().pk,
        "item": room.jury.agenda.first().pk,
        "line": uuid.uuid4(),
    }


def crossed(table: Table) -> dict[str, str]:
    """Row → its address about the object of jury A, with one id that belongs to jury B."""
    other = of_the_other(table)
    found = {}
    for row in POLICY:
        wanted = routes()[row.name]
        for name in set(wanted) & set(BELOW):
            if len(wanted) < 2:
                continue
            kwargs = table.world.kwargs(row, wanted) | {name: other[name]}
            if "of another" not in row.key:
                found[f"{row.key} · {name}"] = reverse(row.name, kwargs=kwargs)
    return found


def test_what_belongs_to_another_object_is_not_found(table: Table):
    addresses = crossed(table)
    assert len(addresses) >= 12, addresses
    found = []
    for key, path in addresses.items():
        for who in ASK:
            for method in ("GET", "POST"):
                answer = table.ask(who, method, path)
                if answer.status not in {404, 405}:
                    found.append(f"{key} · {method} · {who} : {answer.status}")
    assert found == []


def test_a_view_that_took_the_second_id_alone_would_be_seen(table: Table, settings):
    """Negative control: the same question put to an address that forgets its first id."""
    settings.ROOT_URLCONF = "tests.permissions.rogue"
    other = of_the_other(table)["presentation"]
    jury = table.world.rooms["A"].deliberation.pk
    path = reverse("rogue_nested", kwargs={"pk": jury, "presentation": other})
    assert table.ask(OFFICER, "GET", path).status == 200
    assert table.ask(ANONYMOUS, "GET", path).status == 302
