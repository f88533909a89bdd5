"""Who reaches which address of the room, and what others get: the 404 of an unknown id."""

from uuid import uuid4

import pytest

from certification.juries.models import AgendaItem, Jury
from tests.factories.juries import AgendaItemFactory, jury_in

from .pages import at, text_of

pytestmark = pytest.mark.django_db


# --- access ------------------------------------------------------------------------------------


@pytest.fixture
def places():
    """Every address of a convened jury: (method, path)."""
    jury = jury_in("convened")
    item = AgendaItemFactory(jury=jury)
    seat = jury.seats.get(key="training")
    nomination = seat.nominations.get()

    def of(pk, seat_pk, nomination_pk, item_pk):
        return {
            "detail": ("get", at("detail", pk)),
            "composition": ("get", at("composition", pk)),
            "agenda": ("get", at("agenda", pk)),
            "seat": ("post", at("seat", pk, seat_pk)),
            "end": ("post", at("end", pk, nomination_pk)),
            "reschedule": ("post", at("reschedule", pk)),
            "compose": ("post", at("compose", pk)),
            "convene": ("post", at("convene", pk)),
            "cancel": ("post", at("cancel", pk)),
            "add": ("post", at("add", pk)),
            "remove": ("post", at("remove", pk, item_pk)),
            "dismiss": ("post", at("dismiss", pk)),
            "recuse": ("post", at("recuse", pk)),
        }

    return {
        "jury": jury,
        "real": of(jury.pk, seat.pk, nomination.pk, item.pk),
        "unknown": of(uuid4(), uuid4(), uuid4(), uuid4()),
    }


@pytest.mark.parametrize(
    ("role", "open_to"),
    [
        ("candidate", set()),
        ("evaluator", set()),
        ("administrator", set()),
        ("jury_member", set()),  # of another jury
        ("auditor", {"detail", "composition", "agenda"}),
    ],
)
def test_who_gets_the_404_of_an_unknown_id(sign_in, make_actor, places, role, open_to):
    client = sign_in(make_actor(role))
    before = (Jury.objects.get(pk=places["jury"].pk).state, AgendaItem.objects.count())
    for name, (method, path) in places["real"].items():
        answer = getattr(client, method)(path)
        if name in open_to:
            assert answer.status_code == 200, name
            continue
        absent = getattr(client, method)(places["unknown"][name][1])
        assert answer.status_code == absent.status_code == 404, name
        assert len(answer.content) - len(path) == len(absent.content) - len(
            places["unknown"][name][1]
        ) or len(answer.content) == len(absent.content)
    assert (Jury.objects.get(pk=places["jury"].pk).state, AgendaItem.objects.count()) == before


def test_an_anonymous_visitor_signs_in_first(client, places):
    for method, path in places["real"].values():
        answer = getattr(client, method)(path)
        assert answer.status_code == 302
        assert "/compte/" in answer.url


def test_a_member_sees_their_jury_once_convened(sign_in, account):
    jury = jury_in("composed")
    item = AgendaItemFactory(jury=jury)
    client = sign_in(
        account(jury.seats.get(key="training").nominations.get().person, "jury_member")
    )
    assert client.get(at("detail", jury.pk)).status_code == 404
    assert jury.name not in text_of(client.get(at("list")))
    from tests.factories.juries import in_state

    in_state(jury, "convened")
    page = text_of(client.get(at("detail", jury.pk)))
    assert "Vous siégez dans ce jury" in page
    assert item.enrolment.candidate.number in page
    assert jury.name in text_of(client.get(at("list")))
    # The officer's pages stay closed to them.
    for name in ("composition", "agenda"):
        assert client.get(at(name, jury.pk)).status_code == 404


def test_parts_of_another_jury_are_unknown_here(desk):
    jury, other = jury_in("composed"), jury_in("composed")
    item = AgendaItemFactory(jury=other)
    seat = other.seats.get(key="training")
    for path in (
        at("seat", jury.pk, seat.pk),
        at("end", jury.pk, seat.nominations.get().pk),
        at("remove", jury.pk, item.pk),
    ):
        assert desk.post(path).status_code == 404
    member = jury.seats.get(key="training").nominations.get()
    answer = desk.post(
        at("recuse", jury.pk),
        {"person": member.person_id, "enrolment": item.enrolment_id, "ground": "x"},
    )
    assert answer.status_code == 404


def test_hidden_fields_that_are_no_identifiers(desk):
    jury = jury_in("composed")
    for name in ("dismiss", "recuse"):
        for junk in ("", "zut", "\x00"):
            answer = desk.post(at(name, jury.pk), {"person": junk, "enrolment": junk})
            assert answer.status_code in (400, 404, 422)
