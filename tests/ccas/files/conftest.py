"""A real clamd that knows one signature, a kind of file of its own, and samples."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db.models import Q

from ccas.actors import Actor
from ccas.files import actions, kinds, scanner
from ccas.files.kinds import FileKind, FileSet
from ccas.files.models import ReceivedFile

#: EICAR as clamd's databases write it: type 0 (any file), anywhere.
SIGNATURE = f"Eicar-Test-Signature:0:*:{scanner.EICAR.hex()}\n"
CLAMD = next((p for n in ("clamd", "/usr/sbin/clamd") if (p := shutil.which(n))), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Clamd:
    """A private clamd on loopback, stopped by its pid."""

    def __init__(self, folder: Path) -> None:
        assert CLAMD, "clamd manque : apt-get install clamav-daemon"
        (folder / "db").mkdir()
        (folder / "db" / "test.ndb").write_text(SIGNATURE)
        self.port = free_port()
        (folder / "clamd.conf").write_text(
            f"DatabaseDirectory {folder / 'db'}\nTCPSocket {self.port}\nTCPAddr 127.0.0.1\n"
            f"Foreground yes\nTemporaryDirectory {folder}\nStreamMaxLength 25M\nMaxFileSize 25M\n"
            "MaxScanSize 100M\nSelfCheck 0\n"
        )
        self.log = (folder / "clamd.log").open("wb")
        self.process = subprocess.Popen(
            [CLAMD, "-c", str(folder / "clamd.conf")], stdout=self.log, stderr=self.log
        )
        self.url = f"tcp://127.0.0.1:{self.port}"
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("clamd does not answer")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        self.log.close()


@pytest.fixture(scope="session")
def clamd(tmp_path_factory) -> Iterator[Clamd]:
    """One antivirus for the run: it reads one signature and starts in a quarter of a second."""
    folder = tmp_path_factory.mktemp("clamd")
    folder.chmod(0o777)
    running = Clamd(folder)
    yield running
    running.stop()


@pytest.fixture
def antivirus(clamd, settings) -> Clamd:
    """The service asks this antivirus."""
    settings.CLAMAV_URL = clamd.url
    scanner.forget()
    yield clamd
    scanner.forget()


#: Sets that the kind below takes files for: set id → owner.
SETS: dict[UUID, UUID | None] = {}


def destination(actor: Actor, set_id: UUID) -> FileSet | None:
    owner = SETS.get(set_id)
    if owner is None or owner != actor.user_id:
        return None
    return FileSet(set_id, owner, quota=30 * 1024 * 1024)


def visible(actor: Actor) -> Q | None:
    return Q() if actor.role == "officer" else Q(owner=actor.user_id)


PROOF = FileKind(
    code="test-proof",
    label="Pièce d’essai",
    purpose="essai",
    retention="evidence",
    destination=destination,
    visible=visible,
)
IDENTITY = FileKind(
    code="test-identity",
    label="Pièce d’identité d’essai",
    purpose="essai",
    retention="evidence",
    destination=destination,
    visible=visible,
    watermark="Dossier de certification uniquement",
)


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    """Two kinds that exist for these tests only."""
    for kind in (PROOF, IDENTITY):
        kinds.register(kind)
    yield
    for kind in (PROOF, IDENTITY):
        kinds._kinds.pop(kind.code, None)
    SETS.clear()


@pytest.fixture
def candidate(make_actor) -> Actor:
    return make_actor("candidate")


@pytest.fixture
def place(candidate) -> FileSet:
    """A set of the candidate's."""
    set_id = uuid4()
    SETS[set_id] = candidate.user_id
    return destination(candidate, set_id)


@pytest.fixture
def receive(candidate, place):
    """receive(content, name, kind) -> the file, received and not yet examined."""

    def do(content: bytes, name: str = "preuve.pdf", kind: FileKind = PROOF) -> ReceivedFile:
        return actions.receive(kind, place, name=name, pieces=[content], by=candidate)

    return do
