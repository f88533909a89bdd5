"""The officer's screens of the passeport."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ccas import clock
from certification.passport.models import PassportReturn
from tests.certification.awards.test_road import sat
from tests.certification.passport.test_actions import LATER, deposited, prepared, receipt
from tests.factories.awards import published
from tests.factories.deliberation import candidate

pytestmark = pytest.mark.django_db


def test_what_is_owed_is_shown_and_prepared(client, sign_in, awards, keeper):
    awards[0].candidate.person.usual_name = "é" * 61
    awards[0].candidate.person.save()
    sign_in(keeper)
    with clock.moved_to(LATER):
        page = client.get(reverse("passport:list")).content.decode()
        assert "61 caractères ; le passeport en prend 60." in page
        assert page.count('type="checkbox"') == 1
        assert "6 janvier 2027" in page
        nothing = client.post(reverse("passport:list"), {})
        assert nothing.status_code == 422
        assert "Choisissez au moins un titre." in nothing.content.decode()
        wrong = client.post(reverse("passport:list"), {"chosen": [str(awards[0].pk)]})
        assert wrong.status_code == 422
        done = client.post(reverse("passport:list"), {"chosen": [str(awards[1].pk)]})
    made = PassportReturn.objects.get()
    assert done["Location"] == reverse("passport:detail", args=[made.pk])


def test_from_the_file_to_the_answer(client, sign_in, awards, keeper):
    made = prepared(keeper)
    sign_in(keeper)
    page = reverse("passport:detail", args=[made.pk])
    assert "Il est déposé" in client.get(page).content.decode()
    taken = client.get(reverse("passport:file", args=[made.pk]))
    assert taken.content == made.xml.encode()
    assert "attachment" in taken["Content-Disposition"]
    assert "no-store" in taken["Cache-Control"]
    with clock.moved_to(LATER):
        client.post(reverse("passport:deposit", args=[made.pk]))
    answer = reverse("passport:receive", args=[made.pk])
    first, second = made.lines.order_by("position")
    for sent in (b"<html/>", b""):
        wrong = client.post(answer, {"file": SimpleUploadedFile("r.xml", sent)})
        assert wrong.status_code == 422
        assert "Erreur" in wrong.content.decode()
    assert client.post(answer, {}).status_code == 422
    good = SimpleUploadedFile("r.xml", receipt(made, ok=[first], ko=[second]))
    assert client.post(answer, {"file": good}).status_code == 302
    shown = client.get(page).content.decode()
    assert "Aucun titulaire" in shown
    assert "Comparez nom de naissance" in shown
    assert "1 acceptée, 1 rejetée" in shown
    owed = client.get(reverse("passport:list")).content.decode()
    assert "Aucun titulaire" in owed


def test_taking_the_file_is_recorded(client, sign_in, awards, keeper):
    from ccas.journal.models import JournalEntry

    made = prepared(keeper)
    sign_in(keeper)
    client.get(reverse("passport:file", args=[made.pk]))
    line = JournalEntry.objects.get(verb="access.open")
    assert (line.subject_id, line.details) == (str(made.pk), {"screen": "passport.file"})


def test_given_up_from_the_screen(client, sign_in, awards, keeper):
    made = prepared(keeper)
    sign_in(keeper)
    client.post(reverse("passport:cancel", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == "cancelled"
    again = client.post(reverse("passport:cancel", args=[made.pk]), follow=True)
    assert "n’est pas prévue" in again.content.decode() or "abandonné" in again.content.decode()


def test_the_auditor_reads_and_does_nothing(client, sign_in, awards, keeper, make_actor):
    made = deposited(keeper)
    sign_in(make_actor("auditor"))
    assert client.get(reverse("passport:list")).status_code == 200
    assert client.get(reverse("passport:detail", args=[made.pk])).status_code == 200
    assert client.post(reverse("passport:list"), {}).status_code == 404
    for name in ("deposit", "cancel", "receive"):
        assert client.post(reverse(f"passport:{name}", args=[made.pk])).status_code == 404


def test_queries_do_not_grow_with_titles(client, sign_in, awards, keeper):
    sign_in(keeper)

    def count():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(reverse("passport:list")).status_code == 200
        return len(seen)

    count()
    two = count()
    published(sat(candidate(), candidate(), candidate()), keeper)
    assert count() == two
