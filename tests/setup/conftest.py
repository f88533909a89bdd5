"""What the tests of the set-up share: no database of Django's, real processes."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Runs the two private servers of a folder until a signal, saying "ready" once they answer.
STAND_IN = """
import sys
from pathlib import Path
from setup.processes import Interrupted, Supervisor
from setup.servers import Servers
try:
    with Supervisor(Path(sys.argv[1])) as supervisor:
        urls = Servers({}).start(supervisor, throwaway=True)
        print(urls["DATABASE_URL"], urls["REDIS_URL"], flush=True)
        supervisor.wait_for_a_signal()
except Interrupted:
    sys.exit(9)
"""


class Running:
    """A program under test, and the processes that it started."""

    def __init__(self, popen: subprocess.Popen[str], mark: str) -> None:
        self.popen = popen
        self.mark = mark

    def line(self) -> str:
        assert self.popen.stdout
        return self.popen.stdout.readline().strip()

    def processes(self) -> dict[int, str]:
        return processes_of(self.mark)

    def end(self, number: int) -> int:
        self.popen.send_signal(number)
        return self.popen.wait(timeout=30)


def processes_of(mark: str) -> dict[int, str]:
    """Every process whose command line or folder names the mark, but this one."""
    return {
        pid: command
        for pid, command, place in _all_processes()
        if pid != os.getpid() and (mark in command or place.startswith(mark))
    }


def _all_processes() -> Iterator[tuple[int, str, str]]:
    """Number, command line, folder. A small Debian has no `ps`; other systems have no /proc."""
    if sys.platform == "linux":
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if command:  # neither a thread of the kernel nor a dead process
                    yield int(entry.name), command.strip(), str((entry / "cwd").readlink())
        return
    listed = subprocess.run(
        ["ps", "-axww", "-o", "pid=,command="], capture_output=True, text=True, check=True
    ).stdout
    for line in listed.splitlines():
        pid, _, command = line.strip().partition(" ")
        yield int(pid), command, ""


def gone(mark: str, *, seconds: float = 10) -> bool:
    """Nothing of this mark runs any more; given a moment, for the system to bury the dead."""
    limit = time.monotonic() + seconds
    while processes_of(mark):
        if time.monotonic() > limit:
            return False
        time.sleep(0.1)
    return True


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start the stand-in on a folder; whatever still runs at the end of the test is killed."""
    started: list[Running] = []

    def begin(folder: Path, program: str = STAND_IN) -> Running:
        env = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
        # As from a terminal, even when the tests themselves run under nohup.
        heard = "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_DFL)\n"
        popen = subprocess.Popen(
            [sys.executable, "-c", heard + program, folder],
            cwd=ROOT,
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        )
        running = Running(popen, str(folder))
        started.append(running)
        return running

    yield begin
    for running in started:
        running.popen.terminate()
        running.popen.wait(timeout=60)
        assert running.popen.stdout
        running.popen.stdout.close()
        for pid in running.processes():
            os.kill(pid, 9)
