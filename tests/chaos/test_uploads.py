"""Twenty candidates send twenty large files at once: all arrive whole, the server stays small.

`make chaos` sends 20 MB each; `make test`, small ones.
"""

import hashlib
import http.client
import json
import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

import pytest
from django.urls import reverse

from ccas import clock
from ccas.accounts.models import User
from ccas.files import rules, store
from ccas.files.models import ReceivedFile
from certification.vae import actions
from certification.vae.papers import IDENTITY
from tests.ccas.files.samples import pdf
from tests.chaos.serving import HOST, TOKEN, Served, cookie_for, serving
from tests.factories.framework import shipped_revision
from tests.factories.vae import applicant, at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

FULL = os.environ.get("CCAS_DRILL") == "full"
SENDERS, BYTES = (20, rules.MAX_BYTES) if FULL else (4, 3 * rules.PART_BYTES + 17)
#: What the server may grow by, in bytes, from one wave of files to the next: a fifth of a wave.
GROWTH = 80 * 1024 * 1024
#: What it may hold at the most, its two workers together.
MOST = 800 * 1024 * 1024


def scan(size: int, seed: int) -> bytes:
    """A PDF of that many bytes, that no compression would make smaller."""
    whole = pdf()
    start, end = whole[:20], whole[20:]
    return start + random.Random(seed).randbytes(size - len(whole)) + end


class Sender:
    """A candidate, their application, and the pieces that their telephone sends."""

    def __init__(self, number: int) -> None:
        candidate, actor = applicant()
        with clock.moved_to(at(date(2026, 2, 10))):  # before the registration ends
            self.application = actions.start_application(candidate, shipped_revision(), by=actor)
        self.cookie = cookie_for(User.objects.get(pk=actor.user_id), "candidate")
        self.number = number

    def send(self, port: int, size: int) -> tuple[str, str]:
        """Send a file by pieces; gives its fingerprint, and the id that the server gave it."""
        content = scan(size, self.number)
        link = http.client.HTTPConnection(HOST, port, timeout=120)
        try:
            begun = self._ask(
                link,
                reverse("files:begin"),
                json.dumps(
                    {
                        "kind": IDENTITY.code,
                        "set": str(self.application.pk),
                        "name": "carte d’identité.pdf",
                        "size": size,
                    }
                ).encode(),
            )
            for at in range(0, size, rules.PART_BYTES):
                piece = content[at : at + rules.PART_BYTES]
                self._ask(link, reverse("files:part", args=[begun["id"], at]), piece)
            done = self._ask(link, reverse("files:finish", args=[begun["id"]]), b"")
        finally:
            link.close()
        return hashlib.sha256(content).hexdigest(), done["id"]

    def _ask(self, link: http.client.HTTPConnection, path: str, body: bytes) -> dict:
        headers = {
            "Cookie": self.cookie,
            "X-CSRFToken": TOKEN,
            "X-Forwarded-Proto": "https",
            "Origin": f"https://{HOST}:{link.port}",
            "Content-Type": "application/octet-stream",
        }
        link.request("POST", path, body, headers)
        answer = link.getresponse()
        said = answer.read()
        assert answer.status < 300, (answer.status, said[:500])
        return json.loads(said)


@contextmanager
def watched(server: Served):
    """The most memory that the server held in the block, as the one item of a list."""
    most, over = [server.memory()], threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            most[0] = max(most[0], server.memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()


def test_twenty_uploads_at_once_arrive_whole_and_keep_memory_flat(tmp_path, record_property):
    waves = [[Sender(number) for number in range(SENDERS)] for _wave in range(2)]
    sent, peaks = [], []
    with serving(tmp_path) as server:
        # What the first wave takes is what twenty requests at once take; the second shows
        # whether anything of the files stays.
        for senders in waves:
            with watched(server) as most, ThreadPoolExecutor(SENDERS) as together:
                sent += together.map(lambda one: one.send(server.port, BYTES), senders)
            peaks.append(most[0])
    grown = peaks[1] - peaks[0]
    for fingerprint, pk in sent:
        file = ReceivedFile.objects.get(pk=pk)
        assert (file.sha256, file.size) == (fingerprint, BYTES)
    assert len({pk for _, pk in sent}) == 2 * SENDERS
    if FULL:
        record_property("FIGURE uploads_at_once", f"{SENDERS} files")
        record_property("FIGURE upload_rss_peak_mb", f"{peaks[1] / 2**20:.0f} MB")
        record_property("FIGURE upload_rss_growth_mb", f"{grown / 2**20:.0f} MB")
        assert grown < GROWTH
        assert peaks[1] < MOST


def test_memory_is_weighed_as_it_is_held():
    """The negative control: what a process of the group takes is seen by the one who weighs."""
    own = Served(0, os.getpgid(0))
    before = own.memory()
    held = bytearray(random.randbytes(32 * 2**20))
    assert own.memory() - before > 24 * 2**20
    assert len(held) == 32 * 2**20


def test_pieces_are_gathered_outside_the_memory():
    """Whatever their number: the bytes, their ends and their fingerprint are those of the whole."""
    content = scan(store.IN_MEMORY + 5000, 3)
    pieces = (content[at : at + 777] for at in range(0, len(content), 777))
    with store.gathered(pieces) as whole:
        assert whole.file.read() == content
        assert whole.sha256 == hashlib.sha256(content).hexdigest()
        assert whole.ends == rules.Ends(content[: rules.ENDS], content[-rules.ENDS :], len(content))
