"""The gateway's addresses: closed to strangers, sentences for bad input, bytes in a box."""

import hashlib
import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ccas.files import store
from ccas.files.examining import examine
from ccas.files.models import ReceivedFile, Upload
from ccas.journal.models import JournalEntry
from tests.ccas.files.samples import pdf, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(sign_in, candidate) -> Client:
    return sign_in(candidate)


def announce(client, place, **changes):
    body = {"kind": "test-proof", "set": str(place.id), "name": "cv.pdf", "size": 1000, **changes}
    return client.post(reverse("files:begin"), json.dumps(body), content_type="application/json")


def test_a_file_comes_by_pieces_and_can_be_opened_once_clean(inside, place, candidate, antivirus):
    content = pdf(40)
    upload = announce(inside, place, size=len(content)).json()
    half = len(content) // 2
    for at, piece in ((0, content[:half]), (half, content[half:])):
        answer = inside.post(
            reverse("files:part", args=[upload["id"], at]),
            piece,
            content_type="application/octet-stream",
            headers={"X-Part-Sha256": hashlib.sha256(piece).hexdigest()},
        )
        assert answer.status_code == 200
    assert inside.get(reverse("files:upload", args=[upload["id"]])).json()["received"] == len(
        content
    )
    answer = inside.post(reverse("files:finish", args=[upload["id"]]))
    assert answer.status_code == 201
    file = answer.json()
    waiting = inside.get(file["url"])
    assert waiting.status_code == 202 and content[:100] not in waiting.content
    assert waiting["Refresh"]
    examine(file["id"], by=candidate)
    opened = inside.get(file["url"])
    assert opened.status_code == 200 and opened["Content-Type"] == "application/pdf"
    assert opened["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert opened["X-Content-Type-Options"] == "nosniff"
    assert opened["Cache-Control"] == "private, no-store"
    assert opened["Content-Disposition"] == "inline; filename*=UTF-8''cv.pdf"


def test_opening_another_s_file_is_journalled_and_one_s_own_is_not(
    receive, candidate, antivirus, sign_in, make_actor
):
    file = receive(picture(), "photo.jpg")
    examine(file.pk, by=candidate)
    address = reverse("files:show", args=[file.pk])
    assert sign_in(candidate).get(address).status_code == 200
    assert not JournalEntry.objects.filter(verb="access.open").exists()
    assert sign_in(make_actor("officer")).get(address).status_code == 200
    assert JournalEntry.objects.filter(verb="access.open").count() == 1


def test_the_stranger_s_file_and_the_absent_one_look_alike(receive, sign_in, make_actor, place):
    file = receive(pdf())
    stranger = sign_in(make_actor("candidate"))
    for name in ("files:show", "files:state"):
        theirs, absent = (
            stranger.get(reverse(name, args=[pk]), headers={"Accept": "text/html"})
            for pk in (file.pk, uuid4())
        )
        assert theirs.status_code == absent.status_code == 404
        assert theirs.content == absent.content
    assert announce(stranger, place).status_code == 404
    assert stranger.post(reverse("files:deposit", args=["test-proof", place.id])).status_code == 404


def test_an_upload_is_another_s(inside, place, sign_in, make_actor):
    upload = announce(inside, place).json()["id"]
    stranger = sign_in(make_actor("officer"))
    assert stranger.get(reverse("files:upload", args=[upload])).status_code == 404
    for name, more in (("files:part", [0]), ("files:finish", []), ("files:drop", [])):
        assert stranger.post(reverse(name, args=[upload, *more])).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [{"size": 0}, {"size": 10**12}, {"size": "vingt"}, {"size": -1}, {"set": "x"}, {"set": None}],
)
def test_a_wrong_announcement_gets_a_sentence(inside, place, changes):
    answer = announce(inside, place, **changes)
    assert answer.status_code == 422 and answer.json()["sentences"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"null", b"[" * 5000])
def test_what_is_no_announcement_gets_a_sentence(inside, body):
    answer = inside.post(reverse("files:begin"), body, content_type="application/json")
    assert answer.status_code == 422 and answer.json()["sentences"]


def test_a_name_with_a_nul_byte_is_cleaned(inside, place):
    assert announce(inside, place, name="a\0b\u202e.pdf").status_code == 201
    assert Upload.objects.get().name == "ab.pdf"


def test_a_refused_content_ends_the_upload(inside, place):
    content = b"MZ" + bytes(500)
    upload = announce(inside, place, size=len(content)).json()["id"]
    inside.post(
        reverse("files:part", args=[upload, 0]), content, content_type="application/octet-stream"
    )
    answer = inside.post(reverse("files:finish", args=[upload]))
    assert answer.status_code == 422 and "type accepté" in answer.json()["sentences"][0]
    assert Upload.objects.get().state == "dropped" and not ReceivedFile.objects.exists()


def test_a_large_piece_is_refused_with_a_sentence(inside, place):
    upload = announce(inside, place, size=4_000_000).json()["id"]
    for size in (600_000, 3_000_000):
        answer = inside.post(
            reverse("files:part", args=[upload, 0]),
            bytes(size),
            content_type="application/octet-stream",
        )
        assert answer.status_code == 422 and "trop grand" in answer.json()["sentences"][0]


def test_without_scripts_a_plain_form_sends_the_file(inside, place):
    address = reverse("files:deposit", args=["test-proof", place.id])
    sent = SimpleUploadedFile("cv.pdf", pdf(), "application/pdf")
    answer = inside.post(address, {"file": sent}, headers={"referer": "http://testserver/compte/"})
    assert answer.status_code == 302 and answer["Location"] == "/compte/"
    assert ReceivedFile.objects.get().name == "cv.pdf"
    assert inside.post(address, {}).status_code == 302
    assert ReceivedFile.objects.count() == 1


def test_the_bytes_need_their_fingerprint(receive, candidate, antivirus, inside):
    file = receive(pdf())
    examine(file.pk, by=candidate)
    file.refresh_from_db()
    store.write(store.SHOWN, file.shown, b"%PDF- other")
    answer = inside.get(reverse("files:show", args=[file.pk]))
    assert answer.status_code == 503 and b"other" not in answer.content
