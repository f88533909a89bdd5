"""Whatever ends the command, nothing that it started stays."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from setup.processes import Died, Interrupted, Supervisor, Trouble, command_of, identity
from tests.setup.conftest import Running, gone, processes_of

#: A parent with a child that hears no politeness: what a pool of workers may look like.
STUBBORN_FAMILY = (
    "import signal, subprocess, sys, time;"
    "ignore = 'import signal, sys, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)';"
    "subprocess.Popen([sys.executable, '-c', ignore, sys.argv[1]]);"
    "print('ready', flush=True); time.sleep(600)"
)
SUPERVISED_FAMILY = f"""
import os, sys
from pathlib import Path
from setup.processes import Interrupted, Supervisor
folder = Path(sys.argv[1])
try:
    with Supervisor(folder) as supervisor:
        supervisor.start("family", [sys.executable, "-c", {STUBBORN_FAMILY!r}, str(folder)],
                         env=os.environ, cwd=folder, log=folder / "family.log")
        ready = lambda: "ready" in (folder / "family.log").read_text()
        supervisor.wait_until(ready, seconds=20, what="family")
        print("ready", flush=True)
        supervisor.wait_for_a_signal()
except Interrupted as interrupted:
    sys.exit(100 + interrupted.number)
"""


@pytest.fixture(autouse=True)
def signals_given_back():
    """A supervisor in the test's own process listens to signals: undo it."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def sleeper(supervisor: Supervisor, folder: Path, seconds: float = 600, code: int = 0):
    program = (
        f"import sys, time; print('last words', flush=True);time.sleep({seconds}); sys.exit({code})"
    )
    return supervisor.start(
        "sleeper",
        [sys.executable, "-c", program, str(folder)],
        env=os.environ,
        cwd=folder,
        log=folder / "sleeper.log",
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_stops_the_whole_family(
    start: Callable[..., Running], tmp_path: Path, number: signal.Signals
):
    running = start(tmp_path, SUPERVISED_FAMILY)
    assert running.line() == "ready"
    assert len(running.processes()) == 3  # ours, the parent, its stubborn child
    assert running.end(number) == 100 + number
    assert gone(str(tmp_path))


def test_what_a_hard_kill_left_is_ended_by_the_next_start(
    start: Callable[..., Running], tmp_path: Path
):
    running = start(tmp_path, SUPERVISED_FAMILY)
    assert running.line() == "ready"
    running.end(signal.SIGKILL)
    assert len(processes_of(str(tmp_path))) == 2  # otherwise this test shows nothing
    with Supervisor(tmp_path):
        assert gone(str(tmp_path), seconds=5)


@pytest.mark.skipif(
    sys.platform != "linux", reason="the life of the machine is known on Linux only"
)
def test_children_of_a_dead_child_are_ended_too(start: Callable[..., Running], tmp_path: Path):
    running = start(tmp_path, SUPERVISED_FAMILY)
    assert running.line() == "ready"
    children = [pid for pid in running.processes() if pid != running.popen.pid]
    running.end(signal.SIGKILL)
    os.kill(min(children), signal.SIGKILL)  # the parent; its child stays, an orphan
    end = time.monotonic() + 5
    while len(processes_of(str(tmp_path))) != 1 and time.monotonic() < end:
        time.sleep(0.05)  # killed, it takes a moment to be gone
    assert len(processes_of(str(tmp_path))) == 1
    with Supervisor(tmp_path):
        assert gone(str(tmp_path), seconds=5)


def test_number_that_a_stranger_bears_today_is_left_alone(tmp_path: Path):
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        row = f'[{{"name": "x", "pid": {stranger.pid}, "identity": "of another", '
        row += '"stop_signal": 9, "patience": 1}]'
        (tmp_path / "processes.json").write_text(row)
        with Supervisor(tmp_path):
            pass
        assert stranger.poll() is None
        # The control: under its true identity, it is ended.
        (tmp_path / "processes.json").write_text(
            row.replace("of another", str(identity(stranger.pid)))
        )
        with Supervisor(tmp_path):
            pass
        assert stranger.wait(timeout=5) == -signal.SIGKILL
    finally:
        stranger.kill()
        stranger.wait()


def test_a_child_that_dies_ends_everything(tmp_path: Path):
    with pytest.raises(Died) as died, Supervisor(tmp_path) as supervisor:
        sleeper(supervisor, tmp_path)
        sleeper(supervisor, tmp_path, seconds=0.1, code=3)
        supervisor.wait_for_a_signal()
    assert "code 3" in str(died.value)
    assert "last words" in str(died.value)
    assert gone(str(tmp_path), seconds=5)


def test_a_child_that_dies_ends_the_program_in_the_foreground(tmp_path: Path):
    with pytest.raises(Died), Supervisor(tmp_path) as supervisor:
        sleeper(supervisor, tmp_path, seconds=0.1)
        supervisor.run(
            "long", [sys.executable, "-c", "import time; time.sleep(600)", str(tmp_path)],
            env=os.environ, cwd=tmp_path,
        )  # fmt: skip
    assert gone(str(tmp_path), seconds=5)


def test_a_child_whose_work_is_done_stops_nobody(tmp_path: Path):
    with Supervisor(tmp_path) as supervisor:
        work = [sys.executable, "-c", "print('done')"]
        child = supervisor.start("work", work, env=os.environ, cwd=tmp_path, ends=True)
        supervisor.wait_until(lambda: child.popen.poll() is not None, seconds=20, what="work")
        meanwhile = [sys.executable, "-c", "import time; time.sleep(0.5)"]
        assert supervisor.run("meanwhile", meanwhile, env=os.environ, cwd=tmp_path) == 0
        assert supervisor.wait_for(child) == 0
        assert supervisor.children == []


def test_a_child_that_fails_its_work_ends_everything(tmp_path: Path):
    with pytest.raises(Died, match="code 5"), Supervisor(tmp_path) as supervisor:
        work = [sys.executable, "-c", "raise SystemExit(5)"]
        supervisor.start("work", work, env=os.environ, cwd=tmp_path, ends=True)
        supervisor.run(
            "long", [sys.executable, "-c", "import time; time.sleep(600)", str(tmp_path)],
            env=os.environ, cwd=tmp_path,
        )  # fmt: skip
    assert gone(str(tmp_path), seconds=5)


def test_signal_during_a_program_in_the_foreground(tmp_path: Path):
    begun = time.monotonic()
    with pytest.raises(Interrupted), Supervisor(tmp_path) as supervisor:
        killer = f"import os, time; os.kill({os.getpid()}, 15); time.sleep(600)"
        supervisor.run("long", [sys.executable, "-c", killer], env=os.environ, cwd=tmp_path)
    assert time.monotonic() - begun < 10


def test_exit_code_is_handed_over(tmp_path: Path):
    with Supervisor(tmp_path) as supervisor:
        command = [sys.executable, "-c", "raise SystemExit(7)"]
        assert supervisor.run("seven", command, env=os.environ, cwd=tmp_path) == 7
        assert supervisor.children == []


def test_a_folder_serves_one_command_at_a_time(tmp_path: Path):
    with Supervisor(tmp_path), pytest.raises(Trouble, match="se sert déjà"), Supervisor(tmp_path):
        pass
    with Supervisor(tmp_path):
        pass  # free again


def test_waiting_has_an_end(tmp_path: Path):
    with Supervisor(tmp_path) as supervisor, pytest.raises(Trouble, match="La page ne répond pas"):
        supervisor.wait_until(lambda: False, seconds=0.1, what="La page")


def test_identity_is_of_a_life():
    with subprocess.Popen(
        [sys.executable, "-c", "print('begun', flush=True); import time; time.sleep(600)"],
        stdout=subprocess.PIPE,
    ) as program:
        assert program.stdout
        program.stdout.readline()
        life = identity(program.pid)
        assert life is not None
        assert identity(program.pid) == life
        assert "time.sleep(600)" in command_of(program.pid)
        program.kill()
        limit = time.monotonic() + 10
        while identity(program.pid) and time.monotonic() < limit:
            time.sleep(0.05)
        assert identity(program.pid) is None  # dead, though not yet waited for
    assert identity(program.pid) is None
