"""Appeals on screen: made in time, answered, heard anew; nothing typed is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ccas import clock
from certification.appeals.models import Appeal
from tests.factories import appeals as made
from tests.factories.appeals import (
    GROUNDS,
    LATE,
    SOON,
    accepted,
    another_jury,
    first,
    owner,
    received,
)
from tests.factories.deliberation import account
from tests.factories.people import PersonFactory
from tests.kept import Kept

pytestmark = pytest.mark.django_db
#: The room whose result is challenged.
challenged = Kept(made.challenged)


def text(response):
    return response.content.decode()


def test_a_candidate_appeals_follows_and_gives_up(client, sign_in):
    room = challenged()
    address = reverse("appeals:own", args=[first(room).pk])
    sign_in(owner(room))
    with clock.moved_to(SOON):
        result = text(client.get(reverse("awards:result", args=[first(room).pk])))
        assert address in result
        page = text(client.get(address))
        assert "jusqu’au" in page and "7 décembre 2026" in page
        wrong = client.post(address, {"grounds": "", "territory": "974"})
        assert wrong.status_code == 422 and 'value="974" selected' in text(wrong)
        assert (
            client.post(address, {"grounds": "\x00", "territory": "metropole"}).status_code == 422
        )
        done = client.post(address, {"grounds": GROUNDS, "territory": "metropole"})
        assert done.url == address
        page = text(client.get(address))
        assert "En cours d’examen" in page and "12 décembre 2026" in page
        assert "Envoyer mon recours" not in page
        home = text(client.get("/"))
        assert "Réponse à votre recours" in home
        drop = reverse("appeals:drop", args=[Appeal.objects.get().pk])
        assert client.post(drop).url == address
        page = text(client.get(address))
    assert "Vous y avez renoncé" in page and "Envoyer mon recours" in page
    sign_in(account(PersonFactory(), "candidate"))
    assert client.get(address).status_code == 404
    assert client.post(drop).status_code == 404


def test_too_late_on_screen_says_what_remains(client, sign_in):
    room = challenged()
    address = reverse("appeals:own", args=[first(room).pk])
    sign_in(owner(room))
    with clock.moved_to(LATE):
        assert "a fini le" in text(client.get(address))
        late = client.post(address, {"grounds": GROUNDS, "territory": "metropole"})
    assert late.status_code == 422
    assert "enregistré comme tardif" in text(late) and GROUNDS in text(late)
    assert not Appeal.objects.exists()


def test_the_officer_registers_answers_and_presents_again(client, sign_in, officer, make_actor):
    room = challenged()
    presentation = first(room)
    register = reverse("appeals:register", args=[presentation.pk])
    sign_in(officer)
    with clock.moved_to(LATE):
        file_page = reverse("candidates:detail", args=[presentation.enrolment.candidate_id])
        assert register in text(client.get(file_page))
        assert "7 décembre 2026" in text(client.get(register))
        said = {"kind": "gracious", "territory": "metropole", "grounds": GROUNDS, "reference": ""}
        wrong = client.post(register, said | {"received_on": "01/01/2030"})
        assert wrong.status_code == 422 and GROUNDS in text(wrong)
        done = client.post(register, said | {"received_on": "08/12/2026"}, follow=True)
        assert "enregistré comme tardif" in text(done)
        appeal = Appeal.objects.get()
        detail = reverse("appeals:detail", args=[appeal.pk])
        answer = reverse("appeals:answer", args=[appeal.pk])
        assert answer in text(client.get(detail))
        listed = text(client.get(reverse("appeals:list")))
        assert detail in listed and "Tardif" in listed
        assert detail in text(client.get("/"))
        assert detail in text(client.get(reverse("home:clock", args=["recours"])))
        wrong = client.post(answer, {"accepts": "accept", "reasons": ""})
        assert wrong.status_code == 422
        client.post(answer, {"accepts": "accept", "reasons": "Une erreur de fait."})
        present = reverse("appeals:present", args=[appeal.pk])
        assert present in text(client.get(detail))
        assert detail in text(client.get("/")), "a candidate waits for a jury"
        other = another_jury().jury
        assert client.post(present, {"jury": room.jury.pk}).status_code == 422
        client.post(present, {"jury": other.pk})
        page = text(client.get(detail))
        assert other.name in page and present not in page
    sign_in(make_actor("auditor"))
    assert client.get(detail).status_code == 200
    for address in (register, answer, present):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    for actor in (room.president, make_actor("administrator"), make_actor("evaluator")):
        sign_in(actor)
        for address in (detail, reverse("appeals:list")):
            assert client.get(address).status_code == 404


def test_who_sat_is_told_that_another_answers(client, sign_in):
    room = challenged()
    appeal = received(room)
    sign_in(account(room.person(1), "officer"))
    with clock.moved_to(SOON):
        page = text(client.get(reverse("appeals:detail", args=[appeal.pk])))
        assert "une autre personne répond" in page
        said = {"accepts": "refuse", "reasons": "Non."}
        wrong = client.post(reverse("appeals:answer", args=[appeal.pk]), said)
    assert wrong.status_code == 422 and "Qui a siégé" in text(wrong)


def test_the_candidate_reads_that_another_jury_hears_them(client, sign_in, officer):
    room = challenged()
    accepted(room, officer)
    sign_in(owner(room))
    with clock.moved_to(SOON + timedelta(days=2)):
        page = text(client.get(reverse("appeals:own", args=[first(room).pk])))
        home = text(client.get("/"))
    assert "Aucun membre du premier jury" in page and "Envoyer mon recours" not in page
    assert "un autre jury vous entendra" in home


def test_silence_is_said_to_both(client, sign_in, officer):
    room = challenged()
    appeal = received(room)
    with clock.moved_to(LATE + timedelta(days=10)):
        sign_in(owner(room))
        assert "Rejeté par le silence" in text(
            client.get(reverse("appeals:own", args=[first(room).pk]))
        )
        sign_in(officer)
        page = text(client.get(reverse("appeals:detail", args=[appeal.pk])))
    assert "une réponse expresse reste possible" in page
