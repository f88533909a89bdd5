"""Limits per address and overall, and files that touch no disk."""

import threading
import time
from statistics import median

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from certification.register import counting, uploads
from certification.register.models import VerificationCount

pytestmark = pytest.mark.django_db
ASK = "register:ask"


def limited(settings, **limits):
    settings.VERIFICATION_LIMITS = {**settings.VERIFICATION_LIMITS, **limits}


def asked(client, address: str = "192.0.2.1") -> int:
    return client.get(reverse(ASK), {"code": "0" * 32}, REMOTE_ADDR=address).status_code


def test_an_address_has_its_limit_and_the_others_theirs(client, settings):
    limited(settings, address=(3, 600))
    assert [asked(client) for _ in range(5)] == [200, 200, 200, 429, 429]
    assert asked(client, "192.0.2.2") == 200
    page = client.get(reverse("register:verify", args=["0" * 32]), REMOTE_ADDR="192.0.2.1")
    assert page.status_code == 429
    assert "Trop de vérifications" in page.content.decode()
    assert client.get(reverse(ASK), REMOTE_ADDR="192.0.2.1").status_code == 200  # the form itself


def test_everybody_together_has_a_limit(client, settings):
    limited(settings, overall=(4, 600))
    statuses = [asked(client, f"192.0.2.{rank}") for rank in range(6)]
    assert statuses == [200, 200, 200, 200, 429, 429]


def test_the_limit_answers_the_same_for_a_given_code_and_another(client, settings):
    limited(settings, address=(0, 600))
    one, other = (
        client.get(reverse(ASK), {"code": code}).content.decode().replace(code, "")
        for code in ("0" * 32, "Z" * 32)
    )
    assert len(one) == len(other)


def test_no_address_is_kept_as_it_is(client):
    asked(client, "192.0.2.77")
    assert not any("192" in row.scope for row in VerificationCount.objects.all())
    assert {row.count for row in VerificationCount.objects.all()} == {1}


@pytest.mark.parametrize(
    ("proxies", "header", "same"),
    [
        (0, "203.0.113.9", True),  # nobody of ours adds it: it is what the person wrote
        (1, "203.0.113.9", False),
        (1, "198.51.100.1, 203.0.113.9", False),
        (2, "203.0.113.9", True),  # shorter than our own proxies would make it
    ],
)
def test_the_address_is_the_one_that_our_own_proxy_saw(settings, proxies, header, same):
    settings.PROXIES = proxies
    make = RequestFactory().get
    bare = counting.address_of(make("/", REMOTE_ADDR="10.0.0.1"))
    told = counting.address_of(make("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=header))
    assert (bare == told) is same


def test_a_forged_header_gives_no_new_address(settings):
    settings.PROXIES = 1
    make = RequestFactory().get
    seen = {
        counting.address_of(make("/", HTTP_X_FORWARDED_FOR=f"{forged}, 203.0.113.9"))
        for forged in ("1.1.1.1", "2.2.2.2", "x", "")
    }
    assert len(seen) == 1


@pytest.mark.django_db(transaction=True)
def test_questions_at_once_are_each_counted():
    def ask() -> None:
        try:
            for _ in range(10):
                asked(Client())
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (
        sum(VerificationCount.objects.filter(scope="overall").values_list("count", flat=True)) == 40
    )


def test_a_file_stays_in_memory(client, monkeypatch):
    """The temporary file that Django would make of it is never made."""

    def refuse(*args, **kwargs):
        raise AssertionError("a file was written")

    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", refuse)
    big = SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * 4_000_000, "application/pdf")
    answer = client.post(reverse(ASK), {"file": big})
    assert (answer.status_code, ">INCONNU<" in answer.content.decode()) == (200, True)


def test_with_the_usual_handlers_it_would_be_written(client, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(
        "certification.register.views.verify.InMemoryOnly", TemporaryFileUploadHandler
    )
    made = []
    monkeypatch.setattr(
        "django.core.files.uploadhandler.TemporaryUploadedFile",
        lambda *args, **kwargs: made.append(args) or SimpleUploadedFile("x", b""),
    )
    big = SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * 4_000_000, "application/pdf")
    client.post(reverse(ASK), {"file": big})
    assert made


def test_beyond_the_cap_reading_stops(client, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 100_000)
    big = SimpleUploadedFile("a.pdf", b"0" * 600_000, "application/pdf")
    answer = client.post(reverse(ASK), {"file": big})
    assert answer.status_code == 422
    assert "dépasse 20 Mo" in answer.content.decode()


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"code": ""},
        {"file": ""},
        {"code": "\x00"},
        {"name": "x"},
        {"code": "é", "name": "\x00"},
    ],
)
def test_nothing_useful_is_a_sentence(client, said):
    answer = client.post(reverse(ASK), said)
    assert answer.status_code in (200, 422)


@pytest.mark.parametrize("content", [b"", b"x", b"%PDF-1.7", b"\x00" * 1000])
def test_any_file_is_answered(client, content):
    file = SimpleUploadedFile("\u202ea.pdf", content, "text/html")
    answer = client.post(reverse(ASK), {"file": file})
    assert answer.status_code in (200, 422)
    assert "AUTHENTIQUE" not in answer.content.decode()


def test_a_post_without_its_token_is_refused():
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(reverse(ASK), {"code": "0" * 32}).status_code == 403


def test_a_code_that_is_none_costs_what_an_unknown_one_does(client, django_assert_num_queries):
    """The same statements, hence the same time."""
    for code in ("0" * 32, "rien", "U" * 32):
        with django_assert_num_queries(3):
            client.get(reverse(ASK), {"code": code})
    times = {code: [] for code in ("0" * 32, "rien")}
    for _ in range(15):
        for code, spent in times.items():
            begun = time.perf_counter()
            client.get(reverse(ASK), {"code": code})
            spent.append(time.perf_counter() - begun)
    one, other = (median(spent) for spent in times.values())
    assert abs(one - other) < max(one, other) * 0.5
