"""The screens of a request: what a link shows without an account, what it never does."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.practice.actions.answering import digest_of
from assessments.practice.models import Attestation, AttestationRequest
from ccas import clock
from ccas.journal.models import JournalEntry
from tests.factories.practice import (
    AttestationFactory,
    InterruptionFactory,
    LinkFactory,
    RequestFactory,
    StintFactory,
    answered,
)
from tests.factories.sessions import with_account

pytestmark = pytest.mark.django_db

ANSWER = {
    "answer": "yes",
    "covers_from": "2025-09-01",
    "covers_until": "2026-05-31",
    "signed_name": "Solène d’Herbécourt",
    "signed_function": "Cheffe de centre",
    "sworn": "on",
}


@pytest.fixture(autouse=True)
def _on_a_given_day():
    with clock.moved_to(date(2026, 6, 15)):
        yield


@pytest.fixture
def asked():
    """A request with a living link, « vivant »."""
    request = RequestFactory(expires_at=clock.now() + timedelta(days=5))
    LinkFactory(request=request, digest=digest_of("vivant"))
    return request


def link(token: str = "vivant", name: str = "answer") -> str:
    return reverse(f"practice:{name}", args=[token])


def test_looking_changes_nothing_and_shows_what_is_attested(client, asked) -> None:
    InterruptionFactory(stint=asked.stint)
    before = JournalEntry.objects.count()
    for _ in range(2):
        answer = client.get(link())
    content = answer.content.decode()
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    for words in (str(asked.stint.unit), asked.stint.function, "3 novembre 2025", "2026-06-15"):
        assert words in content
    asked.refresh_from_db()
    assert asked.state == "asked" and JournalEntry.objects.count() == before


def test_what_is_attested_already_is_not_proposed_again(client, asked) -> None:
    AttestationFactory(stint=asked.stint)
    assert 'value="2026-06-01"' in client.get(link()).content.decode()


def test_a_post_answers_once(client, asked) -> None:
    answer = client.post(link(), ANSWER)
    assert answer.status_code == 200 and "Merci" in answer.content.decode()
    asked.refresh_from_db()
    assert (asked.state, asked.signed_function) == ("answered", "Cheffe de centre")
    assert client.get(link()).status_code == client.post(link(), ANSWER).status_code == 404
    assert JournalEntry.objects.get(verb="attestation.answer").role == "tutor"
    assert not Attestation.objects.exists()


def test_a_refusal_to_attest_is_an_answer(client, asked) -> None:
    wrong = client.post(link(), {"answer": "no"})
    assert wrong.status_code == 422 and "pourquoi" in wrong.content.decode()
    done = client.post(link(), {"answer": "no", "reason": "Il servait ailleurs."})
    assert "Vous n’attestez pas" in done.content.decode()
    asked.refresh_from_db()
    assert asked.state == "declined"


BAD = [
    {"answer": ""}, {"answer": "peut-être"}, {"sworn": ""}, {"covers_from": "hier"},
    {"covers_until": "2026-02-30"}, {"signed_name": "a\x00b"}, {"signed_function": "x" * 300},
    {"covers_from": "2020-01-01"},
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_bad_input_is_a_sentence_and_nothing_typed_is_lost(client, asked, bad) -> None:
    answer = client.post(link(), ANSWER | bad)
    assert answer.status_code == 422
    kept = {"signed_name", "signed_function"} - set(bad)
    assert all(ANSWER[name] in answer.content.decode() for name in kept)
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_an_expired_link_offers_another_by_post_only(client, asked) -> None:
    with clock.moved_to(asked.expires_at + timedelta(days=1)):
        assert client.get(link()).status_code == 410
        assert client.post(link(), ANSWER).status_code == 410
        assert client.get(link(name="renew")).status_code == 405
        assert "Un autre lien arrive" in client.post(link(name="renew")).content.decode()
        assert client.get(link()).status_code == 200
        assert client.post(link(name="renew")).status_code == 422


@pytest.mark.parametrize("token", ["rien", "é", "x" * 400])
def test_an_unknown_link_says_so(client, token) -> None:
    answer = client.get(link(token))
    assert answer.status_code == 404 and "n’ouvre plus rien" in answer.content.decode()
    assert client.post(link(token, "renew")).status_code == 422


def test_a_candidate_asks_and_the_page_says_who_acts(sign_in) -> None:
    stint = StintFactory()
    mine = with_account(stint.enrolment.candidate.person, "candidate")
    client = sign_in(mine)
    page = reverse("practice:enrolment", args=[stint.enrolment_id])
    assert "Demander l’attestation" in client.get(page).content.decode()
    typed = {"supervisor_name": "Cne Kervella", "service": "CODIS", "email": "pas-une-adresse"}
    wrong = client.post(reverse("practice:ask", args=[stint.pk]), typed)
    assert wrong.status_code == 422 and "Cne Kervella" in wrong.content.decode()
    right = client.post(
        reverse("practice:ask", args=[stint.pk]), typed | {"email": "k@sdis.gouv.fr"}
    )
    assert right.status_code == 302
    content = client.get(page).content.decode()
    assert "Attend le responsable" in content and "k@sdis.gouv.fr" in content
    assert "Demander l’attestation en ligne" not in content
    found = AttestationRequest.objects.get()
    assert client.post(reverse("practice:revoke", args=[found.pk])).status_code == 302
    assert "Demander l’attestation en ligne" in client.get(page).content.decode()


def test_the_officer_is_told_where_to_look_then_recognises(sign_in, officer) -> None:
    request = RequestFactory(email="chef@gmail.com")
    found = answered(request, now=clock.now(), signed_name="Quelqu’un d’Autre")
    client = sign_in(officer)
    check = reverse("practice:check", args=[found.pk])
    content = client.get(check).content.decode()
    assert "messagerie ouverte à tous" in content and "signée par Quelqu’un d’Autre" in content
    assert client.post(check, {"checked_how": ""}).status_code == 422
    assert client.post(check, {"checked_how": "Standard appelé."}).status_code == 302
    page = client.get(reverse("practice:enrolment", args=[found.stint.enrolment_id]))
    assert "en ligne, signée le" in page.content.decode()
    assert client.get(check).status_code == 404


def test_the_officer_puts_an_answer_aside(sign_in, officer) -> None:
    found = answered(RequestFactory(), now=clock.now())
    client = sign_in(officer)
    url = reverse("practice:reject", args=[found.pk])
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "Service inconnu."}).status_code == 302
    page = client.get(reverse("practice:enrolment", args=[found.stint.enrolment_id]))
    assert "Service inconnu." in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_whatever_it_holds(
    sign_in, officer, number, django_assert_num_queries
) -> None:
    for _ in range(number):
        answered(RequestFactory(), now=clock.now())
        RequestFactory(expires_at=clock.now() - timedelta(days=1))
    client = sign_in(officer)
    client.get(reverse("practice:requests"))
    with django_assert_num_queries(4):
        content = client.get(reverse("practice:requests")).content.decode()
    assert content.count("À vérifier") == content.count("Sans réponse") == number


def test_the_page_of_a_practice_costs_the_same_whatever_it_holds(sign_in, officer) -> None:
    counts = []
    for number in (1, 3):
        stint = StintFactory()
        for _ in range(number):
            answered(RequestFactory(stint=StintFactory(enrolment=stint.enrolment)), now=clock.now())
        client = sign_in(officer)
        url = reverse("practice:enrolment", args=[stint.enrolment_id])
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        counts.append(len(seen))
    assert counts[0] == counts[1]
