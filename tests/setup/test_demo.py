"""`make demo` from end to end: real servers, worker and pages, a small program as the product."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from setup.places import VENV
from tests.setup.conftest import ROOT, gone, processes_of

pytestmark = [pytest.mark.slow, pytest.mark.celery]

MANAGE = """
import os, sys, time
from pathlib import Path
var = Path(os.environ["CCAS_VAR"])
command = sys.argv[1]
with (var / "commands").open("a") as done:
    done.write(command + "\\n")
if command == "build_demo":
    (var / "documents").mkdir(exist_ok=True)
    from ccas.celery import wake
    wake.delay(str(var / "documents" / "woken"))
if command == "wait_for_documents":
    limit = time.monotonic() + 20
    while not (var / "documents" / "woken").exists() and time.monotonic() < limit:
        time.sleep(0.1)
    print("TABLE", (var / "documents" / "woken").read_text())
    sys.exit(int(os.environ.get("VERDICT", "0")))
"""
CELERY = """
import os
from pathlib import Path
from celery import Celery
app = Celery("ccas", broker=os.environ["REDIS_URL"], fixups=[])
@app.task(name="wake")
def wake(place):
    Path(place + ".new").write_text("made by the worker")
    os.replace(place + ".new", place)
@app.task(name="die")
def die():
    os.kill(os.getppid(), 9)
"""
WSGI = """
def application(environ, start_response):
    if environ["PATH_INFO"] == "/":
        start_response("302 Found", [("Location", "/compte/")])
        return [b""]
    start_response("200 OK", [])
    return [b"the sign-in page"]
"""
ASGI = """
async def application(scope, receive, send):
    while scope["type"] == "lifespan":
        await send({"type": (await receive())["type"] + ".complete"})
"""
RUN = "import sys, setup.demo as d; d.ensure_environment = d.ensure_pango = lambda: None; "


class Checkout:
    """A copy of the set-up around the stand-in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "setup", folder / "setup", ignore=lambda *_: {"__pycache__"})
        (folder / ".venv").symlink_to(VENV)
        (folder / "ccas").mkdir()
        for name, text in (
            ("manage.py", MANAGE),
            ("ccas/__init__.py", ""),
            ("ccas/celery.py", CELERY),
            ("ccas/wsgi.py", WSGI),
            ("ccas/asgi.py", ASGI),
        ):
            (folder / name).write_text(text)
        self.popen: subprocess.Popen[str] | None = None

    def demo(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        kept = {k: v for k, v in os.environ.items() if not k.endswith("_URL") and k != "CCAS_VAR"}
        self.popen = subprocess.Popen(
            [sys.executable, "-c", f"{RUN} sys.exit(d.main(sys.argv[1:]))", *arguments],
            cwd=self.folder,
            env=kept | variables,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        return self.popen

    def read_until(self, word: str) -> str:
        """What it prints up to a line with this word."""
        assert self.popen and self.popen.stdout
        said = ""
        for line in self.popen.stdout:
            said += line
            if word in line:
                return said
        raise AssertionError(f"never said {word!r}:\n{said}")

    def commands(self) -> list[str]:
        return (self.folder / "var/commands").read_text().split()


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    # Apart from pytest's folders, which only their owner may enter: that trap has its own test.
    folder = Path("/var/tmp") / f"ccas-demo-{os.getpid()}-{tmp_path.parent.name}"
    folder.mkdir(mode=0o755)
    made = Checkout(folder)
    yield made
    if made.popen:
        if made.popen.poll() is None:
            made.popen.kill()
        made.popen.wait()
        if made.popen.stdout:
            made.popen.stdout.close()
    for pid in processes_of(str(folder)):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(folder)


@pytest.fixture
def finished(checkout: Checkout) -> Callable[..., tuple[int, str]]:
    def run(*arguments: str, **variables: str) -> tuple[int, str]:
        said, _ = checkout.demo(*arguments, **variables).communicate(timeout=120)
        return checkout.popen.returncode, said  # type: ignore[union-attr]

    return run


def test_once_then_resumed_then_afresh(
    checkout: Checkout, finished: Callable[..., tuple[int, str]]
):
    code, said = finished("--once", VERDICT="3")
    assert code == 3, said  # the verdict of the last command is the verdict of all
    assert said.startswith("Serveurs : PostgreSQL embarqué")
    assert "TABLE made by the worker" in said
    assert checkout.commands() == ["migrate", "build_demo", "wait_for_documents"]
    assert gone(str(checkout.folder))
    # Started again: it resumes, with a signal at the end this time.
    checkout.demo()
    said = checkout.read_until("Ctrl-C arrête tout")
    assert "http://127.0.0.1:" in said
    assert (checkout.folder / "var/documents/woken").exists()
    assert len(processes_of(str(checkout.folder))) > 5
    assert checkout.popen
    checkout.popen.send_signal(signal.SIGINT)
    said, _ = checkout.popen.communicate(timeout=60)
    assert checkout.popen.returncode == 0, said
    assert gone(str(checkout.folder))
    # Secrets stay private.
    memory = checkout.folder / "var/demo/memory.json"
    assert stat.S_IMODE(memory.stat().st_mode) == 0o600
    # Afresh: nothing of before is left when the data are built.
    (checkout.folder / "var/documents/old").touch()
    code, said = finished("--reset", "--once")
    assert code == 0, said
    assert not (checkout.folder / "var/documents/old").exists()
    assert "TABLE made by the worker" in said
    assert gone(str(checkout.folder))


def test_a_worker_that_dies_ends_the_demonstration(checkout: Checkout):
    checkout.demo()
    checkout.read_until("Ctrl-C arrête tout")
    worker = [
        pid
        for pid, command in processes_of(str(checkout.folder)).items()
        if "celery -A ccas worker" in command
    ]
    os.kill(min(worker), signal.SIGKILL)
    said, _ = checkout.popen.communicate(timeout=60)  # type: ignore[union-attr]
    assert checkout.popen.returncode == 1  # type: ignore[union-attr]
    assert "« le travailleur » s'est arrêté tout seul" in said
    assert gone(str(checkout.folder))


def test_reset_spares_servers_that_were_given(finished: Callable[..., tuple[int, str]]):
    code, said = finished("--reset", DATABASE_URL="postgres://somebody@127.0.0.1:1/precious")
    assert code == 1
    assert "Videz vous-même" in said
