"""A corpus through the gateway: hostile files, none served; honest ones, all accepted, upright.

And uploads cut anywhere, that give the same bytes.
`make chaos` plays all of it; `make test`, a few of each.
"""

import hashlib
import io
import os
import random
import uuid

import pikepdf
import pytest
from django.urls import reverse
from PIL import Image

from ccas.actors import Actor
from ccas.files import actions, scanner, store
from ccas.files.examining import examine
from ccas.files.models import ReceivedFile, Upload
from ccas.refusals import Conflict, Refusal
from tests.ccas.files import honest, hostile
from tests.ccas.files.conftest import PROOF
from tests.ccas.files.samples import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FULL = os.environ.get("CCAS_DRILL") == "full"
#: Played by `make test` too: one of each way to be refused.
FEW_HOSTILE = {
    "script at opening", "another file opened", "content read from a file", "password",
    "page of the web behind", "archive behind a JPEG", "text that inflates", "archive", "program",
    "address of the outline",
}  # fmt: skip
FEW_HONEST = {
    "JPEG of a phone, orientation 6", "HEIC of a phone held upright", "PNG of sixteen bits, grey",
    "JPEG of several views (MPO)", "protected by its owner", "word processor",
}  # fmt: skip


def receive(content: bytes, name: str, place, by: Actor) -> ReceivedFile:
    """Received and examined, as the worker does."""
    file = actions.receive(PROOF, place, name=name, pieces=[content], by=by)
    examine(file.pk, by=by)
    file.refresh_from_db()
    return file


def texts(content: bytes) -> str:
    """Everything a PDF says in its objects, streams decoded; or the bytes of a picture."""
    if not content.startswith(b"%PDF"):
        with Image.open(io.BytesIO(content)) as image:
            return content.decode("latin-1") + repr(image.info)
    with pikepdf.open(io.BytesIO(content)) as opened:
        found = []
        for thing in opened.objects:
            found.append(repr(thing))
            if isinstance(thing, pikepdf.Stream):
                try:
                    found.append(thing.read_bytes().decode("latin-1"))
                except pikepdf.PdfError:  # a picture: its own compression is not undone
                    found.append(thing.read_raw_bytes().decode("latin-1"))
        return "".join(found) + content.decode("latin-1")


def serves_harm(file: ReceivedFile) -> bool:
    """Whether what is shown of it still holds what would do harm."""
    if not file.can_be_opened:
        return False
    shown = store.read(store.SHOWN, file.shown, file.shown_sha256)
    return hostile.WORD in texts(shown)


def test_no_hostile_file_is_served(place, candidate, antivirus, record_property) -> None:
    served, sent = [], 0
    cases = [one for one in hostile.hostile() if FULL or one[0] in FEW_HOSTILE]
    for what, name, make in cases:
        sent += 1
        try:
            file = receive(make(), name, place, candidate)
        except Refusal:
            continue
        if serves_harm(file):
            served.append(what)
    eicar = receive(b"%PDF-1.4\n" + scanner.EICAR + b"\n%%EOF", "eicar.pdf", place, candidate)
    sent += 1
    if eicar.state != "infected":
        served.append("eicar")
    assert served == []
    assert not FULL or sent >= 60
    record_property("FIGURE hostile_files_sent", f"{sent} files")
    record_property("FIGURE hostile_files_served", f"{len(served)} files")


def test_the_corpus_would_be_seen_if_it_were_served() -> None:
    """Negative control: the check finds the mark in what a careless service would show."""
    for what in ("script in metadata",):  # the makers of others share what one file keeps
        assert hostile.WORD in texts(hostile.PDFS[what]())
    for what in ("script in a comment", "script in EXIF", "archive behind a JPEG"):
        assert hostile.WORD in texts(hostile.IMAGES[what]())


@pytest.mark.parametrize("name", hostile.NAMES if FULL else hostile.NAMES[:6])
def test_a_hostile_name_is_for_display_only(name, place, candidate, sign_in) -> None:
    file = receive(pdf(), name, place, candidate)
    assert file.can_be_opened
    answer = sign_in(candidate).get(reverse("files:show", args=[file.pk]))
    header = answer["Content-Disposition"]
    assert header.startswith("inline; filename*=UTF-8''") and header.endswith(".pdf")
    assert not set(header.partition("''")[2]) & set("\r\n\0;\"'<>\\")
    assert answer["Content-Type"] == "application/pdf"
    assert "\u202e" not in file.name and "/" not in file.name and "\\" not in file.name
    assert str(uuid.UUID(file.original.rpartition("/")[2])) == str(file.pk)


def is_upright(content: bytes) -> bool:
    """Dark on the left half, bright on the right, wider than high."""
    with Image.open(io.BytesIO(content)) as image:
        grey = image.convert("L")
        width, height = grey.size
        left, right = (grey.getpixel((width * part // 4, height // 2)) for part in (1, 3))
        # The lower half too: a picture upside down looks the same, one turned does not.
        low = grey.getpixel((width // 4, height * 3 // 4))
        return width > height and left < 90 and low < 90 and right > 200


def test_every_honest_file_is_accepted_and_upright(place, candidate, record_property) -> None:
    refused, sent = [], 0
    for group, extension in ((honest.PICTURES, "jpg"), (honest.DOCUMENTS, "pdf")):
        for what, make in group.items():
            if not FULL and what not in FEW_HONEST:
                continue
            sent += 1
            try:
                file = receive(make(), f"piece.{extension}", place, candidate)
            except Refusal as refusal:
                refused.append(f"{what} : {refusal}")
                continue
            if not file.can_be_opened:
                refused.append(f"{what} : {file.reason}")
                continue
            shown = store.read(store.SHOWN, file.shown, file.shown_sha256)
            if extension == "jpg":
                if not is_upright(shown):
                    refused.append(f"{what} : pas droit")
            else:
                with pikepdf.open(io.BytesIO(shown)) as opened:
                    if opened.is_encrypted or len(opened.pages) != file.pages:
                        refused.append(f"{what} : ne s’ouvre pas")
    assert refused == []
    assert not FULL or sent >= 40
    record_property("FIGURE honest_files_sent", f"{sent} files")
    record_property("FIGURE honest_files_refused", f"{len(refused)} files")


def test_an_upload_cut_anywhere_gives_the_same_bytes(place, candidate, record_property) -> None:
    """Each piece is cut on its way, at a random byte; the device asks where to go on, and does.

    One time in two the answer is lost as well: the whole piece comes again.
    """
    chance = random.Random(17)
    cuts = 50 if FULL else 10
    content = pdf(2) + b"%" + chance.randbytes(cuts * 20_000) + b"\n%%EOF\n"
    length = -(-len(content) // cuts)
    upload = actions.begin_upload(PROOF, place, name="piece.pdf", size=len(content), by=candidate)
    for at in range(0, len(content), length):
        piece = content[at : at + length]
        print_ = hashlib.sha256(piece).hexdigest()
        with pytest.raises(Refusal):
            short = piece[: chance.randrange(len(piece))]
            actions.add_part(upload, offset=at, content=short, sha256=print_, by=candidate)
        upload = Upload.objects.get(pk=upload.pk)
        assert upload.received == at, "nothing of a cut piece is kept"
        for _ in range(chance.choice((1, 2))):
            upload = actions.add_part(upload, offset=at, content=piece, sha256=print_, by=candidate)
        with pytest.raises(Conflict) as early:
            actions.add_part(upload, offset=upload.received + 1, content=b"x", by=candidate)
        assert early.value.current["received"] == upload.received
    file = actions.finish_upload(upload, kind=PROOF, place=place, by=candidate)
    kept = store.read(store.ORIGINALS, file.original)
    assert kept == content and file.sha256 == hashlib.sha256(content).hexdigest()
    record_property("FIGURE upload_cuts_resumed", f"{cuts} cuts")
